using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training;

/// <summary>What a solver is given. Rows are in the order of the image lists, class by class.</summary>
public sealed class TrainingProblem
{
    /// <summary>The training images; null where <see cref="Batches"/> makes them on the fly.</summary>
    public LabelledFeatures? Training { get; init; }

    /// <summary>The validation images; may be empty, then nothing is validated. Choices are made on these, never on testing images.</summary>
    public LabelledFeatures? Validation { get; init; }

    /// <summary>Distorted training batches; used by the Sgd solver instead of <see cref="Training"/>.</summary>
    public IBatchSource? Batches { get; init; }

    /// <summary>Every random choice follows from this.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use at most; 0 means all cores. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Features D an image.</summary>
    /// <exception cref="TrainingException">There is nothing to train on.</exception>
    public int FeatureCount => Batches?.FeatureCount ?? Training?.Features.Columns ?? throw NothingToTrain();

    /// <summary>Classes K.</summary>
    /// <exception cref="TrainingException">There is nothing to train on.</exception>
    public int ClassCount => Batches?.ClassCount ?? Training?.ClassCount ?? throw NothingToTrain();

    private static TrainingException NothingToTrain() => new("There are no training images: give a training set or a source of batches.");
}
