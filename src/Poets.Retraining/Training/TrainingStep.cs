namespace Poets.Retraining.Training;

/// <summary>The figures of one evaluation (reference §7.4).</summary>
/// <param name="Step">The step, from 0; an iteration for Lbfgs.</param>
/// <param name="TrainAccuracy">Fraction correct of the step's training batch after the update, 0 to 1.</param>
/// <param name="CrossEntropy">Mean cross entropy of the same batch after the update.</param>
/// <param name="ValidationAccuracy">Fraction correct of the validation batch; NaN where nothing is validated.</param>
/// <param name="ValidationCrossEntropy">Its mean cross entropy; NaN where nothing is validated.</param>
/// <param name="ValidationCount">Images in the validation batch.</param>
public sealed record TrainingStep(int Step, double TrainAccuracy, double CrossEntropy, double ValidationAccuracy, double ValidationCrossEntropy, int ValidationCount);
