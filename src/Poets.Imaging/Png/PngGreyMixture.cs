namespace Poets.Imaging.Png;

/// <summary>
/// Mixes red, green and blue to grey as libpng 1.6 does: plainly where the file names no gamma; else in linear light,
/// through tables that are coarser for samples of 16 bits that end up as 8.
/// </summary>
internal sealed class PngGreyMixture
{
    // 0.299, 0.587 and the rest, with 15 fraction bits, truncated.
    private const int RedWeight = 29900 * 32768 / 100000;
    private const int GreenWeight = 58700 * 32768 / 100000;
    private const int BlueWeight = 32768 - RedWeight - GreenWeight;
    private const int Half = 1 << 14;

    /// <summary>Of 16-bit samples this many bits are looked up where 8 come out.</summary>
    private const int BitsForBytes = 11;

    private readonly bool _wide;
    private readonly int _shift;
    private readonly ushort[]? _toLinear;
    private readonly ushort[] _fromLinear = [];
    private readonly ushort[] _unmixed = [];

    internal PngGreyMixture(PngFile png)
    {
        _wide = png.Header.Depth == 16;
        int file = png.Gamma.Value;
        if (file == 0)
        {
            return;
        }

        // What is shown is taken to undo the file's gamma. All exponents are × 100,000.
        int screen = Reciprocal(file);
        if (!PngGamma.IsFarFromOne(file) && !PngGamma.IsFarFromOne(screen))
        {
            return;
        }

        if (_wide)
        {
            int insignificant = png.SignificantBits is > 0 and < 16 ? 16 - png.SignificantBits : 0;
            _shift = Math.Min(Math.Max(insignificant, 16 - BitsForBytes), 8);
            _unmixed = ToBytes(_shift, (int)Math.Floor((file * 1E-5 * screen) + 0.5));
        }
        else
        {
            _unmixed = Power(0, 255, (int)Math.Floor((1E15 / file / screen) + 0.5));
        }

        int largest = _wide ? 65535 : 255;
        _toLinear = Power(_shift, largest, Reciprocal(file));
        _fromLinear = Power(_shift, largest, Reciprocal(screen));
    }

    /// <summary>Grey of one pixel, in the depth of its samples.</summary>
    internal int Mix(int r, int g, int b)
    {
        bool equal = r == g && r == b;
        if (_toLinear is null)
        {
            // The mixture of 16-bit samples is rounded, that of 8-bit ones truncated.
            return equal ? r : ((RedWeight * r) + (GreenWeight * g) + (BlueWeight * b) + (_wide ? Half : 0)) >> 15;
        }

        if (equal)
        {
            return _unmixed[r >> _shift];
        }

        int linear = ((RedWeight * _toLinear[r >> _shift]) + (GreenWeight * _toLinear[g >> _shift]) + (BlueWeight * _toLinear[b >> _shift]) + Half) >> 15;
        return _fromLinear[linear >> _shift];
    }

    /// <summary>All samples, without their lowest bits, raised to a power.</summary>
    private static ushort[] Power(int shift, int largest, int gamma)
    {
        int last = largest >> shift;
        var table = new ushort[last + 1];
        for (int i = 0; i <= last; i++)
        {
            // Two ways to divide, as libpng's two depths do it, lest a power that lies on a half is rounded otherwise.
            double part = largest == 255 ? i / 255.0 : i * (1.0 / last);
            double value = PngGamma.IsFarFromOne(gamma) ? Math.Floor((largest * Math.Pow(part, gamma * .00001)) + .5)
                : shift == 0 ? i
                : (((long)i * 65535) + ((last + 1) / 2)) / last;
            table[i] = (ushort)value;
        }

        return table;
    }

    /// <summary>16-bit samples, without their lowest bits, to the nearest that 8 bits can hold, by the places where one becomes the next.</summary>
    private static ushort[] ToBytes(int shift, int gamma)
    {
        int largest = 65535 >> shift;
        var table = new ushort[largest + 1];
        Array.Fill(table, (ushort)65535);
        long next = 0;
        for (int value = 0; value < 255; value++)
        {
            double border = Math.Floor((65535 * Math.Pow(((value * 257) + 128) / 65535.0, gamma * .00001)) + .5);
            long end = ((((long)border * largest) + 32768) / 65535) + 1;
            for (; next < Math.Min(end, table.Length); next++)
            {
                table[next] = (ushort)(value * 257);
            }
        }

        return table;
    }

    private static int Reciprocal(int gamma) => (int)Math.Floor((1E10 / gamma) + 0.5);
}
