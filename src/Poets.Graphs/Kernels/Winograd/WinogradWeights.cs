using System.Numerics;
using System.Runtime.CompilerServices;
using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Kernels.Winograd;

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
        var taps = new Tap[vertical.Taps * horizontal.Taps];
        for (int m = 0; m < Matrices.Length; m++)
        {
            (int a, int b) = Math.DivRem(m, horizontal.Points);
            int count = 0;
            for (int t = 0; t < taps.Length; t++)
            {
                (int i, int j) = Math.DivRem(t, horizontal.Taps);
                double factor = vertical.Filter[a, i] * horizontal.Filter[b, j];
                if (factor != 0)
                {
                    taps[count++] = new Tap(t * inChannels * outChannels, factor);
                }
            }

            fixed (float* filter = filterHwio, target = matrix)
            {
                for (int c = 0; c < inChannels; c++)
                {
                    Sum(filter + (c * outChannels), taps.AsSpan(0, count), target + (c * columns), outChannels);
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

    // A few thousand calls while a graph is loaded: too few to wait until the runtime finds them worth optimising.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(float* filter, ReadOnlySpan<Tap> taps, float* target, int channels)
    {
        int o = 0;
        for (; o <= channels - Vector<float>.Count; o += Vector<float>.Count)
        {
            Vector<double> low = Vector<double>.Zero;
            Vector<double> high = Vector<double>.Zero;
            foreach (Tap tap in taps)
            {
                Vector.Widen(Unsafe.ReadUnaligned<Vector<float>>(filter + tap.Offset + o), out Vector<double> first, out Vector<double> second);
                low += first * tap.Factor;
                high += second * tap.Factor;
            }

            Unsafe.WriteUnaligned(target + o, Vector.Narrow(low, high));
        }

        for (; o < channels; o++)
        {
            double sum = 0;
            foreach (Tap tap in taps)
            {
                sum += filter[tap.Offset + o] * tap.Factor;
            }

            target[o] = (float)sum;
        }
    }

    /// <summary>Where the weights of a tap begin, and what they are multiplied by.</summary>
    private readonly record struct Tap(int Offset, double Factor);
}
