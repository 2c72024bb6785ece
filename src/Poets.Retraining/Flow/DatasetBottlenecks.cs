using System.Globalization;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Files;
using Poets.Retraining.Pipeline;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Flow;

/// <summary>The cache pass (reference §4.3): all images of a data set become rows of three matrices, on all cores.</summary>
internal sealed class DatasetBottlenecks
{
    private const int ImagesBetweenLines = 100;

    private readonly ImageDataset _dataset;
    private readonly BottleneckSource _source;
    private readonly IRetrainLog _log;
    private readonly FeatureMatrix[] _matrices;
    private readonly bool[][] _isGood;
    private readonly List<string> _bad = [];
    private readonly SetBottlenecks?[] _sets = new SetBottlenecks?[3];
    private bool _cacheIsTold;

    private DatasetBottlenecks(ImageDataset dataset, BottleneckSource source, FeatureStore store, bool withTraining, IRetrainLog log)
    {
        (_dataset, _source, _log) = (dataset, source, log);
        int[] counts = [withTraining ? dataset.CountOf(ImageCategory.Training) : 0, dataset.CountOf(ImageCategory.Testing), dataset.CountOf(ImageCategory.Validation)];
        _matrices = Array.ConvertAll(counts, count => store.Create(count, source.Backbone.Length));
        _isGood = Array.ConvertAll(counts, count => new bool[count]);
        WithTraining = withTraining;
    }

    /// <summary>Whether the training images are among them; distorted runs make theirs on the fly.</summary>
    public bool WithTraining { get; }

    /// <summary>Bottlenecks that were computed.</summary>
    public int Computed { get; private set; }

    /// <summary>Bottlenecks that were read.</summary>
    public int Cached { get; private set; }

    /// <summary>Files that could not be used.</summary>
    public IReadOnlyList<string> Bad => _bad;

    /// <summary>The rows of one set.</summary>
    public SetBottlenecks this[ImageCategory category] => _sets[(int)category] ??= Collect(category);

    /// <summary>Computes or reads all of them.</summary>
    public static DatasetBottlenecks Run(ImageDataset dataset, BottleneckSource source, FeatureStore store, bool withTraining, IRetrainLog log, CancellationToken cancel)
    {
        var result = new DatasetBottlenecks(dataset, source, store, withTraining, log);
        result.Fill(cancel);
        return result;
    }

    private void Fill(CancellationToken cancel)
    {
        int total = _matrices.Sum(matrix => matrix.Rows);
        int visited = 0;
        using var workers = new OrderedWorkers<Visit, Outcome>(_source.Threads, MakeWorker);
        try
        {
            foreach (Outcome outcome in workers.Run(Visits(), cancel))
            {
                Tell(outcome);
                visited++;
                _log.Progress("Bottlenecks", visited, total);
                if (visited % ImagesBetweenLines == 0)
                {
                    _log.Info(string.Create(CultureInfo.InvariantCulture, $"{visited} bottleneck files created."));
                }
            }
        }
        finally
        {
            // Before the threads are waited for: one of them may be at a file that does not answer.
            _source.Cache?.Close();
        }
    }

    private IEnumerable<Visit> Visits()
    {
        int[] rows = [0, 0, 0];
        foreach (ImageClass imageClass in _dataset.Classes)
        {
            foreach (ImageCategory category in Categories())
            {
                foreach (string name in imageClass[category])
                {
                    yield return new Visit(imageClass, category, rows[(int)category]++, name);
                }
            }
        }
    }

    private ImageCategory[] Categories() => WithTraining
        ? [ImageCategory.Training, ImageCategory.Testing, ImageCategory.Validation]
        : [ImageCategory.Testing, ImageCategory.Validation];

    private Func<Visit, Outcome> MakeWorker()
    {
        BottleneckSource.Worker worker = _source.CreateWorker();
        return item =>
        {
            Span<float> row = _matrices[(int)item.Category].Row(item.Row);
            try
            {
                return new Outcome(item, worker.Fill(item.Class.Folder, item.Name, _dataset.PathOf(item.Class, item.Name), row), null);
            }
            catch (Exception error) when (FileFaults.Concerns(error))
            {
                return new Outcome(item, BottleneckMiss.Absent, error);
            }
        };
    }

    private void Tell(Outcome outcome)
    {
        Visit item = outcome.Visit;
        if (outcome.Error is not null)
        {
            string path = _dataset.PathOf(item.Class, item.Name);
            _bad.Add(path);
            _log.BadFile(path, outcome.Error);
            return;
        }

        TellOfCache();
        _isGood[(int)item.Category][item.Row] = true;
        if (outcome.Miss == BottleneckMiss.None)
        {
            Cached++;
            return;
        }

        Computed++;
        if (_source.Cache is not { } cache)
        {
            return;
        }

        string file = cache.PathOf(item.Class.Folder, item.Name);
        if (Reason(outcome.Miss) is { } reason)
        {
            _log.Warning(outcome.Miss == BottleneckMiss.Unreadable ? reason : $"{file}: {reason}, recreating bottleneck");
        }

        string line = $"Creating bottleneck at {file}";
        if (_source.Backbone.Script == ScriptVersion.Hub)
        {
            _log.Debug(line);
        }
        else
        {
            _log.Info(line);
        }
    }

    // Once: whatever the folder is short of, all later files are.
    private void TellOfCache()
    {
        if (!_cacheIsTold && _source.Cache?.Fault is { } fault)
        {
            _cacheIsTold = true;
            _log.Warning(fault.Message);
        }
    }

    private static string? Reason(BottleneckMiss miss) => miss switch
    {
        BottleneckMiss.Unreadable => "Invalid float found, recreating bottleneck",
        BottleneckMiss.Denied => "cannot be read",
        BottleneckMiss.WrongCount => "cut off, or of another network",
        BottleneckMiss.Rewritten => "not as it was written",
        BottleneckMiss.ImageChanged => "the image changed",
        BottleneckMiss.NetworkChanged => "made by another network of this name",
        _ => null,
    };

    private SetBottlenecks Collect(ImageCategory category)
    {
        bool[] isGood = _isGood[(int)category];
        var labels = new List<int>(isGood.Length);
        var names = new List<string>(isGood.Length);
        var rows = new List<int>(isGood.Length);
        if (category != ImageCategory.Training || WithTraining)
        {
            int row = 0;
            for (int index = 0; index < _dataset.Classes.Count; index++)
            {
                foreach (string name in _dataset.Classes[index][category])
                {
                    if (isGood[row])
                    {
                        labels.Add(index);
                        names.Add(name);
                        rows.Add(row);
                    }

                    row++;
                }
            }
        }

        FeatureMatrix features = _matrices[(int)category];
        features.Keep([.. rows]);
        string[] kept = [.. names];
        var data = new LabelledFeatures(features, [.. labels], _dataset.Classes.Count);
        return new SetBottlenecks(data, index => _dataset.PathOf(_dataset.Classes[data.Labels[index]], kept[index]));
    }

    private readonly record struct Visit(ImageClass Class, ImageCategory Category, int Row, string Name);

    private readonly record struct Outcome(Visit Visit, BottleneckMiss Miss, Exception? Error);
}
