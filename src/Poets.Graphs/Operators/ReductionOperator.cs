using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Mean, Sum, Max, Min, Prod, All and Any over some axes. Sums of float32 are held in float64.</summary>
internal sealed class ReductionOperator(string kind, bool keep) : Operator
{
    public override string Kind => kind;

    public override bool KeepsImagesApart(in ImageContext images) =>
        images.OnlyFirst && images.KnownIntegers(1) is { } axes && Array.IndexOf(axes, Fact.NotKnown) < 0 && !Reduced(axes, images.Rank(0))[0];

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Fact input = context[0];
        if (kind is "All" or "Any")
        {
            Shapes.RequireType(input, 0, ElementType.Bool);
        }
        else
        {
            Shapes.RequireType(input, 0, ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int8, ElementType.Int16);
        }

        long[]? axes = context.KnownIntegers(1);
        if (!input.Shape.HasRank || axes is null || Array.IndexOf(axes, Fact.NotKnown) >= 0)
        {
            return [new Fact(input.Type, keep && input.Shape.HasRank ? Shapes.OfRank(input.Shape.Rank) : TensorShape.Unknown)];
        }

        bool[] reduced = Reduced(axes, input.Shape.Rank);
        var dimensions = new List<int>(reduced.Length);
        for (int i = 0; i < reduced.Length; i++)
        {
            if (!reduced[i] || keep)
            {
                dimensions.Add(reduced[i] ? 1 : input.Shape[i]);
            }
        }

