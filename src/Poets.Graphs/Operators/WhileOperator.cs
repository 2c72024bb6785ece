using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>While and StatelessWhile of TF2: the body runs as long as the condition holds, its outputs being its next inputs.</summary>
/// <param name="condition">Takes the loop's variables, answers one truth value.</param>
/// <param name="body">Takes the loop's variables, answers their next values.</param>
/// <param name="shapes">What the node declares of its outputs' shapes; empty declares nothing.</param>
internal sealed class WhileOperator(IGraphSession condition, IGraphSession body, TensorShape[] shapes) : Operator
{
    public override string Kind => "While";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(body.Inputs.Count);
        var facts = new Fact[body.Outputs.Count];
        for (int i = 0; i < facts.Length; i++)
        {
            facts[i] = new Fact(context.Type(i), i < shapes.Length ? shapes[i] : TensorShape.Unknown);
        }

        return facts;
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor[] results = Evaluate(inputs, workers);
        for (int i = 0; i < results.Length; i++)
        {
            if (!results[i].Dimensions.SequenceEqual(outputs[i].Dimensions))
            {
                throw new OperatorException($"output {i} came out as {results[i].Shape}, not as {outputs[i].Shape}");
            }

            Array.Copy(results[i].Data, outputs[i].Data, results[i].Length);
        }
    }

    public override Tensor[] Evaluate(ReadOnlySpan<Tensor> inputs, WorkerPool workers)
    {
        Tensor[] variables = inputs.ToArray();
        while (condition.Run(variables)[0] is var go && (go.Type == ElementType.Bool ? go.Span<bool>()[0] : throw new OperatorException($"its condition answers {go.Type}")))
        {
            variables = body.Run(variables);
        }

        return variables;
    }
}
