using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Training.Features;
using Poets.Testing;

namespace Poets.Bench.Sections;

/// <summary>Bottlenecks to train on: real ones where they lie beside this checkout, made-up ones otherwise.</summary>
internal static class BottleneckData
{
    /// <summary>retrain.py's own bottlenecks of the flower photos, every tenth image set apart; or made-up ones of that size.</summary>
    public static (string Origin, LabelledFeatures Training, LabelledFeatures Validation) Flowers()
    {
        string? folder = SharedMaterial.Root is { } root ? Path.Combine(root, "golden", "retrain_py", "mobilenet_0.25_128", "bottlenecks") : null;
        if (!Directory.Exists(folder))
        {
            return MadeUp(502, 1001);
        }

        var rows = new List<float[]>();
        var labels = new List<int>();
        string[] classes = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)];
        for (int label = 0; label < classes.Length; label++)
        {
            foreach (string file in Directory.GetFiles(classes[label], "*.txt").Order(StringComparer.Ordinal))
            {
                FloatText.TryRead(File.ReadAllBytes(file), out float[] values);
                rows.Add(values);
                labels.Add(label);
            }
        }

        return Split("mobilenet_0.25_128", FeatureMatrix.FromRows(rows), [.. labels], classes.Length);
    }

    /// <summary>Five overlapping classes.</summary>
    public static (string Origin, LabelledFeatures Training, LabelledFeatures Validation) MadeUp(int images, int features)
    {
        const int Classes = 5;
        float[] centres = SyntheticWeights.Values("centres", Classes * features, -1, 1);
        float[] noise = SyntheticWeights.Values("noise", images * features, -8, 8);
        var matrix = new FeatureMatrix(images, features);
        int[] labels = [.. Enumerable.Range(0, images).Select(i => i % Classes)];
        for (int i = 0; i < images; i++)
        {
            Span<float> row = matrix.Row(i);
            for (int j = 0; j < features; j++)
            {
                row[j] = noise[(i * features) + j] + centres[(labels[i] * features) + j];
            }
        }

        return Split("made up", matrix, labels, Classes);
    }

    private static (string Origin, LabelledFeatures Training, LabelledFeatures Validation) Split(string origin, FeatureMatrix all, int[] labels, int classes)
    {
        LabelledFeatures Part(Func<int, bool> belongs)
        {
            int[] rows = [.. Enumerable.Range(0, all.Rows).Where(belongs)];
            return new LabelledFeatures(all.Select(rows), Array.ConvertAll(rows, row => labels[row]), classes);
        }

        return (origin, Part(i => i % 10 != 0), Part(i => i % 10 == 0));
    }
}
