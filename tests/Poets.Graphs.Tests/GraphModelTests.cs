using Google.Protobuf;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

public class GraphModelTests
{
    private static readonly float[] s_two = [1, 2];

    [Fact]
    public void A_missing_file_is_named()
    {
        string path = Path.Combine(Path.GetTempPath(), "no-such-graph.pb");
        Assert.Equal($"{path}: the graph cannot be read: there is no such file", Assert.Throws<GraphException>(() => GraphModel.Load(path)).Message);
    }

    [Theory]
    [InlineData("", "holds no nodes")]
    [InlineData("node {\n  name: \"input\"\n}\n", "text-format")]
    [InlineData("\u0001\u0002\u0003 not a graph at all", "no binary GraphDef")]
    public void A_file_that_is_no_graph_is_refused(string content, string expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content);
            string message = Assert.Throws<GraphException>(() => GraphModel.Load(path)).Message;
            Assert.StartsWith(path, message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Every_cut_of_a_graph_is_refused_or_read_without_another_exception()
    {
        byte[] whole = Small().Graph.ToByteArray();
        string path = Path.GetTempFileName();
        try
        {
            for (int length = 0; length < whole.Length; length++)
            {
                File.WriteAllBytes(path, whole[..length]);
                try
                {
                    GraphModel model = GraphModel.Load(path);
                    new ManagedEngine().CreateSession(model, ["x"], ["sum"]).Dispose();
                }
                catch (GraphException error)
                {
                    Assert.NotEmpty(error.Message);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_without_another_exception()
    {
        byte[] whole = Small().Graph.ToByteArray();
        string path = Path.GetTempFileName();
        var random = new Random(2024);
        try
        {
            for (int i = 0; i < 1000; i++)
            {
                byte[] damaged = (byte[])whole.Clone();
                for (int changes = 1 + random.Next(3); changes > 0; changes--)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                File.WriteAllBytes(path, damaged);
                try
                {
                    GraphModel model = GraphModel.Load(path);
                    using IGraphSession session = new ManagedEngine().CreateSession(model, ["x"], ["sum", "grid"], new SessionOptions { Threads = 1 });
                    session.Run(Tensor.Of(new float[8], 2, 4));
                }
                catch (GraphException error)
                {
                    Assert.NotEmpty(error.Message);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Tensors_are_found_by_node_and_by_output()
    {
        GraphModel model = Small().Model();
        Assert.True(model.Contains("sum"));
        Assert.True(model.Contains("sum:0"));
        Assert.True(model.Contains("parts:1"));
        Assert.False(model.Contains("parts:2"));
        Assert.False(model.Contains("sum:1"));
        Assert.False(model.Contains("^sum"));
        Assert.False(model.Contains("Sum"));
        Assert.False(model.Contains("nothing"));
        Assert.Equal("nearest is 'sum:0'.", Assert.Throws<GraphException>(() => model.FactOf("summ")).Message[^19..]);
    }

    [Fact]
    public void Facts_are_inferred_through_shapes_that_the_batch_decides()
    {
        GraphModel model = Small().Model();
        Assert.Equal("x:0 Float32 [?,4]", model.FactOf("x").ToString());
        Assert.Equal("sum:0 Float32 [?,4]", model.FactOf("sum:0").ToString());
        Assert.Equal("parts:1 Float32 [?,2]", model.FactOf("parts:1").ToString());
        Assert.Equal("grid:0 Float32 [?,2,2]", model.FactOf("grid").ToString());
    }

    [Fact]
    public void Facts_are_inferred_past_operators_that_the_engine_lacks()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 4);
        graph.Node("odd", "NobodyHasThis", ["x"], ("T", DataType.DtFloat));
        graph.Constant("shape", new[] { -1, 7 });
        graph.Node("seven", "Reshape", ["odd", "shape"]);
        Assert.Equal("seven:0 Float32 [?,7]", graph.Model().FactOf("seven").ToString());
    }

    [Fact]
    public void A_graph_that_was_not_frozen_is_told_to_be()
    {
        var graph = new TinyGraph();
        graph.Node("v", "VariableV2", [], ("dtype", DataType.DtFloat), ("shape", TensorShape.Of(2)));
        graph.Node("y", "Relu", ["v"], ("T", DataType.DtFloat));
        Assert.Contains("freeze it", Assert.Throws<UnsupportedOperatorsException>(() => new ManagedEngine().CreateSession(graph.Model(), [], ["y"])).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<GraphException>(() => GraphModel.Load(Path.GetTempPath())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_operators_are_listed_together_with_their_nodes()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1, 4);
        graph.Node("a", "Foo", ["x"]);
        graph.Node("b", "Bar", ["a"]);
        graph.Node("c", "Relu", ["b"], ("T", DataType.DtFloat));
        graph.Node("d", "Foo", ["c"]);
        UnsupportedOperatorsException error = Assert.Throws<UnsupportedOperatorsException>(() => new ManagedEngine().CreateSession(graph.Model(), ["x"], ["d"]));
        Assert.Equal(["Bar", "Foo"], error.NodesByOperator.Keys.Order());
        Assert.Equal(["a", "d"], error.NodesByOperator["Foo"]);
        Assert.Contains("Bar (b); Foo (a, d)", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Engine TensorFlow", error.Message, StringComparison.Ordinal);

        // Only the part between inputs and outputs counts.
        using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), ["x"], ["x"]);
        Assert.Equal([1, 4], session.Run(Tensor.Of(new float[4], 1, 4))[0].Dimensions.ToArray());
    }

    [Fact]
    public void A_placeholder_that_nobody_feeds_is_named()
    {
        GraphModel model = Small().Model();
        Assert.Contains("'x:0'", Assert.Throws<GraphException>(() => new ManagedEngine().CreateSession(model, [], ["sum"])).Message, StringComparison.Ordinal);
        Assert.Contains("'nope'", Assert.Throws<GraphException>(() => new ManagedEngine().CreateSession(model, ["nope"], ["sum"])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<GraphException>(() => new ManagedEngine().CreateSession(model, ["x", "x:0"], ["sum"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_an_input_is_refused()
    {
        using IGraphSession session = new ManagedEngine().CreateSession(Small().Model(), ["x"], ["sum"]);
        Assert.Contains("[?,4], it was fed [2,5]", Assert.Throws<GraphException>(() => session.Run(Tensor.Of(new float[10], 2, 5))).Message, StringComparison.Ordinal);
        Assert.Contains("takes Float32", Assert.Throws<GraphException>(() => session.Run(Tensor.Of(new int[4], 1, 4))).Message, StringComparison.Ordinal);
        Assert.Contains("has 1 inputs", Assert.Throws<GraphException>(() => session.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_node_is_named_when_the_graph_is_loaded()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1, 4);
        graph.Constant("w", s_two);
        graph.Node("sum", "Add", ["x", "w"], ("T", DataType.DtFloat));
        string message = Assert.Throws<GraphException>(() => new ManagedEngine().CreateSession(graph.Model(), ["x"], ["sum"])).Message;
        Assert.Contains("Node 'sum' (Add): the shapes [1,4] and [2] cannot be broadcast together", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_that_changes_from_run_to_run_is_packed_anew()
    {
        // Where() makes the shapes depend on data, so that nothing can be planned.
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1, 2, 2, 1);
        graph.Placeholder("w", DataType.DtFloat, -1);
        graph.Node("found", "Where", ["w"], ("T", DataType.DtFloat));
        graph.Node("kept", "GatherV2", ["w", "rows", "axis"], ("Tparams", DataType.DtFloat));
        graph.Constant("minus", new[] { -1 });
        graph.Node("rows", "Reshape", ["found", "minus"]);
        graph.Constant("axis", 0);
        graph.Constant("shape", new[] { 1, 1, 1, -1 });
        graph.Node("filter", "Reshape", ["kept", "shape"]);
        graph.Node("y", "Conv2D", ["x", "filter"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), ["x", "w"], ["y"]);
        Tensor x = Tensor.Of([1f, 2, 3, 4], 1, 2, 2, 1);
        Assert.Equal([2f, 4, 6, 8], session.Run(x, Tensor.Of([0f, 2, 0], 3))[0].Span<float>().ToArray());
        Assert.Equal([5f, 10, 15, 20], session.Run(x, Tensor.Of([5f, 0, 0], 3))[0].Span<float>().ToArray());
        Assert.Equal([1, 2, 2, 2], session.Run(x, Tensor.Of([5f, 0, 1], 3))[0].Dimensions.ToArray());
    }

    [Fact]
    public void Ancestors_keep_the_order_and_control_inputs()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1);
        graph.Node("unused", "Relu", ["x"], ("T", DataType.DtFloat));
        graph.Node("check", "CheckNumerics", ["x"], ("T", DataType.DtFloat));
        graph.Node("y", "Relu", ["x", "^check"], ("T", DataType.DtFloat));
        graph.Node("z", "Relu", ["y"], ("T", DataType.DtFloat));
        GraphModel model = graph.Model();
        Assert.Equal(["x", "check", "y"], model.ExtractAncestors(["y:0"]).Node.Select(node => node.Name));
        Assert.Throws<GraphException>(() => model.ExtractAncestors(["none"]));
        using IGraphSession session = new ManagedEngine().CreateSession(model, ["x"], ["z"]);
        Assert.Equal([3f], session.Run(Tensor.Of([3f], 1))[0].Span<float>().ToArray());
    }

    [Fact]
    public void Loops_are_refused_by_name()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1);
        graph.Node("a", "Add", ["x", "b"], ("T", DataType.DtFloat));
        graph.Node("b", "Relu", ["a"], ("T", DataType.DtFloat));
        Assert.Contains("feed each other", Assert.Throws<GraphException>(() => new ManagedEngine().CreateSession(graph.Model(), ["x"], ["b"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 1f)]
    [InlineData(false, -1f)]
    public void A_branch_with_a_constant_predicate_is_taken(bool training, float expected)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1);
        graph.Constant("phase", training);
        graph.Node("pred", "PlaceholderWithDefault", ["phase"], ("dtype", DataType.DtBool));
        graph.Node("switch", "Switch", ["x", "pred"], ("T", DataType.DtFloat));
        graph.Node("no", "Neg", ["switch:0"], ("T", DataType.DtFloat));
        graph.Node("yes", "Abs", ["switch:1"], ("T", DataType.DtFloat));
        graph.Node("merge", "Merge", ["no", "yes"], ("T", DataType.DtFloat));
        graph.Node("out", "Identity", ["merge"], ("T", DataType.DtFloat));
        using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), ["x"], ["out"]);
        Assert.Equal([expected], session.Run(Tensor.Of([1f], 1))[0].Span<float>().ToArray());
    }

    private static TinyGraph Small()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 4);
        graph.Constant("w", [1f, 2, 3, 4]);
        graph.Node("sum", "Add", ["x", "w"], ("T", DataType.DtFloat));
        graph.Constant("axis", 1);
        graph.Node("parts", "Split", ["axis", "sum"], ("T", DataType.DtFloat), ("num_split", 2));
        graph.Node("shape", "Shape", ["x"]);
        graph.Constant("zero", new[] { 0 });
        graph.Constant("one", new[] { 1 });
        graph.Node("batch", "StridedSlice", ["shape", "zero", "one", "one"], ("shrink_axis_mask", 1));
        graph.Constant("two", 2);
        graph.Node("wanted", "Pack", ["batch", "two", "two"], ("T", DataType.DtInt32), ("N", 3));
        graph.Node("grid", "Reshape", ["sum", "wanted"]);
        return graph;
    }
}
