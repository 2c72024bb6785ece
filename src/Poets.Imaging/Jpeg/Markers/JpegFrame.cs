namespace Poets.Imaging.Jpeg.Markers;

/// <summary>A frame header and the sizes that follow from it.</summary>
internal sealed class JpegFrame
{
    /// <summary>Files beyond this many rows or columns are refused, as libjpeg does.</summary>
    internal const int MaximumDimension = 65500;

    internal required int Precision { get; init; }

    internal required int Width { get; init; }

    internal required int Height { get; init; }

    internal required bool Progressive { get; init; }

    internal required bool Arithmetic { get; init; }

    internal required JpegComponent[] Components { get; init; }

    internal int MaximumHorizontalFactor { get; private set; } = 1;

    internal int MaximumVerticalFactor { get; private set; } = 1;

    /// <summary>Fully interleaved MCUs across the image.</summary>
    internal int McusPerRow { get; private set; }

    /// <summary>Rows of fully interleaved MCUs.</summary>
    internal int McuRows { get; private set; }

    /// <summary>Checks the header, which libjpeg does once the first scan begins, and works out the sizes.</summary>
    internal void Lay()
    {
        if (Height > MaximumDimension || Width > MaximumDimension)
        {
            throw JpegErrors.Damaged($"the image is {Width} × {Height}; {MaximumDimension} rows and columns are allowed");
        }

        if (Precision != 8)
        {
            throw JpegErrors.Damaged($"samples have {Precision} bits; only 8 are supported");
        }

        if (Components.Length > 10)
        {
            throw JpegErrors.Damaged($"{Components.Length} components; 10 are allowed");
        }

        foreach (var component in Components)
        {
            if (component.HorizontalFactor is < 1 or > 4 || component.VerticalFactor is < 1 or > 4)
            {
                throw JpegErrors.Damaged($"sampling factors {component.HorizontalFactor} × {component.VerticalFactor}; 1 to 4 are allowed");
            }

            MaximumHorizontalFactor = Math.Max(MaximumHorizontalFactor, component.HorizontalFactor);
            MaximumVerticalFactor = Math.Max(MaximumVerticalFactor, component.VerticalFactor);
        }

        McusPerRow = DivideUp(Width, MaximumHorizontalFactor * 8);
        McuRows = DivideUp(Height, MaximumVerticalFactor * 8);
        foreach (var component in Components)
        {
            component.WidthInBlocks = DivideUp(Width * component.HorizontalFactor, MaximumHorizontalFactor * 8);
            component.HeightInBlocks = DivideUp(Height * component.VerticalFactor, MaximumVerticalFactor * 8);
            component.PaddedWidthInBlocks = McusPerRow * component.HorizontalFactor;
            component.PaddedHeightInBlocks = McuRows * component.VerticalFactor;
            component.SampleWidth = DivideUp(Width * component.HorizontalFactor, MaximumHorizontalFactor);
            component.SampleHeight = DivideUp(Height * component.VerticalFactor, MaximumVerticalFactor);
        }
    }

    /// <summary>Gives each component its place in one array of all coefficients.</summary>
    /// <returns>How many there are.</returns>
    internal int LayCoefficients()
    {
        int count = 0;
        foreach (var component in Components)
        {
            component.FirstCoefficient = count;
            count = checked(count + (component.PaddedWidthInBlocks * component.PaddedHeightInBlocks * 64));
        }

        return count;
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
