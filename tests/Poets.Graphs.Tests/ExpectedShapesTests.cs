using Poets.Graphs.Execution;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Sessions that are told what they will be fed.</summary>
public class ExpectedShapesTests
{
    [Fact]
    public void The_plan_is_there_before_the_first_run_and_answers_the_same()
    {
        using var told = (ManagedSession)Session([TensorShape.Of(2, 5, 5, 3)]);
        using var plain = (ManagedSession)Session([]);
        Assert.Equal((1, 0), (told.PlanCount, plain.PlanCount));

        Tensor images = OptimizerTests.Noise(2, 2, 5, 5, 3);
        Close.Exact(plain.Run(images)[0].Span<float>(), told.Run(images)[0].Span<float>(), "as expected");
        Assert.Equal((1, 1), (told.PlanCount, plain.PlanCount));

        Tensor other = OptimizerTests.Noise(3, 3, 5, 5, 3);
        Close.Exact(plain.Run(other)[0].Span<float>(), told.Run(other)[0].Span<float>(), "another batch");
        Assert.Equal((2, 2), (told.PlanCount, plain.PlanCount));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_with_the_session()
    {
        Assert.Contains("'x:0' has the shape", Assert.Throws<GraphException>(() => Session([TensorShape.Of(1, 5, 5, 4)])).Message, StringComparison.Ordinal);
        Assert.Contains("2 shapes are expected", Assert.Throws<GraphException>(() => Session([TensorShape.Of(1, 5, 5, 3), TensorShape.Scalar])).Message, StringComparison.Ordinal);
    }

    private static IGraphSession Session(TensorShape[] expected)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 5, 5, 3);
        graph.Constant("w", OptimizerTests.Noise(1, 3, 3, 3, 4));
        graph.Node("y", "Conv2D", ["x", "w"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        return new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"], new SessionOptions { ExpectedShapes = expected });
    }
}
