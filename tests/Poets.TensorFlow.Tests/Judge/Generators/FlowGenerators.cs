using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Operators that pass values on, and those that only hold a graph together.</summary>
internal static class FlowGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        foreach (string op in (string[])["Identity", "StopGradient", "PreventGradient", "Snapshot"])
        {
            Add(table, op, (draw, graph, type) => graph.Op(op, [graph.Input(draw.Values(type, draw.Shape(0, 4)))], ("T", type)));
        }

        table.Add("CheckNumerics", (draw, graph) =>
            graph.Op("CheckNumerics", [graph.Input(draw.Floats(draw.Shape(0, 4)))], ("T", ElementType.Float32), ("message", "made up")));
        Add(table, "IdentityN", (draw, graph, type) =>
        {
            string node = graph.Op("IdentityN", [graph.Input(draw.Values(type, draw.Shape(0, 4))), graph.Input(draw.Floats(draw.Shape(0, 4)))], ("T", new[] { type, ElementType.Float32 }));
            graph.Output(node);
            graph.Output(node + ":1");
        });
        Add(table, "Const", (draw, graph, type) =>
        {
            string constant = graph.Const(draw.Values(type, draw.Shape(0, 4)));
            graph.Output(constant);
            graph.Op("Identity", [constant], ("T", type));
            graph.Output();
        });
        Add(table, "Placeholder", (draw, graph, type) => graph.Output(graph.Feed(draw.Values(type, draw.Shape(0, 4)))));
        Add(table, "PlaceholderV2", (draw, graph, type) =>
        {
            graph.Producer = 22;
            graph.Op("Identity", [graph.Feed(draw.Values(type, draw.Shape(0, 4)), "PlaceholderV2")], ("T", type));
        });
        Add(table, "PlaceholderWithDefault", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(0, 4);
            graph.Op("PlaceholderWithDefault", [graph.Const(draw.Values(type, shape))], ("dtype", type), ("shape", Support.GraphBuilder.ShapeProto(shape)));
        });
        Add(table, "NoOp", (draw, graph, type) =>
        {
            // An initialiser or the like that hangs on by a control edge.
            string nothing = graph.Op("NoOp", []);
            graph.Op("Identity", [graph.Input(draw.Values(type, draw.Shape(0, 3))), "^" + nothing], ("T", type));
        });
        table.Add("Assert", (draw, graph) =>
        {
            string condition = graph.Const(new Tensor(ElementType.Bool, [], new[] { true }));
            string assertion = graph.Op("Assert", [condition, graph.Const(Tensor.OfString([65]))], ("T", new[] { ElementType.String }));
            graph.Op("Identity", [graph.Input(draw.Floats(draw.Shape(0, 3))), "^" + assertion], ("T", ElementType.Float32));
        });
        Add(table, "Switch", (draw, graph, type) =>
        {
            bool taken = draw.Flag();
            string predicate = graph.Input(new Tensor(ElementType.Bool, [], new[] { taken }));
            string node = graph.Op("Switch", [graph.Input(draw.Values(type, draw.Shape(0, 3))), predicate], ("T", type));
            graph.Op("Identity", [taken ? node + ":1" : node], ("T", type));
        });
        Add(table, "Merge", (draw, graph, type) =>
        {
            string predicate = graph.Input(new Tensor(ElementType.Bool, [], new[] { draw.Flag() }));
            string node = graph.Op("Switch", [graph.Input(draw.Values(type, draw.Shape(1, 3))), predicate], ("T", type));
            string no = graph.Op("Identity", [node], ("T", type));
            string yes = graph.Op("Identity", [node + ":1"], ("T", type));
            graph.Op("Merge", [no, yes], ("T", type), ("N", 2));
        });
    }

    private static void Add(GeneratorTable table, string op, Action<Draw, CaseBuilder, ElementType> generator) => table.Add(op, (draw, graph) =>
    {
        graph.Tolerance = 0;
        generator(draw, graph, draw.Of(ElementType.Float32, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Bool, ElementType.Float64));
    });
}
