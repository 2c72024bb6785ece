using Poets.Bench.Peers;
using Poets.Imaging;
using Poets.Testing;

namespace Poets.Bench.Sections;

/// <summary>JPEG files in memory.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Files">Their contents.</param>
/// <param name="Megapixels">Of all together.</param>
internal sealed record PhotoSet(string Name, IReadOnlyList<byte[]> Files, double Megapixels)
{
    /// <summary>The folder of photos beside this checkout, or null.</summary>
    public static string? Folder { get; } =
        SharedMaterial.Root is { } root && Directory.Exists(Path.Combine(root, "data", "flower_photos")) ? Path.Combine(root, "data", "flower_photos") : null;

    /// <summary>All photos, in the order of their names.</summary>
    public static string[] Paths() => [.. Directory.GetFiles(Folder!, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Some of the photos that are 500 pixels wide, spread over all classes.</summary>
    public static PhotoSet Small(int count)
    {
        var decoder = new ImageDecoder();
        byte[][] wide = [.. Paths().Select(File.ReadAllBytes).Where(file => decoder.Identify(file).Width == 500)];
        return Of("500 pixels wide", [.. Enumerable.Range(0, count).Select(i => wide[i * wide.Length / count])]);
    }

    /// <summary>The set enlarged, and encoded as cameras do.</summary>
    public PhotoSet Enlarged(int width, int count)
    {
        var decoder = new ImageDecoder();
        return Of($"enlarged to {width}", [.. Files.Take(count).Select(file =>
        {
            DecodedImage small = decoder.Decode(file, DecodeOptions.Rgb);
            int height = small.Height * width / small.Width;
            var values = new float[width * height * 3];
            BilinearResize.Resize(small, new ResizeTarget(width, height), values);
            return TurboJpegPeer.Encode(Array.ConvertAll(values, value => (byte)(value + 0.5f)), width, height, quality: 90);
        })]);
    }

    private static PhotoSet Of(string name, byte[][] files)
    {
        var decoder = new ImageDecoder();
        return new PhotoSet(name, files, files.Sum(file => decoder.Identify(file) is var info ? info.Width * info.Height / 1e6 : 0));
    }
}
