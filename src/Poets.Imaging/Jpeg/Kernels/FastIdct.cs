namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>
/// The inverse DCT that TensorFlow's <c>decode_jpeg</c> uses by default: Arai, Agui and Nakajima's scheme in 16-bit
/// integers (libjpeg's "fast integer" method), in the arithmetic of libjpeg-turbo's vector form: sums wrap at 16 bits,
/// products are truncated, only the last step saturates.
/// </summary>
internal static partial class FastIdct
{
    // √2, 1.847759, 1.613126 and 1.082392 with 14 fraction bits: the operand is first shifted left by 2, the high
    // 16 bits of the product are kept.
    private const int Root2 = 362 << 6;
    private const int C1847 = 473 << 6;
    private const int C1613 = -413 << 6;
    private const int C1082 = 277 << 6;

    /// <summary>cos(k π / 16) × √2 for k = 1 to 7, and 1 for k = 0, with 14 fraction bits, as products of row and column.</summary>
    private static ReadOnlySpan<short> Scales =>
    [
        16384, 22725, 21407, 19266, 16384, 12873, 8867, 4520,
        22725, 31521, 29692, 26722, 22725, 17855, 12299, 6270,
        21407, 29692, 27969, 25172, 21407, 16819, 11585, 5906,
        19266, 26722, 25172, 22654, 19266, 15137, 10426, 5315,
        16384, 22725, 21407, 19266, 16384, 12873, 8867, 4520,
        12873, 17855, 16819, 15137, 12873, 10114, 6967, 3552,
        8867, 12299, 11585, 10426, 8867, 6967, 4799, 2446,
        4520, 6270, 5906, 5315, 4520, 3552, 2446, 1247,
    ];

    /// <summary>Quantization steps × scale with 2 fraction bits, rounded: what coefficients are multiplied by.</summary>
    /// <param name="quantization">64 steps in natural order; null gives zeros (no scan brought the component).</param>
    internal static short[] Multipliers(ushort[]? quantization)
    {
        var multipliers = new short[64];
        for (int i = 0; quantization is not null && i < 64; i++)
        {
            multipliers[i] = unchecked((short)(((quantization[i] * Scales[i]) + (1 << 11)) >> 12));
        }

        return multipliers;
    }

    /// <summary>Transforms one block: columns, then rows, then 5 bits off, 128 added, clamped to 0…255.</summary>
    internal static void Scalar(ReadOnlySpan<short> block, ReadOnlySpan<short> multipliers, Span<byte> output, int stride)
    {
        Span<short> work = stackalloc short[64];
        for (int i = 0; i < 64; i++)
        {
            work[i] = unchecked((short)(block[i] * multipliers[i]));
        }

        for (int column = 0; column < 8; column++)
        {
            Transform(work[column..], 8);
        }

        for (int row = 0; row < 8; row++)
        {
            Transform(work[(row * 8)..], 1);
            for (int column = 0; column < 8; column++)
            {
                output[(row * stride) + column] = (byte)(Math.Clamp(work[(row * 8) + column] >> 5, -128, 127) + 128);
            }
        }
    }

    private static void Transform(Span<short> at, int step)
    {
        unchecked
        {
            short even0 = (short)(at[0] + at[4 * step]);
            short even1 = (short)(at[0] - at[4 * step]);
            short even3 = (short)(at[2 * step] + at[6 * step]);
            short even2 = (short)(Multiply((short)(at[2 * step] - at[6 * step]), Root2) - even3);
            short t0 = (short)(even0 + even3);
            short t3 = (short)(even0 - even3);
            short t1 = (short)(even1 + even2);
            short t2 = (short)(even1 - even2);

            short z13 = (short)(at[5 * step] + at[3 * step]);
            short z10 = (short)(at[5 * step] - at[3 * step]);
            short z11 = (short)(at[step] + at[7 * step]);
            short z12 = (short)(at[step] - at[7 * step]);
            short z5 = MultiplyShifted((short)((z10 << 2) + (z12 << 2)), C1847);
            short t7 = (short)(z11 + z13);
            short odd1 = Multiply((short)(z11 - z13), Root2);
            short odd0 = (short)(Multiply(z12, C1082) - z5);
            short odd2 = (short)(Multiply(z10, C1613) - z10 + z5);
            short t6 = (short)(odd2 - t7);
            short t5 = (short)(odd1 - t6);
            short t4 = (short)(odd0 + t5);

            at[0] = (short)(t0 + t7);
            at[7 * step] = (short)(t0 - t7);
            at[step] = (short)(t1 + t6);
            at[6 * step] = (short)(t1 - t6);
            at[2 * step] = (short)(t2 + t5);
            at[5 * step] = (short)(t2 - t5);
            at[4 * step] = (short)(t3 + t4);
            at[3 * step] = (short)(t3 - t4);
        }
    }

    private static short Multiply(short value, int constant) => MultiplyShifted(unchecked((short)(value << 2)), constant);

    private static short MultiplyShifted(short shifted, int constant) => (short)((shifted * constant) >> 16);
}
