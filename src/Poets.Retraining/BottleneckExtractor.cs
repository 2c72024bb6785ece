using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Files;
using Poets.Retraining.Flow;
using Poets.Retraining.Models;
using Poets.Retraining.Pipeline;

namespace Poets.Retraining;

/// <summary>Turns image files into bottlenecks, several at once, through the cache where there is one.</summary>
public sealed class BottleneckExtractor : IDisposable
{
    private readonly BottleneckSource _source;

    private BottleneckExtractor(BottleneckSource source) => _source = source;

    /// <summary>The network's name.</summary>
    public string Architecture => _source.Backbone.Name;

    /// <summary>Values a bottleneck.</summary>
    public int Length => _source.Backbone.Length;

    /// <summary>
    /// Why bottlenecks could not be kept in the cache, or null; the message names the folder, the cause and the way out. Results
    /// are the same whether they could or not, so that it is for the caller to decide what it is worth.
    /// </summary>
    public CacheException? CacheFault => _source.Cache?.Fault;

    /// <summary>Finds and describes the network; it is prepared for running when the first image is not in the cache.</summary>
    /// <param name="options">Which network.</param>
    /// <param name="bottleneckDirectory">A cache in retrain.py's layout, or null.</param>
    /// <exception cref="RetrainException">The network is not on disk; the message says what is wanted and how to fetch it.</exception>
    public static BottleneckExtractor Create(BackboneOptions options, string? bottleneckDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionChecks.RequireOneNetwork(options);
        return new BottleneckExtractor(new BottleneckSource(BackboneResolver.Resolve(options), options, bottleneckDirectory));
    }

    /// <summary>One result a file, in the order of the files, streamed while later files are worked on.</summary>
    public IEnumerable<BottleneckResult> Extract(IEnumerable<string> paths, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Stream();

        IEnumerable<BottleneckResult> Stream()
        {
            using var workers = new OrderedWorkers<string, BottleneckResult>(_source.Threads, MakeWorker);
            try
            {
                foreach (BottleneckResult result in workers.Run(paths, cancel))
                {
                    yield return result;
                }
            }
            finally
            {
                // Before the threads are waited for: one of them may be at a file that does not answer.
                SaveCache();
            }
        }
    }

    /// <summary>The same for callers that are handed files one at a time.</summary>
    public ResultStream<BottleneckResult> OpenStream() => new(new OrderedWorkers<string, BottleneckResult>(_source.Threads, MakeWorker));

    /// <summary>
    /// Puts on disk what is remembered of the cache's files. <see cref="Dispose"/> does it too, but may have to wait for threads
    /// before.
    /// </summary>
    public void SaveCache() => _source.Cache?.Save();

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private Func<string, BottleneckResult> MakeWorker()
    {
        BottleneckSource.Worker worker = _source.CreateWorker();
        return path =>
        {
            try
            {
                FileFaults.RequirePath(path);
                string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? string.Empty;
                var values = new float[Length];
                BottleneckMiss miss = worker.Fill(folder, Path.GetFileName(path), path, values);
                return new BottleneckResult(path, new Bottleneck(path, ClassLabel.FromFolder(folder), Architecture, values, miss == BottleneckMiss.None), null);
            }
            catch (Exception error) when (FileFaults.Concerns(error))
            {
                return new BottleneckResult(path, null, error);
            }
        };
    }
}
