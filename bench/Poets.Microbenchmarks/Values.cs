namespace Poets.Microbenchmarks;

/// <summary>Data of no meaning.</summary>
internal static class Values
{
    /// <summary>Uniform values from −1 to 1, the same in every run.</summary>
    public static float[] Make(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
