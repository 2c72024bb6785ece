namespace Poets.Graphs.Kernels;

/// <summary>How a pool joins the pixels of its window.</summary>
internal interface IPool
{
    /// <summary>What an empty window would give.</summary>
    static abstract float Start { get; }

    static abstract V Join<V>(V sum, V pixel)
        where V : struct, ISimdVector<V>;

    static abstract V Finish<V>(V sum, int pixels)
        where V : struct, ISimdVector<V>;
}
