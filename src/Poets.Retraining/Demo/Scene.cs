using System.Numerics;
using Poets.Retraining.Training;

namespace Poets.Retraining.Demo;

/// <summary>Everything that one picture shows, drawn by chance: the body that names its class, clutter, ground, light and camera.</summary>
internal sealed record Scene
{
    public required IReadOnlyList<Solid> Solids { get; init; }

    public required Vector3 Eye { get; init; }

    /// <summary>The camera's right, up and forward.</summary>
    public required Matrix4x4 View { get; init; }

    /// <summary>Half the height of the picture at distance 1.</summary>
    public required float Zoom { get; init; }

    /// <summary>Towards the light.</summary>
    public required Vector3 Light { get; init; }

    public required Vector3 LightColour { get; init; }

    public required Vector3 Ambient { get; init; }

    public required GroundKind Ground { get; init; }

    public required Vector3 GroundFirst { get; init; }

    public required Vector3 GroundSecond { get; init; }

    public required Vector3 SkyLow { get; init; }

    public required Vector3 SkyHigh { get; init; }

    public required ValueNoise Noise { get; init; }

    /// <summary>The deviation of the blur, in pixels.</summary>
    public required float Blur { get; init; }

    /// <summary>The deviation of the sensor's noise, of full scale.</summary>
    public required float Grain { get; init; }

    public required float Exposure { get; init; }

    /// <summary>JPEG quality.</summary>
    public required int Quality { get; init; }

    /// <summary>Draws a picture of a class.</summary>
    public static Scene Draw(SolidKind kind, SeededRandom random)
    {
        var main = DrawSolid(kind, random, new Vector3(Between(random, -0.5f, 0.5f), 0, Between(random, -0.3f, 0.6f)), Between(random, 0.45f, 1f), clutter: false);
        var solids = new List<Solid> { main };
        int clutter = random.Below(7);
        for (int i = 0; i < clutter; i++)
        {
            var any = (SolidKind)random.Below(4);
            (float sin, float cos) = MathF.SinCos(Between(random, 0, MathF.Tau));
            float distance = main.Size * Between(random, 1.2f, 2.8f);
            solids.Add(DrawSolid(any, random, new Vector3(main.Centre.X + (distance * cos), 0, main.Centre.Z + (distance * sin)), main.Size * Between(random, 0.12f, 0.42f), clutter: true));
        }

        float yaw = Between(random, -MathF.PI, MathF.PI);
        float pitch = Between(random, 0.12f, 0.95f);
        float roll = Between(random, -0.15f, 0.15f);
        float far = main.Size * Between(random, 4, 8);
        Vector3 target = main.Centre + (main.Size * new Vector3(Between(random, -0.6f, 0.6f), Between(random, -0.2f, 0.5f), Between(random, -0.6f, 0.6f)));
        Vector3 back = new(MathF.Sin(yaw) * MathF.Cos(pitch), MathF.Sin(pitch), -MathF.Cos(yaw) * MathF.Cos(pitch));
        Vector3 forward = -back;
        Vector3 right = Vector3.Normalize(Vector3.Cross(Vector3.UnitY, forward));
        Vector3 up = Vector3.Cross(forward, right);
        (float rollSin, float rollCos) = MathF.SinCos(roll);
        (right, up) = ((right * rollCos) + (up * rollSin), (up * rollCos) - (right * rollSin));
        float lightTurn = Between(random, 0, MathF.Tau);
        float lightHeight = Between(random, 0.35f, 1.3f);
        float warmth = Between(random, -0.15f, 0.2f);
        float strength = Between(random, 0.6f, 1.3f);
        return new Scene
        {
            Solids = solids,
            Eye = target + (back * far),
            View = new Matrix4x4(right.X, right.Y, right.Z, 0, up.X, up.Y, up.Z, 0, forward.X, forward.Y, forward.Z, 0, 0, 0, 0, 1),
            Zoom = Between(random, 0.28f, 0.46f),
            Light = new Vector3(MathF.Cos(lightTurn) * MathF.Cos(lightHeight), MathF.Sin(lightHeight), MathF.Sin(lightTurn) * MathF.Cos(lightHeight)),
            LightColour = strength * new Vector3(1 + warmth, 1, 1 - warmth),
            Ambient = Between(random, 0.15f, 0.5f) * new Vector3(1 - (0.5f * warmth), 1, 1 + (0.5f * warmth)),
            Ground = (GroundKind)random.Below(5),
            GroundFirst = Colour(random, 0.15f, 0.6f, 0.5f),
            GroundSecond = Colour(random, 0.05f, 0.5f, 0.5f),
            SkyLow = Colour(random, 0.3f, 0.9f, 0.3f),
            SkyHigh = Colour(random, 0.2f, 0.9f, 0.5f),
            Noise = new ValueNoise((uint)random.Next()),
            Blur = Between(random, 0.45f, 1) + (random.Below(4) == 0 ? Between(random, 0, 1.2f) : 0),
            Grain = Between(random, 0.004f, 0.045f),
            Exposure = Between(random, 0.7f, 1.35f),
            Quality = 70 + random.Below(26),
        };
    }

