namespace Poets.Graphs.Kernels;

/// <summary>What becomes of the outputs of an axis.</summary>
internal interface IWinogradTarget<V>
{
    void Put(int index, V value);
}
