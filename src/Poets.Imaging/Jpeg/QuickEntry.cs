namespace Poets.Imaging.Jpeg;

/// <summary>What one look at the next bits of AC coefficients says: one coefficient or two, and the end of the block, as far as they fit.</summary>
internal struct QuickEntry
{
    /// <summary>Bits that all of it takes; where <see cref="Total"/> is 0, those of the code alone, and 0 for longer codes and for what is none.</summary>
    internal byte Length;

    /// <summary>How far the index advances to the first coefficient; by <see cref="QuickHuffmanTable.EndOfBlock"/> where there is only an end.</summary>
    internal byte First;

    /// <summary>How far it advances to the second one, counted from where it stood; the first once more where there is no other.</summary>
    internal byte Second;

    /// <summary>How far it advances in all; 0 where the look does not hold the extra bits, or not even the code.</summary>
    internal byte Total;

    /// <summary>The first coefficient; the number of extra bits where <see cref="Total"/> is 0.</summary>
    internal short FirstValue;

    /// <summary>The second coefficient, or the first.</summary>
    internal short SecondValue;
}
