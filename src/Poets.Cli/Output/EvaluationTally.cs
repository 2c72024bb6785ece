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
    private int _unknown;

    /// <summary>Images with a prediction, or found unknown.</summary>
    public int Count { get; private set; }

    // What the share of right answers is a share of: an image that the network does not want to name is not counted.
    private int Named => _right + _wrong.Count;

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
        else if (image.IsWrong)
        {
            _wrong.Add(image);
        }
        else
        {
            _unknown++;
        }
    }

    /// <summary>evaluate.py's two lines, then a line a class, then the misclassified images.</summary>
    public string Format(bool withMisclassified)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Accuracy: {(double)_right / Named:G6}\n");
        text.Append(CultureInfo.InvariantCulture, $"Cross Entropy: {_crossEntropy / Count:G6}\n");
        text.Append(CultureInfo.InvariantCulture, $"{_right} of {Named} images are labelled rightly\n");
        if (_unknown > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{_unknown} of {Count} images are unknown, and count neither as right nor as wrong\n");
        }

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
