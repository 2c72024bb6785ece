using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training;

/// <summary>What a layer makes of images of known classes.</summary>
internal class BatchFigures
{
    private readonly int _classes;

    public BatchFigures(int count, int classes)
    {
        _classes = classes;
        Labels = new int[count];
        Logits = new float[count * classes];
        Probabilities = new float[count * classes];
    }

    public int[] Labels { get; }

    public float[] Logits { get; }

    public float[] Probabilities { get; }

    public double CrossEntropy { get; private set; }

    public double Accuracy { get; private set; }

    public int Count => Labels.Length;

    /// <summary>Probabilities, cross entropy and accuracy of the logits that stand here.</summary>
    public void Judge()
    {
        CrossEntropy = SoftmaxKernel.Rows(Logits, Labels, Probabilities, _classes) / Count;
        Accuracy = (double)SoftmaxKernel.CorrectCount(Probabilities, Labels, _classes) / Count;
    }

    /// <summary>Probabilities and accuracy of logits that were rounded since; the loss stays that of the logits before.</summary>
    public void JudgeRounded()
    {
        SoftmaxKernel.Rows(Logits, Probabilities, _classes);
        Accuracy = (double)SoftmaxKernel.CorrectCount(Probabilities, Labels, _classes) / Count;
    }

    public BatchView View(int step, TransposedLayer layer) => new()
    {
        Step = step,
        Weights = layer.PackedWeights(),
        Biases = layer.Biases,
        Logits = Logits,
        Probabilities = Probabilities,
        CrossEntropy = CrossEntropy,
        Accuracy = Accuracy,
        Count = Count,
    };
}
