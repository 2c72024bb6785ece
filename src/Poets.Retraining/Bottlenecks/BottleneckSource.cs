using Poets.Graphs;
using Poets.Retraining.Engines;
using Poets.Retraining.Models;

namespace Poets.Retraining.Bottlenecks;

/// <summary>Bottlenecks of files: out of the cache where it has them, else through the network. Safe to call from several threads.</summary>
internal sealed class BottleneckSource : IDisposable
{
    private readonly BackboneOptions _options;
    private readonly Lazy<ImageNetwork> _network;

    /// <summary>Sets up; the network is prepared when the first image needs it.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="options">Engine, device, threads.</param>
    /// <param name="cacheDirectory">The cache's root, or null.</param>
    public BottleneckSource(Backbone backbone, BackboneOptions options, string? cacheDirectory)
    {
        (Backbone, _options) = (backbone, options);
        Cache = string.IsNullOrEmpty(cacheDirectory) ? null : new BottleneckCache(cacheDirectory, backbone.CacheId, backbone.Fingerprint, backbone.Length);
        Threads = Concurrency.Of(options.Threads, options.BatchSize);
        _network = new Lazy<ImageNetwork>(Prepare);
    }

    /// <summary>The network.</summary>
    public Backbone Backbone { get; }

    /// <summary>The cache, or null.</summary>
    public BottleneckCache? Cache { get; }

    /// <summary>Images worked on at once.</summary>
    public int Threads { get; }

    /// <summary>The network itself, for those who feed it themselves.</summary>
    public ImageNetwork Network => _network.Value;

    /// <summary>Begins to prepare the network where the cache is empty or there is none, so that it will be needed.</summary>
    /// <exception cref="GraphException">The engine or the device is not there.</exception>
    public void Anticipate()
    {
        if (Cache is null || Cache.IsEmpty)
        {
            _ = Network;
        }
    }

    /// <summary>Whether the network was asked for. For tests.</summary>
    internal bool IsPrepared => _network.IsValueCreated;

    /// <summary>One thread's function: fills one image's bottleneck.</summary>
    public Worker CreateWorker() => new(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        Cache?.Save();
        if (_network.IsValueCreated)
        {
            _network.Value.Dispose();
        }
    }

    private ImageNetwork Prepare()
    {
        IGraphEngine engine = EngineFactory.Create(_options.Engine, _options.Device, _options.TensorFlowPath);
        return new ImageNetwork(
            engine,
            Backbone.Graph,
            Backbone.InputTensor,
            Backbone.BottleneckTensors,
            Backbone.Target,
            new SessionOptions { Threads = Concurrency.OfOneRun(_options.Threads, _options.BatchSize), Device = _options.Device, Profile = _options.Profile },
            _options.BatchSize);
    }

    /// <summary>One thread's buffers.</summary>
    internal sealed class Worker
    {
        private readonly BottleneckSource _source;
        private ImageRunner? _runner;

        internal Worker(BottleneckSource source) => _source = source;

        /// <summary>Fills the bottleneck of one file.</summary>
        /// <param name="folder">The class folder's name in the cache.</param>
        /// <param name="name">The file's name in the cache.</param>
        /// <param name="path">The file.</param>
        /// <param name="values">float32 [D].</param>
        /// <returns>Why it was computed, or <see cref="BottleneckMiss.None"/> where it was read.</returns>
        public BottleneckMiss Fill(string folder, string name, string path, Span<float> values)
        {
            BottleneckMiss miss = _source.Cache?.TryRead(folder, name, path, values) ?? BottleneckMiss.Absent;
            if (miss == BottleneckMiss.None)
            {
                return miss;
            }

            _runner ??= _source.Network.CreateRunner();
            BottleneckJoin.Copy(_runner.Run(path, withHash: _source.Cache is not null), _source.Backbone, values);
            _source.Cache?.Write(folder, name, _runner.Evidence, values);
            return miss;
        }
    }
}
