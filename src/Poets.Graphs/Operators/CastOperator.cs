using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Cast as C converts: floats to integers are cut towards zero, integers keep their low bits, any non-zero is true.</summary>
internal sealed class CastOperator(ElementType target) : Operator
{
    public override string Kind => "Cast";

    public ElementType Target => target;

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Fact input = context[0];
        if (!CanCast(input.Type) || !CanCast(target))
        {
            throw new OperatorException($"{input.Type} cannot be cast to {target}");
        }

        return [target is (ElementType.Int32 or ElementType.Int64) && input.Partial is not null
            ? Fact.OfPartial(target, input.Shape, input.Partial)
            : new Fact(target, input.Shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        (Tensor input, Tensor output) = (inputs[0], outputs[0]);
        if (input.Type == output.Type)
        {
            Array.Copy(input.Data, output.Data, input.Length);
            return;
        }

        switch (input.Type)
        {
            case ElementType.Float16 or ElementType.BFloat16:
                Floating<float>(Widen(input), output);
                break;
            case ElementType.Float32:
                Floating<float>(input.Span<float>(), output);
                break;
            case ElementType.Float64:
                Floating<double>(input.Span<double>(), output);
                break;
            case ElementType.Bool:
                Whole<byte>(MemoryMarshal.AsBytes(input.Span<bool>()), output);
                break;
            case ElementType.Int32:
                Whole<int>(input.Span<int>(), output);
                break;
            case ElementType.Int64:
                Whole<long>(input.Span<long>(), output);
                break;
            case ElementType.UInt8:
                Whole<byte>(input.Span<byte>(), output);
                break;
            case ElementType.Int8:
                Whole<sbyte>(input.Span<sbyte>(), output);
                break;
            case ElementType.Int16:
                Whole<short>(input.Span<short>(), output);
                break;
            case ElementType.UInt16:
                Whole<ushort>(input.Span<ushort>(), output);
                break;
            case ElementType.UInt32:
                Whole<uint>(input.Span<uint>(), output);
                break;
            default:
                Whole<ulong>(input.Span<ulong>(), output);
                break;
        }
    }

    private static bool CanCast(ElementType type) => type is ElementType.Unknown or ElementType.Float32 or ElementType.Float64 or ElementType.Float16
        or ElementType.BFloat16 or ElementType.Bool or ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64
        or ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64;

    private static float[] Widen(Tensor input)
    {
        var wide = new float[input.Length];
        ReadOnlySpan<ushort> bits = input.Span<ushort>();
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = input.Type == ElementType.Float16 ? (float)BitConverter.UInt16BitsToHalf(bits[i]) : BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
        }

        return wide;
    }

    private static void Narrow<T>(ReadOnlySpan<T> input, Tensor output)
        where T : struct, INumber<T>
    {
        Span<ushort> bits = output.Span<ushort>();
        for (int i = 0; i < input.Length; i++)
        {
            float value = float.CreateTruncating(input[i]);
            if (output.Type == ElementType.Float16)
            {
                bits[i] = BitConverter.HalfToUInt16Bits((Half)value);
                continue;
            }

            // To nearest, ties to even, on the upper half of the bits; a NaN keeps a set bit.
            uint raw = BitConverter.SingleToUInt32Bits(value);
            bits[i] = float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((raw + 0x7FFF + ((raw >> 16) & 1)) >> 16);
        }
    }

    private static void Floating<T>(ReadOnlySpan<T> input, Tensor output)
        where T : struct, INumber<T>
    {
        switch (output.Type)
        {
            case ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Bool:
                Whole(input, output);
                break;
            case ElementType.Int64 or ElementType.UInt64:
                Whole(input, output);
                break;
            default:
                // Through int64, so that values out of range keep their low bits as integers do.
                var whole = new long[input.Length];
                for (int i = 0; i < whole.Length; i++)
                {
                    whole[i] = long.CreateTruncating(input[i]);
                }

                Whole<long>(whole, output);
                break;
        }
    }

    private static void Whole<T>(ReadOnlySpan<T> input, Tensor output)
        where T : struct, INumber<T>
    {
        switch (output.Type)
        {
            case ElementType.Float32:
                Convert(input, output.Span<float>());
                break;
            case ElementType.Float64:
                Convert(input, output.Span<double>());
                break;
            case ElementType.Float16 or ElementType.BFloat16:
                Narrow(input, output);
                break;
            case ElementType.Bool:
                Span<bool> truths = output.Span<bool>();
                for (int i = 0; i < input.Length; i++)
                {
                    truths[i] = !T.IsZero(input[i]);
                }

                break;
            case ElementType.Int32:
                Convert(input, output.Span<int>());
                break;
            case ElementType.Int64:
                Convert(input, output.Span<long>());
                break;
            case ElementType.UInt8:
                Convert(input, output.Span<byte>());
                break;
            case ElementType.Int8:
                Convert(input, output.Span<sbyte>());
                break;
            case ElementType.Int16:
                Convert(input, output.Span<short>());
                break;
            case ElementType.UInt16:
                Convert(input, output.Span<ushort>());
                break;
            case ElementType.UInt32:
                Convert(input, output.Span<uint>());
                break;
            default:
                Convert(input, output.Span<ulong>());
                break;
        }
    }

    // Not compiled ahead of time as it is, and millions of weights go through it once, when a graph is loaded.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> input, Span<TTo> output)
        where TFrom : struct, INumber<TFrom>
        where TTo : struct, INumber<TTo>
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = TTo.CreateTruncating(input[i]);
        }
    }
}
