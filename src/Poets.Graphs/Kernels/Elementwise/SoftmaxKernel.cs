namespace Poets.Graphs.Kernels.Elementwise;

/// <summary>Softmax over the last axis, shifted by the row's maximum so that no exponential overflows.</summary>
public static class SoftmaxKernel
{
    /// <summary>output[r, i] = exp(x[r, i] − max x[r]) / Σ exp(x[r, j] − max x[r]); rows of <paramref name="length"/> follow each other; in place is allowed.</summary>
    public static void Softmax(ReadOnlySpan<float> input, Span<float> output, int rows, int length)
    {
        for (int r = 0; r < rows; r++)
        {
            Span<float> y = output.Slice(r * length, length);
            Shift(input.Slice(r * length, length), y);
            ActivationKernel.Exp(y, y);
            float scale = (float)(1 / Sum(y));
            foreach (ref float value in y)
            {
                value *= scale;
            }
        }
    }

    /// <summary>output[r, i] = x[r, i] − max x[r] − ln Σ exp(x[r, j] − max x[r]); in place is allowed.</summary>
    public static void LogSoftmax(ReadOnlySpan<float> input, Span<float> output, int rows, int length)
    {
        float[] powers = new float[length];
        for (int r = 0; r < rows; r++)
        {
            Span<float> y = output.Slice(r * length, length);
            Shift(input.Slice(r * length, length), y);
            ActivationKernel.Exp(y, powers);
            float logarithm = (float)Math.Log(Sum(powers));
            foreach (ref float value in y)
            {
                value -= logarithm;
            }
        }
    }

    internal static void Reference(ReadOnlySpan<float> input, Span<float> output, int rows, int length, bool logarithm)
    {
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> x = input.Slice(r * length, length);
            Span<float> y = output.Slice(r * length, length);
            float largest = Largest(x);
            double sum = 0;
            foreach (float value in x)
            {
                sum += Math.Exp(value - largest);
            }

            for (int i = 0; i < length; i++)
            {
                y[i] = (float)(logarithm ? x[i] - largest - Math.Log(sum) : Math.Exp(x[i] - largest) / sum);
            }
        }
    }

    private static void Shift(ReadOnlySpan<float> x, Span<float> y)
    {
        float largest = Largest(x);
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = x[i] - largest;
        }
    }

    private static float Largest(ReadOnlySpan<float> x)
    {
        float largest = float.NegativeInfinity;
        foreach (float value in x)
        {
            largest = MathF.Max(largest, value);
        }

        return largest;
    }

    // In double, as a thousand classes would cost a float three digits.
    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }
}
