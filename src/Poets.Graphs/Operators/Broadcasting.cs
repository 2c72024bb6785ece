using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Poets.Graphs.Execution;

namespace Poets.Graphs.Operators;

/// <summary>
/// The one traversal of all element-wise formulas of two operands. Dimensions are merged until at most the broadcast
/// pattern is left; the innermost run is then one of: both contiguous, left scalar, right scalar.
/// </summary>
internal static class Broadcasting
{
    /// <summary>Elements that one worker takes at a time; below this the call stays on one thread.</summary>
    private const int Grain = 32768;

    public static void Run<T, TResult, TFormula>(Tensor left, Tensor right, Tensor output, WorkerPool workers)
        where T : struct
        where TResult : struct
        where TFormula : IBinaryFormula<T, TResult>
    {
        if (output.Length == 0)
        {
            return;
        }

        var body = new RowsBody<T, TResult, TFormula>(left, right, output);
        if (body.Rows == 1 || output.Length < 2 * Grain || workers.Threads == 1)
        {
            body.Run(0, body.Rows);
        }
        else
        {
            body.RowsAtOnce = Math.Max(1, Grain / body.Inner);
            workers.For((body.Rows + body.RowsAtOnce - 1) / body.RowsAtOnce, ref body);
        }
    }

    /// <summary>One innermost run. Strides are 0 or 1.</summary>
    /// <remarks>Code with <see cref="Vector{T}"/> is never compiled ahead of time, and weights go through it once, when a graph is loaded.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<T, TResult, TFormula>(ref T left, int leftStride, ref T right, int rightStride, ref TResult output, int count)
        where T : struct
        where TResult : struct
        where TFormula : IBinaryFormula<T, TResult>
    {
        int i = 0;
        if (TFormula.HasVector)
        {
            int width = Vector<T>.Count;
            var wideLeft = new Vector<T>(left);
            var wideRight = new Vector<T>(right);
            for (; i <= count - width; i += width)
            {
                Vector<T> x = leftStride == 0 ? wideLeft : Vector.LoadUnsafe(ref left, (nuint)i);
                Vector<T> y = rightStride == 0 ? wideRight : Vector.LoadUnsafe(ref right, (nuint)i);
                TFormula.Apply(x, y).StoreUnsafe(ref output, (nuint)i);
            }
        }

        for (; i < count; i++)
        {
            Unsafe.Add(ref output, i) = TFormula.Apply(Unsafe.Add(ref left, i * leftStride), Unsafe.Add(ref right, i * rightStride));
        }
    }

    private struct RowsBody<T, TResult, TFormula> : IParallelBody
        where T : struct
        where TResult : struct
        where TFormula : IBinaryFormula<T, TResult>
    {
        private readonly T[] _left;
        private readonly T[] _right;
        private readonly TResult[] _output;
        private readonly int[] _dimensions;
        private readonly int[] _leftStrides;
        private readonly int[] _rightStrides;

        public RowsBody(Tensor left, Tensor right, Tensor output)
        {
            (_left, _right, _output) = ((T[])left.Data, (T[])right.Data, (TResult[])output.Data);
            int rank = output.Rank;
            Span<int> dimensions = stackalloc int[rank + 1];
            Span<int> leftStrides = stackalloc int[rank + 1];
            Span<int> rightStrides = stackalloc int[rank + 1];
            output.Dimensions.CopyTo(dimensions);
            Shapes.BroadcastStrides(left.Dimensions, output.Dimensions, leftStrides[..rank]);
            Shapes.BroadcastStrides(right.Dimensions, output.Dimensions, rightStrides[..rank]);
            int kept = Merge(dimensions[..rank], leftStrides, rightStrides);
            Inner = kept == 0 ? 1 : dimensions[kept - 1];
            InnerLeft = kept == 0 ? 0 : leftStrides[kept - 1];
            InnerRight = kept == 0 ? 0 : rightStrides[kept - 1];
            int outer = Math.Max(0, kept - 1);
            _dimensions = dimensions[..outer].ToArray();
            _leftStrides = leftStrides[..outer].ToArray();
            _rightStrides = rightStrides[..outer].ToArray();
            Rows = Shapes.Product(_dimensions);
        }

        public int Rows { get; }

        public int Inner { get; }

        public int InnerLeft { get; }

        public int InnerRight { get; }

        public int RowsAtOnce { get; set; }

        public readonly void Invoke(int index) => Run(index * RowsAtOnce, Math.Min(Rows, (index + 1) * RowsAtOnce));

        public readonly void Run(int first, int end)
        {
            for (int row = first; row < end; row++)
            {
                int left = 0;
                int right = 0;
                int rest = row;
                for (int axis = _dimensions.Length - 1; axis >= 0; axis--)
                {
                    (rest, int position) = Math.DivRem(rest, _dimensions[axis]);
                    left += position * _leftStrides[axis];
                    right += position * _rightStrides[axis];
                }

                // Slicing checks once that the row lies inside of all three arrays.
                Span<T> x = _left.AsSpan(left, InnerLeft == 0 ? 1 : Inner);
                Span<T> y = _right.AsSpan(right, InnerRight == 0 ? 1 : Inner);
                Span<TResult> z = _output.AsSpan(row * Inner, Inner);
                Row<T, TResult, TFormula>(ref MemoryMarshal.GetReference(x), InnerLeft, ref MemoryMarshal.GetReference(y), InnerRight, ref MemoryMarshal.GetReference(z), Inner);
            }
        }

        /// <summary>Joins neighbouring dimensions that both operands walk alike; returns how many are left.</summary>
        private static int Merge(Span<int> dimensions, Span<int> left, Span<int> right)
        {
            int kept = 0;
            for (int i = 0; i < dimensions.Length; i++)
            {
                if (dimensions[i] == 1)
                {
                    continue;
                }

                if (kept > 0 && left[kept - 1] == left[i] * dimensions[i] && right[kept - 1] == right[i] * dimensions[i])
                {
                    dimensions[kept - 1] *= dimensions[i];
                }
                else
                {
                    dimensions[kept] = dimensions[i];
                    kept++;
                }

                (left[kept - 1], right[kept - 1]) = (left[i], right[i]);
            }

            return kept;
        }
    }
}
