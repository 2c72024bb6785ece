namespace Poets.Imaging.Jpeg;

/// <summary>What one look at the next bits says: one coefficient or two, and the end of the block, as far as they fit.</summary>
internal struct QuickEntry
{
    /// <summary>Bits that all of it takes; 0 where the look does not say enough.</summary>
    internal byte Length;

    /// <summary>How far the index advances to the first coefficient.</summary>
    internal byte First;

    /// <summary>
    /// How far it advances in all, which is how far to the second coefficient, or the first once more where there is no other;
    /// + <see cref="QuickHuffmanTable.EndOfBlock"/> where the block ends; <see cref="QuickHuffmanTable.Short"/> where <see cref="Length"/> is 0.
    /// </summary>
    internal byte Total;

    /// <summary>−1 where the block ends, else 0.</summary>
    internal sbyte Ends;

    /// <summary>The first coefficient, less what the <see cref="Extra"/> bits say.</summary>
    internal short FirstValue;

    /// <summary>The second coefficient.</summary>
    internal sbyte SecondValue;

    /// <summary>The last bits of <see cref="Length"/> that the look did not see: a number to be added to the first coefficient.</summary>
    internal byte Extra;
}
