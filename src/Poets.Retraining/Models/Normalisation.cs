using Poets.Imaging;

namespace Poets.Retraining.Models;

/// <summary>From mean and std, as people say it, to the float32 arithmetic of the scripts.</summary>
internal static class Normalisation
{
    /// <summary>
    /// (value − mean) × float32(1/std) after the resize (reference §3.2); for Hub networks float32(1/255) before it
    /// (reference §3.5). A mean or std of the user's replaces either.
    /// </summary>
    public static ResizeTarget Target(int width, int height, InputConvention convention, float? mean, float? std)
    {
        if (convention.IsScaledFirst && mean is null && std is null)
        {
            return new ResizeTarget(width, height, PreScale: (float)(1.0 / 255));
        }

        return new ResizeTarget(width, height, mean ?? convention.Mean, (float)(1.0 / (std ?? convention.Std)));
    }
}
