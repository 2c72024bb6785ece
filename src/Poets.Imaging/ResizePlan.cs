namespace Poets.Imaging;

/// <summary>Which samples make an output image, and what becomes of their mixtures.</summary>
/// <param name="Rows">The rows to mix; read from the first to the last.</param>
/// <param name="Columns">The columns to mix, in any order.</param>
/// <param name="PreScale">What each sample is multiplied by before it is mixed.</param>
/// <param name="Brightness">What each mixture is multiplied by.</param>
/// <param name="Mean">Subtracted after that.</param>
/// <param name="Scale">Multiplied at last.</param>
internal sealed record ResizePlan(ResizeAxis Rows, ResizeAxis Columns, float PreScale, float Brightness, float Mean, float Scale)
{
    internal int Width => Columns.Lower.Length;

    internal int Height => Rows.Lower.Length;

    /// <summary>The whole image to the target.</summary>
    internal static ResizePlan Create(int width, int height, in ResizeTarget target) =>
        new(ResizeAxis.Create(height, target.Height), ResizeAxis.Create(width, target.Width), target.PreScale, 1, target.Mean, target.Scale);
}
