using Poets.Imaging;

namespace Poets.Retraining.Models;

/// <summary>From mean and std, as people say it, to the float32 arithmetic of the scripts.</summary>
internal static class Normalisation
{
    /// <summary>
    /// (value − mean) × float32(1/std) after the resize (reference §3.2); for Hub networks float32(1/255) before it
    /// (reference §3.5). A mean or std of the user's replaces either.
    /// </summary>
    /// <exception cref="RetrainException">The user's mean or std is no number to calculate with.</exception>
    public static ResizeTarget Target(int width, int height, InputConvention convention, float? mean, float? std)
    {
        if (mean is { } subtracted && !float.IsFinite(subtracted))
        {
            throw RetrainException.OutOfRange("--input_mean", subtracted, "a finite number");
        }

        if (std is { } divisor && (!float.IsFinite(divisor) || !float.IsFinite((float)(1.0 / divisor))))
        {
            throw RetrainException.OutOfRange("--input_std", divisor, "a finite number other than 0");
        }

        if (convention.IsScaledFirst && mean is null && std is null)
        {
            return new ResizeTarget(width, height, PreScale: (float)(1.0 / 255));
        }

        return new ResizeTarget(width, height, mean ?? convention.Mean, (float)(1.0 / (std ?? convention.Std)));
    }
}
