namespace Poets.Imaging.Jpeg.Markers;

/// <summary>
/// The Huffman tables of T.81, annex K.3: used for files that bring none (Motion JPEG frames), and by our encoder.
/// Hexadecimal: number of codes of each length 0 to 16, then the symbols.
/// </summary>
internal static class StandardHuffmanTables
{
    internal static (byte[] Counts, byte[] Symbols) DcLuminance => (
        Convert.FromHexString("0000010501010101010100000000000000"),
        Convert.FromHexString("000102030405060708090A0B"));

    internal static (byte[] Counts, byte[] Symbols) DcChrominance => (
        Convert.FromHexString("0000030101010101010101010000000000"),
        Convert.FromHexString("000102030405060708090A0B"));

    internal static (byte[] Counts, byte[] Symbols) AcLuminance => (
        Convert.FromHexString("000002010303020403050504040000017D"),
        Convert.FromHexString(
            "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728" +
            "292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A83848586878889" +
            "8A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2" +
            "E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA"));

    internal static (byte[] Counts, byte[] Symbols) AcChrominance => (
        Convert.FromHexString("0000020102040403040705040400010277"),
        Convert.FromHexString(
            "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A26" +
            "2728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A828384858687" +
            "88898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DA" +
            "E2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA"));
}
