using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Optimize;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Where the tensors of a run lie.</summary>
public class FrameTests
{
    [Fact]
    public void Tensors_start_on_a_cache_line_where_every_step_can_take_that()
    {
        int[] ones = [1, 1, 1, 1];
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 9, 9, 3);
        graph.Constant("v", OptimizerTests.Noise(1, 3, 3, 3, 5));
        graph.Node("first", "Conv2D", ["x", "v"], ("strides", ones), ("padding", "SAME"));
        graph.Node("pool", "MaxPool", ["first"], ("ksize", new[] { 1, 3, 3, 1 }), ("strides", ones), ("padding", "SAME"));
        graph.Node("tanh", "Tanh", ["pool"]);
        graph.Constant("w", OptimizerTests.Noise(2, 1, 1, 5, 7));
        graph.Node("last", "Conv2D", ["tanh", "w"], ("strides", ones), ("padding", "SAME"));
        graph.Constant("wanted", new[] { -1, 567 });
        graph.Node("y", "Reshape", ["last", "wanted"]);
        TypedGraph typed = Optimizer.Run(GraphImporter.Import(graph.Model(), ["x"], ["first", "y"]), []);
        Tensor input = OptimizerTests.Noise(3, 2, 9, 9, 3);
        ExecutionPlan plan = new Planner(typed, [input.Shape], 1).Plan();
        string[] moved = [.. plan.Values.Where((value, id) => plan.TakesOffset[id] && value.Buffer >= 0).Select(value => value.Name)];
        Assert.Equal(["first:0"], moved);

        var frame = new Frame(plan);
        frame.Feed(0, input);
        frame.Run(WorkerPool.Inline, null);
        Assert.Equal(0, AddressOf(frame.Result(0)) % 64);
        Assert.Equal(0, frame.Result(1).Offset);
        using IGraphSession plain = OptimizerTests.Without("all").CreateSession(graph.Model(), ["x"], ["first", "y"]);
        Tensor[] expected = plain.Run(input);
        Close.ToLargest(expected[0].Span<float>(), frame.Result(0).Span<float>(), 1e-5);
        Close.ToLargest(expected[1].Span<float>(), frame.Result(1).Span<float>(), 1e-5);
    }

    private static unsafe nint AddressOf(Tensor tensor)
    {
        fixed (float* start = tensor.Span<float>())
        {
            return (nint)start;
        }
    }
}
