using System.Runtime.InteropServices;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Poets.Retraining.Training.Kernels;

/// <summary>Finds NaN and infinity.</summary>
internal static class FiniteKernel
{
    /// <summary>The index of the first NaN or infinity, or -1.</summary>
    public static int FirstNotFiniteScalar(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The same; x − x is zero for finite values alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (int i = 0; i < vectors.Length; i++)
        {
            if (!Vector.EqualsAll(vectors[i] - vectors[i], Vector<float>.Zero))
            {
                int start = i * Vector<float>.Count;
                return start + FirstNotFiniteScalar(values[start..]);
            }
        }

        int done = vectors.Length * Vector<float>.Count;
        int tail = FirstNotFiniteScalar(values[done..]);
        return tail < 0 ? -1 : done + tail;
    }
}
