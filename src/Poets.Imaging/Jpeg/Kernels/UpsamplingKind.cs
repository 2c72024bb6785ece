namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>How a component's samples become pixels.</summary>
internal enum UpsamplingKind
{
    /// <summary>One sample a pixel.</summary>
    None,

    /// <summary>Triangle filter across.</summary>
    DoubleWidth,

    /// <summary>Triangle filter down.</summary>
    DoubleHeight,

    /// <summary>Triangle filter both ways.</summary>
    DoubleBoth,

    /// <summary>Samples repeated.</summary>
    Repeat,
}
