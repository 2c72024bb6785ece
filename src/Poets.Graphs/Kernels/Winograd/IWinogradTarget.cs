namespace Poets.Graphs.Kernels.Winograd;

/// <summary>What becomes of the outputs of an axis.</summary>
internal interface IWinogradTarget<V>
{
    void Put(int index, V value);
}
