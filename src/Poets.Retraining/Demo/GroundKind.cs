namespace Poets.Retraining.Demo;

/// <summary>What the bodies lie on.</summary>
internal enum GroundKind
{
    /// <summary>Fine grains.</summary>
    Sand,
    /// <summary>Blotches, as of a lawn from afar.</summary>
    Grass,
    /// <summary>Boards with a grain.</summary>
    Wood,
    /// <summary>Square tiles with joints.</summary>
    Tiles,
    /// <summary>A cloth of one colour with soft folds.</summary>
    Cloth,
}
