using System.Reflection;
using System.Runtime.CompilerServices;
using Poets.Graphs.Kernels.Depthwise;
using Poets.Graphs.Kernels.Products;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels;

/// <summary>
/// Compiles the kernels that most networks begin with, on a thread of its own, while the caller still prepares its first
/// session. They cannot be compiled ahead of time, since they depend on the machine's vectors, and one after the other, each
/// where it is first called, they are a fifth of a short process.
/// </summary>
internal static class KernelCompilation
{
    private static readonly Lazy<Task> s_tier = new(() => Task.Run(() => Compile(KernelTiers.Current)));

    /// <summary>Returns at once; only the first call in a process does anything. A single core has nothing to gain.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount > 1)
        {
            _ = s_tier.Value;
        }
    }

    /// <summary>Compiles the tiles of a tier: how many they are.</summary>
    internal static int Compile(KernelTier tier)
    {
        MethodInfo[] kernels = [.. Kernels(tier)];
        foreach (MethodInfo kernel in kernels)
        {
            RuntimeHelpers.PrepareMethod(kernel.MethodHandle, Array.ConvertAll(kernel.GetGenericArguments(), argument => argument.TypeHandle));
        }

        return kernels.Length;
    }

    private static IEnumerable<MethodInfo> Kernels(KernelTier tier) => tier switch
    {
        KernelTier.Avx512 => [.. Tiles(typeof(Avx512Gemm)), .. DepthwiseTiles(typeof(Simd512))],
        KernelTier.Avx2 => [.. Tiles(typeof(Avx2Gemm)), .. DepthwiseTiles(typeof(Simd256))],
        _ => [],
    };

    private static IEnumerable<MethodInfo> DepthwiseTiles(Type vector) =>
        new[] { typeof(DepthwiseTiles4), typeof(DepthwiseTiles7) }.SelectMany(Tiles).Select(tile => tile.MakeGenericMethod(vector));

    /// <summary>The methods that are optimised when first called, in the order in which they are written.</summary>
    private static IEnumerable<MethodInfo> Tiles(Type type) => type
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(method => (method.MethodImplementationFlags & MethodImplAttributes.AggressiveOptimization) != 0);
}
