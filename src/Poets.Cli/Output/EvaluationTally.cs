using System.Globalization;
using System.Text;
using Poets.Retraining;

namespace Poets.Cli.Output;

/// <summary>Counts evaluated images and prints what came out.</summary>
internal sealed class EvaluationTally
{
    private readonly SortedDictionary<string, (int Right, int All)> _classes = new(StringComparer.Ordinal);
    private readonly List<EvaluatedImage> _wrong = [];
    private double _crossEntropy;
    private int _right;

    /// <summary>Images with a prediction.</summary>
    public int Count { get; private set; }

    /// <summary>Takes one image into account.</summary>
    public void Add(EvaluatedImage image)
    {
        if (image.Error is not null)
        {
            return;
        }

        Count++;
        _crossEntropy -= Math.Log(Math.Max(image.ActualScore, float.Epsilon));
        (int right, int all) = _classes.GetValueOrDefault(image.ActualLabel);
        _classes[image.ActualLabel] = (right + (image.IsCorrect ? 1 : 0), all + 1);
        if (image.IsCorrect)
        {
            _right++;
        }
        else
        {
            _wrong.Add(image);
        }
    }

    /// <summary>evaluate.py's two lines, then a line a class, then the misclassified images.</summary>
    public string Format(bool withMisclassified)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Accuracy: {(double)_right / Count:G6}\n");
        text.Append(CultureInfo.InvariantCulture, $"Cross Entropy: {_crossEntropy / Count:G6}\n");
        text.Append(CultureInfo.InvariantCulture, $"{_right} of {Count} images are labelled rightly\n");
        foreach ((string label, (int right, int all)) in _classes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{label,30}  {right,5} of {all,5}  {PythonText.Fixed(100.0 * right / all, 1),5}%\n");
        }

        if (withMisclassified)
        {
            text.Append("=== MISCLASSIFIED TEST IMAGES ===\n");
            foreach (EvaluatedImage image in _wrong)
            {
                text.Append(CultureInfo.InvariantCulture, $"{image.Path,70}  {image.PredictedLabel}\n");
            }
        }

        return text.ToString();
    }
}
