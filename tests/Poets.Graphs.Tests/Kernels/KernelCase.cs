using FsCheck;
using FsCheck.Fluent;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>A convolution, depthwise convolution or pool that a test runs on the scalar twin and on every tier.</summary>
public sealed record KernelCase(
    int Batch, int Height, int Width, int InChannels, int OutChannels, Window2D Window,
    FusedActivation Activation, bool Bias, bool Residual, int ExtraStride, int Groups = 1)
{
    /// <summary>The tiers that this processor can run.</summary>
    public static IEnumerable<KernelTier> Tiers => Enum.GetValues<KernelTier>().Where(KernelTiers.IsSupported);

    /// <summary>Random geometry: odd sizes, every padding, strides, dilations, concatenation slices.</summary>
    public static Arbitrary<KernelCase> Any(bool depthwise) => Arb.From(
        from kernel in Gen.Elements((1, 1), (3, 3), (5, 5), (1, 7), (7, 1), (2, 3), (4, 4))
        from stride in Gen.Elements((1, 1), (2, 2), (1, 2), (3, 3))
        from dilation in Gen.Elements((1, 1), (1, 1), (2, 1), (2, 2))
        from same in Gen.Elements(true, false)
        from batch in Gen.Choose(1, 2)
        from height in Gen.Choose(1, 17)
        from width in Gen.Choose(1, 19)
        from groups in Gen.Elements(1, 1, 1, 2, 3)
        from inChannels in Gen.Elements(1, 2, 3, 5, 8, 11, 16, 17, 24, 33, 40)
        from outChannels in Gen.Elements(1, 3, 8, 15, 16, 17, 24, 31, 32, 33, 48, 65)
        from activation in Gen.Elements(Enum.GetValues<FusedActivation>())
        from bias in Gen.Elements(true, false)
        from residual in Gen.Elements(true, false, false)
        from extra in Gen.Elements(0, 0, 5)
        select Of(kernel, stride, dilation, same, batch, height, width, depthwise ? 1 : groups, inChannels, outChannels, activation, bias, residual, extra));

    /// <summary>Values between −1 and 1 from a fixed seed.</summary>
    public static float[] Values(int count, int seed)
    {
        var random = new System.Random(seed);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = (random.NextSingle() * 2) - 1;
        }

        return values;
    }

    /// <summary>A view whose surroundings are NaN, so that reading them shows in the sums.</summary>
    public ActivationView View(int height, int width, int channels, int seed)
    {
        const int Margin = 19;
        int stride = channels + ExtraStride;
        float[] buffer = new float[(Batch * height * width * stride) + (2 * Margin)];
        buffer.AsSpan().Fill(float.NaN);
        var view = new ActivationView(buffer, Margin, Batch, height, width, channels, stride);
        float[] values = Values(view.Pixels * channels, seed);
        for (int pixel = 0; pixel < view.Pixels; pixel++)
        {
            values.AsSpan(pixel * channels, channels).CopyTo(buffer.AsSpan(Margin + (pixel * stride)));
        }

        return view;
    }

    /// <summary>The values inside of a view, after checking that nothing around them was written.</summary>
    public static float[] Inside(in ActivationView view)
    {
        float[] values = new float[view.Pixels * view.Channels];
        var copy = (float[])view.Buffer.Clone();
        for (int pixel = 0; pixel < view.Pixels; pixel++)
        {
            Span<float> source = copy.AsSpan(view.Offset + (pixel * view.PixelStride), view.Channels);
            source.CopyTo(values.AsSpan(pixel * view.Channels));
            source.Fill(float.NaN);
        }

        Assert.All(copy, value => Assert.True(float.IsNaN(value), "a kernel wrote outside of its view"));
        return values;
    }

    private static KernelCase Of(
        (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) dilation, bool same, int batch, int height, int width,
        int groups, int inChannels, int outChannels, FusedActivation activation, bool bias, bool residual, int extra)
    {
        Window2D valid = Window2D.Valid(kernel.Height, kernel.Width, stride.Height, stride.Width, dilation.Height, dilation.Width);
        height = same ? height : Math.Max(height, valid.ExtentHeight);
        width = same ? width : Math.Max(width, valid.ExtentWidth);
        Window2D window = same
            ? Window2D.Same(kernel.Height, kernel.Width, stride.Height, stride.Width, height, width, dilation.Height, dilation.Width)
            : valid;
        return new KernelCase(batch, height, width, inChannels * groups, outChannels * groups, window, activation, bias, residual, extra, groups);
    }
}
