using System.Runtime.InteropServices;

namespace Poets.Imaging.Jpeg.Quick;

/// <summary>One block of a chunk of MCUs, as the quick decoder walks over them.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct QuickBlock
{
    /// <summary>Bytes of one; a power of two, so that minus this is a mask as well.</summary>
    internal const int Size = 32;

    /// <summary>The AC table.</summary>
    [FieldOffset(0)]
    internal QuickStep* Ac;

    /// <summary>From there to the next block's DC table, in bytes: a multiple of <see cref="Size"/>.</summary>
    [FieldOffset(8)]
    internal nint ToNextDc;

    /// <summary>Its 64 coefficients.</summary>
    [FieldOffset(16)]
    internal short* Coefficients;

    /// <summary>The index where it ended, + <see cref="QuickHuffmanTable.EndOfBlock"/> where a code said so.</summary>
    [FieldOffset(24)]
    internal byte End;

    /// <summary>The component's place in the scan.</summary>
    [FieldOffset(25)]
    internal byte Component;

    /// <summary>The next block's DC table.</summary>
    internal readonly QuickStep* NextDc => (QuickStep*)((nint)Ac + ToNextDc);
}
