using System.Numerics;

namespace Poets.Graphs.Kernels;

/// <summary>
/// The transformed filter of a Winograd convolution, one packed matrix [C, O] for each pair of points:
/// U[a, b][c, o] = Σ G[a, i] · filter[i, j, c, o] · G[b, j], summed in double precision.
/// </summary>
internal sealed unsafe class WinogradWeights
{
    private readonly AlignedFloats _store;
    private readonly AlignedFloats _bias;

    public WinogradWeights(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, WinogradMatrices vertical, WinogradMatrices horizontal, ReadOnlySpan<float> bias)
    {
        var gemm = GemmTier.Of(tier);

        // Whole registers, so that no tile of the product is computed aside; the columns behind the last are zeros.
        int columns = (outChannels + gemm.Narrow.Columns - 1) / gemm.Narrow.Columns * gemm.Narrow.Columns;
        int size = GemmWeights.Size(gemm, inChannels, columns);
        Matrices = new GemmWeights[vertical.Points * horizontal.Points];
        _store = new AlignedFloats((long)size * Matrices.Length);
        _bias = new AlignedFloats(columns);
        bias.CopyTo(_bias.Span);
        float[] matrix = new float[inChannels * columns];
        double[] sums = new double[outChannels];
        for (int m = 0; m < Matrices.Length; m++)
        {
            (int a, int b) = Math.DivRem(m, horizontal.Points);
            for (int c = 0; c < inChannels; c++)
            {
                Array.Clear(sums);
                for (int i = 0; i < vertical.Taps; i++)
                {
                    for (int j = 0; j < horizontal.Taps; j++)
                    {
                        AddProduct(filterHwio.Slice(((((i * horizontal.Taps) + j) * inChannels) + c) * outChannels, outChannels), vertical.Filter[a, i] * horizontal.Filter[b, j], sums);
                    }
                }

                Span<float> row = matrix.AsSpan(c * columns, outChannels);
                for (int o = 0; o < row.Length; o++)
                {
                    row[o] = (float)sums[o];
                }
            }

            Matrices[m] = new GemmWeights(gemm, inChannels, columns, _store.Pointer + ((nint)size * m));
            Matrices[m].Pack(matrix, columns, 1, default);
        }
    }

    /// <summary>For points a and b the matrix a · n + b.</summary>
    public GemmWeights[] Matrices { get; }

    /// <summary>The bias, whole registers of it.</summary>
    public float* Bias => _bias.Pointer;

    private static void AddProduct(ReadOnlySpan<float> taps, double factor, Span<double> sums)
    {
        if (factor == 0)
        {
            return;
        }

        int o = 0;
        for (; o <= taps.Length - Vector<float>.Count; o += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(taps[o..]), out Vector<double> low, out Vector<double> high);
            Span<double> first = sums[o..];
            Span<double> second = sums[(o + Vector<double>.Count)..];
            (new Vector<double>(first) + (low * factor)).CopyTo(first);
            (new Vector<double>(second) + (high * factor)).CopyTo(second);
        }

        for (; o < taps.Length; o++)
        {
            sums[o] += taps[o] * factor;
        }
    }
}
