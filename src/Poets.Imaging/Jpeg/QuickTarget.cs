using System.Runtime.CompilerServices;

namespace Poets.Imaging.Jpeg;

/// <summary>Where the coefficients of a chunk's blocks go.</summary>
internal readonly unsafe struct QuickTarget
{
    /// <summary>Natural place of each zigzag index: <see cref="QuickPlaces.Natural"/>.</summary>
    internal required byte* Places { get; init; }

    /// <summary>The blocks, one after the other, zeros so far; one coefficient more may be written behind each.</summary>
    internal required short* Coefficients { get; init; }

    /// <summary>For each block, whether its column of blocks holds samples that will be looked at.</summary>
    internal required bool* Wanted { get; init; }

    /// <summary>The place of all others, which is never looked at.</summary>
    internal required short* Nowhere { get; init; }

    /// <summary>For each block, the index where it ended, + <see cref="QuickHuffmanTable.EndOfBlock"/> where a code said so.</summary>
    internal required byte* Ends { get; init; }

    /// <summary>The place of a block. Which ones are wanted is no pattern, and a branch would often be predicted wrong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal short* Block(int at, int rowIsWanted) => Nowhere + ((Coefficients + ((nint)at * 64) - Nowhere) & -(nint)(((byte*)Wanted)[at] & rowIsWanted));
}
