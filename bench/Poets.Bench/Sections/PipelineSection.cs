using System.Globalization;
using System.Runtime.CompilerServices;
using Poets.Bench.Measuring;
using Poets.Bench.Networks;
using Poets.Bench.Onnx;
using Poets.Bench.Peers;
using Poets.Bench.Reporting;
using Poets.Graphs.Protobuf;
using Poets.Imaging;
using Poets.Retraining;

namespace Poets.Bench.Sections;

/// <summary>JPEG files to bottlenecks: one core and all, beside the two peers one after the other.</summary>
internal sealed class PipelineSection : ISection
{
    // Few, so that a run finds a moment in which nobody else wants any of the cores; every worker still gets dozens.
    private const int Photos = 120;

    // The share of all cores that a loop without memory must once have got, and how often we try for it.
    private const double Quiet = 0.93;
    private const int Attempts = 5;

    /// <inheritdoc/>
    public string Name => "pipeline";

    /// <inheritdoc/>
    public string Description => "JPEG files to bottlenecks.";

    /// <inheritdoc/>
    public BenchTable Run(BenchSettings settings)
    {
        int all = Environment.ProcessorCount;
        var table = new BenchTable(
            Name, "network", "one core images/s", $"{all} cores images/s", $"{all} cores / one", "cores busy", "a loop's gain", "peers images/s", "× peers");
        if (PhotoSet.Folder is null)
        {
            table.Notes.Add("There are no photos: ../shared/data/flower_photos is not beside this checkout.");
            return table;
        }

        using OnnxRuntimePeer? onnx = OnnxRuntimePeer.Find(out string? noOnnx);
        using TurboJpegPeer? turbo = TurboJpegPeer.Find(out string? noTurbo);
        table.Notes.AddRange(new[] { noOnnx, noTurbo }.OfType<string>());
        string[] paths = PhotoSet.Paths();
        string[] chosen = [.. Enumerable.Range(0, Photos).Select(i => paths[i * paths.Length / Photos])];
        using var oneLoop = new ActionContender(() => Loop(1));
        using var loops = new ActionContender(() => Loop(all));
        foreach (BenchNetwork network in NetworkCatalogue.All().Where(network => network.File is not null && settings.Wants(network.Name)))
        {
            using var one = new ExtractorContender(network, chosen, 1);
            using var many = new ExtractorContender(network, chosen, all);
            Burst[] ours = UntilQuiet(settings.Often, one, many, oneLoop, loops);
            double? peers = onnx is null || turbo is null ? null : Peers(network, chosen, settings.Pace, onnx, turbo);
            table.Add(
                network.Name,
                Figures.Short(Photos * 1000 / ours[0].Best),
                Figures.Short(Photos * 1000 / ours[1].Best),
                Figures.Ratio(ours[0].Best, ours[1].Best),
                (ours[1].Busy / all).ToString("P0", CultureInfo.InvariantCulture),
                Figures.Ratio(all * ours[2].Best, ours[3].Best),
                peers is { } time ? Figures.Short(1000 / time) : null,
                Figures.Ratio(peers, ours[1].Best / Photos));
            Console.WriteLine(string.Join("  ", table.Rows[^1]));
        }

        return table;
    }

    /// <summary>
    /// Milliseconds an image that the peers would take on all cores at best: decoding and resizing on one core, divided by
    /// the cores, and ONNX Runtime's batch of 8 on all cores.
    /// </summary>
    private static double Peers(BenchNetwork network, string[] paths, Pace pace, OnnxRuntimePeer onnx, TurboJpegPeer turbo)
    {
        const int Batch = 8;
        byte[][] files = Array.ConvertAll(paths, File.ReadAllBytes);
        var target = new ResizeTarget(network.Size, network.Size, 127.5f, 1 / 127.5f);
        var resized = new float[network.Size * network.Size * 3];
        using var decode = new ActionContender(() =>
        {
            foreach (byte[] file in files)
            {
                byte[] pixels = [];
                (int width, int height) = turbo.Decode(file, ref pixels);
                BilinearResize.Resize(new DecodedImage(width, height, 3, pixels), target, resized);
            }
        });
        GraphDef graph = network.Read();
        int[] shape = network.InputShape(Batch);
        using OnnxRuntimeSession run = onnx.Load(OnnxExporter.Export(graph, network.Input, shape, network.Output), network.MakeInput(Batch), shape, Environment.ProcessorCount);
        Burst[] bursts = pace.Alternate(decode, run);
        return (bursts[0].Best / paths.Length / Environment.ProcessorCount) + (bursts[1].Best / Batch);
    }

    /// <summary>
    /// Lets the contenders take turns, and again while the last, which needs nothing but cores, has not yet got them all: a
    /// moment that leaves us all cores at once is rarer than one that leaves us a single core, and no figure of ours says when
    /// it came.
    /// </summary>
    private static Burst[] UntilQuiet(Pace pace, params IContender[] contenders)
    {
        Burst[] bursts = pace.Alternate(contenders);
        for (int more = 1; more < Attempts && bursts[^2].Best < Quiet * bursts[^1].Best; more++)
        {
            bursts = [.. bursts.Zip(pace.Alternate(contenders), (before, now) => Burst.Together([before, now]))];
        }

        return bursts;
    }

    /// <summary>What the machine itself gives to several threads at the moment.</summary>
    private static void Loop(int threads)
    {
        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(_ => new Thread(Spin))];
        Array.ForEach(others, thread => thread.Start());
        Spin();
        Array.ForEach(others, thread => thread.Join());

        // Optimised at its first call: which of its versions a new thread would take is chance.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static void Spin()
        {
            double value = 1;
            for (int i = 0; i < 10_000_000; i++)
            {
                value = (value * 1.0000001) + 1e-9;
            }

            GC.KeepAlive(value);
        }
    }

    private sealed class ExtractorContender : IContender
    {
        private readonly BottleneckExtractor _extractor;
        private readonly string[] _paths;
        private readonly int _threads;

        public ExtractorContender(BenchNetwork network, string[] paths, int threads)
        {
            (_paths, _threads) = (paths, threads);
            var options = new BackboneOptions { Threads = threads, Engine = EngineKind.Managed };
            _extractor = BottleneckExtractor.Create(network.IsEmbedded ? options : options with
            {
                BackboneGraph = network.File,
                InputTensor = network.Input,
                BottleneckTensors = [network.Output],
                InputWidth = network.Size,
                InputHeight = network.Size,
                InputMean = 127.5f,
                InputStd = 127.5f,
            });
        }

        public Burst Measure(TimeSpan duration, int runs)
        {
            if (_threads > 1)
            {
                return Burst.Of(Extract, duration, runs);
            }

            using var bound = OneCore.Bind();
            return Burst.Of(Extract, duration, runs);
        }

        public void Dispose() => _extractor.Dispose();

        private void Extract()
        {
            foreach (BottleneckResult result in _extractor.Extract(_paths))
            {
                if (result.Error is { } error)
                {
                    throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{result.Path}: {error.Message}"), error);
                }
            }
        }
    }
}
