namespace Poets.Imaging.Jpeg;

/// <summary>
/// A Huffman table unfolded for speed: one look at the next bits gives code, extra bits and value, also the next
/// coefficient and the end of the block, as far as those fit.
/// </summary>
/// <remarks>
/// An entry of one code: bits 0–5 the bits it takes; bit 7 set if more has to be done; bits 8–15 how far the coefficient
/// index advances; bits 16–31 the value, or the symbol where bit 7 is set. An entry that takes no bits stands for codes
/// that are longer, or are no codes. <see cref="QuickEntry"/> joins several.
/// </remarks>
internal sealed class QuickHuffmanTable
{
    /// <summary>Bits looked up at once: as many as leave room for the tables of two components in a first-level cache of 32 kB.</summary>
    internal const int LookAhead = 10;

    /// <summary>The most bits that an entry takes: three of them fit a buffer of 64.</summary>
    internal const int Longest = 21;

    /// <summary>The entry does not say all.</summary>
    internal const uint More = 0x80;

    /// <summary>
    /// What the end of a block adds to the coefficient index. A code that says only that adds one more: it may then be taken
    /// as a zero at the next index.
    /// </summary>
    internal const int EndOfBlock = 128;

    /// <summary>What an entry that does not say enough adds to it: it is told apart as if it went beyond the block.</summary>
    internal const int Short = 64;

    private readonly HuffmanTable _table;
    private readonly bool _isDc;

    /// <param name="table">The table as the file has it.</param>
    /// <param name="isDc">DC symbols are sizes; AC symbols are runs and sizes.</param>
    /// <param name="entries">Room for an entry of one code for each look.</param>
    internal QuickHuffmanTable(HuffmanTable table, bool isDc, Span<uint> entries)
    {
        (_table, _isDc) = (table, isDc);
        entries.Fill(More);
        for (int length = 1; length <= LookAhead; length++)
        {
            int last = table.MaxCode[length];
            for (int code = FirstCode(length); code <= last; code++)
            {
                int free = LookAhead - length;
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

    /// <summary>Notes what finds the codes that <see cref="Join"/> has no entries for.</summary>
    internal unsafe void Describe(QuickCodes* codes)
    {
        int limit = 0;
        for (int length = 1; length < LookAhead + QuickCodes.Lengths; length++)
        {
            if (length == LookAhead)
            {
                codes->Least = limit;
            }

            if (length > 16)
            {
                limit = int.MaxValue;
            }
            else if (_table.MaxCode[length] >= 0)
            {
                limit = (_table.MaxCode[length] + 1) << (16 - length);
            }

            if (length >= LookAhead)
            {
                codes->Limits[length - LookAhead] = limit;
                codes->Offsets[length - LookAhead] = _table.ValueOffset[Math.Min(length, 16)];
            }
        }

        for (int i = 0; i < 256; i++)
        {
            int symbol = _table.Values[i];
            codes->Symbols[i] = (ushort)((Advance(symbol) << 8) | ((uint)symbol & 15));
        }
    }

    /// <summary>Joins entries of a table to those of what follows them: an AC coefficient and the end of the block.</summary>
    internal static void Join(ReadOnlySpan<uint> single, ReadOnlySpan<uint> ac, Span<QuickEntry> joined)
    {
        for (int look = 0; look < single.Length; look++)
        {
            uint code = single[look];
            if ((code & More) != 0)
            {
                joined[look] = Beyond(code, look);
                continue;
            }

            int length = (int)(code & 63);
            var entry = new QuickEntry { First = (byte)(code >> 8), FirstValue = (short)(code >> 16) };
            entry.Total = entry.First;
            uint next = IsEnd(code) ? 0 : Next(ac, look, length);
            if (next != 0 && !IsEnd(next) && (short)(next >> 16) == (sbyte)(next >> 16))
            {
                length += (int)(next & 63);
                entry.Total += (byte)(next >> 8);
                entry.SecondValue = (sbyte)(short)(next >> 16);
                next = Next(ac, look, length);
            }

            if (next != 0 && IsEnd(next))
            {
                length += (int)(next & 63);
                entry.Total += EndOfBlock;
            }

            entry.Length = (byte)length;
            entry.Ends = (sbyte)(entry.Total >= EndOfBlock ? -1 : 0);
            joined[look] = entry;
        }
    }

    /// <summary>A code whose extra bits lie partly beyond the look; without the first of them not even the sign is known.</summary>
    private static QuickEntry Beyond(uint code, int look)
    {
        int length = (int)(code & 63);
        int size = (int)(code >> 16) & 15;
        int seen = LookAhead - length;
        if (length == 0 || seen == 0 || length + size > Longest)
        {
            return new QuickEntry { First = Short, Total = Short };
        }

        // The rest as zeros: for a negative number that is the least it can be, too.
        int extra = size - seen;
        int value = JpegSource.Extend((look & ((1 << seen) - 1)) << extra, size);
        byte advance = (byte)(code >> 8);
        return new QuickEntry { Length = (byte)(length + size), First = advance, Total = advance, FirstValue = (short)value, Extra = (byte)extra };
    }

    /// <summary>The entry of what follows after some bits of a look; 0 if it does not lie within the look.</summary>
    private static uint Next(ReadOnlySpan<uint> single, int look, int taken)
    {
        uint entry = single[(look << taken) & (single.Length - 1)];
        return (entry & More) == 0 && taken + (int)(entry & 63) <= LookAhead ? entry : 0;
    }

    private static bool IsEnd(uint entry) => (byte)(entry >> 8) >= EndOfBlock;

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
            return 1;
        }

        return (symbol & 15) != 0 ? (uint)(symbol >> 4) + 1 : symbol >> 4 == 15 ? 16u : EndOfBlock + 1;
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
