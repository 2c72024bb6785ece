using System.Numerics;
using System.Runtime.CompilerServices;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>
/// z = (x − mean) / deviation^p, a feature at a time, with the population deviation of the training set, times one factor
/// that makes the mean variance of z 1 whatever the power p. A feature whose
/// deviation is zero, or too small against its mean for float32 to tell from rounding, gets scale 0: it is constant and
/// carries nothing.
/// </summary>
internal sealed class Standardiser
{
    private const double SmallestRelativeDeviation = 1e-6;
    private readonly double[] _means;
    private readonly double[] _scales;

    private readonly float[] _narrowMeans;
    private readonly float[] _narrowScales;

    private Standardiser(double[] means, double[] scales)
    {
        (_means, _scales) = (means, scales);
        _narrowMeans = Array.ConvertAll(means, mean => (float)mean);
        _narrowScales = Array.ConvertAll(scales, scale => (float)scale);
    }

    /// <summary>Features that are not constant; the sum of all variances of z.</summary>
    public int Varying => _scales.Count(scale => scale != 0);

    /// <summary>Measures a training set in float64: the mean first, then the deviation about it.</summary>
    public static Standardiser Of(TrainingRows rows, int threads)
    {
        var means = new double[rows.Columns];
        var scales = new double[rows.Columns];
        Work.ForColumns(rows.Columns, (long)rows.Count * rows.Columns, threads, (first, end) =>
        {
            Span<double> mean = means.AsSpan(first, end - first);
            Span<double> square = scales.AsSpan(first, end - first);
            for (int row = 0; row < rows.Count; row++)
            {
                VectorMath.AddWidened(rows.Row(row)[first..end], mean);
            }

            foreach (ref double value in mean)
            {
                value /= rows.Count;
            }

            for (int row = 0; row < rows.Count; row++)
            {
                VectorMath.AddSquaredDifferences(rows.Row(row)[first..end], mean, square);
            }

            for (int d = 0; d < mean.Length; d++)
            {
                double deviation = Math.Sqrt(square[d] / rows.Count);
                square[d] = deviation > SmallestRelativeDeviation * Math.Abs(mean[d]) ? 1 / deviation : 0;
            }
        });
        return new Standardiser(means, scales);
    }

    /// <summary>The same with another power of the deviations: 1 standardises, 0 leaves the features' proportions alone.</summary>
    public Standardiser WithPower(double power)
    {
        if (power == 1)
        {
            return this;
        }

        double[] scales = Array.ConvertAll(_scales, scale => scale == 0 ? 0 : Math.Pow(scale, power));
        double variance = 0;
        int count = 0;
        for (int d = 0; d < scales.Length; d++)
        {
            if (scales[d] > 0)
            {
                double deviation = scales[d] / _scales[d];
                variance += deviation * deviation;
                count++;
            }
        }

        double factor = count == 0 ? 1 : Math.Sqrt(count / variance);
        return new Standardiser(_means, Array.ConvertAll(scales, scale => scale * factor));
    }

    /// <summary>A scaled copy, [N, D].</summary>
    public FeatureMatrix Apply(TrainingRows rows, int threads)
    {
        var result = new FeatureMatrix(rows.Count, rows.Columns);
        Work.ForRows(rows.Count, (long)rows.Count * rows.Columns, threads, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                Apply(rows.Row(row), result.Row(row));
            }
        });
        return result;
    }

    /// <summary>Scales one image's features, [D].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<float> x, Span<float> z)
    {
        ReadOnlySpan<float> means = _narrowMeans.AsSpan(0, x.Length);
        ReadOnlySpan<float> scales = _narrowScales.AsSpan(0, x.Length);
        int d = 0;
        for (; d <= x.Length - Vector<float>.Count; d += Vector<float>.Count)
        {
            ((new Vector<float>(x[d..]) - new Vector<float>(means[d..])) * new Vector<float>(scales[d..])).CopyTo(z[d..]);
        }

        for (; d < x.Length; d++)
        {
            z[d] = (x[d] - means[d]) * scales[d];
        }
    }

    /// <summary>
    /// The layer on plain features that equals one on standardised features: W[d] = V[d] · scale[d],
    /// b = c − Σ_d mean[d] · W[d], computed in float64.
    /// </summary>
    /// <param name="weights">V transposed, [K, D].</param>
    /// <param name="biases">c, [K].</param>
    public TransposedLayer Fold(FeatureMatrix weights, ReadOnlySpan<double> biases)
    {
        var layer = new TransposedLayer(weights.Columns, weights.Rows);
        for (int k = 0; k < weights.Rows; k++)
        {
            ReadOnlySpan<float> v = weights.Row(k);
            Span<float> w = layer.Weights.Row(k);
            double bias = biases[k];
            for (int d = 0; d < w.Length; d++)
            {
                w[d] = (float)(v[d] * _scales[d]);

                // The rounded weight, so that the bias makes up for the rounding at the mean.
                bias -= _means[d] * w[d];
            }

            layer.Biases[k] = (float)bias;
        }

        return layer;
    }
}
