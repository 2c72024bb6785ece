namespace Poets.Retraining.Demo;

/// <summary>What the demo's pictures show; the folder names are these in lower case.</summary>
internal enum SolidKind
{
    /// <summary>Slightly squashed spheres.</summary>
    Balls,
    /// <summary>Blocks with rounded edges.</summary>
    Boxes,
    /// <summary>Cones, some with their tip cut off.</summary>
    Cones,
    /// <summary>Thick and thin rings.</summary>
    Rings,
}
