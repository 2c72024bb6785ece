namespace Poets.Graphs.Kernels;

/// <summary>Where an axis finds its pixels.</summary>
internal interface IWinogradSource<V>
{
    V At(int index);
}
