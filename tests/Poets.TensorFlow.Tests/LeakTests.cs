using Poets.Graphs;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests;

/// <summary>
/// Runs and loads leave memory where it was. POETS_LEAK_TEST=full runs 10,000 times and loads 100 times; the suite's own
/// share is enough to see a tensor, a graph or a session that stays.
/// </summary>
[Collection(nameof(LeakTests))]
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public class LeakTests
{
    private static readonly bool s_full = Environment.GetEnvironmentVariable("POETS_LEAK_TEST") == "full";

    [SkippableFact]
    public void Runs_leave_memory_where_it_was()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc/self/statm");
        using IGraphSession session = Numbers();
        using IGraphSession strings = Strings();
        Tensor image = Tensor.Zeros(ElementType.Float32, 1, 64, 64, 3);
        Tensor text = Tensor.OfString(new byte[20_000]);

        // One image leaked by each run would be 49 kB, one string 20 kB.
        Stays(s_full ? 10_000 : 1_500, 8, () =>
        {
            session.Run(image);
            strings.Run(text);
            Assert.Throws<TensorFlowException>(() => session.Run(image.Reshape(64, 64, 3, 1)));
        });
    }

    [SkippableFact]
    public void Loads_leave_memory_where_it_was()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc/self/statm");
        GraphModel graph = GraphModel.Load(SharedMaterial.Path("models", "mobilenet_v1_0.25_128_frozen.pb"));
        Tensor image = Tensor.Zeros(ElementType.Float32, 1, 128, 128, 3);
        TensorFlowEngine engine = RealTensorFlow.Engine;

        // One leaked load would be the network's 2 MB at least.
        Stays(s_full ? 100 : 16, 24, () =>
        {
            using IGraphSession session = engine.CreateSession(graph, ["input:0"], ["MobilenetV1/Predictions/Reshape:0"], new SessionOptions { Threads = 1 });
            session.Run(image);
            Assert.Throws<GraphException>(() => engine.CreateSession(graph, ["input:0"], ["no such tensor"], new SessionOptions { Threads = 1 }));
        });
    }

    private static void Stays(int times, int megabytes, Action action)
    {
        // Pools and allocator arenas fill first.
        for (int i = 0; i < Math.Max(4, times / 4); i++)
        {
            action();
        }

        (long native, long managed) = Memory();
        for (int i = 0; i < times; i++)
        {
            action();
        }

        (long nativeAfter, long managedAfter) = Memory();
        Assert.True(nativeAfter - native < megabytes << 20, $"{times} times took {(nativeAfter - native) >> 10} kB of the process");
        Assert.True(managedAfter - managed < 1 << 20, $"{times} times took {(managedAfter - managed) >> 10} kB of .NET's heap");
    }

    private static (long Native, long Managed) Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        string[] pages = File.ReadAllText("/proc/self/statm").Split(' ');
        return (long.Parse(pages[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize, GC.GetTotalMemory(false));
    }

    private static IGraphSession Numbers()
    {
        var graph = new GraphBuilder();
        graph.Placeholder("image", ElementType.Float32, null);
        graph.Const("filter", Tensor.Zeros(ElementType.Float32, 3, 3, 3, 4));
        graph.Node("conv", "Conv2D", ["image", "filter"], ("T", ElementType.Float32), ("strides", new[] { 1, 2, 2, 1 }), ("padding", "SAME"));
        return RealTensorFlow.Engine.CreateSession(graph.Build(), ["image"], ["conv"], new SessionOptions { Threads = 1 });
    }

    private static IGraphSession Strings()
    {
        var graph = new GraphBuilder();
        graph.Placeholder("text", ElementType.String);
        graph.Node("copy", "Identity", ["text"], ("T", ElementType.String));
        return RealTensorFlow.Engine.CreateSession(graph.Build(), ["text"], ["copy"], new SessionOptions { Threads = 1 });
    }
}
