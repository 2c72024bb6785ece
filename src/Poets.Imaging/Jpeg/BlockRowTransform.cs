using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Poets.Imaging.Jpeg;

/// <summary>Transforms neighbouring blocks of one component, two at a time.</summary>
internal static unsafe class BlockRowTransform
{
    /// <summary>A block that ended before its first AC coefficient.</summary>
    private const int Flat = QuickHuffmanTable.EndOfBlock + 1;

    /// <summary>The first ten coefficients in zigzag order lie in the upper left quarter.</summary>
    private const int Small = QuickHuffmanTable.EndOfBlock + 10;

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
            for (int block = 0; block < ends.Length; block += 2)
            {
                // A lone last block stands for both halves of its pair; what the right half writes lies in the plane's
                // slack, or where the block to the right will be written later.
                int next = Math.Min(block + 1, ends.Length - 1);
                if (wanted.IsEmpty || wanted[block] || wanted[next])
                {
                    Transform(coefficients + (block * 64), coefficients + (next * 64), ends[block], ends[next], multipliers, samples + (block * 8), stride);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform(short* left, short* right, int leftEnd, int rightEnd, short* multipliers, byte* output, nint stride)
    {
        // As unsigned numbers, ends that are not known are larger than all that are.
        uint larger = Math.Max((uint)(leftEnd - Flat), (uint)(rightEnd - Flat));
        if (larger == 0)
        {
            Fill(output, stride, FastIdct.Flat(left[0], multipliers[0]), FastIdct.Flat(right[0], multipliers[0]));
        }
        else if (!FastIdct.HasPair)
        {
            FastIdct.Scalar(new ReadOnlySpan<short>(left, 64), new ReadOnlySpan<short>(multipliers, 64), new Span<byte>(output, (int)(7 * stride) + 8), (int)stride);
            FastIdct.Scalar(new ReadOnlySpan<short>(right, 64), new ReadOnlySpan<short>(multipliers, 64), new Span<byte>(output + 8, (int)(7 * stride) + 8), (int)stride);
        }
        else if (larger <= Small - Flat)
        {
            FastIdct.SmallPair(left, right, multipliers, output, stride);
        }
        else
        {
            FastIdct.Pair(left, right, multipliers, output, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(byte* output, nint stride, byte left, byte right)
    {
        var row = Vector128.Create(Vector64.Create(left), Vector64.Create(right));
        for (int i = 0; i < 8; i++, output += stride)
        {
            row.Store(output);
        }
    }
}
