namespace Poets.Retraining.Training;

/// <summary>Finds the layer for a training set. The same problem and seed give the same layer, whatever the number of threads.</summary>
public interface ISolver
{
    /// <summary>Trains a layer.</summary>
    /// <param name="problem">The data and the seed.</param>
    /// <param name="observer">Told what happens, on the calling thread.</param>
    /// <param name="cancel">Ends training within a step.</param>
    /// <exception cref="TrainingException">The data allow no training, or the numbers diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    SoftmaxLayer Train(TrainingProblem problem, ITrainingObserver observer, CancellationToken cancel);
}
