using System.Numerics;

namespace Poets.Retraining.Training;

/// <summary>
/// xoshiro256** 1.0 (Blackman and Vigna) seeded through SplitMix64. Each purpose has its own stream, so that turning
/// one on or off does not move the others. The numbers are the same on every machine and .NET version.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>The stream that follows from a seed and a purpose.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="stream">A number that names the purpose.</param>
    public SeededRandom(ulong seed, ulong stream = 0)
    {
        ulong state = Mix(seed) + stream;
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A whole number, 0 ≤ n &lt; <paramref name="limit"/>, without bias (Lemire's multiply and reject).</summary>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        while (true)
        {
            ulong product = (Next() >> 32) * (ulong)limit;
            if ((uint)product >= (uint)(-limit) % (uint)limit)
            {
                return (int)(product >> 32);
            }
        }
    }

    /// <summary>A double, 0 ≤ x &lt; 1, of 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A draw from the normal distribution with mean 0 and deviation 1 (Marsaglia's polar method).</summary>
    public double Normal()
    {
        while (true)
        {
            double u = (2 * Uniform()) - 1;
            double v = (2 * Uniform()) - 1;
            double square = (u * u) + (v * v);
            if (square is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }

    private static ulong SplitMix(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
