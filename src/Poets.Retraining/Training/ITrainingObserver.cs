using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Training;

/// <summary>Is told what happens during training, on the thread that trains; quick work only, or hand it on.</summary>
public interface ITrainingObserver
{
    /// <summary>Once a step: the training batch as the forward pass saw it, before the update (reference §7.3, 1).</summary>
    /// <param name="batch">Views into the solver's memory, valid during the call.</param>
    void OnStep(in BatchView batch);

    /// <summary>
    /// At evaluation steps (reference §7.3, 2): the figures to log, and the validation batch after the update.
    /// </summary>
    /// <param name="step">The figures.</param>
    /// <param name="validation">Views into the solver's memory, valid during the call; empty where nothing is validated.</param>
    void OnEvaluation(TrainingStep step, in BatchView validation);

    /// <summary>At the steps that <see cref="SgdOptions.SnapshotInterval"/> names: the layer, a copy of its own.</summary>
    void OnSnapshot(int step, SoftmaxLayer layer);

    /// <summary>Once, at the end: what was chosen and why training ended.</summary>
    void OnCompleted(TrainingFacts facts);
}
