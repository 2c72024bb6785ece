using System.Buffers;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Kernels.Products;

/// <summary>Matrix products. An instance holds the right matrix packed once; the static form multiplies two matrices known only now.</summary>
public sealed unsafe class MatMulKernel
{
    private readonly GemmWeights _weights;

    private MatMulKernel(GemmWeights weights, FusedActivation activation)
    {
        _weights = weights;
        Activation = activation;
    }

    /// <summary>K: columns of the left matrix, rows of the right one.</summary>
    public int Depth => _weights.Depth;

    /// <summary>N: columns of the product.</summary>
    public int Columns => _weights.Columns;

    /// <summary>Applied last.</summary>
    public FusedActivation Activation { get; }

    /// <summary>Tier, function, type and tile, as the profile prints it.</summary>
    public string Name => _weights.Tier.Tall.Name;

    /// <summary>Packs weights [K, N], or [N, K] when <paramref name="transposed"/>.</summary>
    /// <exception cref="ArgumentException">Lengths and shape do not agree.</exception>
    public static MatMulKernel Create(
        ReadOnlySpan<float> weights, int depth, int columns, bool transposed, ReadOnlySpan<float> bias, FusedActivation activation = FusedActivation.None) =>
        Create(KernelTiers.Current, weights, depth, columns, transposed, bias, activation);

    /// <summary>output [M, N] = activation( input [M, K] · weights + bias ).</summary>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output, int rows, WorkerPool workers)
    {
        Require(input.Length, rows, Depth, nameof(input));
        Require(output.Length, rows, Columns, nameof(output));
        GemmDivision division = GemmDivision.Of(_weights, rows, workers.Threads, gathers: false, _weights.Depth);
        (float low, float high) = SimdActivation.Bounds(Activation);
        fixed (float* x = input, y = output)
        {
            var call = new GemmCall { Left = x, LeftStride = Depth, Output = y, OutputStride = Columns, Low = low, High = high };
            var job = new Job(_weights, call, division, rows);
            workers.For(division.Tasks, ref job);
        }

        if (!SimdActivation.IsClamp(Activation))
        {
            ActivationKernel.Apply(Activation, output[..(rows * Columns)], output);
        }
    }

    /// <summary>
    /// output [B, M, N] = left [B, M, K] · right [B, K, N] for each of <paramref name="batch"/> pairs that follow each
    /// other; a transposed operand is stored [B, K, M] or [B, N, K].
    /// </summary>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Multiply(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, int batch, int rows, int depth, int columns,
        bool transposeLeft, bool transposeRight, WorkerPool workers) =>
        Multiply(KernelTiers.Current, left, right, output, batch, rows, depth, columns, transposeLeft, transposeRight, workers);

    internal static MatMulKernel Create(
        KernelTier tier, ReadOnlySpan<float> weights, int depth, int columns, bool transposed, ReadOnlySpan<float> bias, FusedActivation activation)
    {
        if (weights.Length != (long)depth * columns)
        {
            throw new ArgumentException($"A matrix [{depth},{columns}] has {(long)depth * columns} elements, not {weights.Length}.", nameof(weights));
        }

        if (!bias.IsEmpty && bias.Length != columns)
        {
            throw new ArgumentException($"A bias for {columns} columns cannot have {bias.Length} elements.", nameof(bias));
        }

        var packed = new GemmWeights(GemmTier.Of(tier, columns), depth, columns);
        packed.Pack(weights, transposed ? 1 : columns, transposed ? depth : 1, bias);
        return new MatMulKernel(packed, activation);
    }

    internal static void Multiply(
        KernelTier tier, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, int batch, int rows, int depth, int columns,
        bool transposeLeft, bool transposeRight, WorkerPool workers)
    {
        Require(left.Length, (long)batch * rows, depth, nameof(left));
        Require(right.Length, (long)batch * depth, columns, nameof(right));
        Require(output.Length, (long)batch * rows, columns, nameof(output));
        if (output.IsEmpty || batch == 0 || rows == 0 || columns == 0)
        {
            return;
        }

        GemmTier tiles = GemmTier.Of(tier, columns);
        float[] panels = ArrayPool<float>.Shared.Rent(GemmWeights.Size(tiles, depth, columns));
        float[]? turned = transposeLeft ? ArrayPool<float>.Shared.Rent(rows * depth) : null;
        fixed (float* leftStart = left, outputStart = output, packed = panels, copy = turned)
        {
            var weights = new GemmWeights(tiles, depth, columns, packed);
            GemmDivision division = GemmDivision.Of(weights, rows, workers.Threads, gathers: false, depth);
            for (int b = 0; b < batch; b++)
            {
                weights.Pack(right.Slice(b * depth * columns, depth * columns), transposeRight ? 1 : columns, transposeRight ? depth : 1, default);
                float* x = leftStart + ((nint)b * rows * depth);
                if (transposeLeft)
                {
                    Transpose(x, copy, depth, rows);
                    x = copy;
                }

                var call = new GemmCall
                {
                    Left = x,
                    LeftStride = depth,
                    Output = outputStart + ((nint)b * rows * columns),
                    OutputStride = columns,
                    Low = float.NegativeInfinity,
                    High = float.PositiveInfinity,
                };
                var job = new Job(weights, call, division, rows);
                workers.For(division.Tasks, ref job);
            }
        }

        ArrayPool<float>.Shared.Return(panels);
        if (turned is not null)
        {
            ArrayPool<float>.Shared.Return(turned);
        }
    }

    /// <summary>target [columns, rows] = source [rows, columns] turned over, in squares that stay in the cache.</summary>
    private static void Transpose(float* source, float* target, int rows, int columns)
    {
        const int Square = 16;
        for (int top = 0; top < rows; top += Square)
        {
            int bottom = Math.Min(rows, top + Square);
            for (int c = 0; c < columns; c++)
            {
                for (int r = top; r < bottom; r++)
                {
                    target[((nint)c * rows) + r] = source[((nint)r * columns) + c];
                }
            }
        }
    }

    private static void Require(int length, long rows, int columns, string name)
    {
        if (length < rows * columns)
        {
            throw new ArgumentException($"A matrix of {rows} × {columns} elements does not fit into {length}.", name);
        }
    }

    private readonly struct Job(GemmWeights weights, GemmCall whole, GemmDivision division, int rows) : IParallelBody
    {
        public void Invoke(int index)
        {
            (int first, int count, int firstPanel, int endPanel) = division.Task(index, rows, weights.Panels);
            GemmCall call = whole;
            call.Left += first * whole.LeftStride;
            call.Output += first * whole.OutputStride;
            Gemm.Run(weights, call, count, firstPanel, endPanel);
        }
    }
}
