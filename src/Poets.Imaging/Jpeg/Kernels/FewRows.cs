using System.Numerics;

namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>The rows of a block that will be looked at, if they are few: at most four, the last one again where there are less.</summary>
internal readonly record struct FewRows(int First, int Second, int Third, int Fourth)
{
    /// <summary>The most that count as few.</summary>
    internal const int Most = 4;

    /// <summary>Whether there are few rows in a set, and any.</summary>
    internal static bool In(byte rows) => BitOperations.PopCount(rows) is > 0 and <= Most;

    /// <summary>The rows of such a set.</summary>
    /// <param name="rows">Bit k for row k.</param>
    internal static FewRows Of(byte rows)
    {
        int Take()
        {
            int row = BitOperations.TrailingZeroCount(rows);
            byte others = (byte)(rows & (rows - 1));
            rows = others == 0 ? rows : others;
            return row;
        }

        return new FewRows(Take(), Take(), Take(), Take());
    }
}
