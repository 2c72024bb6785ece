namespace Poets.Retraining.Training;

/// <summary>
/// L-BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) with a bisecting line search for the
/// weak Wolfe conditions (Lewis and Overton 2013), which suffices for positive curvature on a convex function.
/// </summary>
internal sealed class LbfgsMinimiser(double tolerance, int maximumIterations)
{
    private const int History = 10;
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MostTrials = 30;

    /// <summary>Relative size of the rounding in a float32 objective; smaller differences mean nothing.</summary>
    private const double Noise = 1e-8;

    /// <summary>The parameters at the minimum, a new array.</summary>
    /// <param name="objective">Value and gradient.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="afterIteration">Told the parameters after each iteration; the objective was last evaluated there.</param>
    /// <param name="cancel">Ends the search.</param>
    public double[] Minimise(SoftmaxObjective objective, double[] start, Action<double[]> afterIteration, CancellationToken cancel)
    {
        int n = objective.ParameterCount;
        var x = (double[])start.Clone();
        var gradient = new double[n];
        var direction = new double[n];
        var nextX = new double[n];
        var nextGradient = new double[n];
        var pairs = new Queue<Pair>(History);
        double value = objective.Evaluate(x, gradient);
        for (int iteration = 0; iteration < maximumIterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            double norm = Math.Sqrt(VectorMath.Dot(gradient, gradient));
            if (norm <= tolerance * Math.Max(1, Math.Sqrt(VectorMath.Dot(x, x))))
            {
                break;
            }

            Direct(pairs, gradient, direction);
            double slope = VectorMath.Dot(gradient, direction);
            double first = pairs.Count == 0 ? Math.Min(1, 1 / norm) : 1;
            double? nextValue = Search(objective, x, value, slope, direction, first, nextX, nextGradient);
            if (nextValue is null)
            {
                // No step shows a decrease above the rounding; the last evaluation is made at x again for the observer.
                objective.Evaluate(x, gradient);
                break;
            }

            Remember(pairs, x, nextX, gradient, nextGradient);
            (x, nextX) = (nextX, x);
            (gradient, nextGradient) = (nextGradient, gradient);
            value = nextValue.Value;
            afterIteration(x);
        }

        return x;
    }

    /// <summary>direction = −H · gradient by the two-loop recursion.</summary>
    private static void Direct(Queue<Pair> pairs, double[] gradient, double[] direction)
    {
        Span<double> alpha = stackalloc double[History];
        gradient.CopyTo(direction, 0);
        Pair[] inOrder = [.. pairs];
        for (int i = inOrder.Length - 1; i >= 0; i--)
        {
            alpha[i] = VectorMath.Dot(inOrder[i].S, direction) / inOrder[i].Product;
            VectorMath.AddScaled(-alpha[i], inOrder[i].Y, direction);
        }

        double scale = inOrder.Length == 0 ? 1 : inOrder[^1].Product / VectorMath.Dot(inOrder[^1].Y, inOrder[^1].Y);
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] *= scale;
        }

        for (int i = 0; i < inOrder.Length; i++)
        {
            double beta = VectorMath.Dot(inOrder[i].Y, direction) / inOrder[i].Product;
            VectorMath.AddScaled(alpha[i] - beta, inOrder[i].S, direction);
        }

        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] = -direction[i];
        }
    }

    private static double? Search(SoftmaxObjective objective, double[] x, double value, double slope, double[] direction, double step, double[] nextX, double[] nextGradient)
    {
        if (!(slope < 0))
        {
            return null;
        }

        double low = 0;
        double high = double.PositiveInfinity;
        double rounding = Noise * Math.Abs(value);
        for (int trial = 0; trial < MostTrials; trial++)
        {
            x.CopyTo(nextX, 0);
            VectorMath.AddScaled(step, direction, nextX);
            double nextValue = objective.Evaluate(nextX, nextGradient);
            if (!(nextValue <= value + (SufficientDecrease * step * slope) + rounding))
            {
                high = step;
            }
            else if (VectorMath.Dot(nextGradient, direction) < Curvature * slope)
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

    private static void Remember(Queue<Pair> pairs, double[] x, double[] nextX, double[] gradient, double[] nextGradient)
    {
        Pair pair = pairs.Count == History ? pairs.Dequeue() : new Pair(new double[x.Length], new double[x.Length]);
        for (int i = 0; i < x.Length; i++)
        {
            pair.S[i] = nextX[i] - x[i];
            pair.Y[i] = nextGradient[i] - gradient[i];
        }

        double product = VectorMath.Dot(pair.S, pair.Y);
        if (product > 0)
        {
            pairs.Enqueue(pair with { Product = product });
        }
    }

    private readonly record struct Pair(double[] S, double[] Y, double Product = 0);
}
