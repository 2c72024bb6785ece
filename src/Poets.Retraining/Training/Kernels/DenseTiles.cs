namespace Poets.Retraining.Training.Kernels;

/// <summary>How the dense kernels cut their work.</summary>
internal static class DenseTiles
{
    /// <summary>Classes of the next tile: 3 at a time, but 2 + 2 rather than 3 + 1.</summary>
    public static int Classes(int remaining) => remaining is 4 or 2 ? 2 : Math.Min(remaining, 3);
}
