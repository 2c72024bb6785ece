using Poets.Imaging.Jpeg;

namespace Poets.Imaging.Encoding;

/// <summary>Transforms, quantizes and writes the blocks of one component.</summary>
internal sealed class JpegBlockCoder
{
    private static readonly float[] s_cosines = Cosines();

    private readonly ushort[] _steps;
    private readonly (int Code, int Length)[] _dc;
    private readonly (int Code, int Length)[] _ac;
    private readonly float[] _block = new float[64];
    private readonly float[] _work = new float[64];
    private int _lastDc;

    internal JpegBlockCoder(ushort[] steps, bool isLuma)
    {
        _steps = steps;
        _dc = Codes(isLuma ? StandardHuffmanTables.DcLuminance : StandardHuffmanTables.DcChrominance);
        _ac = Codes(isLuma ? StandardHuffmanTables.AcLuminance : StandardHuffmanTables.AcChrominance);
    }

    /// <summary>Writes the block whose upper left sample is at x, y.</summary>
    internal void Write(EncoderPlane plane, int x, int y, JpegBitWriter writer)
    {
        for (int i = 0; i < 64; i++)
        {
            _block[i] = plane[x + (i & 7), y + (i >> 3)] - 128;
        }

        Transform();
        int dc = Quantize(0);
        WriteValue(writer, _dc, 0, dc - _lastDc);
        _lastDc = dc;
        int run = 0;
        for (int k = 1; k < 64; k++)
        {
            int value = Quantize(ZigZag.ToNatural[k]);
            if (value == 0)
            {
                run++;
                continue;
            }

            for (; run > 15; run -= 16)
            {
                writer.Write(_ac[0xF0].Code, _ac[0xF0].Length);
            }

            WriteValue(writer, _ac, run << 4, value);
            run = 0;
        }

        if (run > 0)
        {
            writer.Write(_ac[0].Code, _ac[0].Length);
        }
    }

    /// <summary>A code for zeros before and size of the value, then its bits; negative ones as value − 1.</summary>
    private static void WriteValue(JpegBitWriter writer, (int Code, int Length)[] codes, int run, int value)
    {
        int size = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        var (code, length) = codes[run | size];
        writer.Write(code, length);
        if (size > 0)
        {
            writer.Write(value < 0 ? value - 1 : value, size);
        }
    }

    /// <summary>AC values are held to the 10 bits that baseline files have.</summary>
    private int Quantize(int index)
    {
        int value = (int)MathF.Round(_block[index] / _steps[index]);
        return index == 0 ? value : Math.Clamp(value, -1023, 1023);
    }

    /// <summary>The forward DCT, rows then columns.</summary>
    private void Transform()
    {
        for (int row = 0; row < 8; row++)
        {
            for (int k = 0; k < 8; k++)
            {
                float sum = 0;
                for (int i = 0; i < 8; i++)
                {
                    sum += _block[(row * 8) + i] * s_cosines[(k * 8) + i];
                }

                _work[(row * 8) + k] = sum;
            }
        }

        for (int column = 0; column < 8; column++)
        {
            for (int k = 0; k < 8; k++)
            {
                float sum = 0;
                for (int i = 0; i < 8; i++)
                {
                    sum += _work[(i * 8) + column] * s_cosines[(k * 8) + i];
                }

                _block[(k * 8) + column] = sum;
            }
        }
    }

    private static (int Code, int Length)[] Codes((byte[] Counts, byte[] Symbols) table)
    {
        var codes = new (int, int)[256];
        int code = 0;
        int symbol = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < table.Counts[length]; i++)
            {
                codes[table.Symbols[symbol++]] = (code++, length);
            }
        }

        return codes;
    }

    private static float[] Cosines()
    {
        var cosines = new float[64];
        for (int k = 0; k < 8; k++)
        {
            for (int i = 0; i < 8; i++)
            {
                cosines[(k * 8) + i] = (float)(Math.Cos(((2 * i) + 1) * k * Math.PI / 16) * (k == 0 ? Math.Sqrt(0.125) : 0.5));
            }
        }

        return cosines;
    }
}
