using System.Numerics;

namespace Poets.Retraining.Demo;

/// <summary>How a surface looks: two colours in a pattern, and how glossy it is. Colours are linear, 0 to 1.</summary>
internal sealed record Material(MaterialPattern Pattern, Vector3 First, Vector3 Second, float Frequency, float Gloss, ValueNoise Noise)
{
    /// <summary>The colour at a point, in the body's coordinates.</summary>
    public Vector3 At(Vector3 p)
    {
        float share = Pattern switch
        {
            MaterialPattern.Stripes => Step(MathF.Sin(Frequency * (p.Y + (0.3f * p.X)))),
            MaterialPattern.Checks => Step(MathF.Sin(Frequency * p.X) * MathF.Sin(Frequency * p.Y) * MathF.Sin(Frequency * p.Z)),
            MaterialPattern.Spots => Math.Clamp((Noise.At((Frequency * p.X) + p.Z, Frequency * (p.Y + p.Z)) - 0.55f) * 12, 0, 1),
            MaterialPattern.Marble => Noise.Octaves(Frequency * (p.X + p.Z), Frequency * (p.Y - p.Z), 4),
            _ => 0.15f * Noise.Octaves(3 * Frequency * (p.X + p.Z), 3 * Frequency * (p.Y - p.Z), 2),
        };
        return Vector3.Lerp(First, Second, share);
    }

    private static float Step(float value) => Math.Clamp((value * 6) + 0.5f, 0, 1);
}
