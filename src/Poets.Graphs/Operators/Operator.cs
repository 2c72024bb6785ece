using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>
/// What one node of the typed graph does: the facts of its outputs, and their values. Immutable and safe to share
/// between threads, but for caches that are filled once.
/// </summary>
internal abstract class Operator
{
    /// <summary>TensorFlow's name of the operator, for messages and profiles.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether equal inputs give equal outputs, so that constants may be folded.</summary>
    public virtual bool IsPure => true;

    /// <summary>Whether output 0 is input 0 under the shape of the output: nothing is computed, storage is shared.</summary>
    public virtual bool IsView => false;

    /// <summary>Facts of the outputs, from as much as is known of the inputs.</summary>
    /// <exception cref="OperatorException">The inputs do not fit; the caller adds the node's name.</exception>
    public abstract Fact[] Infer(InferenceContext context);

    /// <summary>
    /// Whether image i of each output depends on image i of those inputs that hold images, and on the other inputs, alone; then a
    /// batch may be run image by image. Where an operator does not say so, batches run whole.
    /// </summary>
    public virtual bool KeepsImagesApart(in ImageContext images) => false;

    /// <summary>Computes outputs whose shapes <see cref="Infer"/> gave.</summary>
    public virtual void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers) =>
        throw new NotSupportedException($"{Kind} is prepared or evaluated, never computed.");

    /// <summary>Computes outputs whose shapes only the values of the inputs decide.</summary>
    public virtual Tensor[] Evaluate(ReadOnlySpan<Tensor> inputs, WorkerPool workers)
    {
        var facts = new Fact[inputs.Length];
        for (int i = 0; i < facts.Length; i++)
        {
            facts[i] = new Fact(inputs[i]);
        }

        Fact[] results = Infer(new InferenceContext(facts));
        var outputs = new Tensor[results.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!results[i].Shape.IsFullyKnown)
            {
                throw new OperatorException($"the shape of output {i} cannot be told from its inputs");
            }

            outputs[i] = IsView && i == 0
                ? new Tensor(results[0].Type, results[0].Shape.Dimensions, inputs[0].Data)
                : Tensor.Zeros(results[i].Type, results[i].Shape.Dimensions.ToArray());
        }

        if (!IsView)
        {
            // Prepared without the values: what a step packs must not outlive this call, since they may differ next time.
            facts = Array.ConvertAll(facts, static fact => new Fact(fact.Type, fact.Shape));
            (Prepare(facts, results) ?? new ComputeStep(this)).Run(inputs, outputs, workers);
        }

        return outputs;
    }

    /// <summary>A step made for these shapes, all of which are known; null where <see cref="Compute"/> needs no preparation.</summary>
    public virtual Step? Prepare(ReadOnlySpan<Fact> inputs, ReadOnlySpan<Fact> outputs) => null;
}
