namespace Poets.Graphs.Kernels;

/// <summary>Zeroed floats at a fixed address that is a multiple of a cache line; they live as long as this object.</summary>
internal sealed unsafe class AlignedFloats
{
    /// <summary>Floats of a cache line: what an array needs beyond its content so that this can start on one.</summary>
    public const int CacheLine = 16;

    // Allocated pinned, so that the pointer never moves.
    private readonly float[] _store;

    public AlignedFloats(long length)
    {
        Length = checked((int)length);
        _store = GC.AllocateArray<float>(checked(Length + CacheLine), pinned: true);
        fixed (float* start = _store)
        {
            Pointer = Align(start);
        }
    }

    public int Length { get; }

    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);

    /// <summary>So many elements, rounded up to whole cache lines.</summary>
    public static nint Lines(nint elements) => (elements + CacheLine - 1) / CacheLine * CacheLine;

    /// <summary>The same, to an odd number of lines, which keeps what lies that far apart in different sets of a cache.</summary>
    public static nint OddLines(nint elements) => Lines(elements) | CacheLine;

    /// <summary>The first cache line at or behind an address: a register is as wide as a line, and would else be loaded from two.</summary>
    public static float* Align(float* address) => (float*)(((nint)address + (CacheLine * sizeof(float)) - 1) & -(CacheLine * sizeof(float)));
}
