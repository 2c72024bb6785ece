using Poets.Graphs.Execution;

namespace Poets.Graphs.Kernels;

/// <summary>Matrix products. An instance holds the right matrix packed once; the static form multiplies two matrices known only now.</summary>
public sealed class MatMulKernel
{
    private readonly float[] _weights;
    private readonly float[] _bias;

    private MatMulKernel(float[] weights, float[] bias, int depth, int columns, FusedActivation activation)
    {
        _weights = weights;
        _bias = bias;
        Depth = depth;
        Columns = columns;
        Activation = activation;
    }

    /// <summary>K: columns of the left matrix, rows of the right one.</summary>
    public int Depth { get; }

    /// <summary>N: columns of the product.</summary>
    public int Columns { get; }

    /// <summary>Applied last.</summary>
    public FusedActivation Activation { get; }

    /// <summary>Tier, function, type and tile, as the profile prints it.</summary>
    public string Name { get; } = "ScalarGemmF32";

    /// <summary>Packs weights [K, N], or [N, K] when <paramref name="transposed"/>.</summary>
    /// <exception cref="ArgumentException">Lengths and shape do not agree.</exception>
    public static MatMulKernel Create(
        ReadOnlySpan<float> weights, int depth, int columns, bool transposed, ReadOnlySpan<float> bias, FusedActivation activation = FusedActivation.None)
    {
        if (weights.Length != depth * columns)
        {
            throw new ArgumentException($"A matrix [{depth},{columns}] has {depth * columns} elements, not {weights.Length}.", nameof(weights));
        }

        if (!bias.IsEmpty && bias.Length != columns)
        {
            throw new ArgumentException($"A bias for {columns} columns cannot have {bias.Length} elements.", nameof(bias));
        }

        float[] packed = new float[depth * columns];
        for (int k = 0; k < depth; k++)
        {
            for (int n = 0; n < columns; n++)
            {
                packed[(k * columns) + n] = transposed ? weights[(n * depth) + k] : weights[(k * columns) + n];
            }
        }

        return new MatMulKernel(packed, bias.IsEmpty ? new float[columns] : bias.ToArray(), depth, columns, activation);
    }

    /// <summary>output [M, N] = activation( input [M, K] · weights + bias ).</summary>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output, int rows, WorkerPool workers)
    {
        Multiply(input, _weights, output, 1, rows, Depth, Columns, false, false, workers);
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < Columns; n++)
            {
                output[(m * Columns) + n] = SimdActivation.Apply(Activation, output[(m * Columns) + n] + _bias[n]);
            }
        }
    }

    /// <summary>
    /// output [B, M, N] = left [B, M, K] · right [B, K, N] for each of <paramref name="batch"/> pairs that follow each
    /// other; a transposed operand is stored [B, K, M] or [B, N, K].
    /// </summary>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Multiply(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, int batch, int rows, int depth, int columns,
        bool transposeLeft, bool transposeRight, WorkerPool workers)
    {
        for (int b = 0; b < batch; b++)
        {
            ReadOnlySpan<float> x = left.Slice(b * rows * depth, rows * depth);
            ReadOnlySpan<float> y = right.Slice(b * depth * columns, depth * columns);
            Span<float> z = output.Slice(b * rows * columns, rows * columns);
            z.Clear();
            for (int m = 0; m < rows; m++)
            {
                for (int k = 0; k < depth; k++)
                {
                    float value = transposeLeft ? x[(k * rows) + m] : x[(m * depth) + k];
                    for (int n = 0; n < columns; n++)
                    {
                        z[(m * columns) + n] += value * (transposeRight ? y[(n * depth) + k] : y[(k * columns) + n]);
                    }
                }
            }
        }
    }
}
