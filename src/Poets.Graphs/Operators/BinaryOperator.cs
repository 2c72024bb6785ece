using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using static Poets.Graphs.Operators.BinaryFormulas;

namespace Poets.Graphs.Operators;

/// <summary>Element-wise operators of two operands with TensorFlow's broadcasting.</summary>
internal sealed class BinaryOperator(string kind) : Operator
{
    public override string Kind => kind;

    /// <summary>Whether the result is a truth value.</summary>
    public bool IsComparison => kind is "Equal" or "NotEqual" or "Less" or "LessEqual" or "Greater" or "GreaterEqual" or "LogicalAnd" or "LogicalOr";

    public override bool KeepsImagesApart(in ImageContext images) => images.IsBroadcast;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        ElementType type = Shapes.SameType(context[0], context[1]);
        bool logical = type == ElementType.Bool;
        if (kind is "LogicalAnd" or "LogicalOr" ? !logical && type != ElementType.Unknown : logical && kind is not ("Equal" or "NotEqual"))
        {
            throw new OperatorException($"it does not take {type}");
        }

        if (type is ElementType.Float16 or ElementType.BFloat16 or ElementType.String or ElementType.Resource)
        {
            throw new OperatorException($"the managed engine does not compute it for {type}");
        }

        return [new Fact(IsComparison ? ElementType.Bool : type, Shapes.Broadcast(context.Shape(0), context.Shape(1)))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        (Tensor left, Tensor right, Tensor output) = (inputs[0], inputs[1], outputs[0]);
        switch (left.Type)
        {
            case ElementType.Float32:
                Float<float>(left, right, output, workers);
                break;
            case ElementType.Float64:
                Float<double>(left, right, output, workers);
                break;
            case ElementType.Int32:
                Integer<int>(left, right, output, workers);
                break;
            case ElementType.Int64:
                Integer<long>(left, right, output, workers);
                break;
            case ElementType.UInt8:
                Integer<byte>(left, right, output, workers);
                break;
            case ElementType.Int8:
                Integer<sbyte>(left, right, output, workers);
                break;
            case ElementType.Int16:
                Integer<short>(left, right, output, workers);
                break;
            case ElementType.UInt16:
                Integer<ushort>(left, right, output, workers);
                break;
            case ElementType.UInt32:
                Integer<uint>(left, right, output, workers);
                break;
            case ElementType.UInt64:
                Integer<ulong>(left, right, output, workers);
                break;
            case ElementType.Bool:
                Logical(left, right, output, workers);
                break;
            default:
                throw new OperatorException($"it is not computed for {left.Type}");
        }
    }

    private void Float<T>(Tensor left, Tensor right, Tensor output, WorkerPool workers)
        where T : struct, IFloatingPointIeee754<T>
    {
        switch (kind)
        {
            case "FloorDiv":
                Broadcasting.Run<T, T, FloorDivideFloat<T>>(left, right, output, workers);
                break;
            case "Pow":
                Broadcasting.Run<T, T, PowerFloat<T>>(left, right, output, workers);
                break;
            case "Atan2":
                Broadcasting.Run<T, T, Atan2<T>>(left, right, output, workers);
                break;
            default:
                Number<T>(left, right, output, workers);
                break;
        }
    }

    private void Integer<T>(Tensor left, Tensor right, Tensor output, WorkerPool workers)
        where T : struct, IBinaryInteger<T>
    {
        switch (kind)
        {
            case "FloorDiv":
                Broadcasting.Run<T, T, FloorDivideInteger<T>>(left, right, output, workers);
                break;
            case "Pow":
                Broadcasting.Run<T, T, PowerInteger<T>>(left, right, output, workers);
                break;
            default:
                Number<T>(left, right, output, workers);
                break;
        }
    }

    private void Number<T>(Tensor left, Tensor right, Tensor output, WorkerPool workers)
        where T : struct, INumber<T>
    {
        switch (kind)
        {
            case "Add" or "AddV2":
                Broadcasting.Run<T, T, Add<T>>(left, right, output, workers);
                break;
            case "Sub":
                Broadcasting.Run<T, T, Subtract<T>>(left, right, output, workers);
                break;
            case "Mul":
                Broadcasting.Run<T, T, Multiply<T>>(left, right, output, workers);
                break;
            case "Div" or "RealDiv" or "TruncateDiv":
                Broadcasting.Run<T, T, Divide<T>>(left, right, output, workers);
                break;
            case "DivNoNan":
                Broadcasting.Run<T, T, DivideNoNan<T>>(left, right, output, workers);
                break;
            case "FloorMod":
                Broadcasting.Run<T, T, FloorModulo<T>>(left, right, output, workers);
                break;
            case "Mod" or "TruncateMod":
                Broadcasting.Run<T, T, Remainder<T>>(left, right, output, workers);
                break;
            case "Maximum":
                Broadcasting.Run<T, T, Maximum<T>>(left, right, output, workers);
                break;
            case "Minimum":
                Broadcasting.Run<T, T, Minimum<T>>(left, right, output, workers);
                break;
            case "SquaredDifference":
                Broadcasting.Run<T, T, SquaredDifference<T>>(left, right, output, workers);
                break;
            case "Equal":
                Broadcasting.Run<T, bool, Equal<T>>(left, right, output, workers);
                break;
            case "NotEqual":
                Broadcasting.Run<T, bool, NotEqual<T>>(left, right, output, workers);
                break;
            case "Less":
                Broadcasting.Run<T, bool, Less<T>>(left, right, output, workers);
                break;
            case "LessEqual":
                Broadcasting.Run<T, bool, LessEqual<T>>(left, right, output, workers);
                break;
            case "Greater":
                Broadcasting.Run<T, bool, Greater<T>>(left, right, output, workers);
                break;
            case "GreaterEqual":
                Broadcasting.Run<T, bool, GreaterEqual<T>>(left, right, output, workers);
                break;
            default:
                throw new OperatorException($"it is not computed for {left.Type}");
        }
    }

    private void Logical(Tensor left, Tensor right, Tensor output, WorkerPool workers)
    {
        switch (kind)
        {
            case "LogicalAnd":
                Broadcasting.Run<bool, bool, And>(left, right, output, workers);
                break;
            case "LogicalOr":
                Broadcasting.Run<bool, bool, Or>(left, right, output, workers);
                break;
            case "Equal":
                Broadcasting.Run<bool, bool, Same>(left, right, output, workers);
                break;
            default:
                Broadcasting.Run<bool, bool, Different>(left, right, output, workers);
                break;
        }
    }
}
