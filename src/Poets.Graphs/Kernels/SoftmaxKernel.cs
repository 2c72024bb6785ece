namespace Poets.Graphs.Kernels;

/// <summary>Softmax over the last axis, shifted by the row's maximum so that no exponential overflows.</summary>
public static class SoftmaxKernel
{
    /// <summary>output[r, i] = exp(x[r, i] − max x[r]) / Σ exp(x[r, j] − max x[r]); rows of <paramref name="length"/> follow each other; in place is allowed.</summary>
    public static void Softmax(ReadOnlySpan<float> input, Span<float> output, int rows, int length) => Reference(input, output, rows, length, logarithm: false);

    /// <summary>output[r, i] = x[r, i] − max x[r] − ln Σ exp(x[r, j] − max x[r]).</summary>
    public static void LogSoftmax(ReadOnlySpan<float> input, Span<float> output, int rows, int length) => Reference(input, output, rows, length, logarithm: true);

    internal static void Reference(ReadOnlySpan<float> input, Span<float> output, int rows, int length, bool logarithm)
    {
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> x = input.Slice(r * length, length);
            Span<float> y = output.Slice(r * length, length);
            float largest = float.NegativeInfinity;
            foreach (float value in x)
            {
                largest = MathF.Max(largest, value);
            }

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
}
