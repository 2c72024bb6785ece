using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Operators;

/// <summary>MatMul [M,K] · [K,N], with what the optimiser fused into it. Inputs: left, right, then the bias if there is one.</summary>
internal sealed class MatMulOperator(bool transposeLeft, bool transposeRight) : Operator
{
    private readonly object _gate = new();
    private MatMulKernel? _kernel;

    public bool HasBias { get; init; }

    public FusedActivation Activation { get; init; }

    public override string Kind => "MatMul" + (HasBias ? "+Bias" : "") + (Activation == FusedActivation.None ? "" : "+" + Activation);

    /// <summary>Whether an epilogue can be fused: the packed kernel has one, products of two runtime matrices do not.</summary>
    public bool TakesEpilogue => !transposeLeft;

    /// <summary>Whether the right matrix is stored [N,K].</summary>
    public bool IsRightTransposed => transposeRight;

    /// <summary>The same product with other things fused, nothing packed yet.</summary>
    public MatMulOperator With(bool? bias = null, FusedActivation? activation = null) =>
        new(transposeLeft, transposeRight) { HasBias = bias ?? HasBias, Activation = activation ?? Activation };

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && !transposeLeft;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(HasBias ? 3 : 2);
        ElementType type = Shapes.SameType(context[0], context[1]);
        Shapes.RequireType(context[0], 0, ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64);
        Shapes.RequireRank(context[0], 0, 2);
        Shapes.RequireRank(context[1], 1, 2);
        TensorShape left = context.Shape(0).HasRank ? context.Shape(0) : Shapes.OfRank(2);
        TensorShape right = context.Shape(1).HasRank ? context.Shape(1) : Shapes.OfRank(2);
        int depth = left[transposeLeft ? 0 : 1];
        int other = right[transposeRight ? 1 : 0];
        if (depth >= 0 && other >= 0 && depth != other)
        {
            throw new OperatorException($"the matrices {left}{(transposeLeft ? "ᵀ" : "")} and {right}{(transposeRight ? "ᵀ" : "")} do not fit");
        }

        return [new Fact(type, TensorShape.Of(left[transposeLeft ? 1 : 0], right[transposeRight ? 0 : 1]))];
    }

    public override Step? Prepare(ReadOnlySpan<Fact> inputs, ReadOnlySpan<Fact> outputs)
    {
        if (transposeLeft || inputs[0].Type != ElementType.Float32 || !inputs[1].IsConstant || (HasBias && !inputs[2].IsConstant))
        {
            return null;
        }

        lock (_gate)
        {
            if (_kernel is null)
            {
                _kernel = Create(inputs[1].Value!, HasBias ? inputs[2].Value! : null);
                inputs[1].Lazy!.Release();
            }

            return new PackedStep(_kernel);
        }
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        ReadOnlySpan<int> left = inputs[0].Dimensions;
        int rows = left[transposeLeft ? 1 : 0];
        int depth = left[transposeLeft ? 0 : 1];
        int columns = outputs[0].Dimensions[1];
        if (inputs[0].Type != ElementType.Float32)
        {
            SlowProduct.Run(inputs[0], inputs[1], outputs[0], 0, 0, 0, rows, depth, columns, transposeLeft, transposeRight);
        }
        else if (HasBias || Activation != FusedActivation.None)
        {
            Create(inputs[1], HasBias ? inputs[2] : null).Run(inputs[0].Span<float>(), outputs[0].Span<float>(), rows, workers);
        }
        else
        {
            MatMulKernel.Multiply(inputs[0].Span<float>(), inputs[1].Span<float>(), outputs[0].Span<float>(), 1, rows, depth, columns, transposeLeft, transposeRight, workers);
        }
    }

    private MatMulKernel Create(Tensor weights, Tensor? bias) => MatMulKernel.Create(
        weights.Span<float>(), weights.Dimensions[transposeRight ? 1 : 0], weights.Dimensions[transposeRight ? 0 : 1], transposeRight, bias is null ? default : bias.Span<float>(), Activation);

    private sealed class PackedStep(MatMulKernel kernel) : Step
    {
        public override string Kernel => kernel.Name;

        public override bool Reads(int input) => input == 0;

        public override bool TakesOffsets => true;

        public override long MultiplyAdds(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) => (long)inputs[0].Dimensions[0] * kernel.Depth * kernel.Columns;

        public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers) =>
            kernel.Run(inputs[0].Span<float>(), outputs[0].Span<float>(), inputs[0].Dimensions[0], workers);
    }
}
