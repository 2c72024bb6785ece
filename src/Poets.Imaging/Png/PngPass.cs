namespace Poets.Imaging.Png;

/// <summary>Which pixels a pass of an interlaced image holds.</summary>
internal readonly record struct PngPass(int Left, int Top, int StepAcross, int StepDown)
{
    /// <summary>The seven passes of Adam7.</summary>
    internal static PngPass[] Adam7 =>
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    internal int Columns(int width) => (width - Left + StepAcross - 1) / StepAcross;
}
