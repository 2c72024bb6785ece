using Poets.Graphs.Execution;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Convolutions whose kernel depends on the size of the maps.</summary>
public class MapSizeTests
{
    private const int Small = 4;
    private const int Large = 40;

    [Fact]
    public void An_answer_does_not_depend_on_the_sizes_that_were_fed_before()
    {
        using ManagedSession first = Session(runtimeFilter: false);
        using ManagedSession second = Session(runtimeFilter: false);
        Assert.DoesNotContain("Winograd", KernelOf(first, Images(Small)), StringComparison.Ordinal);
        Assert.StartsWith("Winograd", KernelOf(second, Images(Large)), StringComparison.Ordinal);
        Assert.StartsWith("Winograd", KernelOf(first, Images(Large)), StringComparison.Ordinal);
        foreach (int size in new[] { Small, Large })
        {
            Close.Exact(first.Run(Images(size))[0].Span<float>(), second.Run(Images(size))[0].Span<float>(), $"{size} pixels");
        }
    }

    [Fact]
    public void Weights_that_a_graph_computes_are_packed_for_both()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, -1, -1, 32);
        graph.Constant("half", Filter());
        graph.Node("w", "Add", ["half", "half"]);
        graph.Node("y", "Conv2D", ["x", "w"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        using var session = (ManagedSession)new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"], new SessionOptions { Threads = 1 });
        using ManagedSession half = Session(runtimeFilter: false);
        foreach (int size in new[] { Small, Large, 9 })
        {
            Assert.Equal(KernelOf(half, Images(size)), KernelOf(session, Images(size)));
            float[] expected = Array.ConvertAll(half.Run(Images(size))[0].Span<float>().ToArray(), static value => 2 * value);
            Close.ToLargest(expected, session.Run(Images(size))[0].Span<float>(), 1e-5, $"{size} pixels");
        }
    }

    [Fact]
    public void A_filter_that_comes_with_the_run_gives_the_same_sums()
    {
        using ManagedSession packed = Session(runtimeFilter: false);
        using ManagedSession unpacked = Session(runtimeFilter: true);
        foreach (int size in new[] { Small, 9, Large })
        {
            ReadOnlySpan<float> expected = packed.Run(Images(size))[0].Span<float>();
            Close.ToLargest(expected, unpacked.Run(Images(size), Filter())[0].Span<float>(), 1e-5, $"{size} pixels");
        }
    }

    private static string KernelOf(ManagedSession session, Tensor images)
    {
        string kernel = "";
        session.Profile = timing => kernel = timing.Kernel;
        session.Run(images);
        session.Profile = null;
        return kernel;
    }

    private static Tensor Images(int size) => OptimizerTests.Noise(size, 2, size, size, 32);

    private static Tensor Filter() => OptimizerTests.Noise(1, 3, 3, 32, 48);

    private static ManagedSession Session(bool runtimeFilter)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, -1, -1, 32);
        if (runtimeFilter)
        {
            graph.Placeholder("w", DataType.DtFloat, 3, 3, 32, 48);
        }
        else
        {
            graph.Constant("w", Filter());
        }

        graph.Node("y", "Conv2D", ["x", "w"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        return (ManagedSession)new ManagedEngine().CreateSession(graph.Model(), runtimeFilter ? ["x", "w"] : ["x"], ["y"], new SessionOptions { Threads = 1 });
    }
}
