namespace Poets.Graphs.Kernels.Products;

/// <summary>
/// One tile of a packed product: Output[r, n] = clamp( Start[r, n] + Σ Left[r, k] · Panel[k + 1, n] + Residual[r, n] ).
/// Strides count elements. Row 0 of a panel is the bias, which the first rows of K start from, with a stride of 0; later
/// rows start from the sums so far, which lie in the output.
/// </summary>
internal unsafe struct GemmCall
{
    public float* Left;
    public nint LeftStride;
    public float* Start;
    public nint StartStride;
    public float* Panel;
    public nint Depth;
    /// <summary>A row of Left may lie in several runs of Depth elements, RunStep apart: those behind the first.</summary>
    public nint MoreRuns;
    public nint RunStep;
    /// <summary>What the next panel's tiles will read, or later tiles will write: a line is fetched into the second-level cache every step, then Ahead grows by AheadStep bytes.</summary>
    public byte* Ahead;
    public nint AheadStep;
    /// <summary>Whether Ahead is to show lines of the output, as <see cref="Gemm.FetchesOutput"/> says.</summary>
    public bool FetchesOutput;
    public float* Output;
    public nint OutputStride;
    public float* Residual;
    public nint ResidualStride;
    public float Low;
    public float High;
}
