using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>Compares outputs: the first difference in words, or null.</summary>
internal static class Comparison
{
    /// <param name="expected">TensorFlow's answer.</param>
    /// <param name="actual">Ours.</param>
    /// <param name="tolerance">Allowed difference relative to the largest expected value; 0 is bit for bit.</param>
    internal static string? Difference(Tensor[] expected, Tensor[] actual, double tolerance)
    {
        if (expected.Length != actual.Length)
        {
            return $"{actual.Length} outputs, expected {expected.Length}";
        }

        for (int i = 0; i < expected.Length; i++)
        {
            string? difference = Difference(expected[i], actual[i], tolerance);
            if (difference is not null)
            {
                return $"output {i}: {difference}";
            }
        }

        return null;
    }

    private static string? Difference(Tensor expected, Tensor actual, double tolerance)
    {
        if (expected.Type != actual.Type || !expected.Dimensions.SequenceEqual(actual.Dimensions))
        {
            return $"{actual}, expected {expected}";
        }

        return (expected.Data, actual.Data) switch
        {
            (float[] left, float[] right) => Floats(Array.ConvertAll(left, value => (double)value), Array.ConvertAll(right, value => (double)value), expected.Length, tolerance),
            (double[] left, double[] right) => Floats(left, right, expected.Length, tolerance),
            (byte[][] left, byte[][] right) => First(expected.Length, i => left[i].AsSpan().SequenceEqual(right[i]), expected.Data, actual.Data),
            _ => First(expected.Length, i => expected.Data.GetValue(i)!.Equals(actual.Data.GetValue(i)), expected.Data, actual.Data),
        };
    }

    private static string? Floats(double[] expected, double[] actual, int length, double tolerance)
    {
        double largest = expected.Take(length).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        double allowed = tolerance * largest;
        for (int i = 0; i < length; i++)
        {
            bool same = expected[i].Equals(actual[i]) || expected[i] == actual[i];
            if (!same && !(Math.Abs(expected[i] - actual[i]) <= allowed))
            {
                return $"element {i} of {length} is {actual[i]:R}, expected {expected[i]:R}; off by {Math.Abs(expected[i] - actual[i]):G3}, allowed {allowed:G3}";
            }
        }

        return null;
    }

    private static string? First(int length, Func<int, bool> same, Array expected, Array actual)
    {
        int first = Enumerable.Range(0, length).FirstOrDefault(i => !same(i), -1);
        return first < 0 ? null : $"element {first} of {length} is {actual.GetValue(first)}, expected {expected.GetValue(first)}";
    }
}
