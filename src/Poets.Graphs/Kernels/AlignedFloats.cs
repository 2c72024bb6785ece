namespace Poets.Graphs.Kernels;

/// <summary>Zeroed floats at a fixed address that is a multiple of a cache line; they live as long as this object.</summary>
internal sealed unsafe class AlignedFloats
{
    private const int Alignment = 64;

    // Allocated pinned, so that the pointer never moves.
    private readonly float[] _store;

    public AlignedFloats(long length)
    {
        Length = checked((int)length);
        _store = GC.AllocateArray<float>(checked(Length + (Alignment / sizeof(float))), pinned: true);
        fixed (float* start = _store)
        {
            Pointer = (float*)(((nint)start + Alignment - 1) & -Alignment);
        }
    }

    public int Length { get; }

    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);
}
