using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>
/// L-BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) with a bisecting line search for the
/// weak Wolfe conditions (Lewis and Overton 2013), which suffices for positive curvature on a convex function. The first
/// guess at the inverse Hessian is the objective's own, scaled to the last step.
/// </summary>
internal sealed class LbfgsMinimiser(double tolerance, int maximumIterations)
{
    private const int History = 10;
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MostTrials = 30;

    /// <summary>The point at the minimum, a new array.</summary>
    /// <param name="objective">Value, gradient, and what a product of two vectors is.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="afterIteration">Told the point after each iteration; the objective was last evaluated there.</param>
    /// <param name="cancel">Ends the search.</param>
    public double[] Minimise(Objective objective, double[] start, Action<double[]> afterIteration, CancellationToken cancel)
    {
        int n = objective.Length;
        var x = (double[])start.Clone();
        var gradient = new double[n];
        var direction = new double[n];
        var nextX = new double[n];
        var nextGradient = new double[n];
        var pairs = new List<Pair>(History);
        double value = objective.Evaluate(x, gradient);
        for (int iteration = 0; iteration < maximumIterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            if (Norm(objective, gradient) <= tolerance * Math.Max(1, Norm(objective, x)))
            {
                break;
            }

            Direct(objective, pairs, gradient, direction);
            double slope = objective.Dot(gradient, direction);
            double? nextValue = Search(objective, x, value, slope, direction, nextX, nextGradient);
            if (nextValue is null)
            {
                // No step shows a decrease above the rounding; the last evaluation is made at x again for the observer.
                objective.Evaluate(x, gradient);
                break;
            }

            Remember(objective, pairs, x, nextX, gradient, nextGradient, direction);
            (x, nextX) = (nextX, x);
            (gradient, nextGradient) = (nextGradient, gradient);
            value = nextValue.Value;
            afterIteration(x);
        }

        return x;
    }

    private static double Norm(Objective objective, double[] vector) => Math.Sqrt(Math.Max(0, objective.Dot(vector, vector)));

    /// <summary>direction = −H · gradient by the two-loop recursion.</summary>
    private static void Direct(Objective objective, List<Pair> pairs, double[] gradient, double[] direction)
    {
        Span<double> alpha = stackalloc double[History];
        gradient.CopyTo(direction, 0);
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            alpha[i] = objective.Dot(pairs[i].S, direction) / pairs[i].Product;
            VectorMath.AddScaled(-alpha[i], pairs[i].Y, direction);
        }

        objective.Precondition(direction);
        VectorMath.Scale(pairs.Count == 0 ? -1 : -pairs[^1].Scale, direction);
        for (int i = 0; i < pairs.Count; i++)
        {
            double beta = -objective.Dot(pairs[i].Y, direction) / pairs[i].Product;
            VectorMath.AddScaled(beta - alpha[i], pairs[i].S, direction);
        }
    }

    private static double? Search(Objective objective, double[] x, double value, double slope, double[] direction, double[] nextX, double[] nextGradient)
    {
        if (!(slope < 0))
        {
            return null;
        }

        double step = 1;
        double low = 0;
        double high = double.PositiveInfinity;
        double rounding = objective.Rounding * Math.Abs(value);
        for (int trial = 0; trial < MostTrials; trial++)
        {
            x.CopyTo(nextX, 0);
            VectorMath.AddScaled(step, direction, nextX);
            double nextValue = objective.Evaluate(nextX, nextGradient);
            if (!(nextValue <= value + (SufficientDecrease * step * slope) + rounding))
            {
                high = step;
            }
            else if (objective.Dot(nextGradient, direction) < Curvature * slope)
            {
                low = step;
            }
            else
            {
                return nextValue;
            }

            step = double.IsInfinity(high) ? 2 * low : (low + high) / 2;
            if (-slope * step < rounding)
            {
                return null;
            }
        }

        return null;
    }

    private static void Remember(Objective objective, List<Pair> pairs, double[] x, double[] nextX, double[] gradient, double[] nextGradient, double[] scratch)
    {
        Pair pair = pairs.Count == History ? pairs[0] : new Pair(new double[x.Length], new double[x.Length]);
        for (int i = 0; i < x.Length; i++)
        {
            pair.S[i] = nextX[i] - x[i];
            pair.Y[i] = nextGradient[i] - gradient[i];
        }

        if (pairs.Count == History)
        {
            pairs.RemoveAt(0);
        }

        double product = objective.Dot(pair.S, pair.Y);
        if (product > 0)
        {
            pair.Y.CopyTo(scratch, 0);
            objective.Precondition(scratch);
            pairs.Add(pair with { Product = product, Scale = product / objective.Dot(pair.Y, scratch) });
        }
    }

    /// <summary>A step, the change of the gradient along it, their product, and the scale of the inverse Hessian that they show.</summary>
    private readonly record struct Pair(double[] S, double[] Y, double Product = 0, double Scale = 1);
}
