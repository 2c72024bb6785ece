using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>SpaceToDepth moves blocks of b × b pixels into the channels, [N,H,W,C] → [N,H/b,W/b,b·b·C]; DepthToSpace moves them back.</summary>
internal sealed class SpaceToDepthOperator(int block, bool back) : Operator
{
    public override string Kind => back ? "DepthToSpace" : "SpaceToDepth";

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Fact input = context[0];
        Shapes.RequireRank(input, 0, 4);
        if (!input.Shape.HasRank)
        {
            return [new Fact(input.Type, Shapes.OfRank(4))];
        }

        TensorShape shape = input.Shape;
        return [new Fact(input.Type, back
            ? TensorShape.Of(shape[0], Times(shape[1], block), Times(shape[2], block), Part(shape[3], block * block))
            : TensorShape.Of(shape[0], Part(shape[1], block), Part(shape[2], block), Times(shape[3], block * block)))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        // Large has the pixels, small the channels: large [n, y, i, x, j, c] is small [n, y, x, i, j, c].
        (Tensor input, Tensor output) = (inputs[0], outputs[0]);
        ReadOnlySpan<int> small = back ? input.Dimensions : output.Dimensions;
        (int n, int h, int w, int c) = (small[0], small[1], small[2], small[3] / (block * block));
        Tensor source = back ? input.Reshape(n, h, w, block, block, c) : input.Reshape(n, h, block, w, block, c);
        Tensor target = back ? output.Reshape(n, h, block, w, block, c) : output.Reshape(n, h, w, block, block, c);
        Transposition.Run(source, [0, 1, 3, 2, 4, 5], target);
    }

    private static int Times(int size, int factor) => size < 0 ? -1 : checked(size * factor);

    private static int Part(int size, int divisor) => size < 0 ? -1
        : divisor > 0 && size % divisor == 0 ? size / divisor
        : throw new OperatorException($"a dimension of {size} cannot be divided by {divisor}");
}
