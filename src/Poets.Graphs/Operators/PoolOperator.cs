using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Pooling;

namespace Poets.Graphs.Operators;

/// <summary>MaxPool and AvgPool over [N,H,W,C]; pixels outside of the input count for neither.</summary>
internal sealed class PoolOperator(bool maximum, int height, int width, WindowRule rule) : Operator
{
    public override string Kind => maximum ? "MaxPool" : "AvgPool";

    public static PoolOperator Read(NodeReader node, bool maximum)
    {
        bool first = WindowRule.ChannelsFirst(node);
        int[] size = WindowRule.Four(node, "ksize");
        if (size[0] != 1 || size[first ? 1 : 3] != 1 || Array.Exists(size, static side => side < 1))
        {
            throw new OperatorException($"a window of [{string.Join(",", size)}] is not supported; batch and channels must be 1, the sides positive");
        }

        return new PoolOperator(maximum, size[first ? 2 : 1], size[first ? 3 : 2], WindowRule.Read(node));
    }

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Fact input = context[0];
        Shapes.RequireType(input, 0, ElementType.Float32);
        Shapes.RequireRank(input, 0, 4);
        return [new Fact(input.Type, !input.Shape.HasRank ? Shapes.OfRank(4) : TensorShape.Of(
            input.Shape[0], rule.Rows(height, input.Shape[1]), rule.Columns(width, input.Shape[2]), input.Shape[3]))];
    }

    public override Step Prepare(ReadOnlySpan<Fact> inputs, ReadOnlySpan<Fact> outputs)
    {
        TensorShape input = inputs[0].Shape;
        Window2D window = rule.Over(height, width, input[1], input[2]);
        bool whole = !maximum && window == Window2D.Valid(input[1], input[2], window.StrideHeight, window.StrideWidth);
        return whole ? new GlobalMeanStep(Execution.Placement.Whole) : new PoolStep(maximum, window, Execution.Placement.Whole);
    }

    private sealed class PoolStep(bool maximum, Window2D window, Placement placement) : PlacedStep(placement)
    {
        public override string Kernel => maximum ? "MaxPool" : "AvgPool";

        public override PlacedStep At(Placement elsewhere) => new PoolStep(maximum, window, elsewhere);

        public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
        {
            if (maximum)
            {
                PoolKernel.Max(Execution.Placement.View(inputs[0]), Placement.Of(outputs[0]), window, workers);
            }
            else
            {
                PoolKernel.Average(Execution.Placement.View(inputs[0]), Placement.Of(outputs[0]), window, workers);
            }
        }
    }
}
