namespace Poets.Retraining.Training.Kernels;

/// <summary>Softmax, cross entropy and accuracy of rows of logits.</summary>
internal static class SoftmaxKernel
{
    /// <summary>P[i] = exp(x[i] − max) / Σ exp(x[j] − max), row by row. NaN stays NaN.</summary>
    /// <param name="logits">float32 [N, K].</param>
    /// <param name="probabilities">float32 [N, K]; may be the logits.</param>
    /// <param name="classes">K.</param>
    public static void Rows(ReadOnlySpan<float> logits, Span<float> probabilities, int classes)
    {
        for (int start = 0; start < logits.Length; start += classes)
        {
            Row(logits.Slice(start, classes), probabilities.Slice(start, classes), out _);
        }
    }

    /// <summary>The same, and the sum over rows of log Σ exp(x[j]) − x[label], in float64.</summary>
    /// <param name="logits">float32 [N, K].</param>
    /// <param name="labels">[N].</param>
    /// <param name="probabilities">float32 [N, K]; not the logits.</param>
    /// <param name="classes">K.</param>
    public static double Rows(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> probabilities, int classes)
    {
        double total = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            double sum = Row(row, probabilities.Slice(i * classes, classes), out float largest);
            total += Math.Log(sum) + largest - row[labels[i]];
        }

        return total;
    }

    /// <summary>Rows whose largest value (the first of equals, as TensorFlow's ArgMax) is the label's.</summary>
    public static int CorrectCount(ReadOnlySpan<float> values, ReadOnlySpan<int> labels, int classes)
    {
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            correct += ArgMax(values.Slice(i * classes, classes)) == labels[i] ? 1 : 0;
        }

        return correct;
    }

    /// <summary>The index of the largest value, the first of equals.</summary>
    public static int ArgMax(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
        {
            best = row[i] > row[best] ? i : best;
        }

        return best;
    }

    /// <summary>One row; returns Σ exp(x[j] − max).</summary>
    private static double Row(ReadOnlySpan<float> logits, Span<float> probabilities, out float largest)
    {
        largest = logits[0];
        foreach (float value in logits)
        {
            largest = MathF.Max(largest, value);
        }

        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] = MathF.Exp(logits[i] - largest);
            sum += probabilities[i];
        }

        float scale = (float)(1 / sum);
        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] *= scale;
        }

        return sum;
    }
}
