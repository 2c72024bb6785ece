using System.Runtime.Intrinsics;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;
using Poets.Retraining.Training.Lbfgs;

namespace Poets.Retraining.Tests.Training;

/// <summary>The solvers' kernels against their formulas, on sizes that leave remainders of every tile and vector.</summary>
public sealed class DenseKernelTests
{
    public static TheoryData<int, int, int> Sizes()
    {
        var sizes = new TheoryData<int, int, int>();
        foreach (int rows in new[] { 1, 3, 4, 5, 9 })
        {
            foreach (int columns in new[] { 1, 15, 16, 17, 63, 64, 65, 130, 300 })
            {
                sizes.Add(rows, columns, 1 + ((rows + columns) % 7));
            }
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Logits_are_dot_products(int rows, int columns, int classes)
    {
        FeatureMatrix x = Random(rows + 2, columns, 1);
        FeatureMatrix w = Random(classes, columns, 2);
        int[] picked = Pick(rows, rows + 2);
        var expected = new float[rows * classes];
        ForwardKernel.RunScalar(x, picked, w, 0, w.Stride, expected);
        foreach (Action<float[]> form in new Action<float[]>[]
        {
            logits => ForwardKernel.Run(x, picked, w, logits),
            logits => ForwardKernel.Run<Simd256, Vector256<float>>(x, picked, w, 0, w.Stride, logits),
            logits => ForwardKernel.Run<Simd512, Vector512<float>>(x, picked, w, 0, w.Stride, logits),
        })
        {
            var logits = new float[rows * classes];
            form(logits);
            Close.ToLargest(expected, logits, 1e-5, "logits");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Columns_are_cut_anywhere(int rows, int columns, int classes)
    {
        FeatureMatrix x = Random(rows + 2, columns, 1);
        FeatureMatrix w = Random(classes, columns, 2);
        int[] picked = Pick(rows, rows + 2);
        int cut = x.Stride / 32 * 16;
        foreach ((int first, int end) in new[] { (0, cut), (cut, x.Stride), (cut, cut) })
        {
            var expected = new float[rows * classes];
            var logits = new float[rows * classes];
            ForwardKernel.RunScalar(x, picked, w, first, end, expected);
            ForwardKernel.Run(x, picked, w, first, end, logits);
            Close.ToLargest(expected, logits, 1e-5, "logits");

            float[] coefficients = Random(rows, classes, 4).Values.Where((_, i) => i % 16 < classes).ToArray();
            FeatureMatrix gradient = Random(classes, Math.Min(end, columns) - first, 5);
            FeatureMatrix found = Random(classes, Math.Min(end, columns) - first, 5);
            BackwardKernel.RunScalar(x, picked, coefficients, gradient, first);
            BackwardKernel.Run(x, picked, coefficients, found, first);
            Close.ToLargest(gradient.Values, found.Values, 1e-5, "gradient");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradients_are_sums_over_rows(int rows, int columns, int classes)
    {
        FeatureMatrix x = Random(rows + 2, columns, 3);
        float[] coefficients = Random(rows, classes, 4).Values.Where((_, i) => i % 16 < classes).ToArray();
        int[] picked = Pick(rows, rows + 2);
        FeatureMatrix expected = Random(classes, columns, 5);
        BackwardKernel.RunScalar(x, picked, coefficients, expected, 0);
        foreach (Action<FeatureMatrix> form in new Action<FeatureMatrix>[]
        {
            g => BackwardKernel.Run(x, picked, coefficients, g, 0),
            g => BackwardKernel.Run<Simd256, Vector256<float>>(x, picked, coefficients, g, 0),
            g => BackwardKernel.Run<Simd512, Vector512<float>>(x, picked, coefficients, g, 0),
        })
        {
            FeatureMatrix gradient = Random(classes, columns, 5);
            form(gradient);
            Close.ToLargest(expected.Values, gradient.Values, 1e-5, "gradient");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gram_matrices_are_products_of_rows(int rows, int columns, int threads)
    {
        FeatureMatrix x = Random(rows, columns, 6);
        WideMatrix expected = GramKernel.RunScalar(x);
        foreach (WideMatrix gram in new[]
        {
            GramKernel.Run(x, threads),
            GramKernel.Run<WideSimd256, Vector256<double>>(x, threads),
            GramKernel.Run<WideSimd512, Vector512<double>>(x, threads),
        })
        {
            for (int i = 0; i < rows * expected.Stride; i++)
            {
                Assert.Equal(expected.Values[i], gram.Values[i], 1e-12 * columns);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Combinations_of_rows_are_sums(int rows, int columns, int combinations)
    {
        WideMatrix b = RandomWide(rows, columns, 11);
        WideMatrix a = RandomWide(combinations, rows, 12);
        WideMatrix expected = RandomWide(combinations, columns, 13);
        CombineKernel.RunScalar(-0.5, a.Values, a.Stride, b, expected.Values);
        foreach (Action<double[]> form in new Action<double[]>[]
        {
            c => CombineKernel.Run(-0.5, a.Values, a.Stride, new RowPanels(b), c, 2),
            c => CombineKernel.Run<WideSimd256, Vector256<double>>(-0.5, a.Values, a.Stride, new RowPanels(b), c, 0, b.Stride),
            c => CombineKernel.Run<WideSimd512, Vector512<double>>(-0.5, a.Values, a.Stride, new RowPanels(b), c, 0, b.Stride),
        })
        {
            double[] found = RandomWide(combinations, columns, 13).Values;
            form(found);
            for (int i = 0; i < found.Length; i++)
            {
                Assert.Equal(expected.Values[i], found[i], 1e-12);
            }
        }
    }

    [Fact]
    public void Combinations_do_not_depend_on_the_number_of_threads()
    {
        WideMatrix b = RandomWide(700, 900, 14);
        WideMatrix a = RandomWide(7, 700, 15);
        var one = new WideMatrix(7, 900);
        var several = new WideMatrix(7, 900);
        CombineKernel.Run(1, a.Values, a.Stride, new RowPanels(b), one.Values, 1);
        CombineKernel.Run(1, a.Values, a.Stride, new RowPanels(b), several.Values, 3);
        Assert.Equal(one.Values, several.Values);
        Assert.Throws<ArgumentException>(() => CombineKernel.Run(1, a.Values.AsMemory(16), a.Stride, new RowPanels(b), one.Values, 1));
    }

    /// <summary>Small logits, and ones so far apart that exponentials vanish.</summary>
    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(16, 3, 4)]
    [InlineData(37, 5, 30)]
    [InlineData(50, 7, 2000)]
    public void Derivatives_by_logits_are_those_of_the_formula(int images, int classes, double size)
    {
        WideMatrix logits = RandomWide(classes, images, 16);
        VectorMath.Scale(size, logits.Values);
        double[] biases = RandomWide(1, classes, 17).Row(0).ToArray();
        int[] labels = [.. Enumerable.Range(0, images).Select(i => i * 5 % classes)];
        double[] expected = RandomWide(classes, images, 18).Values;
        double[] found = [.. expected];
        Array.Fill(found, 7);
        (double crossEntropy, double variance) = SoftmaxColumnsKernel.RunScalar(logits.Values, biases, labels, expected, logits.Stride);
        (double crossEntropy2, double variance2) = SoftmaxColumnsKernel.Run(logits.Values, biases, labels, found, logits.Stride, new double[3 * logits.Stride]);
        Assert.Equal(crossEntropy, crossEntropy2, 1e-13 * Math.Max(1, crossEntropy));
        Assert.Equal(variance, variance2, 1e-13 * images);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-15);
        }
    }

    [Fact]
    public void A_Cholesky_factor_gives_the_inverse()
    {
        WideMatrix root = RandomWide(37, 50, 19);
        var matrix = new WideMatrix(37, 37);
        CombineKernel.RunScalar(1, root.Values, root.Stride, root.Transposed(), matrix.Values);
        WideMatrix inverse = new Cholesky(matrix).Inverse();
        var unit = new WideMatrix(37, 37);
        CombineKernel.RunScalar(1, inverse.Values, inverse.Stride, matrix, unit.Values);
        for (int i = 0; i < 37; i++)
        {
            for (int j = 0; j < 37; j++)
            {
                Assert.Equal(i == j ? 1 : 0, unit[i, j], 1e-9);
            }
        }

        matrix[20, 20] = -1;
        Assert.Throws<ArgumentException>(() => new Cholesky(matrix));
    }

    [Fact]
    public void Gram_matrices_do_not_depend_on_the_number_of_threads()
    {
        FeatureMatrix x = Random(130, 300, 7);
        Assert.Equal(GramKernel.Run(x, 1).Values, GramKernel.Run(x, 3).Values);
    }

    [Fact]
    public void Rows_outside_the_matrix_are_refused()
    {
        FeatureMatrix x = Random(3, 20, 8);
        Assert.Throws<ArgumentOutOfRangeException>(() => ForwardKernel.Run(x, [0, 3], Random(2, 20, 9), new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackwardKernel.Run(x, [-1], new float[2], Random(2, 20, 9), 0));
        Assert.Throws<ArgumentException>(() => ForwardKernel.Run(x, [0], Random(2, 40, 9), new float[2]));
        Assert.Throws<ArgumentException>(() => BackwardKernel.Run(x, [0], new float[2], Random(2, 20, 9), 16));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Probabilities_and_cross_entropy_are_those_of_float64(int classes)
    {
        float[] logits = [.. Random(7, classes, 10).Values.Where((_, i) => i % 16 < classes).Select(value => 20 * value)];
        int[] labels = [.. Enumerable.Range(0, 7).Select(i => i % classes)];
        var probabilities = new float[logits.Length];
        double found = SoftmaxKernel.Rows(logits, labels, probabilities, classes);
        double expected = 0;
        for (int i = 0; i < 7; i++)
        {
            double[] exponentials = [.. logits.Skip(i * classes).Take(classes).Select(value => Math.Exp(value))];
            expected -= Math.Log(exponentials[labels[i]] / exponentials.Sum());
            for (int k = 0; k < classes; k++)
            {
                Assert.Equal(exponentials[k] / exponentials.Sum(), probabilities[(i * classes) + k], 1e-6);
            }
        }

        Assert.Equal(expected, found, 1e-4);
        SoftmaxKernel.Rows(logits, logits, classes);
        Close.Exact(probabilities, logits, "in place");
    }

    private static FeatureMatrix Random(int rows, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        var matrix = new FeatureMatrix(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            foreach (ref float value in matrix.Row(i))
            {
                value = (float)random.Normal();
            }
        }

        return matrix;
    }

    /// <summary>Numbers that float32 holds.</summary>
    private static WideMatrix RandomWide(int rows, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        var matrix = new WideMatrix(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            foreach (ref double value in matrix.Row(i))
            {
                value = (float)random.Normal();
            }
        }

        return matrix;
    }

    /// <summary>Rows out of order, one of them twice where there are several.</summary>
    private static int[] Pick(int count, int rows) => [.. Enumerable.Range(0, count).Select(i => i == 1 ? rows - 1 : rows - 1 - i)];
}
