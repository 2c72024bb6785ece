namespace Poets.Graphs.Kernels;

/// <summary>
/// One tile of a packed product: Output[r, n] = clamp( Panel[0, n] + Σ Left[r, k] · Panel[k + 1, n] + Residual[r, n] ).
/// Strides count elements. Row 0 of a panel is the bias.
/// </summary>
internal unsafe struct GemmCall
{
    public float* Left;
    public nint LeftStride;
    public float* Panel;
    public nint Depth;
    public float* Output;
    public nint OutputStride;
    public float* Residual;
    public nint ResidualStride;
    public float Low;
    public float High;
}
