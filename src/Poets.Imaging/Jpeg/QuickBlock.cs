namespace Poets.Imaging.Jpeg;

/// <summary>One block of a chunk of MCUs, as the quick decoder walks over them.</summary>
internal unsafe struct QuickBlock
{
    /// <summary>Entries of the AC table.</summary>
    internal QuickEntry* Ac;

    /// <summary>From there to those of the next block's DC table, in bytes.</summary>
    internal nint ToNextDc;

    /// <summary>Entries of the next block's DC table.</summary>
    internal readonly QuickEntry* NextDc => (QuickEntry*)((nint)Ac + ToNextDc);

    /// <summary>Its 64 coefficients.</summary>
    internal short* Coefficients;

    /// <summary>The index where it ended, + <see cref="QuickHuffmanTable.EndOfBlock"/> where a code said so.</summary>
    internal byte End;

    /// <summary>The component's place in the scan.</summary>
    internal byte Component;
}
