using System.Globalization;
using Poets.Retraining.Training;

namespace Poets.Retraining.Flow;

/// <summary>Writes the three lines of each evaluation (reference §7.4), and shows how far training is.</summary>
internal sealed class StepLog : ITrainingObserver
{
    private readonly IRetrainLog _log;
    private readonly TimeProvider _clock;
    private readonly int _steps;
    private readonly Action<int, SoftmaxLayer> _writeSnapshot;

    public StepLog(IRetrainLog log, TimeProvider clock, int steps, Action<int, SoftmaxLayer> writeSnapshot) =>
        (_log, _clock, _steps, _writeSnapshot) = (log, clock, steps, writeSnapshot);

    /// <summary>What the solver said at the end.</summary>
    public TrainingFacts? Facts { get; private set; }

    /// <inheritdoc/>
    public void OnStep(in BatchView batch) => _log.Progress("Training", batch.Step + 1, _steps);

    /// <inheritdoc/>
    public void OnEvaluation(TrainingStep step, in BatchView validation)
    {
        _log.Info(string.Create(CultureInfo.InvariantCulture, $"{Now()}: Step {step.Step}: Train accuracy = {Percent(step.TrainAccuracy)}%"));
        _log.Info(string.Create(CultureInfo.InvariantCulture, $"{Now()}: Step {step.Step}: Cross entropy = {PythonText.Fixed(step.CrossEntropy, 6)}"));
        if (step.ValidationCount > 0)
        {
            _log.Info(string.Create(CultureInfo.InvariantCulture, $"{Now()}: Step {step.Step}: Validation accuracy = {Percent(step.ValidationAccuracy)}% (N={step.ValidationCount})"));
        }
    }

    /// <inheritdoc/>
    public void OnSnapshot(int step, SoftmaxLayer layer) => _writeSnapshot(step, layer);

    /// <inheritdoc/>
    public void OnCompleted(TrainingFacts facts) => Facts = facts;

    /// <summary>The scripts' fraction is a float32, multiplied by 100 in double.</summary>
    public static string Percent(double fraction) => PythonText.Fixed((double)(float)fraction * 100, 1);

    private string Now() => PythonText.Timestamp(_clock.GetLocalNow().DateTime);
}
