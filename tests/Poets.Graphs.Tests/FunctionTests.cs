using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Graphs that call functions, as TF2 writes them.</summary>
public class FunctionTests
{
    [Theory]
    [InlineData("PartitionedCall")]
    [InlineData("StatefulPartitionedCall")]
    [InlineData("shifted")]
    public void A_call_answers_what_the_function_returns(string op)
    {
        TinyGraph graph = WithFunctions();
        graph.Placeholder("x", DataType.DtFloat, -1);
        graph.Node("call", op, ["x"]);
        if (op != "shifted")
        {
            graph.Graph.Node[^1].Attr.Add("f", new AttrValue { Func = new NameAttrList { Name = "shifted" } });
        }

        graph.Node("y", "Neg", ["call:0"], ("T", DataType.DtFloat));
        graph.Node("z", "Neg", ["call:1"], ("T", DataType.DtFloat));
        using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y", "z"]);
        Tensor[] results = session.Run(Tensor.Of([1f, 2], 2));
        Assert.Equal([-11f, -12f], results[0].Span<float>().ToArray());
        Assert.Equal([-1f, -2f], results[1].Span<float>().ToArray());
        Assert.Equal("call:1 Float32 [?]", graph.Model().FactOf("call:1").ToString());
    }

    [Theory]
    [InlineData(true, 11f)]
    [InlineData(false, -1f)]
    public void A_branch_follows_its_condition(bool condition, float expected)
    {
        foreach (bool constant in (bool[])[true, false])
        {
            TinyGraph graph = WithFunctions();
            graph.Placeholder("x", DataType.DtFloat, 1);
            if (constant)
            {
                graph.Constant("c", condition);
            }
            else
            {
                graph.Placeholder("c", DataType.DtBool);
            }

            graph.Node("if", "StatelessIf", ["c", "x"]);
            NodeDef node = graph.Graph.Node[^1];
            node.Attr.Add("then_branch", new AttrValue { Func = new NameAttrList { Name = "first" } });
            node.Attr.Add("else_branch", new AttrValue { Func = new NameAttrList { Name = "negative" } });
            node.Attr.Add("Tout", new AttrValue { List = new AttrValue.Types.ListValue { Type = { DataType.DtFloat } } });
            graph.Node("y", "Identity", ["if"], ("T", DataType.DtFloat));
            string[] inputs = constant ? ["x"] : ["x", "c"];
            using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), inputs, ["y"]);
            Tensor x = Tensor.Of([1f], 1);
            Tensor result = constant ? session.Run(x)[0] : session.Run(x, new Tensor(ElementType.Bool, [], new[] { condition }))[0];
            Assert.Equal([expected], result.Span<float>().ToArray());
        }
    }

    [Fact]
    public void A_function_that_calls_itself_is_refused()
    {
        var graph = new TinyGraph();
        graph.Graph.Library = new FunctionDefLibrary { Function = { Function("again", "again", "again") } };
        graph.Placeholder("x", DataType.DtFloat, 1);
        graph.Node("y", "again", ["x"]);
        Assert.Contains("recursion", Assert.Throws<GraphException>(() => new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"])).Message, StringComparison.Ordinal);
    }

    /// <summary>shifted(v) = (v + 10, v); first(v) = shifted(v)[0]; negative(v) = −v.</summary>
    private static TinyGraph WithFunctions()
    {
        var graph = new TinyGraph();
        var body = new TinyGraph();
        body.Constant("ten", Tensor.Of(new[] { 10f }));
        body.Node("sum", "AddV2", ["v", "ten:output:0"], ("T", DataType.DtFloat));
        var shifted = new FunctionDef { Signature = Signature("shifted", "plus", "same"), NodeDef = { body.Graph.Node } };
        shifted.Ret.Add("plus", "sum:z:0");
        shifted.Ret.Add("same", "v");
        graph.Graph.Library = new FunctionDefLibrary { Function = { shifted, Function("first", "shifted", "plus"), Function("negative", "Neg", "y") } };
        return graph;
    }

    private static FunctionDef Function(string name, string op, string output)
    {
        var body = new TinyGraph();
        body.Node("inner", op, ["v"], ("T", DataType.DtFloat));
        var function = new FunctionDef { Signature = Signature(name, "result"), NodeDef = { body.Graph.Node } };
        function.Ret.Add("result", $"inner:{output}:0");
        return function;
    }

    private static OpDef Signature(string name, params string[] outputs)
    {
        var signature = new OpDef { Name = name, InputArg = { new OpDef.Types.ArgDef { Name = "v", Type = DataType.DtFloat } } };
        signature.OutputArg.Add(outputs.Select(output => new OpDef.Types.ArgDef { Name = output, Type = DataType.DtFloat }));
        return signature;
    }
}
