using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>
/// ResizeBilinear (float32 out) and ResizeNearestNeighbor (type kept) of [N,H,W,C], with TensorFlow's three conventions of
/// where pixels lie: legacy corners (source = place · in/out), align_corners, half_pixel_centers.
/// </summary>
internal sealed class ResizeOperator(bool bilinear, bool alignCorners, bool halfPixel) : Operator
{
    public override string Kind => bilinear ? "ResizeBilinear" : "ResizeNearestNeighbor";

    public static ResizeOperator Read(NodeReader node)
    {
        (bool align, bool half) = (node.Bool("align_corners", false), node.Bool("half_pixel_centers", false));
        return align && half
            ? throw new OperatorException("align_corners and half_pixel_centers exclude each other")
            : new ResizeOperator(node.Op == "ResizeBilinear", align, half);
    }

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Fact input = context[0];
        Shapes.RequireRank(input, 0, 4);
        Shapes.RequireType(input, 0, ElementType.Float32, ElementType.UInt8, ElementType.Int8, ElementType.Int16, ElementType.UInt16, ElementType.Int32, ElementType.Int64, ElementType.Float64);
        TensorShape shape = input.Shape.HasRank ? input.Shape : Shapes.OfRank(4);
        long[] size = context.KnownIntegers(1) ?? [Fact.NotKnown, Fact.NotKnown];
        if (size.Length != 2 || Array.Exists(size, static side => side != Fact.NotKnown && side is (< 1 or > int.MaxValue)))
        {
            throw new OperatorException($"[{string.Join(",", size)}] is no size of a picture");
        }

        return [new Fact(bilinear ? ElementType.Float32 : input.Type, TensorShape.Of(
            shape[0], size[0] == Fact.NotKnown ? -1 : (int)size[0], size[1] == Fact.NotKnown ? -1 : (int)size[1], shape[3]))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        (Tensor input, Tensor output) = (inputs[0], outputs[0]);
        if (!bilinear)
        {
            Nearest(input, output);
            return;
        }

        switch (input.Type)
        {
            case ElementType.Float32:
                Bilinear<float>(input, output, workers);
                break;
            case ElementType.UInt8:
                Bilinear<byte>(input, output, workers);
                break;
            case ElementType.Int8:
                Bilinear<sbyte>(input, output, workers);
                break;
            case ElementType.Int16:
                Bilinear<short>(input, output, workers);
                break;
            case ElementType.UInt16:
                Bilinear<ushort>(input, output, workers);
                break;
            case ElementType.Int32:
                Bilinear<int>(input, output, workers);
                break;
            case ElementType.Int64:
                Bilinear<long>(input, output, workers);
                break;
            default:
                Bilinear<double>(input, output, workers);
                break;
        }
    }

    private float Scale(int from, int to) => alignCorners && to > 1 ? (from - 1) / (float)(to - 1) : from / (float)to;

    private (int Low, int High, float Weight)[] Places(int from, int to)
    {
        float scale = Scale(from, to);
        var places = new (int Low, int High, float Weight)[to];
        for (int i = 0; i < to; i++)
        {
            float at = halfPixel ? ((i + 0.5f) * scale) - 0.5f : i * scale;
            float floor = MathF.Floor(at);
            places[i] = (Math.Max((int)floor, 0), Math.Min((int)MathF.Ceiling(at), from - 1), at - floor);
        }

        return places;
    }

    private void Nearest(Tensor input, Tensor output)
    {
        int[] rows = NearestPlaces(input.Dimensions[1], output.Dimensions[1]);
        int[] columns = NearestPlaces(input.Dimensions[2], output.Dimensions[2]);
        int channels = input.Dimensions[3];
        int to = 0;
        for (int n = 0; n < input.Dimensions[0]; n++)
        {
            foreach (int row in rows)
            {
                foreach (int column in columns)
                {
                    Array.Copy(input.Data, ((((n * input.Dimensions[1]) + row) * input.Dimensions[2]) + column) * channels, output.Data, to, channels);
                    to += channels;
                }
            }
        }
    }

    private int[] NearestPlaces(int from, int to)
    {
        float scale = Scale(from, to);
        var places = new int[to];
        for (int i = 0; i < to; i++)
        {
            float at = halfPixel ? (i + 0.5f) * scale : i * scale;
            places[i] = Math.Clamp((int)(alignCorners ? MathF.Round(at, MidpointRounding.AwayFromZero) : MathF.Floor(at)), 0, from - 1);
        }

        return places;
    }

    private void Bilinear<T>(Tensor input, Tensor output, WorkerPool workers)
        where T : struct, INumber<T>
    {
        ReadOnlySpan<int> from = input.Dimensions;
        ReadOnlySpan<int> to = output.Dimensions;
        if (from[1] == to[1] && from[2] == to[2])
        {
            new CastOperator(ElementType.Float32).Compute([input], [output], workers);
            return;
        }

        var body = new Body<T>(input, output, Places(from[1], to[1]), Places(from[2], to[2]));
        workers.For(to[0] * to[1], ref body);
    }

    private readonly struct Body<T>(Tensor input, Tensor output, (int Low, int High, float Weight)[] rows, (int Low, int High, float Weight)[] columns) : IParallelBody
        where T : struct, INumber<T>
    {
        public void Invoke(int index)
        {
            (int n, int y) = Math.DivRem(index, rows.Length);
            int channels = input.Dimensions[3];
            int width = input.Dimensions[2] * channels;
            ReadOnlySpan<T> image = input.Span<T>().Slice(n * input.Dimensions[1] * width, input.Dimensions[1] * width);
            ReadOnlySpan<T> top = image.Slice(rows[y].Low * width, width);
            ReadOnlySpan<T> bottom = image.Slice(rows[y].High * width, width);
            Span<float> line = output.Span<float>().Slice(index * columns.Length * channels, columns.Length * channels);
            for (int x = 0; x < columns.Length; x++)
            {
                (int low, int high, float weight) = (columns[x].Low * channels, columns[x].High * channels, columns[x].Weight);
                for (int c = 0; c < channels; c++)
                {
                    float topLeft = float.CreateTruncating(top[low + c]);
                    float bottomLeft = float.CreateTruncating(bottom[low + c]);
                    float above = topLeft + ((float.CreateTruncating(top[high + c]) - topLeft) * weight);
                    float below = bottomLeft + ((float.CreateTruncating(bottom[high + c]) - bottomLeft) * weight);
                    line[(x * channels) + c] = above + ((below - above) * rows[y].Weight);
                }
            }
        }
    }
}
