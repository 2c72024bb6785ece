using Poets.Graphs.Operators;

namespace Poets.Graphs.Import;

/// <summary>
/// The inputs' facts of one node, and, while a graph that was frozen at batch 1 is planned for another batch, the
/// shapes that the inputs had at batch 1. See <see cref="FrozenBatch"/>.
/// </summary>
internal readonly struct InferenceContext
{
    private readonly Fact[] _inputs;
    private readonly Fact[]? _frozen;

    public InferenceContext(Fact[] inputs, Fact[]? frozen = null, int batch = 1)
    {
        _inputs = inputs;
        _frozen = frozen;
        Batch = batch;
    }

    public int Count => _inputs.Length;

    public ReadOnlySpan<Fact> Inputs => _inputs;

    /// <summary>The batch that is fed in place of the frozen 1.</summary>
    public int Batch { get; }

    public Fact this[int index] => index < _inputs.Length
        ? _inputs[index]
        : throw new OperatorException($"input {index} is missing; the node has {_inputs.Length}");

    public TensorShape Shape(int index) => this[index].Shape;

    public ElementType Type(int index) => this[index].Type;

    /// <summary>
    /// Whether dimension 0 of an input is the batch: 1 when the graph was read, <see cref="Batch"/> now. Nothing but
    /// the batch changed in between, so a dimension that grew with it is the batch.
    /// </summary>
    public bool GrewWithBatch(int index)
    {
        if (_frozen is null || Batch == 1)
        {
            return false;
        }

        TensorShape then = _frozen[index].Shape;
        TensorShape now = _inputs[index].Shape;
        return then.HasRank && now.HasRank && then.Rank > 0 && now.Rank > 0 && then[0] == 1 && now[0] == Batch;
    }

    /// <summary>Refuses inputs of more or fewer than these.</summary>
    public void Expect(int count)
    {
        if (_inputs.Length != count)
        {
            throw new OperatorException($"it has {_inputs.Length} inputs and should have {count}");
        }
    }

    /// <summary>An integer vector input as far as it is known; null where nothing of it is.</summary>
    public long[]? KnownIntegers(int index) => this[index].KnownIntegers();
}
