using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Poets.Imaging.Jpeg.Quick;

/// <summary>What finds the codes that do not fit a look, or whose extra bits do not begin in it.</summary>
/// <remarks>
/// Filled up to 16 bits with zeros, longer codes are larger than all shorter ones: a code is longer by as many bits as
/// there are lengths whose codes all end before it. The size is filled up to a multiple of <see cref="QuickBlock.Size"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 608)]
internal unsafe struct QuickCodes
{
    /// <summary>Lengths from <see cref="QuickHuffmanTable.LookAhead"/> on; those above 16 never count.</summary>
    internal const int Lengths = 8;

    /// <summary>Where codes of these lengths begin, filled up to 16 bits.</summary>
    internal int Least;

    /// <summary>For each length where its codes end, filled up to 16 bits.</summary>
    internal fixed int Limits[Lengths];

    /// <summary>For each length what to add to a code to find its place in the order of codes.</summary>
    internal fixed int Offsets[Lengths];

    /// <summary>For each code the number of extra bits, and × 256 how far the index advances.</summary>
    internal fixed ushort Symbols[256];

    /// <summary>How many bits the code at the beginning of 16 bits is longer than <see cref="QuickHuffmanTable.LookAhead"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Longer(int word)
    {
        fixed (int* limits = Limits)
        {
            return BitOperations.PopCount(Vector256.GreaterThanOrEqual(Vector256.Create(word), Vector256.Load(limits)).ExtractMostSignificantBits());
        }
    }
}
