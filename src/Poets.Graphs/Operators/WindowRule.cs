using Poets.Graphs.Import;
using Poets.Graphs.Kernels;

namespace Poets.Graphs.Operators;

/// <summary>A window whose padding may depend on the size of the input.</summary>
internal readonly record struct WindowRule(
    int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth, PaddingMode Mode,
    int PadTop = 0, int PadBottom = 0, int PadLeft = 0, int PadRight = 0)
{
    /// <summary>Reads strides, dilations and padding of a node; data_format must be NHWC or NCHW.</summary>
    public static WindowRule Read(NodeReader node)
    {
        bool first = ChannelsFirst(node);
        (int height, int width) = first ? (2, 3) : (1, 2);
        int[] strides = Four(node, "strides");
        int[] dilations = node.Has("dilations") && node.Ints("dilations").Length > 0 ? Four(node, "dilations") : [1, 1, 1, 1];
        int channels = first ? 1 : 3;
        if (strides[0] != 1 || strides[channels] != 1 || dilations[0] != 1 || dilations[channels] != 1)
        {
            throw new OperatorException("strides and dilations must be 1 for batch and channels");
        }

        if (strides[height] < 1 || strides[width] < 1 || dilations[height] < 1 || dilations[width] < 1)
        {
            throw new OperatorException("strides and dilations must be positive");
        }

        var rule = new WindowRule(strides[height], strides[width], dilations[height], dilations[width], ReadMode(node));
        if (rule.Mode != PaddingMode.Explicit)
        {
            return rule;
        }

        int[] pads = node.Ints("explicit_paddings");
        if (pads.Length != 8 || Array.Exists(pads, static pad => pad < 0) || pads[0] + pads[1] + pads[2 * channels] + pads[(2 * channels) + 1] != 0)
        {
            throw new OperatorException($"explicit_paddings [{string.Join(",", pads)}] should be eight numbers, not negative, 0 for batch and channels");
        }

        return rule with { PadTop = pads[2 * height], PadBottom = pads[(2 * height) + 1], PadLeft = pads[2 * width], PadRight = pads[(2 * width) + 1] };
    }

    /// <summary>Whether the node's tensors are [N,C,H,W].</summary>
    public static bool ChannelsFirst(NodeReader node) => node.Text("data_format", "NHWC") switch
    {
        "NHWC" or "" => false,
        "NCHW" => true,
        string other => throw new OperatorException($"data_format {other} is not supported; NHWC and NCHW are"),
    };

    /// <summary>An attribute of four integers.</summary>
    public static int[] Four(NodeReader node, string attribute)
    {
        int[] values = node.Ints(attribute);
        return values.Length == 4 ? values : throw new OperatorException($"attribute '{attribute}' should hold 4 numbers, not {values.Length}");
    }

    /// <summary>The window over an input of this size.</summary>
    public Window2D Over(int kernelHeight, int kernelWidth, int inputHeight, int inputWidth) => Mode == PaddingMode.Same
        ? Window2D.Same(kernelHeight, kernelWidth, StrideHeight, StrideWidth, inputHeight, inputWidth, DilationHeight, DilationWidth)
        : new Window2D(kernelHeight, kernelWidth, StrideHeight, StrideWidth, DilationHeight, DilationWidth, PadTop, PadBottom, PadLeft, PadRight);

    /// <summary>Output rows; -1 where the input's are not known.</summary>
    public int Rows(int kernel, int input) => Count(kernel, input, StrideHeight, DilationHeight, PadTop + PadBottom);

    /// <summary>Output columns; -1 where the input's are not known.</summary>
    public int Columns(int kernel, int input) => Count(kernel, input, StrideWidth, DilationWidth, PadLeft + PadRight);

    private static PaddingMode ReadMode(NodeReader node) => node.Text("padding", "") switch
    {
        "SAME" => PaddingMode.Same,
        "VALID" => PaddingMode.Valid,
        "EXPLICIT" => PaddingMode.Explicit,
        string other => throw new OperatorException($"padding '{other}' is none of SAME, VALID and EXPLICIT"),
    };

    private int Count(int kernel, int input, int stride, int dilation, int padding)
    {
        if (input < 0 || kernel < 0)
        {
            return -1;
        }

        if (Mode == PaddingMode.Same)
        {
            return (input + stride - 1) / stride;
        }

        int room = input + padding - (((kernel - 1) * dilation) + 1);
        return room >= 0 ? (room / stride) + 1 : throw new OperatorException($"a window of {kernel} (dilation {dilation}) does not fit into {input} pixels with {padding} of padding");
    }
}
