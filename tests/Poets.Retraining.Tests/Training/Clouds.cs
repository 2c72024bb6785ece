using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Tests.Training;

/// <summary>Made-up features: a normal cloud a class, with a mean and scale of its own for each feature.</summary>
internal static class Clouds
{
    public static TrainingProblem Problem(int rows, int features, int classes, double spread, ulong seed, int threads = 0)
    {
        var random = new SeededRandom(seed);
        double[][] centres = [.. Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, features).Select(_ => random.Normal() * 0.5).ToArray())];
        double[] scales = [.. Enumerable.Range(0, features).Select(_ => 0.2 + random.Uniform())];
        return new TrainingProblem
        {
            Training = Draw(rows),
            Validation = Draw(rows / 2),
            Seed = seed,
            Threads = threads,
        };

        LabelledFeatures Draw(int count)
        {
            var matrix = new FeatureMatrix(count, features);
            int[] labels = [.. Enumerable.Range(0, count).Select(i => i * classes / count)];
            for (int i = 0; i < count; i++)
            {
                Span<float> row = matrix.Row(i);
                for (int d = 0; d < features; d++)
                {
                    row[d] = (float)(1 + (scales[d] * (centres[labels[i]][d] + (spread * random.Normal()))));
                }
            }

            return new LabelledFeatures(matrix, labels, classes);
        }
    }
}
