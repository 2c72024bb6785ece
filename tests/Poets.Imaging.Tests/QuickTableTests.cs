using Poets.Imaging.Jpeg.Markers;
using Poets.Imaging.Jpeg.Quick;

namespace Poets.Imaging.Tests;

/// <summary>The tables of the quick JPEG decoder against codes taken one by one, for tables of all shapes.</summary>
public unsafe class QuickTableTests
{
    private const int Rounds = 60;

    /// <summary>Of each look: the first code, the second one as far as it fits, the end of the block as far as that fits.</summary>
    [Fact]
    public void Joined_looks_are_codes_one_after_the_other()
    {
        int pairs = 0;
        int ends = 0;
        int extras = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var (dc, ac) = (HuffmanFile.Table(random, isDc: true), HuffmanFile.Table(random, isDc: false));
            foreach (bool isDc in new[] { true, false })
            {
                var followers = new QuickEntry[QuickTables.Size];
                var joined = new QuickEntry[QuickTables.Size];
                var codes = new QuickHuffmanTable(isDc ? dc : ac, isDc);
                var nextCodes = new QuickHuffmanTable(ac, isDc: false);
                nextCodes.Follow(followers);
                codes.Unfold(followers, joined);
                for (int look = 0; look < joined.Length; look++)
                {
                    // What follows the look is random, but the same both ways.
                    ulong bits = ((ulong)look << (64 - QuickHuffmanTable.LookAhead)) | ((ulong)random.NextInt64() >> QuickHuffmanTable.LookAhead);
                    var entry = joined[look];
                    var (length, advance, value) = Take(codes, bits);
                    if (entry.Step.Length == 0)
                    {
                        Assert.True(length == 0 || length >= QuickHuffmanTable.LookAhead, $"seed {seed}, look {look}");
                        Assert.Equal((QuickHuffmanTable.Short, QuickHuffmanTable.Short, 0), (entry.First, entry.Total, entry.Step.Ends));
                        continue;
                    }

                    int unseen = entry.Unseen >> 8;
                    long extra = (long)(bits >> entry.Unseen) & ((1L << unseen) - 1);
                    Assert.Equal((advance, value), (entry.First, entry.FirstValue + extra));
                    int total = advance;
                    if ((entry.Total & 127) != (entry.First & 127))
                    {
                        pairs++;
                        (int more, advance, value) = Take(nextCodes, bits << length);
                        Assert.Equal(value, entry.SecondValue);
                        length += more;
                        total += advance;
                    }

                    if (entry.Total > total)
                    {
                        ends++;
                        (int more, advance, _) = Take(nextCodes, bits << length);
                        Assert.Equal(QuickHuffmanTable.EndOfBlock + 1, advance);
                        length += more;
                        total += QuickHuffmanTable.EndOfBlock;
                    }

                    Assert.Equal((total, length, total >= QuickHuffmanTable.EndOfBlock ? -QuickBlock.Size : 0), (entry.Total, entry.Step.Length, entry.Step.Ends));
                    Assert.InRange(length, 1, QuickHuffmanTable.Longest);
                    extras += unseen > 0 ? 1 : 0;
                }
            }
        }

