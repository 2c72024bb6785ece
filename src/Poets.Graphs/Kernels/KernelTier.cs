using System.Runtime.Intrinsics.X86;

namespace Poets.Graphs.Kernels;

/// <summary>The instruction sets that kernels are written for, weakest first.</summary>
public enum KernelTier
{
    /// <summary><see cref="Vector{T}"/>: any processor that .NET runs on.</summary>
    Portable,

    /// <summary>AVX2 and fused multiply-add.</summary>
    Avx2,

    /// <summary>AVX-512 foundation.</summary>
    Avx512,
}

/// <summary>Which tier this process uses: the strongest that the processor has, unless POETS_KERNEL_TIER names another.</summary>
public static class KernelTiers
{
    /// <summary>The environment variable that forces a tier: portable, avx2 or avx512. Read once.</summary>
    public const string Variable = "POETS_KERNEL_TIER";

    private static readonly KernelTier s_chosen = Choose(Environment.GetEnvironmentVariable(Variable));
    private static readonly AsyncLocal<KernelTier?> s_forced = new();

    /// <summary>The tier of kernels created from now on. Read where a kernel is made, not in its loops.</summary>
    public static KernelTier Current => s_forced.Value ?? s_chosen;

    /// <summary>Whether this processor and runtime can execute a tier.</summary>
    public static bool IsSupported(KernelTier tier) => tier switch
    {
        KernelTier.Avx512 => Avx512F.IsSupported && IsSupported(KernelTier.Avx2),
        KernelTier.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };

    /// <summary>Runs something with another tier for the kernels that it makes on this thread: tests compare tiers in one process.</summary>
    internal static T With<T>(KernelTier tier, Func<T> make)
    {
        s_forced.Value = tier;
        try
        {
            return make();
        }
        finally
        {
            s_forced.Value = null;
        }
    }

    internal static KernelTier Choose(string? name)
    {
        KernelTier best = IsSupported(KernelTier.Avx512) ? KernelTier.Avx512 : IsSupported(KernelTier.Avx2) ? KernelTier.Avx2 : KernelTier.Portable;
        if (string.IsNullOrWhiteSpace(name))
        {
            return best;
        }

        if (!Enum.TryParse(name.Trim(), ignoreCase: true, out KernelTier asked) || !Enum.IsDefined(asked))
        {
            throw new InvalidOperationException($"{Variable} is \"{name}\"; it must be portable, avx2 or avx512.");
        }

        return IsSupported(asked)
            ? asked
            : throw new InvalidOperationException($"{Variable} asks for {asked}, which this processor lacks; the strongest tier it has is {best}.");
    }
}
