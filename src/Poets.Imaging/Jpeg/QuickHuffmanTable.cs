namespace Poets.Imaging.Jpeg;

/// <summary>
/// A Huffman table unfolded for speed: the next ten bits give code, extra bits and value in one look, as far as they fit.
/// </summary>
/// <remarks>
/// An entry: bits 0–5 the bits it takes (code and, where they fit, extra bits), bit 7 set if more has to be done,
/// bits 8–15 how far the coefficient index advances, bits 16–31 the value, or the symbol where bit 7 is set.
/// An entry that takes no bits stands for codes that are longer, or are no codes.
/// </remarks>
internal sealed class QuickHuffmanTable
{
    /// <summary>Bits looked up at once.</summary>
    internal const int LookAhead = 10;

    internal const uint More = 0x80;

    /// <summary>What an end-of-block code adds to the coefficient index: enough to end every loop, and to be told apart.</summary>
    internal const int EndOfBlock = 128;

    private readonly HuffmanTable _table;

    internal QuickHuffmanTable(HuffmanTable table, bool isDc)
    {
        _table = table;
        for (int look = 0; look < Entries.Length; look++)
        {
            int length = LengthOf(look << (16 - LookAhead), LookAhead);
            Entries[look] = length == 0 ? More : Entry(look, length, isDc);
        }
    }

    internal uint[] Entries { get; } = new uint[1 << LookAhead];

    /// <summary>The entry of a code that the table does not hold in one look; one that takes no bits if there is no such code.</summary>
    /// <param name="bits">The next 16 bits.</param>
    /// <param name="isDc">Which kind of table.</param>
    internal uint Find(int bits, bool isDc)
    {
        int length = LengthOf(bits, 16);
        return length == 0 ? More : (uint)length | More | (Advance(SymbolOf(bits >> (16 - length), length), isDc) << 8) | ((uint)SymbolOf(bits >> (16 - length), length) << 16);
    }

    private uint Entry(int look, int length, bool isDc)
    {
        int symbol = SymbolOf(look >> (LookAhead - length), length);
        int size = symbol & 15;
        uint advance = Advance(symbol, isDc) << 8;
        if (length + size > LookAhead)
        {
            return (uint)length | More | advance | ((uint)symbol << 16);
        }

        int value = 0;
        if (size > 0)
        {
            int extra = (look >> (LookAhead - length - size)) & ((1 << size) - 1);
            value = JpegSource.Extend(extra, size);
        }

        return (uint)(length + size) | advance | ((uint)value << 16);
    }

    private static uint Advance(int symbol, bool isDc)
    {
        if (isDc)
        {
            return 0;
        }

        return (symbol & 15) != 0 ? (uint)(symbol >> 4) + 1 : symbol >> 4 == 15 ? 16u : EndOfBlock;
    }

    /// <summary>The length of the code that <paramref name="bits"/> begin with, 0 if none of up to <paramref name="limit"/> bits does.</summary>
    private int LengthOf(int bits, int limit)
    {
        for (int length = 1; length <= limit; length++)
        {
            if (bits >> (16 - length) <= _table.MaxCode[length])
            {
                return length;
            }
        }

        return 0;
    }

    private int SymbolOf(int code, int length) => _table.Values[(code + _table.ValueOffset[length]) & 0xFF];
}
