using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>
/// The optima of strengths so far, and from them a guess at the next: the parabola in log λ through the last three, which the
/// path follows closely.
/// </summary>
internal sealed class SolutionPath
{
    private const int Points = 3;

    /// <summary>Equal steps in log λ need weights of 3; larger ones carry the errors of the optima too far.</summary>
    private const double LargestWeight = 4;

    private readonly List<(double LogStrength, double[] Point)> _solutions = [];

    /// <summary>Adds an optimum; the array is kept.</summary>
    public void Add(double strength, double[] point)
    {
        _solutions.RemoveAll(solution => solution.LogStrength == Math.Log(strength));
        _solutions.Add((Math.Log(strength), point));
        if (_solutions.Count > Points)
        {
            _solutions.RemoveAt(0);
        }
    }

    /// <summary>About the optimum of another strength, a new array; null where nothing is known.</summary>
    public double[]? Guess(double strength)
    {
        for (int first = 0; first < _solutions.Count; first++)
        {
            double[] weights = Weights(first, Math.Log(strength));
            if (first < _solutions.Count - 1 && !weights.All(weight => Math.Abs(weight) <= LargestWeight))
            {
                continue;
            }

            var guess = new double[_solutions[^1].Point.Length];
            for (int i = 0; i < weights.Length; i++)
            {
                VectorMath.AddScaled(weights[i], _solutions[first + i].Point, guess);
            }

            return guess;
        }

        return null;
    }

    /// <summary>Lagrange's weights of the solutions from one on.</summary>
    private double[] Weights(int first, double logStrength)
    {
        var weights = new double[_solutions.Count - first];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = 1;
            for (int j = 0; j < weights.Length; j++)
            {
                double other = _solutions[first + j].LogStrength;
                weights[i] *= i == j ? 1 : (logStrength - other) / (_solutions[first + i].LogStrength - other);
            }
        }

        return weights;
    }
}
