namespace Poets.Retraining.Training;

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

    private Standardiser(double[] means, double[] scales) => (_means, _scales) = (means, scales);

    /// <summary>Measures a training set in float64: the mean first, then the deviation about it.</summary>
    public static Standardiser Of(FeatureMatrix features, int threads)
    {
        var means = new double[features.Columns];
        var scales = new double[features.Columns];
        Work.ForColumns(features.Columns, (long)features.Rows * features.Columns, threads, (first, end) =>
        {
            for (int row = 0; row < features.Rows; row++)
            {
                ReadOnlySpan<float> x = features.Row(row);
                for (int d = first; d < end; d++)
                {
                    means[d] += x[d];
                }
            }

            for (int d = first; d < end; d++)
            {
                means[d] /= features.Rows;
            }

            for (int row = 0; row < features.Rows; row++)
            {
                ReadOnlySpan<float> x = features.Row(row);
                for (int d = first; d < end; d++)
                {
                    double difference = x[d] - means[d];
                    scales[d] += difference * difference;
                }
            }

            for (int d = first; d < end; d++)
            {
                double deviation = Math.Sqrt(scales[d] / features.Rows);
                scales[d] = deviation > SmallestRelativeDeviation * Math.Abs(means[d]) ? 1 / deviation : 0;
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

    /// <summary>A scaled copy.</summary>
    public FeatureMatrix Apply(FeatureMatrix features, int threads)
    {
        var result = new FeatureMatrix(features.Rows, features.Columns);
        float[] scales = Array.ConvertAll(_scales, scale => (float)scale);
        float[] means = Array.ConvertAll(_means, mean => (float)mean);
        Work.ForRows(features.Rows, (long)features.Rows * features.Columns, threads, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                ReadOnlySpan<float> x = features.Row(row);
                Span<float> z = result.Row(row);
                for (int d = 0; d < z.Length; d++)
                {
                    z[d] = (x[d] - means[d]) * scales[d];
                }
            }
        });
        return result;
    }

    /// <summary>
    /// The layer on plain features that equals one on standardised features: W[d] = V[d] · scale[d],
    /// b = c − Σ_d mean[d] · W[d], computed in float64.
    /// </summary>
    /// <param name="parameters">V transposed, [K, D], then c, [K].</param>
    /// <param name="classes">K.</param>
    public TransposedLayer Fold(ReadOnlySpan<double> parameters, int classes)
    {
        int features = _means.Length;
        var layer = new TransposedLayer(features, classes);
        for (int k = 0; k < classes; k++)
        {
            ReadOnlySpan<double> v = parameters.Slice(k * features, features);
            Span<float> w = layer.Weights.Row(k);
            double bias = parameters[(classes * features) + k];
            for (int d = 0; d < features; d++)
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
