using System.Formats.Tar;
using System.IO.Compression;

namespace Poets.Retraining.Models;

/// <summary>Reads single files out of <c>.tgz</c> archives without unpacking them.</summary>
public static class ModelArchive
{
    private const long MaximumEntryLength = 1L << 30;

    /// <summary>The content of one file of an archive.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="entryName">The file's path inside, with forward slashes; a leading <c>./</c> does not count.</param>
    /// <exception cref="RetrainException">The archive is damaged, holds no such file, or holds paths that lead outside.</exception>
    public static byte[] Read(string path, string entryName)
    {
        var seen = new List<string>();
        try
        {
            using var archive = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (archive.GetNextEntry() is { } entry)
            {
                string name = Normalise(path, entry.Name);
                if (name == entryName && entry.DataStream is { } data)
                {
                    return ReadEntry(path, entry, data);
                }

                seen.Add(name);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new RetrainException($"{path} is no whole .tgz archive ({error.Message}); delete it and fetch it again.", error) { Fault = RetrainFault.ModelUnusable };
        }

        throw new RetrainException($"{path} holds no file {entryName}; it holds {string.Join(", ", seen.Take(12))}.") { Fault = RetrainFault.ModelUnusable };
    }

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

    private static byte[] ReadEntry(string path, TarEntry entry, Stream data)
    {
        if (entry.Length > MaximumEntryLength)
        {
            throw new RetrainException($"{path}: {entry.Name} claims {entry.Length} bytes; more than {MaximumEntryLength} is refused.") { Fault = RetrainFault.ModelUnusable };
        }

        var content = new byte[entry.Length];
        data.ReadExactly(content);
        return content;
    }
}
