namespace Poets.Imaging.Jpeg.Markers;

/// <summary>A Huffman table as a file defines it, and what decoding derives from it (T.81, annexes C and F).</summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits looked up at once.</summary>
    internal const int LookAhead = 8;

    private readonly byte[] _counts;
    private bool _derived;

    /// <param name="counts">Codes of each length, 1 to 16 bits, at index 1 to 16.</param>
    /// <param name="values">The symbols in order of their codes, padded to 256.</param>
    internal HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        _counts = counts.ToArray();
        Values = new byte[256];
        values.CopyTo(Values);
    }

    /// <summary>Symbols in order of their codes.</summary>
    internal byte[] Values { get; }

    /// <summary>The largest code of each length, -1 where there is none; at 17 a value that ends every search.</summary>
    internal int[] MaxCode { get; } = new int[18];

    /// <summary>What to add to a code of each length to find its symbol in <see cref="Values"/>.</summary>
    internal int[] ValueOffset { get; } = new int[18];

    /// <summary>For the next eight bits: length of the code × 256 + symbol; length 9 where the code is longer.</summary>
    internal ushort[] Lookup { get; } = new ushort[1 << LookAhead];

    /// <summary>Checks the table and fills what decoding needs.</summary>
    /// <param name="isDc">Symbols above 15 are refused in DC tables.</param>
    internal HuffmanTable Derive(bool isDc)
    {
        if (!_derived)
        {
            Build();
            _derived = true;
        }

        if (isDc)
        {
            int count = 0;
            for (int length = 1; length <= 16; length++)
            {
                count += _counts[length];
            }

            if (Values.AsSpan(0, count).ContainsAnyExceptInRange((byte)0, (byte)15))
            {
                throw JpegErrors.Damaged("a DC Huffman table has a symbol above 15");
            }
        }

        return this;
    }

    private void Build()
    {
        Array.Fill(Lookup, (ushort)((LookAhead + 1) << 8));
        int code = 0;
        int symbol = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            int count = _counts[length];
            if (count == 0)
            {
                MaxCode[length] = -1;
                continue;
            }

            if (symbol + count > 256)
            {
                throw JpegErrors.Damaged("a Huffman table has more than 256 codes");
            }

            ValueOffset[length] = symbol - code;
            if (length <= LookAhead && code + count <= 1 << length)
            {
                for (int i = 0; i < count; i++)
                {
                    Lookup.AsSpan((code + i) << (LookAhead - length), 1 << (LookAhead - length)).Fill((ushort)((length << 8) | Values[symbol + i]));
                }
            }

            symbol += count;
            code += count;
            MaxCode[length] = code - 1;

            // No code may consist of ones only, so the one after the last must still fit.
            if (code >= 1 << length)
            {
                throw JpegErrors.Damaged("a Huffman table has more codes than its lengths allow");
            }
        }

        MaxCode[17] = 0xFFFFF;
    }
}
