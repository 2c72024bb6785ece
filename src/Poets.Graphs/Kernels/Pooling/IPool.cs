using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Pooling;

/// <summary>How a pool joins the pixels of its window.</summary>
internal interface IPool
{
    /// <summary>What an empty window would give.</summary>
    static abstract float Start { get; }

    static abstract V Join<V>(V sum, V pixel)
        where V : struct, ISimdVector<V>;

    /// <summary>What becomes of the joined pixels.</summary>
    /// <param name="sum">They.</param>
    /// <param name="pixels">How many they were.</param>
    /// <param name="share">1 / pixels.</param>
    static abstract V Finish<V>(V sum, float pixels, float share)
        where V : struct, ISimdVector<V>;
}
