namespace Poets.Imaging;

/// <summary>Which two samples along one axis make each output sample, and in what mixture.</summary>
internal sealed class ResizeAxis
{
    private ResizeAxis(int count)
    {
        Lower = new int[count];
        Upper = new int[count];
        Weight = new float[count];
    }

    /// <summary>The sample at or before the place that is read.</summary>
    internal int[] Lower { get; }

    /// <summary>The sample at or after it.</summary>
    internal int[] Upper { get; }

    /// <summary>The share of the upper sample.</summary>
    internal float[] Weight { get; }

    /// <summary>
    /// The place read for output i, in float32: i × scale, or (i + ½) × scale − ½ with half-pixel centres;
    /// scale = input / output, or (input − 1) / (output − 1) with aligned corners (TensorFlow's <c>ResizeBilinear</c>).
    /// </summary>
    internal static ResizeAxis Create(int input, int output, bool alignCorners = false, bool halfPixelCenters = false)
    {
        var axis = new ResizeAxis(output);
        float scale = alignCorners && output > 1 ? (input - 1) / (float)(output - 1) : input / (float)output;
        for (int i = 0; i < output; i++)
        {
            float place = halfPixelCenters ? ((i + 0.5f) * scale) - 0.5f : i * scale;
            float floor = MathF.Floor(place);
            axis.Lower[i] = Math.Clamp((int)floor, 0, input - 1);
            axis.Upper[i] = Math.Min((int)MathF.Ceiling(place), input - 1);
            axis.Weight[i] = place - floor;
        }

        return axis;
    }

    /// <summary>Some outputs in a row, or those from last to first.</summary>
    internal ResizeAxis Part(int start, int count, bool reversed = false)
    {
        var part = new ResizeAxis(count);
        Lower.AsSpan(start, count).CopyTo(part.Lower);
        Upper.AsSpan(start, count).CopyTo(part.Upper);
        Weight.AsSpan(start, count).CopyTo(part.Weight);
        if (reversed)
        {
            Array.Reverse(part.Lower);
            Array.Reverse(part.Upper);
            Array.Reverse(part.Weight);
        }

        return part;
    }
}
