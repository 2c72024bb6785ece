namespace Poets.Imaging.Jpeg.Markers;

/// <summary>The second byte of each JPEG marker that the decoder tells apart (T.81, table B.1).</summary>
internal static class JpegMarker
{
    internal const int Temporary = 0x01;
    internal const int StartOfFrame0 = 0xC0;
    internal const int StartOfFrame1 = 0xC1;
    internal const int StartOfFrame2 = 0xC2;
    internal const int DefineHuffmanTables = 0xC4;
    internal const int StartOfFrame9 = 0xC9;
    internal const int StartOfFrame10 = 0xCA;
    internal const int DefineArithmeticConditioning = 0xCC;
    internal const int Restart0 = 0xD0;
    internal const int Restart7 = 0xD7;
    internal const int StartOfImage = 0xD8;
    internal const int EndOfImage = 0xD9;
    internal const int StartOfScan = 0xDA;
    internal const int DefineQuantizationTables = 0xDB;
    internal const int DefineNumberOfLines = 0xDC;
    internal const int DefineRestartInterval = 0xDD;
    internal const int Application0 = 0xE0;
    internal const int Application14 = 0xEE;
    internal const int Application15 = 0xEF;
    internal const int Comment = 0xFE;
}
