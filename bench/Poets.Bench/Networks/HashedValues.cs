using System.Text;

namespace Poets.Bench.Networks;

/// <summary>
/// Made-up weights that are the same everywhere: element i of the constant called <em>name</em> is splitmix64 of
/// FNV-1a64(name) + (i + 1) · 0x9E3779B97F4A7C15, its upper 24 bits scaled to [low, high).
/// </summary>
internal static class HashedValues
{
    /// <summary>The first <paramref name="count"/> elements.</summary>
    public static float[] Create(string name, int count, double low, double high)
    {
        ulong seed = 0xCBF29CE484222325;
        foreach (byte character in Encoding.UTF8.GetBytes(name))
        {
            seed = unchecked((seed ^ character) * 0x100000001B3);
        }

        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            ulong z = unchecked(seed + ((ulong)(i + 1) * 0x9E3779B97F4A7C15));
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
            z ^= z >> 31;
            values[i] = (float)(low + ((high - low) * (z >> 40) / (1 << 24)));
        }

        return values;
    }
}
