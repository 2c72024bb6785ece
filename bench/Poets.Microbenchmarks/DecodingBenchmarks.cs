using BenchmarkDotNet.Attributes;
using Poets.Imaging;

namespace Poets.Microbenchmarks;

/// <summary>Decoding one photo: whole, and with the resize to 224 that a network needs.</summary>
public class DecodingBenchmarks
{
    private readonly ImageDecoder _decoder = new();
    private readonly float[] _resized = new float[224 * 224 * 3];
    private byte[] _photo = [];

    /// <summary>JPEG files below the folder that POETS_PHOTOS names, or <c>../shared/data/flower_photos</c>: the first few.</summary>
    public static IEnumerable<PhotoFile> Photos => PhotoFile.Find().Take(3);

    /// <summary>The photo under test.</summary>
    [ParamsSource(nameof(Photos))]
    public PhotoFile Photo { get; set; } = null!;

    /// <summary>Reads the file.</summary>
    [GlobalSetup]
    public void Setup() => _photo = File.ReadAllBytes(Photo.Path);

    /// <summary>To RGB.</summary>
    [Benchmark]
    public DecodedImage Decode() => _decoder.Decode(_photo, DecodeOptions.Rgb);

    /// <summary>To float32 [224,224,3].</summary>
    [Benchmark]
    public void DecodeResized() => _decoder.DecodeResized(_photo, new ResizeTarget(224, 224, 127.5f, 1 / 127.5f), _resized);
}
