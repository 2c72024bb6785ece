namespace Poets.Imaging.Jpeg;

/// <summary>What one look at the next bits of AC coefficients says: one coefficient or two, and the end of the block, as far as they fit.</summary>
internal struct QuickEntry
{
    /// <summary>Bits that all of it takes; 0 where the look does not hold the extra bits, or not even the code.</summary>
    internal byte Length;

    /// <summary>How far the index advances to the first coefficient; by <see cref="QuickHuffmanTable.EndOfBlock"/> where there is none.</summary>
    internal byte First;

    /// <summary>How far it advances to the second one, counted from where it stood; the first once more where there is no other.</summary>
    internal byte Second;

    /// <summary>How far it advances in all; by <see cref="QuickHuffmanTable.Short"/> where <see cref="Length"/> is 0.</summary>
    internal byte Total;

    /// <summary>The first coefficient; where <see cref="Length"/> is 0 the code's bits, 0 for longer codes and for what is none.</summary>
    internal short FirstValue;

    /// <summary>The second coefficient, or the first; where <see cref="Length"/> is 0 the number of extra bits + 256 × how far the index advances.</summary>
    internal short SecondValue;
}
