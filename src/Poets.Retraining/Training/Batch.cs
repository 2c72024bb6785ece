using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training;

/// <summary>Rows of a matrix with their classes, and what a layer makes of them.</summary>
internal sealed class Batch : BatchFigures
{
    private readonly int _classes;
    private readonly float[] _coefficients;
    private float[]? _unrounded;

    public Batch(FeatureMatrix features, int count, int classes)
        : base(count, classes)
    {
        (Features, _classes) = (features, classes);
        Rows = new int[count];
        _coefficients = new float[count * classes];
    }

    public FeatureMatrix Features { get; }

    public int[] Rows { get; }

    /// <summary>Makes this the batch of the matrix's first rows, in order.</summary>
    public void TakeRowsInOrder()
    {
        for (int i = 0; i < Rows.Length; i++)
        {
            Rows[i] = i;
        }
    }

    /// <summary>Logits, probabilities, cross entropy and accuracy under a layer.</summary>
    public void Evaluate(TransposedLayer layer)
    {
        layer.Forward(Features, Rows, Logits);
        Judge();
        if (layer.Quantisation is { } quantisation)
        {
            // The scripts' loss, and so the gradient, is of the logits before they are rounded; scores are of those after it.
            _unrounded ??= new float[Probabilities.Length];
            Probabilities.CopyTo(_unrounded, 0);
            quantisation.Logits(Logits);
            JudgeRounded();
        }
    }

    /// <summary>One step down the gradient of the last <see cref="Evaluate"/>.</summary>
    public void Descend(TransposedLayer layer, float rate)
    {
        float[]? before = layer.Quantisation is null ? null : (float[])layer.Weights.Values.Clone();
        Differentiate(layer, rate, _coefficients);
        BackwardKernel.Run(Features, Rows, _coefficients, layer.Weights, 0);
        layer.Quantisation?.Hold(before, layer.Weights.Values);
    }

    /// <summary>The biases' part of that step, and what the weights' part takes of each row: −rate · (P − Y) / B, [B, K].</summary>
    public void Differentiate(TransposedLayer layer, float rate, Span<float> coefficients)
    {
        float scale = -rate / Count;
        float[] probabilities = layer.Quantisation is null ? Probabilities : _unrounded!;
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < _classes; k++)
            {
                int at = (i * _classes) + k;
                coefficients[at] = scale * (probabilities[at] - (Labels[i] == k ? 1 : 0));
                layer.Biases[k] += coefficients[at];
            }
        }
    }
}
