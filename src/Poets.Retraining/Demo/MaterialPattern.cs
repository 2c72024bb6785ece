namespace Poets.Retraining.Demo;

/// <summary>How a material's two colours are spread.</summary>
internal enum MaterialPattern
{
    /// <summary>One colour with a faint grain.</summary>
    Plain,
    /// <summary>Bands.</summary>
    Stripes,
    /// <summary>A three-dimensional chess board.</summary>
    Checks,
    /// <summary>Blots.</summary>
    Spots,
    /// <summary>Veins.</summary>
    Marble,
}
