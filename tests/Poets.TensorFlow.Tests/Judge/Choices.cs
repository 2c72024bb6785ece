using FsCheck;
using FsCheck.Fluent;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>Lists of choices from FsCheck, the same in every run unless POETS_JUDGE_SEED says another seed.</summary>
internal static class Choices
{
    // Long enough for the largest generator with its nested shapes.
    private const int Length = 80;

    private static readonly Gen<int[]> s_lists = Gen.ArrayOf(Gen.Choose(0, 1_000_000), Length);
    private static readonly Arbitrary<int[]> s_arrays = ArbMap.Default.ArbFor<int[]>();

    /// <summary>How many cases each generator makes: POETS_JUDGE_CASES, or what fits the suite's time.</summary>
    internal static int CasesEach { get; } = Number("POETS_JUDGE_CASES", 24);

    /// <summary>Random lists of choices for one operator.</summary>
    internal static IEnumerable<int[]> For(string op) => Gen.Sample(s_lists, CasesEach, Seed(op), Length);

    /// <summary>Shrinks a list as long as the case it stands for still fails.</summary>
    internal static int[] Shrink(int[] failing, Func<int[], bool> fails)
    {
        int tries = 400;
        while (tries > 0)
        {
            int[]? smaller = s_arrays.Shrinker(failing).TakeWhile(_ => tries-- > 0).FirstOrDefault(fails);
            if (smaller is null)
            {
                break;
            }

            failing = smaller;
        }

        return failing;
    }

    private static Rnd Seed(string op)
    {
        ulong hash = (ulong)Number("POETS_JUDGE_SEED", 20);
        foreach (char letter in op)
        {
            hash = (hash * 1_099_511_628_211) ^ letter;
        }

        // FsCheck's second number must be odd.
        return new Rnd(hash, 0x9E37_79B9_7F4A_7C15);
    }

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out int number) ? number : otherwise;
}
