namespace Poets.Retraining.Training.Sgd;

/// <summary>retrain.py's training parameters with its defaults (reference §1.2), and two additions that are off.</summary>
public sealed record SgdOptions
{
    /// <summary><c>--how_many_training_steps</c>; 0 or less exports the random initial layer.</summary>
    public int Steps { get; init; } = 4000;

    /// <summary><c>--learning_rate</c>.</summary>
    public float LearningRate { get; init; } = 0.01f;

    /// <summary><c>--train_batch_size</c>: images drawn a step; negative means the whole training set every step.</summary>
    public int TrainBatchSize { get; init; } = 100;

    /// <summary><c>--validation_batch_size</c>: images drawn an evaluation; negative means the whole validation set.</summary>
    public int ValidationBatchSize { get; init; } = 100;

    /// <summary><c>--eval_step_interval</c>: evaluate at its multiples and at the last step.</summary>
    public int EvaluationInterval { get; init; } = 10;

    /// <summary><c>--intermediate_store_frequency</c>: a snapshot at its multiples but 0; 0 or less for none.</summary>
    public int SnapshotInterval { get; init; }

    /// <summary>Train with weights and logits rounded to 8 bits, for networks that are quantised themselves (reference §6.3).</summary>
    public bool Quantise { get; init; }

    /// <summary>Stop after this many evaluations in a row without a lower validation cross entropy; 0 never stops early.</summary>
    public int Patience { get; init; }

    /// <summary>Return the layer of the evaluation with the lowest validation cross entropy instead of the last one.</summary>
    public bool KeepBest { get; init; }
}
