using Poets.Graphs;
using Poets.Retraining.Engines;
using Poets.Retraining.Files;
using Poets.Retraining.Labelling;
using Poets.Retraining.Pipeline;

namespace Poets.Retraining;

/// <summary>Labels images with a retrained graph, or with the embedded ImageNet network. Safe to call from several threads.</summary>
public sealed class ImageClassifier : IDisposable
{
    private readonly ClassifierGraph _graph;
    private readonly int _threads;
    private readonly float _threshold;
    private readonly string _unknownLabel;
    private readonly Lazy<ImageNetwork> _alone;
    private readonly Lazy<ImageNetwork> _abreast;

    private ImageClassifier(ClassifierGraph graph, ClassifierOptions options)
    {
        (_graph, _threshold, _unknownLabel) = (graph, options.Threshold, options.UnknownLabel);
        _threads = Concurrency.Of(options.Threads, options.BatchSize);
        _alone = new Lazy<ImageNetwork>(() => graph.Prepare(options, options.Threads));
        _abreast = new Lazy<ImageNetwork>(() => graph.Prepare(options, Concurrency.OfOneRun(options.Threads, options.BatchSize), options.BatchSize));
    }

    /// <summary>The labels, in the order of the graph's outputs.</summary>
    public IReadOnlyList<string> Labels => _graph.Labels;

    /// <summary>Which files the graph's training took by default.</summary>
    public Datasets.ImageListing Listing => _graph.Listing;

    /// <summary>Reads a graph and its labels.</summary>
    /// <exception cref="RetrainException">A file is missing, the labels do not fit the graph, or the threshold is none.</exception>
    /// <exception cref="GraphException">The graph cannot be read or run.</exception>
    public static ImageClassifier Load(ClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Threshold is not (>= 0 and <= 1))
        {
            throw RetrainException.OutOfRange("--threshold", options.Threshold, "0 to 1");
        }

        if (string.IsNullOrEmpty(options.UnknownLabel))
        {
            throw new RetrainException("--unknown_label: it is empty; give a name that no other class has, such as 'unknown'.") { Fault = RetrainFault.OptionInvalid };
        }

        return new ImageClassifier(ClassifierGraph.Load(options), options);
    }

    /// <summary>Labels one file with all threads; a bad file is a result that carries its error.</summary>
    /// <param name="path">The image.</param>
    /// <param name="top">How many labels, at most.</param>
    public ImageClassification Classify(string path, int top = 5) => Classify(_alone.Value.CreateRunner(), path, top);

    /// <summary>Labels many files, several at once; results stream in the order of the files, and bad files are results that carry their error.</summary>
    public IEnumerable<ImageClassification> ClassifyMany(IEnumerable<string> paths, int top = 5, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Stream();

        IEnumerable<ImageClassification> Stream()
        {
            using var workers = Workers(top);
            foreach (ImageClassification result in workers.Run(paths, cancel))
            {
                yield return result;
            }
        }
    }

    /// <summary>The same for callers that are handed files one at a time.</summary>
    public ResultStream<ImageClassification> OpenStream(int top = 5) => new(Workers(top));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<ImageNetwork> network in new[] { _alone, _abreast })
        {
            if (network.IsValueCreated)
            {
                network.Value.Dispose();
            }
        }
    }

    private OrderedWorkers<string, ImageClassification> Workers(int top) => new(_threads, () =>
    {
        ImageRunner runner = _abreast.Value.CreateRunner();
        return path => Classify(runner, path, top);
    });

    private ImageClassification Classify(ImageRunner runner, string path, int top)
    {
        try
        {
            FileFaults.RequirePath(path);
            float[] scores = runner.Run(path)[0].Span<float>().ToArray();
            if (scores.Length != Labels.Count)
            {
                throw new GraphException($"{_graph.Origin}: the output has {scores.Length} scores for one image, and there are {Labels.Count} labels.");
            }

            int[] best = Ranking.Top(scores, top);
            float highest = scores[Ranking.Top(scores, 1)[0]];
            if (_threshold > 0 && !(highest >= _threshold))
            {
                return new ImageClassification
                {
                    Path = path,
                    Labels = [new ImageLabel(path, 1, _unknownLabel, highest)],
                    Scores = scores,
                    IsUnknown = true,
                    RunTime = runner.RunTime,
                };
            }

            return new ImageClassification
            {
                Path = path,
                Labels = [.. best.Select((index, rank) => new ImageLabel(path, rank + 1, Labels[index], scores[index]))],
                Scores = scores,
                RunTime = runner.RunTime,
            };
        }
        catch (Exception error) when (FileFaults.Concerns(error))
        {
            return new ImageClassification { Path = path, Error = error };
        }
    }
}
