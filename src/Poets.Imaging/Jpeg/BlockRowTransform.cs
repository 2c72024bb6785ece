using System.Runtime.CompilerServices;

namespace Poets.Imaging.Jpeg;

/// <summary>Transforms neighbouring blocks of one component.</summary>
internal static unsafe class BlockRowTransform
{
    /// <param name="coefficients">The blocks, one after the other.</param>
    /// <param name="flat">Which of them have a DC coefficient only.</param>
    /// <param name="wanted">Which of them are wanted; empty for all.</param>
    /// <param name="plane">Where the samples go.</param>
    /// <param name="at">Where the first block's samples begin.</param>
    internal static void Run(short* coefficients, ReadOnlySpan<bool> flat, ReadOnlySpan<bool> wanted, ComponentPlane plane, int at)
    {
        nint stride = plane.Stride;
        fixed (short* multipliers = plane.Multipliers)
        fixed (byte* samples = &plane.Samples[at])
        {
            int block = 0;
            while (block < flat.Length)
            {
                if (!wanted.IsEmpty && !wanted[block])
                {
                    block++;
                    continue;
                }

                short* left = coefficients + (block * 64);
                byte* output = samples + (block * 8);
                if (flat[block])
                {
                    Fill(output, stride, FastIdct.Flat(left[0], multipliers[0]));
                    block++;
                }
                else if (FastIdct.HasPair)
                {
                    // A pair's right half may be a block that is not there; what it writes lies in the plane's slack,
                    // or where the block to the right will be written later.
                    bool pair = block + 1 < flat.Length;
                    FastIdct.Pair(left, pair ? left + 64 : left, multipliers, output, stride);
                    block += pair ? 2 : 1;
                }
                else
                {
                    FastIdct.Scalar(new ReadOnlySpan<short>(left, 64), new ReadOnlySpan<short>(multipliers, 64), new Span<byte>(output, (int)(7 * stride) + 8), (int)stride);
                    block++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(byte* output, nint stride, byte value)
    {
        ulong eight = value * 0x0101010101010101UL;
        for (int row = 0; row < 8; row++, output += stride)
        {
            Unsafe.WriteUnaligned(output, eight);
        }
    }
}
