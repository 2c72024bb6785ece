namespace Poets.Retraining.Training.Quantisation;

/// <summary>
/// FakeQuantWithMinMaxVars of 8 bits: values rounded to the steps between two ends, which are nudged so that 0 is one of
/// the steps (Jacob et al. 2018; the arithmetic is TensorFlow's, so that training sees what the exported graph computes).
/// </summary>
internal static class FakeQuantisation
{
    private const float Last = 255;

    /// <summary>Rounds values in place.</summary>
    /// <param name="values">The values.</param>
    /// <param name="low">The range's lower end, at most 0.</param>
    /// <param name="high">The range's upper end, at least 0.</param>
    /// <param name="narrow">Whether the lowest of the 256 steps stays unused, as for weights.</param>
    public static void Apply(Span<float> values, float low, float high, bool narrow)
    {
        (float least, float most, float scale) = Nudge(low, high, narrow);
        if (scale == 0)
        {
            values.Clear();
            return;
        }

        float inverse = 1 / scale;
        float zero = MathF.Floor((-least * inverse) + 0.5f);
        foreach (ref float value in values)
        {
            float clamped = Math.Clamp(value, least, most) - least;
            value = MathF.Floor((clamped * inverse) - zero + 0.5f) * scale;
        }
    }

    /// <summary>The ends that values are clamped to, and the size of a step.</summary>
    public static (float Low, float High, float Scale) Nudge(float low, float high, bool narrow)
    {
        if (low == 0 && high == 0)
        {
            return default;
        }

        float first = narrow ? 1 : 0;
        float scale = (high - low) / (Last - first);
        float zero = Math.Clamp(MathF.Round(first - (low / scale), MidpointRounding.AwayFromZero), first, Last);
        return ((first - zero) * scale, (Last - zero) * scale, scale);
    }

    /// <summary>The smallest and the largest value, or 0 where that is beyond.</summary>
    public static (float Low, float High) RangeOf(ReadOnlySpan<float> values)
    {
        (float low, float high) = (0, 0);
        foreach (float value in values)
        {
            low = MathF.Min(low, value);
            high = MathF.Max(high, value);
        }

        return (low, high);
    }
}
