using Poets.Graphs;
using Poets.TensorFlow.Tests.Judge;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests;

public class FrozenBatchTests
{
    private static readonly (string, object) s_float = ("T", ElementType.Float32);

    [SkippableTheory]
    [InlineData("mobilenet_v1_0.25_128_frozen.pb", "MobilenetV1/Predictions/Reshape_1:0")]
    [InlineData("mobilenet_v1_0.25_128_quantized.pb", "MobilenetV1/Predictions/Reshape:0")]
    public void The_networks_of_the_tutorials_run_a_batch_at_once(string file, string output)
    {
        GraphModel graph = GraphModel.Load(SharedMaterial.Path("models", file));
        using IGraphSession session = RealTensorFlow.Engine.CreateSession(graph, ["input:0"], [output]);
        Assert.True(((TensorFlowSession)session).TakesAnyBatch);
        Assert.Equal(1, session.Inputs[0].Shape[0]);
    }

    [SkippableFact]
    public void A_batch_gives_what_its_images_give_one_by_one()
    {
        int freed = 0;
        int[][] lists = [.. Choices.For(nameof(FrozenBatchTests)).Take(24)];
        foreach (int[] choices in lists)
        {
            GraphCase problem = Grow(choices);
            using IGraphSession session = Engine().CreateSession(GraphModel.FromGraphDef(problem.Graph, "grown"), ["x0"], problem.Outputs);
            freed += ((TensorFlowSession)session).TakesAnyBatch ? 1 : 0;
            Tensor batch = new Draw(choices).Values(ElementType.Float32, [3, .. problem.Feeds[0].Value.Dimensions[1..]]);
            Tensor[] together = session.Run(batch);
            for (int i = 0; i < 3; i++)
            {
                Tensor[] alone = session.Run(Row(batch, i));
                string? difference = Comparison.Difference(alone, [.. together.Select(output => Row(output, i))], 1e-6);
                Assert.True(difference is null, $"image {i}: {difference}{Environment.NewLine}{problem}");
            }
        }

        Assert.True(freed > lists.Length / 2, $"only {freed} of {lists.Length} graphs were rewritten");
    }

    /// <summary>Graphs in which the images of a batch would meet, each from x [1,2,3] to y with a leading 1.</summary>
    public static TheoryData<string> Mixing() => new("Shape", "mean of rows", "concat of rows", "rows of a constant", "unknown to us", "transposed");

    [SkippableTheory]
    [MemberData(nameof(Mixing))]
    public void Where_images_would_meet_the_graph_is_left_alone_and_still_answers_each(string kind)
    {
        var graph = new GraphBuilder();
        graph.Placeholder("x", ElementType.Float32, 1, 2, 3);
        switch (kind)
        {
            case "Shape":
                graph.Node("shape", "Shape", ["x"], s_float, ("out_type", ElementType.Int32));
                graph.Node("y", "Reshape", ["x", "shape"], s_float, ("Tshape", ElementType.Int32));
                break;
            case "mean of rows":
                graph.Ints("axes", 0);
                graph.Node("y", "Mean", ["x", "axes"], s_float, ("Tidx", ElementType.Int32), ("keep_dims", true));
                break;
            case "concat of rows":
                graph.Int("axis", 0);
                graph.Node("twice", "ConcatV2", ["x", "x", "axis"], s_float, ("N", 2), ("Tidx", ElementType.Int32));
                graph.Ints("zero", 0);
                graph.Node("y", "Max", ["twice", "zero"], s_float, ("Tidx", ElementType.Int32), ("keep_dims", true));
                break;
            case "rows of a constant":
                graph.Const("rows", Tensor.Of([1, 2, 3, 4f], 4, 1, 1));
                graph.Node("sums", "Add", ["x", "rows"], s_float);
                graph.Ints("zero", 0);
                graph.Node("y", "Sum", ["sums", "zero"], s_float, ("Tidx", ElementType.Int32), ("keep_dims", true));
                break;
            case "unknown to us":
                graph.Ints("axes", 1);
                graph.Node("y", "ReverseV2", ["x", "axes"], s_float, ("Tidx", ElementType.Int32));
                break;
            default:
                graph.Ints("flat", 6, 1);
                graph.Node("column", "Reshape", ["x", "flat"], s_float, ("Tshape", ElementType.Int32));
                graph.Const("one", Tensor.Of([1f], 1, 1));
                graph.Node("y", "MatMul", ["column", "one"], s_float, ("transpose_a", false));
                graph.Ints("row", 1, 6);
                graph.Node("y2", "Reshape", ["y", "row"], s_float, ("Tshape", ElementType.Int32));
                break;
        }

        string output = kind == "transposed" ? "y2" : "y";
        using IGraphSession session = Engine().CreateSession(graph.Build(kind), ["x"], [output]);
        Assert.False(((TensorFlowSession)session).TakesAnyBatch);
        Tensor batch = Tensor.Of([.. Enumerable.Range(0, 24).Select(i => (float)i)], 4, 2, 3);
        Tensor together = session.Run(batch)[0];
        Assert.Equal(4, together.Dimensions[0]);
        for (int i = 0; i < 4; i++)
        {
            Assert.Null(Comparison.Difference(session.Run(Row(batch, i)), [Row(together, i)], 0));
        }
    }

    [SkippableFact]
    public void What_cannot_be_joined_says_so()
    {
        var graph = new GraphBuilder();
        graph.Placeholder("x", ElementType.Float32, 1, 2);
        graph.Node("shape", "Shape", ["x"], s_float, ("out_type", ElementType.Int32));
        using IGraphSession session = Engine().CreateSession(graph.Build(), ["x"], ["shape"]);
        GraphException failure = Assert.Throws<GraphException>(() => session.Run(Tensor.Of([1, 2, 3, 4f], 2, 2)));
        Assert.Contains("'shape:0'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("one image at a time", failure.Message, StringComparison.Ordinal);
    }

    private static TensorFlowEngine Engine() => new(RealTensorFlow.Engine.Library) { Rewrites = false };

    private static GraphCase Grow(int[] choices)
    {
        var draw = new Draw(choices);
        var graph = new CaseBuilder(draw);
        var grower = new NetworkGrower(draw, graph);
        grower.Start(frozen: true);
        for (int i = draw.Int(1, 5); i > 0; i--)
        {
            grower.Any();
        }

        grower.Finish();
        return graph.Build("grown");
    }

    private static Tensor Row(Tensor batch, int row)
    {
        int length = batch.Length / batch.Dimensions[0];
        return Tensor.Of(batch.Span<float>().Slice(row * length, length).ToArray(), [1, .. batch.Dimensions[1..]]);
    }
}
