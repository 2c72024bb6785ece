using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Elementwise;

/// <summary>A function of one value, written once for registers of any width.</summary>
internal interface ISimdFunction
{
    static abstract V Apply<V>(V x)
        where V : struct, ISimdVector<V>;
}
