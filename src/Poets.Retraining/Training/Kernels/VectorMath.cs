using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Poets.Retraining.Training.Kernels;

/// <summary>
/// The few vector operations on float64 that the minimiser needs. Vectors of the machine's width cannot be compiled ahead of
/// time, so each is compiled once, for good.
/// </summary>
internal static class VectorMath
{
    /// <summary>Σ a[i] · b[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(a);
        ReadOnlySpan<Vector<double>> right = MemoryMarshal.Cast<double, Vector<double>>(b[..a.Length]);
        Vector<double> even = default, odd = default;
        int i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }

        double sum = Vector.Sum(even + odd);
        for (int tail = i * Vector<double>.Count; tail < a.Length; tail++)
        {
            sum += a[tail] * b[tail];
        }

        return sum;
    }

    /// <summary>Σ x[i].</summary>
    public static double Sum(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>x[i] *= scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(double scale, Span<double> x)
    {
        Span<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(x);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] *= scale;
        }

        for (int tail = vectors.Length * Vector<double>.Count; tail < x.Length; tail++)
        {
            x[tail] *= scale;
        }
    }

    /// <summary>y[i] += scale · x[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double scale, ReadOnlySpan<double> x, Span<double> y)
    {
        ReadOnlySpan<Vector<double>> source = MemoryMarshal.Cast<double, Vector<double>>(x);
        Span<Vector<double>> target = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        for (int i = 0; i < source.Length; i++)
        {
            target[i] += source[i] * scale;
        }

        for (int tail = source.Length * Vector<double>.Count; tail < x.Length; tail++)
        {
            y[tail] += scale * x[tail];
        }
    }

    /// <summary>y[i] += x[i], x being float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddWidened(ReadOnlySpan<float> x, Span<double> y)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(x[i..]), out Vector<double> low, out Vector<double> high);
            Span<double> target = y[i..];
            (new Vector<double>(target) + low).CopyTo(target);
            (new Vector<double>(target[Vector<double>.Count..]) + high).CopyTo(target[Vector<double>.Count..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] += x[i];
        }
    }

    /// <summary>y[i] += (x[i] − centre[i])², x being float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSquaredDifferences(ReadOnlySpan<float> x, ReadOnlySpan<double> centre, Span<double> y)
    {
        int wide = Vector<double>.Count;
        int i = 0;
        for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(x[i..]), out Vector<double> low, out Vector<double> high);
            low -= new Vector<double>(centre[i..]);
            high -= new Vector<double>(centre[(i + wide)..]);
            Span<double> target = y[i..];
            (new Vector<double>(target) + (low * low)).CopyTo(target);
            (new Vector<double>(target[wide..]) + (high * high)).CopyTo(target[wide..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] += (x[i] - centre[i]) * (x[i] - centre[i]);
        }
    }

    /// <summary>y[i] = float32(x[i]).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(ReadOnlySpan<double> x, Span<float> y)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
        {
            Vector.Narrow(new Vector<double>(x[i..]), new Vector<double>(x[(i + Vector<double>.Count)..])).CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] = (float)x[i];
        }
    }
}
