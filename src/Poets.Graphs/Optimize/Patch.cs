using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>A proposed rewrite: every reader of an old outlet shall read a new one. New nodes hang on the new outlets.</summary>
internal sealed class Patch
{
    /// <summary>Old and new outlets.</summary>
    public List<(Outlet Old, Outlet New)> Shunts { get; } = [];

    /// <summary>Readers of a node's only output read another outlet.</summary>
    public static Patch Replace(GraphNode node, Outlet by)
    {
        var patch = new Patch();
        patch.Shunts.Add((node.Output(), by));
        return patch;
    }

    /// <summary>A new node takes an old one's place.</summary>
    public static Patch Replace(GraphNode node, Operator @operator, params Outlet[] inputs) => Replace(node, Make(node.Name, @operator, inputs).Output());

    /// <summary>A new node, its facts inferred.</summary>
    public static GraphNode Make(string name, Operator @operator, params Outlet[] inputs) =>
        new(name, @operator, [.. inputs], Inference.Infer(name, @operator, new InferenceContext(Array.ConvertAll(inputs, static input => input.Fact))));

    /// <summary>A new constant.</summary>
    public static Outlet Constant(string name, Tensor value) => Constant(name, new LazyTensor(value));

    /// <summary>A new constant, its elements made when they are needed.</summary>
    public static Outlet Constant(string name, LazyTensor value) => Make(name, new ConstantOperator(value)).Output();
}
