using System.Formats.Tar;
using System.IO.Compression;

namespace Poets.Retraining.Tests.Models;

/// <summary>Makes archives.</summary>
internal static class Archives
{
    public static byte[] TarGz(params (string Name, byte[] Content)[] entries)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach ((string name, byte[] content) in entries)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return memory.ToArray();
    }
}
