using Poets.Graphs.Kernels;

namespace Poets.Graphs.Tests.Kernels;

public class KernelCompilationTests
{
    [SkippableTheory]
    [InlineData(KernelTier.Portable, 0)]
    [InlineData(KernelTier.Avx2, 3 + 8)]
    [InlineData(KernelTier.Avx512, 3 + 8)]
    public void Compiles_the_three_tiles_of_products_and_the_eight_of_depthwise_layers(KernelTier tier, int expected)
    {
        Skip.IfNot(KernelTiers.IsSupported(tier), $"This processor has no {tier}.");

        Assert.Equal(expected, KernelCompilation.Compile(tier));
    }
}
