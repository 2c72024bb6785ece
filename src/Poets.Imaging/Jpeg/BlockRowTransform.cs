using System.Runtime.CompilerServices;

namespace Poets.Imaging.Jpeg;

/// <summary>Transforms neighbouring blocks of one component.</summary>
internal static unsafe class BlockRowTransform
{
    /// <summary>A block that ended before its first AC coefficient.</summary>
    private const int Flat = QuickHuffmanTable.EndOfBlock + 1;

    /// <param name="coefficients">The blocks, one after the other.</param>
    /// <param name="ends">For each, the zigzag index beyond its last coefficient + 128, or 64 and more where that is not known.</param>
    /// <param name="wanted">Which of them are wanted; empty for all.</param>
    /// <param name="plane">Where the samples go.</param>
    /// <param name="at">Where the first block's samples begin.</param>
    internal static void Run(short* coefficients, ReadOnlySpan<byte> ends, ReadOnlySpan<bool> wanted, ComponentPlane plane, int at)
    {
        nint stride = plane.Stride;
        fixed (short* multipliers = plane.Multipliers)
        fixed (byte* samples = &plane.Samples[at])
        {
            int block = 0;
            while (block < ends.Length)
            {
                if (!wanted.IsEmpty && !wanted[block])
                {
                    block++;
                    continue;
                }

                short* left = coefficients + (block * 64);
                byte* output = samples + (block * 8);
                if (ends[block] == Flat)
                {
                    Fill(output, stride, FastIdct.Flat(left[0], multipliers[0]));
                    block++;
                }
                else if (FastIdct.HasPair)
                {
                    // A pair's right half may be a block that is not there; what it writes lies in the plane's slack,
                    // or where the block to the right will be written later.
                    bool pair = block + 1 < ends.Length;
                    short* right = pair ? left + 64 : left;
                    if (IsSmall(ends[block]) && (!pair || IsSmall(ends[block + 1])))
                    {
                        FastIdct.SmallPair(left, right, multipliers, output, stride);
                    }
                    else
                    {
                        FastIdct.Pair(left, right, multipliers, output, stride);
                    }

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

    /// <summary>The first ten coefficients in zigzag order lie in the upper left quarter.</summary>
    private static bool IsSmall(byte end) => end is >= Flat and <= QuickHuffmanTable.EndOfBlock + 10;

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
