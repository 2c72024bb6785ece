namespace Poets.Imaging.Jpeg.Quick;

/// <summary>
/// What has to be known of a look before the next one: kept apart from <see cref="QuickEntry"/>, because these few bytes
/// stay in the nearest cache, and only they are waited for.
/// </summary>
internal struct QuickStep
{
    /// <summary>Bits that all of the entry takes; 0 where the look does not say enough.</summary>
    internal byte Length;

    /// <summary>−<see cref="QuickBlock.Size"/> where the block ends, else 0.</summary>
    internal sbyte Ends;
}
