namespace Poets.Retraining.Training;

/// <summary>Looks away.</summary>
public sealed class NullObserver : ITrainingObserver
{
    /// <inheritdoc/>
    public void OnStep(in BatchView batch)
    {
    }

    /// <inheritdoc/>
    public void OnEvaluation(TrainingStep step, in BatchView validation)
    {
    }

    /// <inheritdoc/>
    public void OnSnapshot(int step, SoftmaxLayer layer)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted(TrainingFacts facts)
    {
    }
}
