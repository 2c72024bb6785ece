using Poets.Graphs.Operators;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>Makes the operator of a TF2 loop: its two functions become sessions of their own.</summary>
internal static class LoopImporter
{
    /// <summary>Whether a node is such a loop.</summary>
    public static bool IsLoop(NodeDef node) => node.Op is "While" or "StatelessWhile";

    /// <summary>Loops within loops that are followed; a loop whose function holds itself has no end.</summary>
    private const int Deepest = 8;

    /// <param name="node">The loop.</param>
    /// <param name="library">The graph's functions.</param>
    /// <param name="origin">For messages.</param>
    /// <param name="depth">Loops around it.</param>
    /// <exception cref="GraphException">A function is missing or cannot run.</exception>
    public static Operator Import(NodeDef node, FunctionDefLibrary? library, string origin, int depth)
    {
        if (depth == Deepest)
        {
            throw new GraphException($"{origin}: node '{node.Name}' is a loop inside of {Deepest} others, or of itself, which is not supported.");
        }

        TensorShape[] shapes = node.Attr.TryGetValue("output_shapes", out AttrValue? declared) && declared.List is { } list ? [.. list.Shape.Select(TensorMessages.ShapeOf)] : [];
        return new WhileOperator(Session(node, "cond", library, origin, depth + 1), Session(node, "body", library, origin, depth + 1), shapes);
    }

    private static IGraphSession Session(NodeDef node, string role, FunctionDefLibrary? library, string origin, int depth)
    {
        AttrValue? attribute = node.Attr.GetValueOrDefault(role);
        FunctionDef function = library?.Function.FirstOrDefault(candidate => candidate.Signature is { } signature && signature.Name == attribute?.Func?.Name)
            ?? throw new GraphException($"{origin}: node '{node.Name}' loops over the function '{attribute?.Func?.Name}', which the graph does not hold.");
        var graph = new GraphDef { Library = library };
        var call = new NodeDef { Name = role, Op = "PartitionedCall" };
        call.Attr.Add("f", attribute);
        var inputs = new List<string>();
        foreach (OpDef.Types.ArgDef argument in function.Signature.InputArg)
        {
            var placeholder = new NodeDef { Name = $"variable_{inputs.Count}", Op = "Placeholder" };
            placeholder.Attr.Add("dtype", new AttrValue { Type = argument.Type });
            graph.Node.Add(placeholder);
            call.Input.Add(placeholder.Name);
            inputs.Add(placeholder.Name);
        }

        graph.Node.Add(call);
        string[] outputs = [.. Enumerable.Range(0, function.Signature.OutputArg.Count).Select(i => $"{role}:{i}")];
        return new ManagedEngine().CreateSession(GraphModel.FromLoop(graph, $"{origin}, {role} of '{node.Name}'", depth), inputs, outputs, new SessionOptions { Threads = 1 });
    }
}
