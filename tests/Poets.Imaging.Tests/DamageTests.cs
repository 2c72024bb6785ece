using FsCheck;
using FsCheck.Fluent;

namespace Poets.Imaging.Tests;

/// <summary>Whatever the bytes, an image or an <see cref="ImageDecodingException"/> comes out, in bounded time and memory.</summary>
public class DamageTests
{
    private static readonly byte[][] s_files =
    [
        .. Directory.GetFiles(Repository.Path("tests", "Poets.Imaging.Tests", "Golden"))
            .Where(path => !path.EndsWith(".tsv", StringComparison.Ordinal) && !path.EndsWith(".md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
    ];

    private static readonly DecodeOptions s_options = new() { MaximumPixels = 1 << 16 };

    [Fact]
    public void Changed_bytes_never_break_the_decoders()
    {
        var changes = ArbMap.Default.GeneratorFor<int>().ArrayOf(9);
        Prop.ForAll(changes.ToArbitrary(), numbers =>
        {
            byte[] file = [.. s_files[(numbers[0] & int.MaxValue) % s_files.Length]];
            for (int i = 1; i + 1 < numbers.Length; i += 2)
            {
                file[(numbers[i] & int.MaxValue) % file.Length] ^= (byte)numbers[i + 1];
            }

            return Survives(file);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Files_cut_anywhere_never_break_the_decoders()
    {
        foreach (byte[] file in s_files)
        {
            for (int length = 0; length < file.Length; length += 1 + (file.Length / 60))
            {
                Assert.True(Survives(file[..length]));
            }
        }
    }

    [Fact]
    public void Bytes_taken_out_or_put_in_never_break_the_decoders()
    {
        var random = new Random(7);
        foreach (byte[] file in s_files)
        {
            for (int round = 0; round < 25; round++)
            {
                int at = random.Next(file.Length);
                int count = random.Next(1, 9);
                Assert.True(Survives([.. file[..at], .. file[Math.Min(at + count, file.Length)..]]));
                byte[] more = new byte[count];
                random.NextBytes(more);
                Assert.True(Survives([.. file[..at], .. more, .. file[at..]]));
            }
        }
    }

    [Fact]
    public void Sizes_are_refused_before_memory_is_taken()
    {
        byte[] jpeg = [.. s_files[0]];
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        jpeg[frame + 5] = jpeg[frame + 7] = 0xFE;
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageDecodingException>(() => new ImageDecoder().Decode(jpeg, DecodeOptions.Rgb with { MaximumPixels = 1 << 20 }));
        Assert.Contains("1048576", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("BM")]
    [InlineData("GIF89a")]
    [InlineData("RIFF....WEBP")]
    public void What_is_no_image_is_named(string content)
    {
        var error = Assert.Throws<ImageDecodingException>(() => new ImageDecoder().Decode(System.Text.Encoding.ASCII.GetBytes(content), DecodeOptions.Rgb));
        Assert.NotEmpty(error.Message);
    }

    private static bool Survives(byte[] file)
    {
        try
        {
            var image = new ImageDecoder().Decode(file, s_options);
            if (image.Pixels.Length != image.Width * image.Height * image.Channels)
            {
                return false;
            }

            new ImageDecoder().DecodeResized(file, new ResizeTarget(3, 2), new float[18], s_options.MaximumPixels);
        }
        catch (ImageDecodingException)
        {
        }

        return true;
    }
}
