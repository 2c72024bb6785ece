using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>
/// Turns a list of numbers into choices. A generator asks for what it needs and gets it from the list, the simplest
/// choice once the list is used up; so FsCheck's own shrinker for lists of integers shrinks every generated graph.
/// </summary>
internal sealed class Draw(IReadOnlyList<int> choices)
{
    private int _next;

    /// <summary>A number between both ends; the lower end is the simplest.</summary>
    internal int Int(int low, int high) => low + (int)((uint)Take() % (uint)(high - low + 1));

    /// <summary>A truth value; false is the simplest.</summary>
    internal bool Flag() => Int(0, 1) == 1;

    /// <summary>True once in so many times.</summary>
    internal bool Rarely(int outOf) => Int(0, outOf - 1) == outOf - 1;

    /// <summary>One of several; the first is the simplest.</summary>
    internal T Of<T>(params T[] options) => options[Int(0, options.Length - 1)];

    /// <summary>Dimensions, now and then one of them 0.</summary>
    internal int[] Shape(int lowRank, int highRank, int largest = 5)
    {
        var shape = new int[Int(lowRank, highRank)];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = Int(1, largest);
        }

        if (shape.Length > 0 && Rarely(24))
        {
            shape[Int(0, shape.Length - 1)] = 0;
        }

        return shape;
    }

    /// <summary>An axis of a rank, counted from the front or from the back.</summary>
    internal int Axis(int rank)
    {
        int axis = Int(0, rank - 1);
        return Flag() ? axis - rank : axis;
    }

    /// <summary>A tensor of a type, its values between both ends.</summary>
    internal Tensor Values(ElementType type, int[] shape, double low = -3, double high = 3)
    {
        Tensor tensor = Tensor.Zeros(type, shape);
        var random = new Random(Take());
        for (int i = 0; i < tensor.Length; i++)
        {
            double value = low + ((high - low) * random.NextDouble());
            // By type, not by array: the runtime takes ushort[] for short[].
            switch (type)
            {
                case ElementType.Float32: tensor.Span<float>()[i] = (float)value; break;
                case ElementType.Float64: tensor.Span<double>()[i] = value; break;
                case ElementType.Int32 or ElementType.QInt32: tensor.Span<int>()[i] = (int)Math.Round(value); break;
                case ElementType.Int64: tensor.Span<long>()[i] = (long)Math.Round(value); break;
                case ElementType.Int16 or ElementType.QInt16: tensor.Span<short>()[i] = (short)Math.Round(value); break;
                case ElementType.Int8 or ElementType.QInt8: tensor.Span<sbyte>()[i] = (sbyte)Math.Round(value); break;
                case ElementType.UInt8 or ElementType.QUInt8: tensor.Span<byte>()[i] = (byte)Math.Round(Math.Abs(value)); break;
                case ElementType.UInt16 or ElementType.QUInt16: tensor.Span<ushort>()[i] = (ushort)Math.Round(Math.Abs(value)); break;
                case ElementType.UInt32: tensor.Span<uint>()[i] = (uint)Math.Round(Math.Abs(value)); break;
                case ElementType.UInt64: tensor.Span<ulong>()[i] = (ulong)Math.Round(Math.Abs(value)); break;
                case ElementType.Bool: tensor.Span<bool>()[i] = value > (low + high) / 2; break;
                case ElementType.String: tensor.Span<byte[]>()[i] = [(byte)random.Next(256)]; break;
                case ElementType.Float16: tensor.Span<ushort>()[i] = BitConverter.HalfToUInt16Bits((Half)value); break;
                case ElementType.BFloat16: tensor.Span<ushort>()[i] = (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16); break;
                default: throw new NotSupportedException($"no values are drawn for {type}");
            }
        }

        return tensor;
    }

    /// <summary>A float32 tensor.</summary>
    internal Tensor Floats(params int[] shape) => Values(ElementType.Float32, shape);

    /// <summary>A permutation of 0 … count-1; the simplest is the identity.</summary>
    internal int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = 0; i < count - 1; i++)
        {
            int other = Int(i, count - 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private int Take() => _next < choices.Count ? Math.Abs(choices[_next++] % 1_000_003) : 0;
}
