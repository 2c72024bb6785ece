using System.Globalization;

namespace Poets.Retraining.Bottlenecks;

/// <summary>One line of a <see cref="CacheManifest"/>: from which image and by which network a text file was made.</summary>
/// <param name="Image">The image as it was.</param>
/// <param name="Network">The network's <see cref="Models.Backbone.Fingerprint"/>.</param>
/// <param name="TextLength">Bytes of the text file.</param>
/// <param name="TextChecksum">CRC-32C of the text file.</param>
internal sealed record ManifestEntry(FileEvidence Image, string Network, long TextLength, uint TextChecksum)
{
    /// <summary>The line, without its end; tabs separate fields, the name stands last and may hold anything but a line end.</summary>
    public string Format(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Image.Length}\t{Image.Modified}\t{Image.Hash}\t{Network}\t{TextLength}\t{TextChecksum:x8}\t{name}");

    /// <summary>Reads a line; null where it is damaged, which costs no more than a second look at the image.</summary>
    /// <param name="line">The line.</param>
    /// <param name="network">The network of the line before: lines of the same network share one string.</param>
    public static (string Name, ManifestEntry Entry)? Parse(string line, ref string network)
    {
        string[] fields = line.Split('\t', 7);
        network = fields.Length > 3 && fields[3] != network ? fields[3] : network;
        return fields.Length == 7
            && long.TryParse(fields[0], CultureInfo.InvariantCulture, out long length)
            && long.TryParse(fields[1], CultureInfo.InvariantCulture, out long modified)
            && ContentHash.TryParse(fields[2], out ContentHash hash)
            && long.TryParse(fields[4], CultureInfo.InvariantCulture, out long textLength)
            && uint.TryParse(fields[5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint checksum)
                ? (fields[6], new ManifestEntry(new FileEvidence(length, modified, hash), network, textLength, checksum))
                : null;
    }
}
