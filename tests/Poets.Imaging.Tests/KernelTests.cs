using FsCheck;
using FsCheck.Fluent;
using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;
using Poets.Imaging.Jpeg.Quick;

namespace Poets.Imaging.Tests;

/// <summary>Vector forms against their scalar twins.</summary>
public unsafe class KernelTests
{
    private static readonly int[] s_widths = [1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 34, 63, 64, 65, 66, 97, 130, 257];

    [SkippableTheory]
    [InlineData(1024, 16)]
    [InlineData(32767, 255)]
    [InlineData(60, 3)]
    public void Transforms_agree_even_where_sums_overflow(int largest, int step)
    {
        Skip.IfNot(FastIdct.HasPair, "no AVX2 here");
        var random = new Random(largest);
        short[] multipliers = FastIdct.Multipliers([.. Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(1, step + 1))]);
        for (int round = 0; round < 400; round++)
        {
            bool small = round % 2 == 0;
            short[] blocks = new short[128];
            for (int i = 0; i < 128; i++)
            {
                bool zero = small && ((i & 7) > 3 || (i & 63) >= 32);
                blocks[i] = zero || random.Next(3) == 0 ? (short)0 : (short)random.Next(-largest, largest + 1);
            }

            byte[] expected = new byte[8 * 40];
            byte[] actual = new byte[8 * 40];
            FastIdct.Scalar(blocks.AsSpan(0, 64), multipliers, expected, 40);
            FastIdct.Scalar(blocks.AsSpan(64), multipliers, expected.AsSpan(8), 40);
            fixed (short* left = blocks, steps = multipliers)
            fixed (byte* output = actual)
            {
                FastIdct.Pair(left, left + 64, steps, output, output + 8, 40);
                Assert.Equal(expected, actual);
                if (small)
                {
                    Array.Clear(actual);
                    FastIdct.SmallPair(left, left + 64, steps, output, output + 8, 40);
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1023, 16)]
    [InlineData(-1024, 3)]
    [InlineData(short.MaxValue, 255)]
    public void A_flat_block_is_the_transform_of_its_DC_coefficient(short dc, int step)
    {
        short[] block = new short[64];
        block[0] = dc;
        short[] multipliers = FastIdct.Multipliers([.. Enumerable.Repeat((ushort)step, 64)]);
        byte[] samples = new byte[64];
        FastIdct.Scalar(block, multipliers, samples, 8);
        Assert.All(samples, sample => Assert.Equal(FastIdct.Flat(dc, multipliers[0]), sample));
    }

    [Fact]
    public void Upsampling_forms_agree()
    {
        foreach (int width in s_widths)
        {
            byte[] near = Padded(width, 1);
            byte[] other = Padded(width, 2);
            byte[] expected = new byte[(2 * width) + 128];
            byte[] actual = new byte[(2 * width) + 128];
            Upsampling.DoubleWidthScalar(near.AsSpan(0, width), expected);
            Upsampling.DoubleWidth(near.AsSpan(0, width), actual);
            Equal(expected, actual, 2 * width);
            Upsampling.DoubleBothScalar(near.AsSpan(0, width), other.AsSpan(0, width), expected);
            Upsampling.DoubleBoth(near.AsSpan(0, width), other.AsSpan(0, width), actual);
            Equal(expected, actual, 2 * width);
            foreach (int bias in new[] { 1, 2 })
            {
                Upsampling.DoubleHeightScalar(near.AsSpan(0, width), other.AsSpan(0, width), bias, expected);
                Upsampling.DoubleHeight(near.AsSpan(0, width), other.AsSpan(0, width), bias, actual);
                Equal(expected, actual, width);
            }
        }
    }

    [Fact]
    public void Colour_conversion_forms_agree_on_every_colour()
    {
        // All pairs of chroma, and luma in steps that meet every value.
        byte[] y = new byte[65536];
        byte[] cb = new byte[65536];
        byte[] cr = new byte[65536];
        byte[] expected = new byte[65536 * 3];
        byte[] actual = new byte[65536 * 3];
        for (int round = 0; round < 8; round++)
        {
            for (int i = 0; i < 65536; i++)
            {
                (y[i], cb[i], cr[i]) = ((byte)((i * 31) + (round * 37)), (byte)i, (byte)(i >> 8));
            }

            ColorConversion.YCbCrToRgbScalar(y, cb, cr, expected);
            ColorConversion.YCbCrToRgb(y, cb, cr, actual);
            Assert.True(expected.AsSpan().SequenceEqual(actual));
        }
    }

    [Fact]
    public void Row_conversions_agree_on_odd_widths_and_stay_inside_their_rows()
    {
        foreach (int width in s_widths)
        {
            byte[] y = Padded(width, 3);
            byte[] cb = Padded(width, 4);
            byte[] cr = Padded(width, 5);
            byte[] expected = new byte[(width * 3) + 8];
            byte[] actual = new byte[(width * 3) + 8];
            ColorConversion.YCbCrToRgbScalar(y.AsSpan(0, width), cb, cr, expected.AsSpan(0, width * 3));
            ColorConversion.YCbCrToRgb(y.AsSpan(0, width), cb, cr, actual.AsSpan(0, width * 3));
            Assert.Equal(expected, actual);
            ColorConversion.InterleaveScalar(y.AsSpan(0, width), cb, cr, expected.AsSpan(0, width * 3));
            ColorConversion.Interleave(y.AsSpan(0, width), cb, cr, actual.AsSpan(0, width * 3));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Resize_rows_agree_on_odd_widths()
    {
        foreach (int width in s_widths)
        {
            byte[] pixels = Padded(width * 3, 6);
            foreach (int wanted in s_widths)
            {
                var axis = ResizeAxis.Create(width, wanted);
                float[] expected = new float[(wanted * 3) + ResizeKernels.Slack];
                float[] actual = new float[(wanted * 3) + ResizeKernels.Slack];
                int[] starts = [.. axis.Lower.Select(left => 3 * left)];
                float[] shares = [.. axis.Weight.SelectMany(share => Enumerable.Repeat(share, 3)), .. new float[ResizeKernels.Slack]];
                ResizeKernels.MixAcrossScalar(pixels, starts, shares, 1 / 255f, expected);
                ResizeKernels.MixAcross(pixels, starts, shares, 1 / 255f, actual);
                Close.Exact(expected.AsSpan(0, wanted * 3), actual.AsSpan(0, wanted * 3), $"{width} to {wanted}");
                float[] down = new float[wanted * 3];
                float[] downActual = new float[wanted * 3];
                ResizeKernels.MixDownScalar(expected.AsSpan(0, wanted * 3), expected.AsSpan(3, wanted * 3), 0.3f, 1.1f, 127.5f, 1 / 127.5f, down);
                ResizeKernels.MixDown(expected.AsSpan(0, wanted * 3), expected.AsSpan(3, wanted * 3), 0.3f, 1.1f, 127.5f, 1 / 127.5f, downActual);
                Close.Exact(down, downActual, $"{width} to {wanted}");
            }
        }
    }

    /// <summary>Pairs of pixels are what whole rows hold there, for every place and in the vector form as in the scalar one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Picked_pairs_are_those_of_whole_rows(bool bothWays)
    {
        foreach (int width in s_widths.Where(width => width > 2))
        {
            byte[] near = Padded(width, 7);
            byte[] other = bothWays ? Padded(width, 8) : [];
            byte[] whole = new byte[(2 * width) + 1];
            int[] lefts = [.. Enumerable.Range(0, 2 * width)];
            if (bothWays)
            {
                Upsampling.DoubleBothScalar(near.AsSpan(0, width), other.AsSpan(0, width), whole);
            }
            else
            {
                Upsampling.DoubleWidthScalar(near.AsSpan(0, width), whole);
            }

            ushort[] sums = new ushort[PairTaps.Before + width + PairPicking.Slack];
            ushort[] sumsAgain = new ushort[sums.Length];
            PairPicking.MixRowsScalar(near.AsSpan(0, width), other, sums.AsSpan(PairTaps.Before));
            PairPicking.MixRows(near.AsSpan(0, width), other, sumsAgain.AsSpan(PairTaps.Before));
            Assert.Equal(sums.AsSpan(0, PairTaps.Before + width).ToArray(), sumsAgain.AsSpan(0, PairTaps.Before + width).ToArray());
            var taps = new PairTaps(lefts, width, bothWays);
            byte[] scalar = new byte[(2 * lefts.Length) + PairPicking.Slack];
            byte[] vector = new byte[scalar.Length];
            PairPicking.PickScalar(sums, taps, scalar);
            PairPicking.Pick(sumsAgain, taps, vector);
            for (int i = 0; i < lefts.Length; i++)
            {
                Assert.Equal((whole[i], i == lefts.Length - 1 ? scalar[(2 * i) + 1] : whole[i + 1]), (scalar[2 * i], scalar[(2 * i) + 1]));
            }

            Equal(scalar, vector, (2 * lefts.Length) - 1);
        }
    }

    /// <summary>Symbols and values of random bits, by the unfolded table and by the plain one.</summary>
    [Fact]
    public void Unfolded_Huffman_tables_say_what_the_plain_ones_say()
    {
        var (counts, symbols) = StandardHuffmanTables.AcLuminance;
        var plain = new HuffmanTable(counts, symbols).Derive(isDc: false);
        var entries = new QuickEntry[QuickTables.Size];
        var quick = new QuickHuffmanTable(plain, isDc: false);
        quick.Unfold(new QuickEntry[QuickTables.Size], entries);
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), bits =>
        {
            int look = bits & 0xFFFF;
            byte[] data = [(byte)(look >> 8), (byte)look, 0, 0, 0, 0, 0, 0, 0xFF, 0xD9];
            var source = new JpegSource(data.AsSpan().IndexOf((byte)0xFF) < 8 ? Stuff(data) : data);
            source.BeginScan();
            int symbol = source.ReadSymbol(plain);
            var entry = entries[look >> (16 - QuickHuffmanTable.LookAhead)];
            uint found = quick.Find((ulong)look << 48);
            int advance = (symbol & 15) != 0 ? (symbol >> 4) + 1 : symbol == 0xF0 ? 16 : QuickHuffmanTable.EndOfBlock + 1;
            return (entry.Step.Length == 0 || entry.First == advance) && (found == 0 ? symbol == 0 : (byte)(found >> 8) == advance);
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Stuff(byte[] data) => [.. data[..8].SelectMany(value => value == 0xFF ? new byte[] { 0xFF, 0 } : [value]), 0xFF, 0xD9];

    private static byte[] Padded(int width, int seed)
    {
        byte[] row = new byte[width + 128];
        new Random(seed + (width * 10)).NextBytes(row);
        return row;
    }

    private static void Equal(byte[] expected, byte[] actual, int count) => Assert.Equal(expected[..count], actual[..count]);
}
