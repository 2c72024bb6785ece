using System.Formats.Tar;
using System.IO.Compression;

namespace Poets.Retraining.Models;

/// <summary>Reads single files out of <c>.tgz</c> archives without unpacking them.</summary>
public static class ModelArchive
{
    // The largest networks that people retrain (NASNet large, PNASNet large) are a third of this.
    private const long MaximumLength = 1L << 30;

    /// <summary>The content of one file of an archive.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="entryName">The file's path inside, with forward slashes; a leading <c>./</c> does not count.</param>
    /// <exception cref="RetrainException">The archive is damaged, holds no such file, or holds paths that lead outside.</exception>
    public static byte[] Read(string path, string entryName) => Read(path, entryName, MaximumLength);

    internal static byte[] Read(string path, string entryName, long limit)
    {
        var seen = new List<string>();
        try
        {
            using TarReader archive = Open(path, limit);
            while (archive.GetNextEntry() is { } entry)
            {
                string name = Normalise(path, entry.Name);
                if (name == entryName && entry.DataStream is { } data)
                {
                    return ReadEntry(entry, data, limit);
                }

                seen.Add(name);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new RetrainException($"{path} is no whole .tgz archive of a network ({error.Message}); delete it and fetch it again.", error) { Fault = RetrainFault.ModelUnusable };
        }

        throw new RetrainException($"{path} holds no file {entryName}; it holds {string.Join(", ", seen.Take(12))}.") { Fault = RetrainFault.ModelUnusable };
    }

    /// <summary>Opens an archive of which no more than a limit will be decompressed.</summary>
    internal static TarReader Open(string path, long limit = MaximumLength) =>
        new(new LimitedStream(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), limit));

    /// <summary>An entry's path, refused where it is absolute or climbs out of the archive.</summary>
    internal static string Normalise(string archive, string entryName)
    {
        string name = entryName.Replace('\\', '/');
        while (name.StartsWith("./", StringComparison.Ordinal))
        {
            name = name[2..];
        }

        bool leadsOutside = name.StartsWith('/') || (name.Length > 1 && name[1] == ':') || name.Split('/').Contains("..");
        return leadsOutside
            ? throw new RetrainException($"{archive} holds the path '{entryName}', which leads outside of it; the archive is refused.") { Fault = RetrainFault.ModelUnusable }
            : name;
    }

    private static byte[] ReadEntry(TarEntry entry, Stream data, long limit)
    {
        if (entry.Length > limit)
        {
            throw new InvalidDataException($"{entry.Name} claims {entry.Length} bytes");
        }

        // Grows with what really comes: a claim alone takes no memory.
        using var content = new MemoryStream();
        data.CopyTo(content);
        return content.Length == entry.Length ? content.ToArray() : throw new EndOfStreamException($"{entry.Name} ends after {content.Length} of {entry.Length} bytes");
    }
}
