using System.Numerics;

namespace Poets.Imaging.Jpeg;

/// <summary>
/// A Huffman table unfolded for speed: one look at the next bits gives code, extra bits and value, as far as they fit;
/// for AC tables also the next coefficient and the end of the block, as far as those fit.
/// </summary>
/// <remarks>
/// An entry of one code: bits 0–5 the bits it takes; bit 7 set if more has to be done; bits 8–15 how far the coefficient
/// index advances; bits 16–31 the value, or the symbol where bit 7 is set. An entry that takes no bits stands for codes
/// that are longer, or are no codes. <see cref="QuickEntry"/> joins several.
/// </remarks>
internal sealed class QuickHuffmanTable
{
    /// <summary>Bits of AC coefficients looked up at once: as many as the first-level cache has room for.</summary>
    internal const int LookAhead = 11;

    /// <summary>Bits of a DC difference looked up at once.</summary>
    internal const int DcLookAhead = 9;

    /// <summary>The entry does not say all.</summary>
    internal const uint More = 0x80;

    /// <summary>What an end-of-block code adds to the coefficient index: enough to end every loop, and to be told apart.</summary>
    internal const int EndOfBlock = 128;

    /// <summary>What an entry that does not say all adds to it: enough to end the loop, and to be told apart from both ends of a block.</summary>
    internal const int Short = 64;

    private readonly HuffmanTable _table;
    private readonly bool _isDc;

    /// <param name="table">The table as the file has it.</param>
    /// <param name="isDc">DC symbols are sizes; AC symbols are runs and sizes.</param>
    /// <param name="entries">An entry for each look to fill: a power of two, <see cref="LookAhead"/>'s or <see cref="DcLookAhead"/>'s.</param>
    internal QuickHuffmanTable(HuffmanTable table, bool isDc, Span<uint> entries)
    {
        (_table, _isDc) = (table, isDc);
        entries.Fill(More);
        int lookAhead = BitOperations.Log2((uint)entries.Length);
        for (int length = 1; length <= lookAhead; length++)
        {
            int last = table.MaxCode[length];
            for (int code = FirstCode(length); code <= last; code++)
            {
                int free = lookAhead - length;
                int symbol = Symbol(code, length);
                var range = entries.Slice(code << free, 1 << free);
                uint entry = ((uint)length | (Advance(symbol) << 8)) & ~More;
                int size = symbol & 15;
                if (size > free)
                {
                    range.Fill(entry | More | ((uint)symbol << 16));
                    continue;
                }

                for (int look = 0; look < range.Length; look++)
                {
                    range[look] = Complete(entry, size, look, free);
                }
            }
        }
    }

    /// <summary>Joins entries of an AC table to those of two coefficients and the end of the block.</summary>
    internal static void Join(ReadOnlySpan<uint> single, Span<QuickEntry> joined)
    {
        for (int look = 0; look < single.Length; look++)
        {
            uint first = single[look];
            if ((first & More) != 0)
            {
                short symbol = (short)(((first >> 16) & 15) | (first & 0xFF00));
                joined[look] = new QuickEntry { First = EndOfBlock, Second = EndOfBlock, Total = Short, FirstValue = (short)(first & 63), SecondValue = symbol };
                continue;
            }

            var entry = new QuickEntry { Length = (byte)(first & 63), First = (byte)(first >> 8), FirstValue = (short)(first >> 16) };
            (entry.Second, entry.SecondValue, entry.Total) = (entry.First, entry.FirstValue, entry.First);
            uint next = IsEnd(first) ? 0 : Next(single, look, entry.Length);
            if (next != 0 && !IsEnd(next))
            {
                entry.Length += (byte)(next & 63);
                entry.Second += (byte)(next >> 8);
                entry.SecondValue = (short)(next >> 16);
                entry.Total = entry.Second;
                next = Next(single, look, entry.Length);
            }

            if (next != 0 && IsEnd(next))
            {
                entry.Length += (byte)(next & 63);
                entry.Total += EndOfBlock;
            }

            joined[look] = entry;
        }
    }

    /// <summary>The entry of what follows after some bits of a look; 0 if it does not lie within the look.</summary>
    private static uint Next(ReadOnlySpan<uint> single, int look, int taken)
    {
        uint entry = single[(look << taken) & (single.Length - 1)];
        return (entry & More) == 0 && taken + (int)(entry & 63) <= LookAhead ? entry : 0;
    }

    private static bool IsEnd(uint entry) => (byte)(entry >> 8) == EndOfBlock;

    /// <summary>The entry of the next code, whatever its length, with its symbol; one that takes no bits if there is no such code.</summary>
    /// <param name="buffer">A buffer whose highest 16 bits are at hand.</param>
    internal uint Find(ulong buffer)
    {
        int bits = (int)(buffer >> 48);
        for (int length = 1; length <= 16; length++)
        {
            int code = bits >> (16 - length);
            if (code <= _table.MaxCode[length])
            {
                int symbol = Symbol(code, length);
                return (uint)length | More | (Advance(symbol) << 8) | ((uint)symbol << 16);
            }
        }

        return More;
    }

    /// <summary>Adds the value of the extra bits.</summary>
    private static uint Complete(uint entry, int size, int look, int free)
    {
        int value = size == 0 ? 0 : JpegSource.Extend(look >> (free - size), size);
        return entry + (uint)size + ((uint)value << 16);
    }

    private uint Advance(int symbol)
    {
        if (_isDc)
        {
            return 0;
        }

        return (symbol & 15) != 0 ? (uint)(symbol >> 4) + 1 : symbol >> 4 == 15 ? 16u : EndOfBlock;
    }

    /// <summary>The first code of a length follows on the last shorter one, with a 0 added for each bit more.</summary>
    private int FirstCode(int length)
    {
        for (int shorter = length - 1; shorter > 0; shorter--)
        {
            if (_table.MaxCode[shorter] >= 0)
            {
                return (_table.MaxCode[shorter] + 1) << (length - shorter);
            }
        }

        return 0;
    }

    private int Symbol(int code, int length) => _table.Values[(code + _table.ValueOffset[length]) & 0xFF];
}
