namespace Poets.Retraining.Training.Sgd;

/// <summary>The purposes that random numbers are drawn for; each has its own <see cref="SeededRandom"/> stream.</summary>
public static class RandomStreams
{
    /// <summary>The layer's initial weights.</summary>
    public const ulong InitialWeights = 1;

    /// <summary>Which training images a step uses.</summary>
    public const ulong TrainingBatches = 2;

    /// <summary>Which validation images an evaluation uses.</summary>
    public const ulong ValidationBatches = 3;

    /// <summary>Which testing images a positive test batch size uses.</summary>
    public const ulong TestBatches = 4;

    /// <summary>How images are distorted.</summary>
    public const ulong Distortions = 5;

    /// <summary>The made-up pictures of the demo.</summary>
    public const ulong Demo = 6;
}
