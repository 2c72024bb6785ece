using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Runs an operator made for [N,H,W,C] on tensors [N,C,H,W]: input 0 and output 0 are transposed around it.</summary>
internal sealed class ChannelsLast : Operator
{
    private static readonly int[] s_toLast = [0, 2, 3, 1];
    private static readonly int[] s_toFirst = [0, 3, 1, 2];
    private readonly Operator _inner;

    private ChannelsLast(Operator inner) => _inner = inner;

    public override string Kind => _inner.Kind + "(NCHW)";

    /// <summary>The operator itself, or its wrapping if the node says NCHW.</summary>
    public static Operator Wrap(NodeReader node, Operator inner) => WindowRule.ChannelsFirst(node) ? new ChannelsLast(inner) : inner;

    public override bool KeepsImagesApart(in ImageContext images) => _inner.KeepsImagesApart(images);

    public override Fact[] Infer(InferenceContext context)
    {
        Fact[] inputs = context.Inputs.ToArray();
        Shapes.RequireRank(context[0], 0, 4);
        inputs[0] = Permute(inputs[0], s_toLast);
        Fact[] results = _inner.Infer(new InferenceContext(inputs));
        results[0] = Permute(results[0], s_toFirst);
        return results;
    }

    public override Step Prepare(ReadOnlySpan<Fact> inputs, ReadOnlySpan<Fact> outputs)
    {
        Fact[] innerInputs = inputs.ToArray();
        Fact[] innerOutputs = outputs.ToArray();
        innerInputs[0] = Permute(inputs[0], s_toLast);
        innerOutputs[0] = Permute(outputs[0], s_toLast);
        return new TransposedStep(_inner.Prepare(innerInputs, innerOutputs) ?? new ComputeStep(_inner), innerInputs[0], innerOutputs[0]);
    }

    private static Fact Permute(Fact fact, int[] order) => new(fact.Type, fact.Shape.HasRank
        ? TensorShape.Of(Array.ConvertAll(order, axis => fact.Shape[axis]))
        : TensorShape.Unknown);

    private sealed class TransposedStep(Step inner, Fact innerInput, Fact innerOutput) : Step
    {
        public override string Kernel => "Transposed" + inner.Kernel;

        public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
        {
            Tensor[] innerInputs = inputs.ToArray();
            Tensor[] innerOutputs = outputs.ToArray();
            innerInputs[0] = Tensor.Zeros(innerInput.Type, innerInput.Shape.Dimensions.ToArray());
            innerOutputs[0] = Tensor.Zeros(innerOutput.Type, innerOutput.Shape.Dimensions.ToArray());
            Transposition.Run(inputs[0], s_toLast, innerInputs[0]);
            inner.Run(innerInputs, innerOutputs, workers);
            Transposition.Run(innerOutputs[0], s_toFirst, outputs[0]);
        }
    }
}