        return [new Fact(input.Type, TensorShape.Of([.. dimensions]))];
    }

    public override Step? Prepare(ReadOnlySpan<Fact> inputs, ReadOnlySpan<Fact> outputs)
    {
        // The mean over height and width has a kernel of its own.
        bool spatial = kind == "Mean" && inputs[0].Type == ElementType.Float32 && inputs[0].Shape.Rank == 4 && inputs[1].IsConstant
            && inputs[0].Shape.ElementCount > 0 && Reduced(Integers.Of(inputs[1].Value!), 4) is [false, true, true, false];
        return spatial ? new GlobalMeanStep(Placement.Whole) : null;
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        (Tensor input, Tensor output) = (inputs[0], outputs[0]);
        bool[] reduced = Reduced(Integers.Of(inputs[1]), input.Rank);
        switch (input.Type)
        {
            case ElementType.Float32:
                Run<float, double>(input, output, reduced);
                break;
            case ElementType.Float64:
                Run<double, double>(input, output, reduced);
                break;
            case ElementType.Int32:
                Run<int, long>(input, output, reduced);
                break;
            case ElementType.Int64:
                Run<long, long>(input, output, reduced);
                break;
            case ElementType.UInt8:
                Run<byte, long>(input, output, reduced);
                break;
            case ElementType.Int8:
                Run<sbyte, long>(input, output, reduced);
                break;
            case ElementType.Int16:
                Run<short, long>(input, output, reduced);
                break;
            default:
                Logical(input, output, reduced);
                break;
        }
    }

    private static bool[] Reduced(long[] axes, int rank)
    {
        var reduced = new bool[rank];
        foreach (long axis in axes)
        {
            reduced[Shapes.Axis(axis, rank)] = true;
        }

        return reduced;
    }

    private static void OutputStrides(ReadOnlySpan<int> dimensions, bool[] reduced, Span<int> strides)
    {
        int stride = 1;
        for (int i = dimensions.Length - 1; i >= 0; i--)
        {
            strides[i] = reduced[i] ? 0 : stride;
            stride *= reduced[i] ? 1 : dimensions[i];
        }
    }

    /// <summary>TSum holds running sums and products; the largest and smallest need no wider type.</summary>
    private void Run<T, TSum>(Tensor input, Tensor output, bool[] reduced)
        where T : struct, INumber<T>, IMinMaxValue<T>
        where TSum : struct, INumber<TSum>, IMinMaxValue<TSum>
    {
        switch (kind)
        {
            case "Max":
                Run<T, T, ReductionFormulas.Largest<T>>(input, output, reduced);
                break;
            case "Min":
                Run<T, T, ReductionFormulas.Smallest<T>>(input, output, reduced);
                break;
            case "Prod":
                Run<T, TSum, ReductionFormulas.Product<TSum>>(input, output, reduced);
                break;
            default:
                Run<T, TSum, ReductionFormulas.Sum<TSum>>(input, output, reduced);
                break;
        }
    }

    private void Run<T, TSum, TFormula>(Tensor input, Tensor output, bool[] reduced)
        where T : struct, INumber<T>
        where TSum : struct, INumber<TSum>
        where TFormula : IReductionFormula<TSum>
    {
        var sums = new TSum[output.Length];
        Array.Fill(sums, TFormula.Start);
        Accumulate<T, TSum, TFormula>(input, sums, reduced);
        Span<T> results = output.Span<T>();
        TSum count = TSum.CreateTruncating(output.Length == 0 || kind != "Mean" ? 1 : input.Length / output.Length);
        if (count == TSum.Zero && typeof(TSum) == typeof(long))
        {
            // The mean of no integers is 0 in TensorFlow; of no floats, NaN.
            count = TSum.One;
        }

        for (int i = 0; i < results.Length; i++)
        {
            results[i] = T.CreateTruncating(kind == "Mean" ? sums[i] / count : sums[i]);
        }
    }

    /// <summary>Row by row: the last axis is either reduced into one place, or added place by place.</summary>
    private static void Accumulate<T, TSum, TFormula>(Tensor input, Span<TSum> sums, bool[] reduced)
        where T : struct, INumber<T>
        where TSum : struct, INumber<TSum>
        where TFormula : IReductionFormula<TSum>
    {
        ReadOnlySpan<T> values = input.Span<T>();
        int rank = reduced.Length;
        if (values.IsEmpty)
        {
            return;
        }

        if (rank == 0)
        {
            sums[0] = TFormula.Combine(sums[0], TSum.CreateTruncating(values[0]));
            return;
        }

        Span<int> strides = stackalloc int[rank];
        OutputStrides(input.Dimensions, reduced, strides);
        var walk = new OutputWalk(input.Dimensions[..^1], strides[..^1], stackalloc int[rank - 1]);
        int inner = input.Dimensions[^1];
        for (int at = 0; at < values.Length; at += inner, walk.Next())
        {
            ReadOnlySpan<T> row = values.Slice(at, inner);
            if (reduced[^1])
            {
                TSum sum = sums[walk.Position];
                foreach (T value in row)
                {
                    sum = TFormula.Combine(sum, TSum.CreateTruncating(value));
                }

                sums[walk.Position] = sum;
                continue;
            }

            Span<TSum> places = sums.Slice(walk.Position, inner);
            for (int i = 0; i < row.Length; i++)
            {
                places[i] = TFormula.Combine(places[i], TSum.CreateTruncating(row[i]));
            }
        }
    }

    private void Logical(Tensor input, Tensor output, bool[] reduced)
    {
        Span<bool> results = output.Span<bool>();
        results.Fill(kind == "All");
        Span<int> strides = stackalloc int[reduced.Length];
        OutputStrides(input.Dimensions, reduced, strides);
        var walk = new OutputWalk(input.Dimensions, strides, stackalloc int[reduced.Length]);
        foreach (bool value in input.Span<bool>())
        {
            ref bool result = ref results[walk.Position];
            result = kind == "All" ? result && value : result || value;
            walk.Next();
        }
    }

    /// <summary>Follows, for each input element in C order, the output element that it belongs to.</summary>
    private ref struct OutputWalk(ReadOnlySpan<int> dimensions, ReadOnlySpan<int> strides, Span<int> place)
    {
        private readonly ReadOnlySpan<int> _dimensions = dimensions;
        private readonly ReadOnlySpan<int> _strides = strides;
        private readonly Span<int> _place = place;

        public int Position { get; private set; }

        public void Next()
        {
            for (int axis = _dimensions.Length - 1; axis >= 0; axis--)
            {
                Position += _strides[axis];
                if (++_place[axis] < _dimensions[axis])
                {
                    return;
                }

                Position -= _strides[axis] * _dimensions[axis];
                _place[axis] = 0;
            }
        }
    }
}
