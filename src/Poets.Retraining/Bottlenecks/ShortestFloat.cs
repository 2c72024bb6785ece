using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// The shortest decimal that rounds to a float32, and among those the nearest: Raffaello Giulietti's Schubfach
/// ("The Schubfach way to render doubles", 2021) for 24-bit significands.
/// </summary>
internal static class ShortestFloat
{
    private const int SmallestPower = -31;

    /// <summary>⌈10^k · 2^(63 − ⌊log2 10^k⌋)⌉ for k = −31 … 45: the leading 64 bits of powers of ten, rounded up.</summary>
    private static ReadOnlySpan<ulong> Powers =>
    [
        0x81CEB32C4B43FCF5, 0xA2425FF75E14FC32, 0xCAD2F7F5359A3B3F, 0xFD87B5F28300CA0E, 0x9E74D1B791E07E49,
        0xC612062576589DDB, 0xF79687AED3EEC552, 0x9ABE14CD44753B53, 0xC16D9A0095928A28, 0xF1C90080BAF72CB2,
        0x971DA05074DA7BEF, 0xBCE5086492111AEB, 0xEC1E4A7DB69561A6, 0x9392EE8E921D5D08, 0xB877AA3236A4B44A,
        0xE69594BEC44DE15C, 0x901D7CF73AB0ACDA, 0xB424DC35095CD810, 0xE12E13424BB40E14, 0x8CBCCC096F5088CC,
        0xAFEBFF0BCB24AAFF, 0xDBE6FECEBDEDD5BF, 0x89705F4136B4A598, 0xABCC77118461CEFD, 0xD6BF94D5E57A42BD,
        0x8637BD05AF6C69B6, 0xA7C5AC471B478424, 0xD1B71758E219652C, 0x83126E978D4FDF3C, 0xA3D70A3D70A3D70B,
        0xCCCCCCCCCCCCCCCD, 0x8000000000000000, 0xA000000000000000, 0xC800000000000000, 0xFA00000000000000,
        0x9C40000000000000, 0xC350000000000000, 0xF424000000000000, 0x9896800000000000, 0xBEBC200000000000,
        0xEE6B280000000000, 0x9502F90000000000, 0xBA43B74000000000, 0xE8D4A51000000000, 0x9184E72A00000000,
        0xB5E620F480000000, 0xE35FA931A0000000, 0x8E1BC9BF04000000, 0xB1A2BC2EC5000000, 0xDE0B6B3A76400000,
        0x8AC7230489E80000, 0xAD78EBC5AC620000, 0xD8D726B7177A8000, 0x878678326EAC9000, 0xA968163F0A57B400,
        0xD3C21BCECCEDA100, 0x84595161401484A0, 0xA56FA5B99019A5C8, 0xCECB8F27F4200F3A, 0x813F3978F8940985,
        0xA18F07D736B90BE6, 0xC9F2C9CD04674EDF, 0xFC6F7C4045812297, 0x9DC5ADA82B70B59E, 0xC5371912364CE306,
        0xF684DF56C3E01BC7, 0x9A130B963A6C115D, 0xC097CE7BC90715B4, 0xF0BDC21ABB48DB21, 0x96769950B50D88F5,
        0xBC143FA4E250EB32, 0xEB194F8E1AE525FE, 0x92EFD1B8D0CF37BF, 0xB7ABC627050305AE, 0xE596B7B0C643C71A,
        0x8F7E32CE7BEA5C70, 0xB35DBF821AE4F38C,
    ];

    /// <summary>
    /// value = digits · 10^exponent. <paramref name="bits"/> are those of a positive, finite float32; of others, the
    /// numbers mean nothing. The digits may end in zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint Digits, int Exponent) Of(uint bits)
    {
        uint fraction = bits & 0x7FFFFF;
        uint biased = bits >> 23;
        uint c = biased == 0 ? fraction : fraction | 0x800000;
        int q = (biased == 0 ? 1 : (int)biased) - 150;

        // Nothing that a processor could guess wrong: the size, the parity and the last digits of numbers are all chance. So
        // there are no branches but for what is rare.
        if (((uint)-q < 24 ? 1 : 0) > (((c & ((1u << -q) - 1)) != 0) ? 1 : 0))
        {
            // A whole number.
            return (c >> -q, 0);
        }

        // The interval that rounds to this float, times 4: its lower half is narrower at a power of two.
        bool narrowBelow = fraction == 0 && biased > 1;
        uint outside = c & 1;
        uint left = (4 * c) - 2 + (narrowBelow ? 1u : 0);
        uint right = (4 * c) + 2;

        // k = ⌊log10 2^q⌋, or ⌊log10 (3/4 · 2^q)⌋.
        int k = ((q * 1262611) - (narrowBelow ? 524031 : 0)) >> 22;
        int shift = q + ((-k * 1741647) >> 19) + 1;
        ulong power = Powers[-k - SmallestPower];
        uint lower = RoundToOdd(power, left << shift) + outside;
        uint middle = RoundToOdd(power, (4 * c) << shift);
        uint upper = RoundToOdd(power, right << shift) - outside;

        // A digit fewer where just one multiple of ten fits; else the one neighbour that fits, or the nearer of both.
        uint s = middle / 4;
        uint tenth = s / 10;
        uint below = lower <= 40 * tenth ? 1u : 0;
        uint above = (40 * tenth) + 40 <= upper ? 1u : 0;
        uint floorFits = lower <= 4 * s ? 1u : 0;
        uint ceilingFits = (4 * s) + 4 <= upper ? 1u : 0;
        uint nearer = middle + (s & 1) > (4 * s) + 2 ? 1u : 0;
        uint one = floorFits ^ ceilingFits;
        uint up = (one & ceilingFits) | (~one & nearer);
        uint shorter = (below ^ above) & (s >= 10 ? 1u : 0);
        return (Choose(shorter, tenth + above, s + up), k + (int)shorter);
    }

    /// <summary>The first where <paramref name="isFirst"/> is 1, the second where it is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Choose(uint isFirst, uint first, uint second) => second ^ ((first ^ second) & (0 - isFirst));

    /// <summary>⌊g · c / 2^64⌋ with its last bit set where anything was cut off; the lowest 32 bits of g · c never matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RoundToOdd(ulong g, uint c)
    {
        ulong product = Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(g, (ulong)c << 32) : ((g >> 32) * c) + (((uint)g * (ulong)c) >> 32);
        return (uint)(product >> 32) | ((uint)product > 1 ? 1u : 0);
    }
}
