namespace Poets.Retraining.Training;

/// <summary>Softmax, cross entropy and accuracy of rows of logits.</summary>
internal static class SoftmaxKernel
{
    /// <summary>P[i] = exp(x[i] − max) / Σ exp(x[j] − max), row by row, in place. NaN stays NaN.</summary>
    public static void RowsInPlace(Span<float> logits, int classes)
    {
        for (int start = 0; start < logits.Length; start += classes)
        {
            Span<float> row = logits.Slice(start, classes);
            float largest = row[0];
            foreach (float value in row)
            {
                largest = MathF.Max(largest, value);
            }

            double sum = 0;
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = MathF.Exp(row[i] - largest);
                sum += row[i];
            }

            float scale = (float)(1 / sum);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] *= scale;
            }
        }
    }

    /// <summary>The sum over rows of log Σ exp(x[j]) − x[label], from logits, in float64.</summary>
    public static double CrossEntropySum(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        double total = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            float largest = row[0];
            foreach (float value in row)
            {
                largest = MathF.Max(largest, value);
            }

            double sum = 0;
            foreach (float value in row)
            {
                sum += MathF.Exp(value - largest);
            }

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
}
