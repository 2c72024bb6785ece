using System.Numerics;

namespace Poets.Retraining.Duplicates;

/// <summary>The bits that <see cref="FeatureSketch"/> makes of a bottleneck.</summary>
/// <remarks>No <see cref="UInt128"/>: code that has one in its signature cannot be compiled ahead of time.</remarks>
/// <param name="Low">Bits 0 to 63.</param>
/// <param name="High">Bits 64 to 127.</param>
internal readonly record struct Sketch(ulong Low, ulong High)
{
    /// <summary>Bits in which two differ.</summary>
    public int DistanceTo(Sketch other) => BitOperations.PopCount(Low ^ other.Low) + BitOperations.PopCount(High ^ other.High);

    /// <summary>One of the eight parts of 16 bits.</summary>
    public ushort Part(int index) => (ushort)((index < 4 ? Low : High) >> (16 * (index & 3)));
}
