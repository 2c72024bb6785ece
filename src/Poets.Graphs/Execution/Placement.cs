using Poets.Graphs.Kernels;

namespace Poets.Graphs.Execution;

/// <summary>Where a step writes: the whole of its output tensor, or a slice of the channels of a wider one.</summary>
internal readonly record struct Placement(int First, int Channels)
{
    /// <summary>The whole tensor.</summary>
    public static Placement Whole { get; } = new(0, -1);

    /// <summary>A dense tensor [N,H,W,C] or [N,C] as pixels; [N,C] has one pixel an image.</summary>
    public static ActivationView View(Tensor tensor)
    {
        ReadOnlySpan<int> size = tensor.Dimensions;
        return size.Length == 4
            ? new ActivationView((float[])tensor.Data, tensor.Offset, size[0], size[1], size[2], size[3], size[3])
            : new ActivationView((float[])tensor.Data, tensor.Offset, size[0], 1, 1, size[1], size[1]);
    }

    /// <summary>The view to write to.</summary>
    public ActivationView Of(Tensor tensor) => Channels < 0 ? View(tensor) : View(tensor).Slice(First, Channels);
}
