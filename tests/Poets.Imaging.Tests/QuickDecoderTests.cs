using Poets.Imaging.Jpeg;
using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;
using Poets.Imaging.Jpeg.Planes;
using Poets.Imaging.Jpeg.Quick;

namespace Poets.Imaging.Tests;

/// <summary>The quick ways of the JPEG decoder against the plain ones.</summary>
public unsafe class QuickDecoderTests
{
    /// <summary>From flat areas to noise: blocks without AC coefficients, codes too long for a look, looks that go beyond a block.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 9)]
    [InlineData(130, 61)]
    [InlineData(530, 40)]
    public void Files_are_decoded_as_the_plain_decoder_does(int width, int height)
    {
        foreach (int contrast in new[] { 0, 3, 40, 255 })
        {
            foreach (int quality in new[] { 1, 30, 75, 90, 97, 100 })
            {
                byte[] file = JpegEncoder.Encode(Picture(width, height, contrast, quality), quality);
                byte[] expected = new byte[width * height * 3];
                byte[] actual = new byte[expected.Length];
                Assert.True(Run(file, expected, quick: false));
                Assert.True(Run(file, actual, quick: true), $"contrast {contrast}, quality {quality}: not taken the quick way");
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"contrast {contrast}, quality {quality}");
            }
        }
    }

    /// <summary>Rows and columns of blocks that nobody reads leave those that are read as they are.</summary>
    [Theory]
    [InlineData(530, 410, 7, 5)]
    [InlineData(530, 410, 40, 30)]
    [InlineData(530, 410, 100, 100)]
    [InlineData(1203, 35, 224, 9)]
    [InlineData(90, 900, 11, 224)]
    public void What_a_resize_reads_is_what_it_reads_of_the_whole_image(int width, int height, int toWidth, int toHeight)
    {
        foreach (int contrast in new[] { 3, 60, 255 })
        {
            byte[] file = JpegEncoder.Encode(Picture(width, height, contrast, width), 90);
            var target = new ResizeTarget(toWidth, toHeight, 127.5f, 1 / 127.5f);
            float[] expected = new float[toWidth * toHeight * 3];
            float[] actual = new float[expected.Length];
            BilinearResize.Resize(new ImageDecoder().Decode(file, DecodeOptions.Rgb), target, expected);
            new ImageDecoder().DecodeResized(file, target, actual);
            Close.Exact(expected, actual, $"contrast {contrast}");
        }
    }

    /// <summary>Whatever a run of blocks holds, and whichever of them and of their rows are wanted: each as the scalar transform makes it.</summary>
    [Fact]
    public void Runs_of_blocks_are_transformed_as_one_by_one()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            int across = random.Next(1, 4);
            int step = across + random.Next(3);
            int count = random.Next(1, (BlockTransforms.Most / across) + 1);
            short[] blocks = new short[step * count * 64];
            byte[] ends = new byte[step * count];
            bool[] wanted = new bool[step * count];
            using var plane = Plane(across * count * 8, random);
            byte[] expected = [.. plane.Samples];
            int at = plane.BlockRowOffset(0);
            for (int i = 0; i < ends.Length; i++)
            {
                // Ends that say so, ends of full blocks, and ends that are not known.
                int last = random.Next(4) switch { 0 => 0, 1 => random.Next(10), 2 => random.Next(64), _ => -1 };
                for (int k = 0; k <= (last < 0 ? 63 : last); k++)
                {
                    blocks[(i * 64) + ZigZag.ToNatural[k]] = (short)random.Next(-60, 61);
                }

                ends[i] = (byte)(last < 0 ? random.Next(64, 80) : QuickHuffmanTable.EndOfBlock + last + 1);
                wanted[i] = random.Next(3) > 0;
                if (wanted[i] && i % step < across)
                {
                    int output = at + ((((i / step) * across) + (i % step)) * 8);
                    FastIdct.Scalar(blocks.AsSpan(i * 64, 64), plane.Multipliers, expected.AsSpan(output), plane.Stride);
                }
            }

            byte rows = (round % 3) switch { 0 => 0xFF, 1 => (byte)((1 << random.Next(8)) | (1 << random.Next(8))), _ => (byte)random.Next(1, 256) };
            fixed (short* coefficients = blocks)
            fixed (byte* ended = ends)
            fixed (bool* selected = wanted)
            {
                var run = new BlockRun { Coefficients = coefficients, Ends = ended, Wanted = selected, Across = across, Step = step, Count = count, Rows = rows };
                BlockTransforms.Run(run, plane, at);
            }

            for (int row = 0; row < 8; row++)
            {
                // Of rows that nobody looks at, only what lies beside the blocks is to stay as it is.
                int width = across * count * 8;
                bool counts = (rows & (1 << row)) != 0;
                var (start, length) = counts ? (at + (row * plane.Stride), plane.Stride) : (at + (row * plane.Stride) + width, plane.Stride - width);
                Assert.True(expected.AsSpan(start, length).SequenceEqual(plane.Samples.AsSpan(start, length)), $"round {round}, row {row}");
            }

            Assert.True(expected.AsSpan(at + (8 * plane.Stride)).SequenceEqual(plane.Samples.AsSpan(at + (8 * plane.Stride))), $"round {round}");
        }
    }

    private static ComponentPlane Plane(int width, Random random)
    {
        var component = new JpegComponent { Index = 0, Id = 1, HorizontalFactor = 1, VerticalFactor = 1, QuantizationIndex = 0 };
        component.Quantization = [.. Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(1, 30))];
        var frame = new JpegFrame { Precision = 8, Width = width, Height = 8, Progressive = false, Arithmetic = false, Components = [component] };
        frame.Lay();
        var plane = new ComponentPlane(component, frame);
        random.NextBytes(plane.Samples);
        return plane;
    }

    /// <summary>The pixels of a file; null if the quick decoder does not take it.</summary>
    internal static byte[]? Pixels(byte[] file, bool quick)
    {
        var info = new ImageDecoder().Identify(file);
        byte[] pixels = new byte[info.Width * info.Height * 3];
        return Run(file, pixels, quick) ? pixels : null;
    }

    private static bool Run(byte[] file, byte[] pixels, bool quick)
    {
        var source = new JpegSource(file);
        var header = new JpegHeader();
        Assert.True(JpegMarkerReader.ReadToScan(ref source, header));
        header.Frame!.Lay();
        var output = JpegOutput.Choose(header, 3);
        var sink = new ImageSink(pixels, header.Frame.Width * 3);
        if (quick)
        {
            return QuickScanDecoder.TryRun(ref source, header, output, sink);
        }

        SingleScanDecoder.Run(ref source, header, output, sink);
        return true;
    }

    /// <summary>Smooth on the left, noise of some contrast on the right.</summary>
    private static DecodedImage Picture(int width, int height, int contrast, int seed)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % width;
            double smooth = 127 + (100 * Math.Sin((x + (i % 3 * 40)) / 60.0) * Math.Cos(i / 3 / width / 50.0));
            pixels[i] = (byte)Math.Clamp(smooth + ((random.NextDouble() - 0.5) * 2 * contrast * x / width), 0, 255);
        }

        return new DecodedImage(width, height, 3, pixels);
    }
}