    private static Solid DrawSolid(SolidKind kind, SeededRandom random, Vector3 place, float size, bool clutter)
    {
        Vector3 proportions = kind switch
        {
            SolidKind.Balls => new Vector3(Between(random, 0.8f, 1), Between(random, 0.8f, 1), Between(random, 0.8f, 1)),
            SolidKind.Boxes => new Vector3(Between(random, 0.45f, 0.8f), Between(random, 0.4f, 0.8f), Between(random, 0.45f, 0.8f)),
            SolidKind.Cones => new Vector3(Between(random, 0.5f, 0.8f), Between(random, 0.6f, 0.95f), random.Below(3) == 0 ? Between(random, 0.15f, 0.35f) : 0.02f),
            _ => new Vector3(Between(random, 0.65f, 0.85f), Between(random, 0.13f, 0.36f), 0),
        };

        // Two of three stand as one would put them down; the rest have been kicked over.
        Quaternion rotation = Quaternion.CreateFromAxisAngle(Vector3.UnitY, Between(random, 0, MathF.Tau));
        if (random.Below(3) == 0)
        {
            var axis = Vector3.Normalize(new Vector3(Between(random, -1, 1), Between(random, -0.2f, 0.2f), Between(random, -1, 1.01f)));
            rotation = Quaternion.CreateFromAxisAngle(axis, Between(random, 0.3f, 1.7f)) * rotation;
        }

        var material = new Material(
            (MaterialPattern)random.Below(5),
            Colour(random, clutter ? 0.1f : 0.15f, 0.9f, clutter ? 0.5f : 0.9f),
            Colour(random, 0.1f, 0.95f, 0.9f),
            Between(random, 3, 9),
            Between(random, 0, 0.8f),
            new ValueNoise((uint)random.Next()));
        var solid = new Solid(kind, place, size, rotation, proportions, material);
        return solid with { Centre = place with { Y = solid.Foot() - (0.02f * size) } };
    }

    private static Vector3 Colour(SeededRandom random, float darkest, float lightest, float mostSaturation)
    {
        float hue = 6 * (float)random.Uniform();
        float value = Between(random, darkest, lightest);
        float saturation = mostSaturation * (float)random.Uniform();
        return value * new Vector3(
            1 - (saturation * Math.Clamp(2 - MathF.Abs(hue - 3), 0, 1)),
            1 - (saturation * Math.Clamp(MathF.Abs(hue - 2) - 1, 0, 1)),
            1 - (saturation * Math.Clamp(MathF.Abs(hue - 4) - 1, 0, 1)));
    }

    private static float Between(SeededRandom random, float low, float high) => low + ((high - low) * (float)random.Uniform());
}
