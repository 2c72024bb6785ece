namespace Poets.Graphs.Kernels.Winograd;

/// <summary>The matrices of a Winograd convolution along one axis, made from its points: y = Aᵀ · ((G · filter) ⊙ (Bᵀ · pixels)).</summary>
/// <remarks>
/// Toom and Cook: evaluate both polynomials at n points p[k], one of them infinity, multiply there, interpolate; Winograd: transpose
/// that, which makes a correlation of a product of polynomials. With M[k] = Π over l ≠ k of (x − p[l]) and all points finite but the last,
/// Aᵀ[i, k] = p[k]^i, G[k, j] = p[k]^j / M[k](p[k]), and row k of Bᵀ holds the coefficients of M[k]; infinity counts as the
/// coefficient of the highest power. (A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015; for the choice of
/// points B. Barabasz and others, Error Analysis and Improving the Accuracy of Winograd Convolution, 2018.)
/// </remarks>
internal sealed class WinogradMatrices
{
    /// <summary>F(<paramref name="outputs"/>, n + 1 − <paramref name="outputs"/>) for n − 1 finite points.</summary>
    public WinogradMatrices(ReadOnlySpan<double> finite, int outputs)
    {
        Points = finite.Length + 1;
        Outputs = outputs;
        Taps = Points + 1 - outputs;
        Output = new double[outputs, Points];
        Filter = new double[Points, Taps];
        Input = new double[Points, Points];
        int last = Points - 1;
        for (int k = 0; k < last; k++)
        {
            double[] others = Polynomial(finite, k);
            double scale = 0;
            for (int i = 0; i < others.Length; i++)
            {
                Input[k, i] = others[i];
                scale += others[i] * Math.Pow(finite[k], i);
            }

            for (int i = 0; i < outputs; i++)
            {
                Output[i, k] = Math.Pow(finite[k], i);
            }

            for (int j = 0; j < Taps; j++)
            {
                Filter[k, j] = Math.Pow(finite[k], j) / scale;
            }
        }

        double[] all = Polynomial(finite, -1);
        for (int i = 0; i < all.Length; i++)
        {
            Input[last, i] = all[i];
        }

        Output[outputs - 1, last] = 1;
        Filter[last, Taps - 1] = 1;
    }

    /// <summary>n.</summary>
    public int Points { get; }

    /// <summary>m.</summary>
    public int Outputs { get; }

    /// <summary>r.</summary>
    public int Taps { get; }

    /// <summary>Aᵀ [m, n].</summary>
    public double[,] Output { get; }

    /// <summary>G [n, r].</summary>
    public double[,] Filter { get; }

    /// <summary>Bᵀ [n, n].</summary>
    public double[,] Input { get; }

    /// <summary>The matrices of an axis.</summary>
    public static WinogradMatrices Of<TAxis>()
        where TAxis : struct, IWinogradAxis => new(TAxis.Finite, TAxis.Outputs);

    /// <summary>The scalar twin of both transforms: result[i] = Σ matrix[i, k] · vector[k].</summary>
    public static double[] Multiply(double[,] matrix, ReadOnlySpan<double> vector)
    {
        double[] result = new double[matrix.GetLength(0)];
        for (int i = 0; i < result.Length; i++)
        {
            for (int k = 0; k < vector.Length; k++)
            {
                result[i] += matrix[i, k] * vector[k];
            }
        }

        return result;
    }

    /// <summary>The coefficients of Π (x − point), lowest power first, without the point at <paramref name="leftOut"/>.</summary>
    private static double[] Polynomial(ReadOnlySpan<double> points, int leftOut)
    {
        double[] product = [1];
        for (int l = 0; l < points.Length; l++)
        {
            if (l == leftOut)
            {
                continue;
            }

            double[] next = new double[product.Length + 1];
            for (int i = 0; i < product.Length; i++)
            {
                next[i] -= points[l] * product[i];
                next[i + 1] += product[i];
            }

            product = next;
        }

        return product;
    }
}
