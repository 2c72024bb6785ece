namespace Poets.Imaging.Jpeg;

/// <summary>One block of an MCU, as the quick decoder walks over them.</summary>
internal unsafe struct QuickBlock
{
    /// <summary>Entries of the DC table.</summary>
    internal uint* Dc;

    /// <summary>Joined entries of the AC table.</summary>
    internal QuickEntry* Ac;

    /// <summary>The block's place in the first MCU of a chunk.</summary>
    internal short* Coefficients;

    /// <summary>For each block, the index where it ended, + <see cref="QuickHuffmanTable.EndOfBlock"/> where a code said so.</summary>
    internal byte* Ends;

    /// <summary>Distance to the same block of the next MCU, in coefficients.</summary>
    internal int Step;

    /// <summary>The component's place in the scan.</summary>
    internal int Component;
}
