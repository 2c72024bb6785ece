using System.Runtime.InteropServices;

namespace Poets.Imaging.Jpeg.Quick;

/// <summary>What one look at the next bits says: one coefficient or two, and the end of the block, as far as they fit.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct QuickEntry
{
    /// <summary>How far this moves on.</summary>
    [FieldOffset(0)]
    internal QuickStep Step;

    /// <summary>How far the index advances to the first coefficient.</summary>
    [FieldOffset(2)]
    internal byte First;

    /// <summary>
    /// How far it advances in all, which is how far to the second coefficient, or the first once more where there is no other;
    /// + <see cref="QuickHuffmanTable.EndOfBlock"/> where the block ends; <see cref="QuickHuffmanTable.Short"/> where the
    /// look does not say enough.
    /// </summary>
    [FieldOffset(3)]
    internal byte Total;

    /// <summary>The first coefficient, less what <see cref="Unseen"/> bits say.</summary>
    [FieldOffset(4)]
    internal short FirstValue;

    /// <summary>The second coefficient.</summary>
    [FieldOffset(6)]
    internal sbyte SecondValue;

    /// <summary>
    /// The bits that the step takes and the look did not see, a number to be added to the first coefficient: their lowest
    /// place in the buffer, and × 256 how many they are. Where there are any, there is no second coefficient; where there is
    /// one, there are none of them.
    /// </summary>
    [FieldOffset(6)]
    internal ushort Unseen;

    [FieldOffset(0)]
    private ulong _all;

    /// <summary>Of two entries that each leave fields of the other 0: both in one.</summary>
    internal readonly QuickEntry With(QuickEntry other) => new() { _all = _all + other._all };
}
