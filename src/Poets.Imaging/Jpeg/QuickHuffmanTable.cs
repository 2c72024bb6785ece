namespace Poets.Imaging.Jpeg;

/// <summary>
/// A Huffman table unfolded for speed: one look at the next bits gives code, extra bits and value, as far as they fit;
/// for AC tables also the next coefficient and the end of the block, as far as those fit.
/// </summary>
/// <remarks>
/// <para>An entry: bits 0–5 the bits it takes; bit 7 set if more has to be done; bits 8–15 how far the coefficient index
/// advances; bits 16–31 the value, or the symbol where bit 7 is set. An entry that takes no bits stands for codes that are
/// longer, or are no codes.</para>
/// <para>An AC entry, of 64 bits, has besides: bit 6 set if an end-of-block code is among the bits taken; bits 32–39 how
/// far the index advances to a second coefficient, bits 48–63 its value (0 and the first value again if there is none);
/// bits 40–47 the bits taken after the first coefficient.</para>
/// </remarks>
internal sealed class QuickHuffmanTable
{
    /// <summary>Bits looked up at once.</summary>
    internal const int LookAhead = 10;

    /// <summary>An end-of-block code is among the bits taken.</summary>
    internal const uint Ends = 0x40;

    /// <summary>The entry does not say all.</summary>
    internal const uint More = 0x80;

    /// <summary>What an end-of-block code adds to the coefficient index: enough to end every loop, and to be told apart.</summary>
    internal const int EndOfBlock = 128;

    private readonly HuffmanTable _table;
    private readonly bool _isDc;

    /// <param name="table">The table as the file has it.</param>
    /// <param name="isDc">DC symbols are sizes; AC symbols are runs and sizes.</param>
    /// <param name="entries">2^<see cref="LookAhead"/> entries to fill.</param>
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

    /// <summary>Bits of the end-of-block code.</summary>
    internal int LengthOfEnd()
    {
        for (int length = 1; length <= 16; length++)
        {
            for (int code = FirstCode(length); code <= _table.MaxCode[length]; code++)
            {
                if (Symbol(code, length) == 0)
                {
                    return length;
                }
            }
        }

        return 0;
    }

    /// <summary>Joins entries of an AC table to those of two coefficients and the end of the block.</summary>
    internal static void Join(ReadOnlySpan<uint> single, Span<ulong> joined)
    {
        for (int look = 0; look < single.Length; look++)
        {
            uint first = single[look];
            joined[look] = first | ((ulong)(first >> 16) << 48);
            if ((first & More) != 0 || IsEnd(first))
            {
                continue;
            }

            uint second = Next(single, look, (int)first & 63);
            uint third = 0;
            if (second == 0 || IsEnd(second))
            {
                third = second;
                second = 0;
            }
            else
            {
                third = Next(single, look, (int)(first + second) & 63);
                third = third != 0 && IsEnd(third) ? third : 0;
            }

            uint extra = (second & 63) + (third & 63);
            ulong entry = joined[look] + extra + ((ulong)extra << 40);
            if (second != 0)
            {
                entry = (entry & 0x0000_FFFF_FFFF_FFFF) | ((ulong)(second >> 16) << 48) | ((ulong)(byte)(second >> 8) << 32);
            }

            joined[look] = third != 0 ? entry | Ends : entry;
        }
    }

    /// <summary>The entry of what follows after some bits of a look; 0 if it does not lie within the look.</summary>
    private static uint Next(ReadOnlySpan<uint> single, int look, int taken)
    {
        uint entry = single[(look << taken) & (single.Length - 1)];
        return (entry & More) == 0 && taken + (int)(entry & 63) <= LookAhead ? entry : 0;
    }

    private static bool IsEnd(uint entry) => (byte)(entry >> 8) == EndOfBlock;

    /// <summary>The entry of a code that the table does not hold in one look; one that takes no bits if there is no such code.</summary>
    /// <param name="bits">The next 16 bits.</param>
    internal uint Find(int bits)
    {
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
