using Poets.Graphs.Execution;
using Poets.Graphs.Protobuf;
using static Poets.Graphs.Tests.OptimizerTests;

namespace Poets.Graphs.Tests;

/// <summary>Which steps of a plan become one, and what the profile says of them.</summary>
public class SeparableJoinTests
{
    [Theory]
    [InlineData(32, new[] { 0, 2 })]
    [InlineData(16, new[] { 0, 2 })]
    [InlineData(8, new[] { 1, 0, 0 })]
    public void A_pointwise_layer_goes_to_the_block_that_spares_more(int between, int[] joints)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 120, 120, 16);
        graph.Constant("w1", Noise(1, 3, 3, 16, 1));
        graph.Constant("w2", Noise(2, 1, 1, 16, between));
        graph.Constant("w3", Noise(3, 3, 3, between, 1));
        graph.Constant("w4", Noise(4, 1, 1, between, 24));
        graph.Node("a", "DepthwiseConv2dNative", ["x", "w1"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        graph.Node("b", "Conv2D", ["a", "w2"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        graph.Node("c", "DepthwiseConv2dNative", ["b", "w3"], ("strides", new[] { 1, 2, 2, 1 }), ("padding", "SAME"));
        graph.Node("y", "Conv2D", ["c", "w4"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        using var joined = (ManagedSession)new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"]);
        using IGraphSession apart = new ManagedEngine().CreateSession(graph.Model(), ["x"], ["a", "b", "c", "y"]);
        Tensor input = Noise(5, 1, 120, 120, 16);
        var timings = new List<NodeTiming>();
        joined.Profile = timings.Add;
        Close.Exact(apart.Run(input)[3].Span<float>(), joined.Run(input)[0].Span<float>());
        Assert.Equal(joints, timings.Select(timing => timing.Kernel.Count(letter => letter == '>')));
        Assert.Equal((120 * 120 * 16 * (9 + between)) + (60 * 60 * between * (9 + 24)), timings.Sum(timing => timing.MultiplyAdds));
    }
}
