namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>
/// Brings a component's rows to the image's width. "Fancy" kinds are triangle filters with alternating rounding;
/// all others repeat samples.
/// </summary>
internal static unsafe partial class Upsampling
{
    /// <summary>Twice as wide: ¾ of the near sample, ¼ of the next one; ends are repeated.</summary>
    internal static void DoubleWidthScalar(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int last = input.Length - 1;
        for (int i = 0; i <= last; i++)
        {
            int near = 3 * input[i];
            output[2 * i] = (byte)((near + input[Math.Max(i - 1, 0)] + 1) >> 2);
            output[(2 * i) + 1] = (byte)((near + input[Math.Min(i + 1, last)] + 2) >> 2);
        }
    }

    /// <summary>One of two rows: ¾ of the near row, ¼ of the other.</summary>
    /// <param name="near">The row that the output row lies in.</param>
    /// <param name="other">The row above or below.</param>
    /// <param name="bias">1 for the upper of two rows, 2 for the lower.</param>
    /// <param name="output">The row.</param>
    internal static void DoubleHeightScalar(ReadOnlySpan<byte> near, ReadOnlySpan<byte> other, int bias, Span<byte> output)
    {
        for (int i = 0; i < near.Length; i++)
        {
            output[i] = (byte)(((3 * near[i]) + other[i] + bias) >> 2);
        }
    }

    /// <summary>Both at once: 9/16, 3/16, 3/16, 1/16.</summary>
    internal static void DoubleBothScalar(ReadOnlySpan<byte> near, ReadOnlySpan<byte> other, Span<byte> output)
    {
        int last = near.Length - 1;
        for (int i = 0; i <= last; i++)
        {
            int before = Math.Max(i - 1, 0);
            int after = Math.Min(i + 1, last);
            int here = (3 * near[i]) + other[i];
            output[2 * i] = (byte)(((3 * here) + (3 * near[before]) + other[before] + 8) >> 4);
            output[(2 * i) + 1] = (byte)(((3 * here) + (3 * near[after]) + other[after] + 7) >> 4);
        }
    }

    /// <summary>Each sample several times.</summary>
    internal static void Repeat(ReadOnlySpan<byte> input, int times, Span<byte> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = input[i / times];
        }
    }
}
