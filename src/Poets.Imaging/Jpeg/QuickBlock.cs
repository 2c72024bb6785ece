namespace Poets.Imaging.Jpeg;

/// <summary>One block of a chunk of MCUs, as the quick decoder walks over them.</summary>
internal unsafe struct QuickBlock
{
    /// <summary>Entries of the DC table.</summary>
    internal uint* Dc;

    /// <summary>Joined entries of the AC table.</summary>
    internal QuickEntry* Ac;

    /// <summary>The component's prediction.</summary>
    internal int* LastDc;

    /// <summary>The component's place in the scan.</summary>
    internal int Component;

    /// <summary>1 if its row of blocks holds samples that will be looked at, else 0.</summary>
    internal int RowIsWanted;
}
