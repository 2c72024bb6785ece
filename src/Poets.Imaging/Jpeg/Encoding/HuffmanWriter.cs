using System.Numerics;

namespace Poets.Imaging.Jpeg.Encoding;

/// <summary>Writes quantised blocks as a sequential scan's bits (T.81, F.1.2), with a zero byte after each 0xFF.</summary>
internal sealed class HuffmanWriter(Stream output)
{
    private ulong _bits;
    private int _count;

    /// <summary>Code and length of each symbol.</summary>
    internal static (ushort Code, byte Length)[] Codes((byte[] Counts, byte[] Symbols) table)
    {
        var codes = new (ushort, byte)[256];
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < table.Counts[length]; i++)
            {
                codes[table.Symbols[index++]] = ((ushort)code++, (byte)length);
            }
        }

        return codes;
    }

    /// <summary>Writes a block in zigzag order; returns its DC value, which the component's next block is told.</summary>
    internal int Block(ReadOnlySpan<short> zigzag, int previousDc, (ushort Code, byte Length)[] dc, (ushort Code, byte Length)[] ac)
    {
        const int ZeroRun = 0xF0;
        const int EndOfBlock = 0;
        Value(zigzag[0] - previousDc, 0, dc);
        int run = 0;
        for (int i = 1; i < 64; i++)
        {
            if (zigzag[i] == 0)
            {
                run++;
                continue;
            }

            for (; run > 15; run -= 16)
            {
                Bits(ac[ZeroRun].Code, ac[ZeroRun].Length);
            }

            Value(zigzag[i], run << 4, ac);
            run = 0;
        }

        if (run > 0)
        {
            Bits(ac[EndOfBlock].Code, ac[EndOfBlock].Length);
        }

        return zigzag[0];
    }

    /// <summary>Fills the last byte with ones.</summary>
    internal void Finish() => Bits((1 << ((8 - (_count & 7)) & 7)) - 1, (8 - (_count & 7)) & 7);

    /// <summary>The symbol of a run and a size, then the value in so many bits; negative values less one.</summary>
    private void Value(int value, int run, (ushort Code, byte Length)[] codes)
    {
        int size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        (ushort code, byte length) = codes[run | size];
        Bits(code, length);
        Bits((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
    }

    private void Bits(int value, int count)
    {
        _bits = (_bits << count) | (uint)value;
        _count += count;
        while (_count >= 8)
        {
            _count -= 8;
            byte next = (byte)(_bits >> _count);
            output.WriteByte(next);
            if (next == 0xFF)
            {
                output.WriteByte(0);
            }
        }
    }
}
