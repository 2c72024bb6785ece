using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Poets.Retraining.Training.Kernels;

/// <summary>
/// Cross entropy and its derivative by the logits in float64, for logits that lie class by class, so that images stand side
/// by side in a vector:
/// <para>P[k, i] = exp(f[k, i] + b[k]) / Σ_j exp(f[j, i] + b[j]), d[k, i] = (P[k, i] − (label_i = k)) / N</para>
/// Rows start a stride apart; what lies behind the N images of a row is set to zero.
/// </summary>
internal static class SoftmaxColumnsKernel
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 0.693147180369123816490; // 32 bits, so that n times it is exact
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Added to a number and taken off, it rounds to a whole one, which meanwhile stands in the lowest bits.</summary>
    private const double Rounder = 6755399441055744; // 1.5 · 2^52

    /// <summary>exp is still a normal number here.</summary>
    private const double Smallest = -708;

    /// <summary>1/n! for n = 12 … 0: the remainder is below 2^-52 for |x| ≤ ln 2 / 2.</summary>
    private static ReadOnlySpan<double> Taylor =>
    [
        1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1, 1,
    ];

    /// <summary>The formula, spelled out.</summary>
    /// <param name="logits">f, float64 [K, stride].</param>
    /// <param name="biases">b, [K].</param>
    /// <param name="labels">[N].</param>
    /// <param name="derivative">d, [K, stride].</param>
    /// <param name="stride">Values from row to row.</param>
    /// <returns>The sum over images of −log P[label], and the sum of 1 − Σ P².</returns>
    public static (double CrossEntropy, double Variance) RunScalar(ReadOnlySpan<double> logits, ReadOnlySpan<double> biases, ReadOnlySpan<int> labels, Span<double> derivative, int stride)
    {
        derivative.Clear();
        double crossEntropy = 0, variance = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int k = 0; k < biases.Length; k++)
            {
                largest = Math.Max(largest, logits[(k * stride) + i] + biases[k]);
            }

            for (int k = 0; k < biases.Length; k++)
            {
                sum += Math.Exp(logits[(k * stride) + i] + biases[k] - largest);
            }

            crossEntropy += Math.Log(sum) + largest - logits[(labels[i] * stride) + i] - biases[labels[i]];
            variance += 1;
            for (int k = 0; k < biases.Length; k++)
            {
                double p = Math.Exp(logits[(k * stride) + i] + biases[k] - largest) / sum;
                variance -= p * p;
                derivative[(k * stride) + i] = (p - (labels[i] == k ? 1 : 0)) / labels.Length;
            }
        }

        return (crossEntropy, variance);
    }

    /// <summary>The same, a vector of images at a time; <paramref name="scratch"/> takes 3 · stride values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double CrossEntropy, double Variance) Run(ReadOnlySpan<double> logits, ReadOnlySpan<double> biases, ReadOnlySpan<int> labels, Span<double> derivative, int stride, Span<double> scratch)
    {
        double share = 1.0 / labels.Length;
        Span<double> largests = scratch[..stride];
        Span<double> sums = scratch.Slice(stride, stride);
        Span<double> squares = scratch.Slice(2 * stride, stride);
        for (int i = 0; i < labels.Length; i += Vector<double>.Count)
        {
            Vector<double> largest = new(double.NegativeInfinity);
            for (int k = 0; k < biases.Length; k++)
            {
                largest = Vector.Max(largest, new Vector<double>(logits[((k * stride) + i)..]) + new Vector<double>(biases[k]));
            }

            Vector<double> sum = default;
            for (int k = 0; k < biases.Length; k++)
            {
                Vector<double> exponential = Exp(new Vector<double>(logits[((k * stride) + i)..]) + new Vector<double>(biases[k]) - largest);
                sum += exponential;
                exponential.CopyTo(derivative[((k * stride) + i)..]);
            }

            Vector<double> scale = Vector<double>.One / sum;
            Vector<double> square = default;
            for (int k = 0; k < biases.Length; k++)
            {
                Span<double> place = derivative[((k * stride) + i)..];
                Vector<double> probability = new Vector<double>(place) * scale;
                square += probability * probability;
                (probability * share).CopyTo(place);
            }

            largest.CopyTo(largests[i..]);
            sum.CopyTo(sums[i..]);
            square.CopyTo(squares[i..]);
        }

        double crossEntropy = 0, variance = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            int at = (labels[i] * stride) + i;
            crossEntropy += Math.Log(sums[i]) + largests[i] - logits[at] - biases[labels[i]];
            variance += 1 - squares[i];
            derivative[at] -= share;
        }

        for (int k = 0; k < biases.Length; k++)
        {
            derivative.Slice((k * stride) + labels.Length, stride - labels.Length).Clear();
        }

        return (crossEntropy, variance);
    }

    /// <summary>e^x for x ≤ 0: x = n · ln 2 + r, and e^r by its series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Exp(Vector<double> x)
    {
        x = Vector.Max(x, new Vector<double>(Smallest));
        Vector<double> rounded = (x * Log2E) + new Vector<double>(Rounder);
        Vector<double> n = rounded - new Vector<double>(Rounder);
        Vector<double> r = x - (n * Ln2High) - (n * Ln2Low);
        ref double coefficient = ref MemoryMarshal.GetReference(Taylor);
        Vector<double> series = new(coefficient);
        for (int i = 1; i < 13; i++)
        {
            series = (series * r) + new Vector<double>(Unsafe.Add(ref coefficient, i));
        }

        Vector<long> power = Vector.ShiftLeft(Vector.AsVectorInt64(rounded), 52) + Vector.AsVectorInt64(Vector<double>.One);
        return series * Vector.AsVectorDouble(power);
    }
}
