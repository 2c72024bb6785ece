using Google.Protobuf;
using Poets.Graphs.Protobuf;
using Poets.Retraining.Summaries;
using Poets.Retraining.Training;

namespace Poets.Retraining.Flow;

/// <summary>Hands what happens in training to the log and, where they are wanted, to TensorBoard's event files.</summary>
internal sealed class TrainingWatch : ITrainingObserver, IDisposable
{
    private const string Events = "events.out.tfevents.*";

    // TensorBoard shows a graph's structure; the weights would only make the file large.
    private const int LargestConstant = 1024;

    private readonly StepLog _log;
    private readonly IRetrainLog _warnings;
    private readonly List<TrainingStep> _steps = [];
    private TrainingSummaryWriter? _summaries;
    private bool _isTold;

    /// <summary>Watches for a log, and for event files where a folder is given.</summary>
    /// <param name="log">Hears the lines.</param>
    /// <param name="warnings">Hears of event files that cannot be written; no training ends for them.</param>
    /// <param name="folder">The root of the event files, or null.</param>
    /// <param name="script">Whose tags they have.</param>
    /// <param name="graph">The graph that TensorBoard shows.</param>
    public TrainingWatch(StepLog log, IRetrainLog warnings, string? folder, ScriptVersion script, Func<GraphDef> graph)
    {
        (_log, _warnings) = (log, warnings);
        if (string.IsNullOrEmpty(folder))
        {
            return;
        }

        byte[] structure = Structure(graph()).ToByteArray();
        Write((in BatchView _) =>
        {
            RemoveEarlier(Path.Combine(folder, "train"));
            RemoveEarlier(Path.Combine(folder, "validation"));
            _summaries = new TrainingSummaryWriter(folder, new SummaryTags(script == ScriptVersion.Hub ? "final_retrain_ops" : "final_training_ops"));
            _summaries.WriteGraph(structure);
        });
    }

    /// <summary>Whether event files are written: of quick steps, their histograms keep a core busy that the solver had better leave alone.</summary>
    public bool WritesEvents => _summaries is not null;

    /// <summary>What the solver said at the end.</summary>
    public TrainingFacts? Facts => _log.Facts;

    /// <summary>The evaluations so far, for the report's curves.</summary>
    public IReadOnlyList<TrainingStep> Steps => _steps;

    /// <inheritdoc/>
    public void OnStep(in BatchView batch)
    {
        Write((in BatchView given) => _summaries?.WriteTrain(given), batch);
        _log.OnStep(batch);
    }

    /// <inheritdoc/>
    public void OnEvaluation(TrainingStep step, in BatchView validation)
    {
        Write((in BatchView given) => _summaries?.WriteValidation(given), validation);
        _steps.Add(step);
        _log.OnEvaluation(step, validation);
    }

    /// <inheritdoc/>
    public void OnSnapshot(int step, SoftmaxLayer layer) => _log.OnSnapshot(step, layer);

    /// <inheritdoc/>
    public void OnCompleted(TrainingFacts facts) => _log.OnCompleted(facts);

    /// <inheritdoc/>
    public void Dispose() => Write((in BatchView _) => _summaries?.Dispose());

    // What training makes is worth more than the curves of it: the first error is told, and ends them.
    private void Write(Writing write, in BatchView batch = default)
    {
        try
        {
            write(batch);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TrainingSummaryWriter? given = _summaries;
            _summaries = null;
            if (!_isTold)
            {
                _isTold = true;
                _warnings.Warning($"The event files cannot be written, and end here: {error.Message}");
                Write((in BatchView _) => given?.Dispose());
            }
        }
    }

    /// <summary>The scripts delete the whole folder, whatever else is in it; only event files of earlier runs have to go.</summary>
    private static void RemoveEarlier(string folder)
    {
        if (Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, Events))
            {
                File.Delete(file);
            }
        }
    }

    private static GraphDef Structure(GraphDef graph)
    {
        foreach (NodeDef node in graph.Node)
        {
            if (node.Attr.TryGetValue("value", out AttrValue? value) && value.Tensor is { TensorContent.Length: > LargestConstant } tensor)
            {
                tensor.TensorContent = ByteString.Empty;
            }
        }

        return graph;
    }

    private delegate void Writing(in BatchView batch);
}