        Assert.All([pairs, ends, extras], count => Assert.InRange(count, 1000, int.MaxValue));
    }

    /// <summary>The quick decoder takes −1 block for a mask and for a shift of 32, and steps for the beginning of entries.</summary>
    [Fact]
    public void Sizes_are_what_the_loop_relies_on()
    {
        Assert.Equal((32, 8, 2), (sizeof(QuickBlock), sizeof(QuickEntry), sizeof(QuickStep)));
        Assert.Equal(0, QuickTables.TableBytes % sizeof(QuickBlock));
        Assert.InRange(QuickHuffmanTable.Longest, QuickHuffmanTable.LookAhead, 56 / 3);
    }

    /// <summary>Codes that have no entries: their length, and the symbol they stand for.</summary>
    [Fact]
    public void Longer_codes_are_found_as_bit_by_bit()
    {
        int found = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            var quick = new QuickHuffmanTable(HuffmanFile.Table(new Random(seed), isDc: false), isDc: false);
            QuickCodes codes = default;
            quick.Describe(&codes);
            for (int word = 0; word < 1 << 16; word += 3)
            {
                uint expected = quick.Find((ulong)word << 48);
                int length = (int)expected & 63;
                if (length is > 0 and < QuickHuffmanTable.LookAhead)
                {
                    Assert.True(word < codes.Least);
                    continue;
                }

                found++;
                int longer = codes.Longer(word);
                Assert.True(word >= codes.Least);
                Assert.Equal(length == 0 ? 17 : length, QuickHuffmanTable.LookAhead + longer);
                if (length > 0)
                {
                    int symbol = codes.Symbols[(byte)((word >> (16 - length)) + codes.Offsets[longer])];
                    Assert.Equal(((byte)(expected >> 8), (int)(expected >> 16) & 15), (symbol >> 8, symbol & 15));
                }
            }
        }

        Assert.InRange(found, 1000, int.MaxValue);
    }

    /// <summary>Files of any tables and any coefficients; damaged ones as well, as far as the quick decoder takes them.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(1, 3)]
    [InlineData(3, 7)]
    public void Scans_with_any_tables_are_decoded_as_the_plain_decoder_does(int components, int restartInterval)
    {
        int damagedAlike = 0;
        for (int seed = 0; seed < Rounds * 2; seed++)
        {
            var random = new Random((seed * 10) + components);
            byte[] file = HuffmanFile.Create(random, components, restartInterval, share: random.Next(2) == 0);
            byte[]? expected = QuickDecoderTests.Pixels(file, quick: false);
            Assert.NotNull(expected);
            Assert.Equal(expected, QuickDecoderTests.Pixels(file, quick: true));
            for (int change = 0; change < 5; change++)
            {
                byte[] damaged = [.. file];
                damaged[^random.Next(3, Math.Min(300, file.Length / 3))] ^= (byte)(1 << random.Next(8));
                if (QuickDecoderTests.Pixels(damaged, quick: true) is { } pixels)
                {
                    damagedAlike++;
                    Assert.Equal(QuickDecoderTests.Pixels(damaged, quick: false), pixels);
                }
            }
        }

        Assert.InRange(damagedAlike, 10, int.MaxValue);
    }

    /// <summary>As many bits a look as there can be, one look after the other.</summary>
    [Fact]
    public void Codes_and_values_of_all_lengths_are_decoded_as_the_plain_decoder_does()
    {
        for (int length = 8; length <= 16; length++)
        {
            for (int size = 1; size <= 10; size++)
            {
                byte[] file = HuffmanFile.Create(new Random(length), length, size);
                byte[]? actual = QuickDecoderTests.Pixels(file, quick: true);
                Assert.True(actual is not null, $"codes of {length} bits, values of {size}: not taken the quick way");
                Assert.True(QuickDecoderTests.Pixels(file, quick: false)!.AsSpan().SequenceEqual(actual), $"codes of {length} bits, values of {size}");
            }
        }
    }

    /// <summary>Whatever stands where: bytes up to the marker, each FF without what stuffs it.</summary>
    [Fact]
    public void Stuffing_is_taken_out_as_byte_by_byte()
    {
        var random = new Random(5);
        for (int round = 0; round < 3000; round++)
        {
            int often = random.Next(2, 200);
            byte[] wanted = [.. Enumerable.Range(0, random.Next(300)).Select(_ => random.Next(often) == 0 ? (byte)0xFF : (byte)random.Next(256))];
            byte[] fills = [.. Enumerable.Repeat((byte)0xFF, random.Next(1, 40))];
            byte[] data = [.. wanted.SelectMany(value => value == 0xFF ? new byte[] { 0xFF, 0 } : [value]), .. fills, 0xD3, .. wanted];
            byte[] actual = new byte[data.Length + random.Next(0, 40)];
            var source = new JpegSource(data);
            Assert.Equal(wanted.Length, StuffedBytes.Remove(ref source, actual));
            Assert.True(wanted.AsSpan().SequenceEqual(actual.AsSpan(0, wanted.Length)), $"round {round}");
            Assert.Equal((0xD3, data.Length - wanted.Length), (source.UnreadMarker, source.Position));
            var cut = new JpegSource(data.AsSpan(0, data.Length - wanted.Length - 1));
            Assert.Equal(-1, StuffedBytes.Remove(ref cut, actual));
        }
    }

    private static (int Length, int Advance, long Value) Take(QuickHuffmanTable table, ulong bits)
    {
        uint found = table.Find(bits);
        int length = (int)found & 63;
        int size = (int)(found >> 16) & 15;
        if (length == 0)
        {
            return default;
        }

        long value = size == 0 ? 0 : JpegSource.Extend((int)(bits << length >> (64 - size)), size);
        return (length + size, (byte)(found >> 8), value);
    }
}
