using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels;

namespace Poets.Graphs.Operators;

/// <summary>ExtractImagePatches: [N,H,W,C] to [N,H',W',kh·kw·C], each pixel the window it stands for, zero outside of the image; how small transformers cut images up.</summary>
internal sealed class ImagePatchesOperator(int height, int width, WindowRule rule) : Operator
{
    public override string Kind => "ExtractImagePatches";

    public static ImagePatchesOperator Read(NodeReader node)
    {
        (int[] sizes, int[] strides, int[] rates) = (node.Ints("ksizes"), node.Ints("strides"), node.Ints("rates"));
        bool plain = Array.TrueForAll([sizes, strides, rates], static list => list is [1, > 0, > 0, 1]);
        PaddingMode mode = node.Text("padding", "") switch
        {
            "SAME" => PaddingMode.Same,
            "VALID" => PaddingMode.Valid,
            string other => throw new OperatorException($"padding '{other}' is none of SAME and VALID"),
        };
        return plain
            ? new ImagePatchesOperator(sizes[1], sizes[2], new WindowRule(strides[1], strides[2], rates[1], rates[2], mode))
            : throw new OperatorException("ksizes, strides and rates should be four positive numbers, 1 for batch and channels");
    }

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
        int depth = shape[3] < 0 ? -1 : checked(height * width * shape[3]);
        return [new Fact(input.Type, TensorShape.Of(shape[0], rule.Rows(height, shape[1]), rule.Columns(width, shape[2]), depth))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        (Tensor input, Tensor output) = (inputs[0], outputs[0]);
        (int rows, int columns, int channels) = (input.Dimensions[1], input.Dimensions[2], input.Dimensions[3]);
        Window2D window = rule.Over(height, width, rows, columns);
        int to = 0;
        for (int image = 0; image < input.Dimensions[0]; image++)
        {
            for (int y = 0; y < output.Dimensions[1]; y++)
            {
                for (int x = 0; x < output.Dimensions[2]; x++)
                {
                    for (int tap = 0; tap < height * width; tap++, to += channels)
                    {
                        int row = (y * window.StrideHeight) - window.PadTop + (tap / width * window.DilationHeight);
                        int column = (x * window.StrideWidth) - window.PadLeft + (tap % width * window.DilationWidth);
                        if (row >= 0 && row < rows && column >= 0 && column < columns)
                        {
                            Array.Copy(input.Data, ((((image * rows) + row) * columns) + column) * channels, output.Data, to, channels);
                        }
                        else
                        {
                            Array.Clear(output.Data, to, channels);
                        }
                    }
                }
            }
        }
    }
}
