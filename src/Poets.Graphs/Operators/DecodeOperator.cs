using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Imaging;

namespace Poets.Graphs.Operators;

/// <summary>
/// DecodeJpeg, DecodePng, DecodeBmp, DecodeGif and DecodeImage: a file's bytes to uint8 [H,W,C], as TensorFlow decodes
/// (the format is found in the content), or [frames,H,W,3] for GIF files where the operator is made for them.
/// </summary>
internal sealed class DecodeOperator(string kind, int channels, bool expandsFrames, ElementType type) : Operator
{
    public override string Kind => kind;

    public static DecodeOperator Read(NodeReader node)
    {
        if (node.Int("ratio", 1) != 1)
        {
            throw new OperatorException("decoding at a reduced ratio is not supported");
        }

        if (node.Text("dct_method", "") is not ("" or "INTEGER_FAST"))
        {
            throw new OperatorException($"dct_method {node.Text("dct_method", "")} is not supported; the default, INTEGER_FAST, is");
        }

        if (!node.Bool("fancy_upscaling", true))
        {
            throw new OperatorException("fancy_upscaling = false is not supported");
        }

        ElementType type = node.Type("dtype", ElementType.UInt8);
        if (type != ElementType.UInt8 && !(node.Op == "DecodeImage" && type == ElementType.Float32))
        {
            throw new OperatorException($"decoding to {type} is not supported");
        }

        long channels = node.Int("channels", 0);
        return channels is 0 or 1 or 3 or 4
            ? new DecodeOperator(node.Op, (int)channels, node.Op == "DecodeGif" || (node.Op == "DecodeImage" && node.Bool("expand_animations", true)), type)
            : throw new OperatorException($"channels {channels} is none of 0, 1, 3 and 4");
    }

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Shapes.RequireType(context[0], 0, ElementType.String);
        int last = channels == 0 ? -1 : channels;
        return [new Fact(type, kind == "DecodeGif" ? TensorShape.Of(-1, -1, -1, 3) : kind == "DecodeImage" && expandsFrames ? TensorShape.Unknown : TensorShape.Of(-1, -1, last))];
    }

    public override Tensor[] Evaluate(ReadOnlySpan<Tensor> inputs, WorkerPool workers)
    {
        if (inputs[0].Length != 1)
        {
            throw new OperatorException($"it decodes one file; it was given {inputs[0].Shape} strings");
        }

        byte[] file = inputs[0].Span<byte[]>()[0];
        var decoder = new ImageDecoder();
        try
        {
            if (!expandsFrames || (kind == "DecodeImage" && decoder.Identify(file).Format != ImageFormat.Gif))
            {
                DecodedImage image = decoder.Decode(file, new DecodeOptions { Channels = channels });
                return [Convert(new Tensor(ElementType.UInt8, [image.Height, image.Width, image.Channels], image.Pixels), workers)];
            }

            IReadOnlyList<DecodedImage> frames = decoder.DecodeFrames(file, new DecodeOptions { Channels = 3 });
            int size = frames[0].Pixels.Length;
            var pixels = new byte[checked(size * frames.Count)];
            for (int i = 0; i < frames.Count; i++)
            {
                frames[i].Pixels.CopyTo(pixels, i * size);
            }

            return [Convert(new Tensor(ElementType.UInt8, [frames.Count, frames[0].Height, frames[0].Width, 3], pixels), workers)];
        }
        catch (ImageDecodingException error)
        {
            throw new OperatorException(error.Message, error);
        }
    }

    /// <summary>DecodeImage may be asked for float32 in [0, 1].</summary>
    private Tensor Convert(Tensor pixels, WorkerPool workers)
    {
        if (type == ElementType.UInt8)
        {
            return pixels;
        }

        var result = Tensor.Zeros(ElementType.Float32, pixels.Dimensions.ToArray());
        new CastOperator(ElementType.Float32).Compute([pixels], [result], workers);
        foreach (ref float value in result.Span<float>())
        {
            value *= 1 / 255f;
        }

        return result;
    }
}
