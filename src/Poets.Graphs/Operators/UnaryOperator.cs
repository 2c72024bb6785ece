using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels.Elementwise;
using static Poets.Graphs.Operators.UnaryFormulas;

namespace Poets.Graphs.Operators;

/// <summary>Element-wise operators of one operand.</summary>
internal sealed class UnaryOperator(string kind) : Operator
{
    private const int Grain = 16384;

    public override string Kind => kind;

    /// <summary>The activation that a convolution can apply in this operator's place.</summary>
    public FusedActivation? Fusable => kind switch
    {
        "Relu" => FusedActivation.Relu,
        "Relu6" => FusedActivation.Relu6,
        "Sigmoid" => FusedActivation.Sigmoid,
        "Swish" => FusedActivation.Swish,
        "HardSwish" => FusedActivation.HardSwish,
        _ => null,
    };

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Fact input = context[0];
        bool integers = kind is "Abs" or "Neg" or "Sign" or "Square" or "Relu" or "Relu6" or "Round";
        if (integers)
        {
            Shapes.RequireType(input, 0, ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int8, ElementType.Int16, ElementType.UInt16);
        }
        else
        {
            Shapes.RequireType(input, 0, ElementType.Float32, ElementType.Float64);
        }

        return [new Fact(input.Type, input.Shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        switch (inputs[0].Type)
        {
            case ElementType.Float32 when Fusable is not null || kind is "Exp" or "Tanh":
                var body = new ActivationBody(kind, Fusable, inputs[0], outputs[0]);
                workers.For((inputs[0].Length + Grain - 1) / Grain, ref body);
                break;
            case ElementType.Float32:
                Float<float>(inputs[0], outputs[0], workers);
                break;
            case ElementType.Float64:
                Float<double>(inputs[0], outputs[0], workers);
                break;
            case ElementType.Int32:
                Number<int>(inputs[0], outputs[0], workers);
                break;
            case ElementType.Int64:
                Number<long>(inputs[0], outputs[0], workers);
                break;
            case ElementType.UInt8:
                Number<byte>(inputs[0], outputs[0], workers);
                break;
            case ElementType.Int8:
                Number<sbyte>(inputs[0], outputs[0], workers);
                break;
            case ElementType.Int16:
                Number<short>(inputs[0], outputs[0], workers);
                break;
            case ElementType.UInt16:
                Number<ushort>(inputs[0], outputs[0], workers);
                break;
            default:
                throw new OperatorException($"it is not computed for {inputs[0].Type}");
        }
    }

    private void Float<T>(Tensor input, Tensor output, WorkerPool workers)
        where T : struct, IFloatingPointIeee754<T>
    {
        switch (kind)
        {
            case "Exp":
                Map<T, Exp<T>>(input, output, workers);
                break;
            case "Expm1":
                Map<T, Expm1<T>>(input, output, workers);
                break;
            case "Log":
                Map<T, Log<T>>(input, output, workers);
                break;
            case "Log1p":
                Map<T, Log1p<T>>(input, output, workers);
                break;
            case "Sqrt":
                Map<T, Sqrt<T>>(input, output, workers);
                break;
            case "Rsqrt":
                Map<T, Rsqrt<T>>(input, output, workers);
                break;
            case "Reciprocal" or "Inv":
                Map<T, Reciprocal<T>>(input, output, workers);
                break;
            case "Floor":
                Map<T, Floor<T>>(input, output, workers);
                break;
            case "Ceil":
                Map<T, Ceil<T>>(input, output, workers);
                break;
            case "Round" or "Rint":
                Map<T, Round<T>>(input, output, workers);
                break;
            case "Sin":
                Map<T, Sin<T>>(input, output, workers);
                break;
            case "Cos":
                Map<T, Cos<T>>(input, output, workers);
                break;
            case "Tan":
                Map<T, Tan<T>>(input, output, workers);
                break;
            case "Atan":
                Map<T, Atan<T>>(input, output, workers);
                break;
            case "Tanh":
                Map<T, Tanh<T>>(input, output, workers);
                break;
            case "Sigmoid":
                Map<T, Sigmoid<T>>(input, output, workers);
                break;
            case "Softplus":
                Map<T, Softplus<T>>(input, output, workers);
                break;
            case "Softsign":
                Map<T, Softsign<T>>(input, output, workers);
                break;
            case "Elu":
                Map<T, Elu<T>>(input, output, workers);
                break;
            case "Selu":
                Map<T, Selu<T>>(input, output, workers);
                break;
            case "Erf":
                Map<T, Erf<T>>(input, output, workers);
                break;
            case "Erfc":
                Map<T, Erfc<T>>(input, output, workers);
                break;
            default:
                Number<T>(input, output, workers);
                break;
        }
    }

    private void Number<T>(Tensor input, Tensor output, WorkerPool workers)
        where T : struct, INumber<T>
    {
        switch (kind)
        {
            case "Abs":
                Map<T, Abs<T>>(input, output, workers);
                break;
            case "Neg":
                Map<T, Neg<T>>(input, output, workers);
                break;
            case "Sign":
                Map<T, Sign<T>>(input, output, workers);
                break;
            case "Square":
                Map<T, Square<T>>(input, output, workers);
                break;
            case "Relu":
                Map<T, Relu<T>>(input, output, workers);
                break;
            case "Relu6":
                Map<T, Relu6<T>>(input, output, workers);
                break;
            case "Round":
                input.Span<T>().CopyTo(output.Span<T>());
                break;
            default:
                throw new OperatorException($"it is not computed for {input.Type}");
        }
    }

    private static void Map<T, TFormula>(Tensor input, Tensor output, WorkerPool workers)
        where T : struct
        where TFormula : IUnaryFormula<T>
    {
        var body = new MapBody<T, TFormula>(input, output);
        workers.For((input.Length + Grain - 1) / Grain, ref body);
    }

    private readonly struct MapBody<T, TFormula>(Tensor input, Tensor output) : IParallelBody
        where T : struct
        where TFormula : IUnaryFormula<T>
    {
        public void Invoke(int index)
        {
            int start = index * Grain;
            int count = Math.Min(Grain, input.Length - start);
            ReadOnlySpan<T> x = input.Span<T>().Slice(start, count);
            Span<T> y = output.Span<T>().Slice(start, count);
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = TFormula.Apply(x[i]);
            }
        }
    }

    private readonly struct ActivationBody(string kind, FusedActivation? activation, Tensor input, Tensor output) : IParallelBody
    {
        public void Invoke(int index)
        {
            int start = index * Grain;
            int count = Math.Min(Grain, input.Length - start);
            ReadOnlySpan<float> x = input.Span<float>().Slice(start, count);
            Span<float> y = output.Span<float>().Slice(start, count);
            if (activation is { } known)
            {
                ActivationKernel.Apply(known, x, y);
            }
            else if (kind == "Exp")
            {
                ActivationKernel.Exp(x, y);
            }
            else
            {
                ActivationKernel.Tanh(x, y);
            }
        }
    }
}
