using FsCheck;
using FsCheck.Fluent;
using Poets.Imaging.Jpeg;
using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Png;

namespace Poets.Imaging.Tests;

public sealed class EncoderTests
{
    private static readonly ImageDecoder s_decoder = new();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 3)]
    [InlineData(7, 5, 2)]
    [InlineData(16, 9, 3)]
    [InlineData(33, 31, 4)]
    public void Png_comes_back_without_loss(int width, int height, int channels)
    {
        DecodedImage image = Noise(width, height, channels, 1);
        DecodedImage back = s_decoder.Decode(PngEncoder.Encode(image), new DecodeOptions { Channels = channels == 2 ? 0 : channels });
        Assert.Equal((width, height), (back.Width, back.Height));
        if (channels != 2)
        {
            Assert.Equal(image.Pixels, back.Pixels);
        }
    }

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(8, 8, 1)]
    [InlineData(17, 9, 1)]
    [InlineData(15, 33, 3)]
    [InlineData(240, 180, 3)]
    public void Jpeg_comes_back_nearly_the_same(int width, int height, int channels)
    {
        DecodedImage image = Gradient(width, height, channels);
        DecodedImage back = s_decoder.Decode(JpegEncoder.Encode(image, 95), new DecodeOptions { Channels = channels });
        Assert.Equal((width, height), (back.Width, back.Height));
        double error = image.Pixels.Zip(back.Pixels).Average(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(error < 2.5, $"mean error {error}");
    }

    /// <summary>The largest coefficients and every escape byte occur.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(100)]
    public void Jpeg_of_noise_decodes_at_every_quality(int quality)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            DecodedImage image = Noise(40, 24, 3, seed);
            DecodedImage back = s_decoder.Decode(JpegEncoder.Encode(image, quality), DecodeOptions.Rgb);
            Assert.Equal((40, 24), (back.Width, back.Height));
        }
    }

    [Fact]
    public void Better_quality_is_nearer_and_larger()
    {
        DecodedImage image = Gradient(120, 80, 3);
        var errors = new List<double>();
        var sizes = new List<int>();
        foreach (int quality in new[] { 5, 30, 60, 90 })
        {
            byte[] file = JpegEncoder.Encode(image, quality);
            sizes.Add(file.Length);
            errors.Add(image.Pixels.Zip(s_decoder.Decode(file, DecodeOptions.Rgb).Pixels).Average(pair => Math.Abs(pair.First - pair.Second)));
        }

        Assert.Equal(errors.OrderDescending(), errors);
        Assert.Equal(sizes.Order(), sizes);
    }

    [Fact]
    public void The_quick_transform_equals_the_definition()
    {
        float[] ones = ForwardDct.Scales([.. Enumerable.Repeat((byte)1, 64)]);
        Prop.ForAll(Gen.Choose(-128, 127).Select(n => (float)n).ArrayOf(64).ToArbitrary(), samples =>
        {
            var expected = new float[64];
            ForwardDct.TransformScalar(samples, expected);
            float[] block = (float[])samples.Clone();
            ForwardDct.Transform(block);
            Close.ToLargest(expected, [.. block.Zip(ones).Select(pair => pair.First * pair.Second)], 1e-5, "coefficients");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        Assert.Throws<ArgumentException>(() => JpegEncoder.Encode(new DecodedImage(2, 2, 4, new byte[16])));
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(new DecodedImage(2, 2, 3, new byte[12]), 0));
        Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new DecodedImage(0, 2, 3, [])));
    }

    private static DecodedImage Noise(int width, int height, int channels, int seed)
    {
        var pixels = new byte[width * height * channels];
        new System.Random(seed).NextBytes(pixels);
        return new DecodedImage(width, height, channels, pixels);
    }

    private static DecodedImage Gradient(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            int pixel = i / channels;
            int x = pixel % width;
            int y = pixel / width;
            pixels[i] = (byte)(127 + (100 * Math.Sin((x * 0.11) + (y * 0.05 * (1 + (i % channels))))));
        }

        return new DecodedImage(width, height, channels, pixels);
    }
}
