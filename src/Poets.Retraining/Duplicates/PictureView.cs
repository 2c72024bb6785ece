namespace Poets.Retraining.Duplicates;

/// <summary>The part of a picture that another one shows: centre, width and height as shares of the picture, and how far it is turned.</summary>
/// <param name="X">The centre, 0 to 1 from the left.</param>
/// <param name="Y">The centre, 0 to 1 from the top.</param>
/// <param name="Width">Share of the width.</param>
/// <param name="Height">Share of the height.</param>
/// <param name="Angle">Radians, of a picture drawn as a square.</param>
internal readonly record struct PictureView(double X, double Y, double Width, double Height, double Angle)
{
    /// <summary>How many numbers <see cref="Moved"/> can change.</summary>
    public const int Parameters = 5;

    // 15 % off each side leave 0.7 of it.
    private const double Smallest = 0.6;

    // Straightening turns by a few degrees, and a grid of cells cannot be exact about edges.
    private const double MostTurned = 0.12;
    private const double Edge = 0.01;

    // Edges move by half of what a size grows.
    private const double SizeStep = 1.4;

    /// <summary>All of it.</summary>
    public static PictureView Whole => new(0.5, 0.5, 1, 1, 0);

    /// <summary>Whether it lies within the picture and is large enough to tell.</summary>
    public bool IsPart => Width is >= Smallest and <= 1 && Height is >= Smallest and <= 1 && Math.Abs(Angle) <= MostTurned
        && Math.Abs(X - 0.5) <= ((1 - Width) / 2) + Edge && Math.Abs(Y - 0.5) <= ((1 - Height) / 2) + Edge;

    /// <summary>The view with one of its numbers changed.</summary>
    public PictureView Moved(int parameter, double by) => parameter switch
    {
        0 => this with { X = X + by },
        1 => this with { Y = Y + by },
        2 => this with { Width = Width + (SizeStep * by) },
        3 => this with { Height = Height + (SizeStep * by) },
        _ => this with { Angle = Angle + by },
    };
}
