using System.Globalization;
using Poets.Bench.Measuring;
using Poets.Bench.Networks;
using Poets.Bench.Onnx;
using Poets.Bench.Peers;
using Poets.Bench.Reporting;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.TensorFlow;

namespace Poets.Bench.Sections;

/// <summary>Network execution on the same weights: our engine, ONNX Runtime and the real TensorFlow library.</summary>
internal sealed class NetworksSection : ISection
{
    /// <inheritdoc/>
    public string Name => "networks";

    /// <inheritdoc/>
    public string Description => "Network execution against ONNX Runtime and TensorFlow.";

    /// <inheritdoc/>
    public BenchTable Run(BenchSettings settings)
    {
        var table = new BenchTable(Name, "network", "batch", "threads", "ours ms", "images/s", "ONNX Runtime ms", "× ONNX Runtime", "× its processor time", "TensorFlow ms", "× TensorFlow", "largest difference");
        using OnnxRuntimePeer? onnx = OnnxRuntimePeer.Find(out string? missing);
        bool hasTensorFlow = TensorFlowEngine.TryCreate(null, out TensorFlowEngine? tensorFlow, out _);
        table.Notes.Add(onnx is null
            ? missing!
            : string.Create(CultureInfo.InvariantCulture, $"{onnx.Version}; its times are without the {onnx.Overhead * 1000:F0} µs that a run costs its JavaScript binding."));
        table.Notes.Add(hasTensorFlow ? $"TensorFlow {tensorFlow!.Library.Version} (C library)." : "The TensorFlow library was not found: set POETS_TENSORFLOW to its file or folder; docs/tensorflow.md says how to get one.");
        foreach (BenchNetwork network in NetworkCatalogue.All().Where(network => settings.Wants(network.Name)))
        {
            GraphDef graph = network.Read();
            foreach (int batch in (int[])[1, 8])
            {
                float[] input = network.MakeInput(batch);
                foreach (int threads in new SortedSet<int> { 1, Environment.ProcessorCount }.Where(threads => settings.Wants(network.Name, batch, threads)))
                {
                    try
                    {
                        Measure(new Cell(network, graph, input, batch, threads), settings.Pace, onnx, tensorFlow, table);
                    }
                    catch (GraphException error)
                    {
                        table.Notes.Add($"{network.Name}, batch {batch}, {threads} threads: {error.Message}");
                    }
                }
            }
        }

        return table;
    }

    private static void Measure(Cell cell, Pace pace, OnnxRuntimePeer? onnx, TensorFlowEngine? tensorFlow, BenchTable table)
    {
        BenchNetwork network = cell.Network;
        int[] shape = network.InputShape(cell.Batch);
        using EngineContender ours = cell.On(new ManagedEngine());
        using OnnxRuntimeSession? second = onnx?.Load(OnnxExporter.Export(cell.Graph, network.Input, shape, network.Output), cell.Input, shape, cell.Threads);
        using EngineContender? third = tensorFlow is null ? null : cell.On(tensorFlow);
        float[] answer = ours.Answer();
        string differences = string.Join(" / ", new[] { second?.Answer(), third?.Answer() }.Select(peer => Difference(peer, answer)).Where(difference => difference.Length > 0));

        var present = new List<IContender> { ours };
        present.AddRange(new IContender?[] { second, third }.OfType<IContender>());
        Burst[] bursts = pace.Alternate([.. present]);
        double best = bursts[0].Best;
        double? onnxBest = second is null ? null : bursts[1].Best;
        double? tensorFlowBest = third is null ? null : bursts[^1].Best;
        table.Add(
            network.Name,
            cell.Batch.ToString(CultureInfo.InvariantCulture),
            cell.Threads.ToString(CultureInfo.InvariantCulture),
            Figures.Short(best),
            Figures.Short(cell.Batch * 1000 / best),
            onnxBest is { } o ? Figures.Short(o) : null,
            Figures.Ratio(onnxBest, best),
            cell.Threads == 1 && second is not null ? Figures.Ratio(bursts[1].Processor, bursts[0].Processor) : null,
            tensorFlowBest is { } t ? Figures.Short(t) : null,
            Figures.Ratio(tensorFlowBest, best),
            differences);
        Console.WriteLine(string.Join("  ", table.Rows[^1]));
    }

    /// <summary>The largest difference in parts of the largest value, or empty without a peer.</summary>
    private static string Difference(float[]? expected, float[] actual)
    {
        if (expected is null)
        {
            return "";
        }

        double largest = expected.Max(value => Math.Abs((double)value));
        return (expected.Zip(actual, (x, y) => Math.Abs((double)x - y)).Max() / largest).ToString("0.0E+0", CultureInfo.InvariantCulture);
    }

    private sealed record Cell(BenchNetwork Network, GraphDef Graph, float[] Input, int Batch, int Threads)
    {
        public EngineContender On(IGraphEngine engine)
        {
            var model = GraphModel.FromGraphDef(Graph, Network.Name);
            IGraphSession session = engine.CreateSession(model, [Network.Input], [Network.Output], new SessionOptions { Threads = Threads, Device = "Cpu" });
            return new EngineContender(session, Tensor.Of(Input, Network.InputShape(Batch)));
        }
    }
}
