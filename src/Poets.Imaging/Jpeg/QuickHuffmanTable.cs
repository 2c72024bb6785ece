namespace Poets.Imaging.Jpeg;

/// <summary>
/// A Huffman table unfolded for speed: one look at the next bits gives code, extra bits, value, and whether the block
/// ends there, as far as all that fits.
/// </summary>
/// <remarks>
/// An entry: bits 0–5 the bits it takes; bit 6 set if an end-of-block code is among them; bit 7 set if more has to be
/// done; bits 8–15 how far the coefficient index advances; bits 16–31 the value, or the symbol where bit 7 is set.
/// An entry that takes no bits stands for codes that are longer, or are no codes.
/// </remarks>
internal sealed class QuickHuffmanTable
{
    /// <summary>Bits looked up at once.</summary>
    internal const int LookAhead = 11;

    internal const uint Ends = 0x40;

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
        (EndCode, EndLength) = isDc ? (0, 0) : CodeOf(0);
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
                    range[look] = Complete(entry, size, look, free, EndCode, EndLength);
                }
            }
        }
    }

    /// <summary>The end-of-block code; of no bits if the table has none.</summary>
    internal int EndCode { get; }

    internal int EndLength { get; }

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

    /// <summary>Adds the value of the extra bits, and the end of the block if its code is what follows.</summary>
    private static uint Complete(uint entry, int size, int look, int free, int endCode, int endLength)
    {
        if (size == 0)
        {
            return entry;
        }

        int value = JpegSource.Extend(look >> (free - size), size);
        entry += (uint)size | ((uint)value << 16);
        int rest = free - size;
        bool ends = endLength > 0 && endLength <= rest && ((look & ((1 << rest) - 1)) >> (rest - endLength)) == endCode;
        return ends ? (entry + (uint)endLength) | Ends : entry;
    }

    private uint Advance(int symbol)
    {
        if (_isDc)
        {
            return 0;
        }

        return (symbol & 15) != 0 ? (uint)(symbol >> 4) + 1 : symbol >> 4 == 15 ? 16u : EndOfBlock;
    }

    /// <summary>Code and length of a symbol, (0, 0) if it has none.</summary>
    private (int Code, int Length) CodeOf(int symbol)
    {
        for (int length = 1; length <= 16; length++)
        {
            for (int code = FirstCode(length); code <= _table.MaxCode[length]; code++)
            {
                if (Symbol(code, length) == symbol)
                {
                    return (code, length);
                }
            }
        }

        return (0, 0);
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
