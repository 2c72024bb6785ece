using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Quick;

/// <summary>
/// A Huffman table unfolded for speed: one look at the next bits gives code, extra bits and value, also the next
/// coefficient and the end of the block, as far as those fit.
/// </summary>
internal sealed class QuickHuffmanTable
{
    /// <summary>Bits looked up at once: as many as leave room for the steps of two components' tables in a first-level cache.</summary>
    internal const int LookAhead = 11;

    /// <summary>The most bits that an entry takes: a full buffer counts 56, enough for three.</summary>
    internal const int Longest = 18;

    /// <summary>
    /// What the end of a block adds to the coefficient index. A code that says only that adds one more: it may then be taken
    /// as a zero at the next index.
    /// </summary>
    internal const int EndOfBlock = 128;

    /// <summary>What an entry that does not say enough adds to it: it is told apart as if it went beyond the block.</summary>
    internal const int Short = 64;

    /// <summary>The longest value that a second coefficient may have.</summary>
    private const int LongestSecond = 7;

    private static readonly QuickEntry s_short = new() { First = Short, Total = Short };

    private readonly HuffmanTable _table;
    private readonly bool _isDc;

    /// <param name="table">The table as the file has it.</param>
    /// <param name="isDc">DC symbols are sizes; AC symbols are runs and sizes.</param>
    internal QuickHuffmanTable(HuffmanTable table, bool isDc)
    {
        (_table, _isDc) = (table, isDc);
    }

    /// <summary>Notes what finds the codes that <see cref="Unfold"/> has no entries for.</summary>
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

    /// <summary>
    /// What may follow in a look behind a first coefficient, of AC codes: a second one, the end of the block, both or
    /// nothing.
    /// </summary>
    /// <param name="followers">For each number of bits left, from 2 to its power on, an entry for each of their values.</param>
    internal void Follow(Span<QuickEntry> followers)
    {
        followers.Clear();
        for (int left = 1; left < LookAhead; left++)
        {
            var entries = followers.Slice(1 << left, 1 << left);
            for (int length = 1; length <= left; length++)
            {
                for (int code = FirstCode(length); code <= _table.MaxCode[length]; code++)
                {
                    int symbol = Symbol(code, length);
                    int size = symbol & 15;
                    if (Advance(symbol) > EndOfBlock)
                    {
                        Part(entries, code, left - length).Fill(new QuickEntry { Step = Step(length, ends: true), Total = EndOfBlock });
                    }
                    else if (length + size <= left && size <= LongestSecond)
                    {
                        Second(entries, code, length, symbol, left - length - size, followers);
                    }
                }
            }
        }
    }

    /// <summary>An entry for each look.</summary>
    /// <param name="followers">What <see cref="Follow"/> makes of the AC table.</param>
    /// <param name="entries">As many as there are looks.</param>
    internal void Unfold(ReadOnlySpan<QuickEntry> followers, Span<QuickEntry> entries)
    {
        entries.Fill(s_short);
        for (int length = 1; length <= LookAhead; length++)
        {
            for (int code = FirstCode(length); code <= _table.MaxCode[length]; code++)
            {
                int symbol = Symbol(code, length);
                int left = LookAhead - length - (symbol & 15);
                if (left < 0)
                {
                    Beyond(Part(entries, code, LookAhead - length), length, symbol);
                }
                else if (Advance(symbol) > EndOfBlock)
                {
                    byte advance = (byte)Advance(symbol);
                    Part(entries, code, left).Fill(new QuickEntry { Step = Step(length, ends: true), First = advance, Total = advance });
                }
                else
                {
                    Complete(entries, code, length, symbol, followers.Slice(1 << left, 1 << left));
                }
            }
        }
    }

    /// <summary>Codes with all their extra bits as second coefficients, the end of the block behind them if that fits.</summary>
    private void Second(Span<QuickEntry> entries, int code, int length, int symbol, int left, ReadOnlySpan<QuickEntry> followers)
    {
        int size = symbol & 15;
        for (int extra = 0; extra < 1 << size; extra++)
        {
            var entry = new QuickEntry { Step = Step(length + size), Total = (byte)Advance(symbol), SecondValue = (sbyte)Value(extra, size) };
            var part = Part(entries, (code << size) | extra, left);
            for (int i = 0; i < part.Length; i++)
            {
                var follower = followers[part.Length + i];
                part[i] = follower.Total == EndOfBlock ? entry.With(follower) : entry;
            }
        }
    }

    /// <summary>Codes with all their extra bits, and what follows them.</summary>
    private void Complete(Span<QuickEntry> entries, int code, int length, int symbol, ReadOnlySpan<QuickEntry> followers)
    {
        int size = symbol & 15;
        byte advance = (byte)Advance(symbol);
        for (int extra = 0; extra < 1 << size; extra++)
        {
            var entry = new QuickEntry { Step = Step(length + size), First = advance, Total = advance, FirstValue = (short)Value(extra, size) };
            var part = entries.Slice(((code << size) | extra) * followers.Length, followers.Length);
            for (int i = 0; i < part.Length; i++)
            {
                part[i] = entry.With(followers[i]);
            }
        }
    }

    /// <summary>A code whose extra bits lie partly beyond the look; without the first of them not even the sign is known.</summary>
    private void Beyond(Span<QuickEntry> entries, int length, int symbol)
    {
        int size = symbol & 15;
        int seen = LookAhead - length;
        if (seen == 0 || length + size > Longest)
        {
            return;
        }

        byte advance = (byte)Advance(symbol);
        ushort unseen = (ushort)(((size - seen) << 8) | (64 - length - size));
        for (int extra = 0; extra < entries.Length; extra++)
        {
            // The rest as zeros: for a negative number that is the least it can be, too.
            short value = (short)Value(extra << (size - seen), size);
            entries[extra] = new QuickEntry { Step = Step(length + size), First = advance, Total = advance, FirstValue = value, Unseen = unseen };
        }
    }

    /// <summary>Of entries by their bits, those that begin with some bits and have some left.</summary>
    private static Span<QuickEntry> Part(Span<QuickEntry> entries, int beginning, int left) => entries.Slice(beginning << left, 1 << left);

    private static QuickStep Step(int length, bool ends = false) => new() { Length = (byte)length, Ends = (sbyte)(ends ? -QuickBlock.Size : 0) };

    private static int Value(int extra, int size) => size == 0 ? 0 : JpegSource.Extend(extra, size);

    /// <summary>The next code, whatever its length: its bits, × 256 how far the index advances, × 65,536 the symbol; 0 if there is no such code.</summary>
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
                return (uint)length | (Advance(symbol) << 8) | ((uint)symbol << 16);
            }
        }

        return 0;
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
