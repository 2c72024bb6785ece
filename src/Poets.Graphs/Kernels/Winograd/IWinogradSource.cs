namespace Poets.Graphs.Kernels.Winograd;

/// <summary>Where an axis finds its pixels.</summary>
internal interface IWinogradSource<V>
{
    V At(int index);
}
