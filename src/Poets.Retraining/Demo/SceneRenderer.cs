using System.Numerics;
using Poets.Imaging;
using Poets.Retraining.Training;

namespace Poets.Retraining.Demo;

/// <summary>
/// Renders a scene as a camera would see it: rays to bodies and ground, one light with shadows, then blur, exposure,
/// vignette, sensor noise and the sRGB curve.
/// </summary>
internal static class SceneRenderer
{
    /// <summary>RGB pixels of a scene.</summary>
    public static DecodedImage Render(Scene scene, int width, int height, SeededRandom random)
    {
        var light = new Vector3[width * height];
        float unit = 2 * scene.Zoom / height;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                var inView = new Vector3((x + 0.5f - (width * 0.5f)) * unit, ((height * 0.5f) - y - 0.5f) * unit, 1);
                light[(y * width) + x] = Trace(scene, Vector3.Normalize(Vector3.TransformNormal(inView, scene.View)));
            }
        }

        Blur(light, width, height, scene.Blur);
        return new DecodedImage(width, height, 3, Develop(scene, light, width, height, random));
    }

    private static Vector3 Trace(Scene scene, Vector3 direction)
    {
        (Solid? solid, float nearest) = FirstHit(scene, scene.Eye, direction);
        float toGround = direction.Y < -1e-4f ? -scene.Eye.Y / direction.Y : float.PositiveInfinity;
        if (solid is not null && nearest < toGround)
        {
            return ShadeSolid(scene, solid, scene.Eye + (nearest * direction), direction);
        }

        float up = Math.Clamp((direction.Y + 0.1f) * 1.5f, 0, 1);
        Vector3 sky = Vector3.Lerp(scene.SkyLow, scene.SkyHigh, up + (0.3f * (scene.Noise.Octaves(4 * direction.X, 7 * direction.Y, 3) - 0.5f)));
        if (float.IsInfinity(toGround))
        {
            return sky;
        }

        // Far ground fades into the sky.
        float haze = 1 - MathF.Exp(-0.0015f * toGround * toGround);
        return Vector3.Lerp(ShadeGround(scene, scene.Eye + (toGround * direction)), sky, haze);
    }

    private static (Solid? Solid, float Distance) FirstHit(Scene scene, Vector3 origin, Vector3 direction)
    {
        Solid? first = null;
        float nearest = float.PositiveInfinity;
        foreach (Solid solid in scene.Solids)
        {
            float distance = solid.Enter(origin, direction);
            if (distance < nearest)
            {
                (first, nearest) = (solid, distance);
            }
        }

        return (first, nearest);
    }

    private static Vector3 ShadeSolid(Scene scene, Solid solid, Vector3 point, Vector3 direction)
    {
        Vector3 local = solid.ToLocal(point);
        Vector3 normal = solid.DirectionToWorld(solid.LocalNormal(local));
        Vector3 colour = solid.Material.At(local);
        float facing = Vector3.Dot(normal, scene.Light);
        float lit = facing > 0 && !IsShadowed(scene, point + (0.02f * normal)) ? facing : 0;
        Vector3 half = Vector3.Normalize(scene.Light - direction);
        float shine = lit > 0 ? solid.Material.Gloss * MathF.Pow(Math.Max(0, Vector3.Dot(normal, half)), 10 + (60 * solid.Material.Gloss)) : 0;

        // Light from the sky from above, from the ground from below, less where the body meets the ground.
        Vector3 around = Vector3.Lerp(0.5f * scene.GroundFirst, Vector3.One, 0.5f + (0.5f * normal.Y)) * scene.Ambient;
        around *= Math.Clamp(0.35f + (point.Y / solid.Size), 0.35f, 1);
        return (colour * (around + (lit * scene.LightColour))) + (shine * scene.LightColour);
    }

    private static Vector3 ShadeGround(Scene scene, Vector3 point)
    {
        Vector3 colour = GroundColour(scene, point.X, point.Z);
        float lit = IsShadowed(scene, point + new Vector3(0, 0.004f, 0)) ? 0 : scene.Light.Y;
        return colour * (scene.Ambient + (lit * scene.LightColour));
    }

    private static bool IsShadowed(Scene scene, Vector3 point)
    {
        foreach (Solid solid in scene.Solids)
        {
            if (float.IsFinite(solid.Enter(point, scene.Light)))
            {
                return true;
            }
        }

        return false;
    }

    private static Vector3 GroundColour(Scene scene, float x, float z)
    {
        ValueNoise noise = scene.Noise;
        switch (scene.Ground)
        {
            case GroundKind.Sand:
                return Vector3.Lerp(scene.GroundFirst, scene.GroundSecond, (0.4f * noise.Octaves(x, z, 3)) + (0.35f * noise.At(28 * x, 28 * z)));
            case GroundKind.Grass:
                return Vector3.Lerp(scene.GroundFirst, scene.GroundSecond, noise.Octaves(6 * x, 6 * z, 4)) * (0.6f + (0.8f * noise.At(34 * x, 12 * z)));
            case GroundKind.Wood:
                float board = MathF.Floor(1.7f * x);
                float grain = noise.Octaves((9 * x) + (3 * noise.At(x, z)), (0.8f * z) + (7.7f * board), 3);
                float joint = (1.7f * x) - board < 0.03f ? 0.4f : 1;
                return Vector3.Lerp(scene.GroundFirst, scene.GroundSecond, grain) * joint;
            case GroundKind.Tiles:
                float column = MathF.Floor(1.2f * x);
                float row = MathF.Floor(1.2f * z);
                bool edge = (1.2f * x) - column < 0.05f || (1.2f * z) - row < 0.05f;
                return edge ? 0.5f * scene.GroundSecond : Vector3.Lerp(scene.GroundFirst, scene.GroundSecond, noise.At(3.3f * column, 3.3f * row)) * (0.9f + (0.2f * noise.Octaves(5 * x, 5 * z, 2)));
            default:
                return scene.GroundFirst * (0.55f + (0.7f * noise.Octaves(0.7f * x, 0.7f * z, 3)));
        }
    }

    /// <summary>A Gaussian blur, columns after rows; edges repeat the last pixel.</summary>
    private static void Blur(Vector3[] light, int width, int height, float deviation)
    {
        int radius = (int)MathF.Ceiling(2.5f * deviation);
        float[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(i => MathF.Exp(-i * i / (2 * deviation * deviation)))];
        float total = weights.Sum();
        weights = [.. weights.Select(weight => weight / total)];
        var line = new Vector3[Math.Max(width, height)];
        for (int y = 0; y < height; y++)
        {
            BlurLine(light, y * width, 1, width, weights, line);
        }

        for (int x = 0; x < width; x++)
        {
            BlurLine(light, x, width, height, weights, line);
        }
    }

    private static void BlurLine(Vector3[] light, int start, int step, int count, float[] weights, Vector3[] line)
    {
        int radius = weights.Length / 2;
        for (int i = 0; i < count; i++)
        {
            Vector3 sum = Vector3.Zero;
            for (int j = -radius; j <= radius; j++)
            {
                sum += weights[j + radius] * light[start + (step * Math.Clamp(i + j, 0, count - 1))];
            }

            line[i] = sum;
        }

        for (int i = 0; i < count; i++)
        {
            light[start + (step * i)] = line[i];
        }
    }

    private static byte[] Develop(Scene scene, Vector3[] light, int width, int height, SeededRandom random)
    {
        byte[] curve = [.. Enumerable.Range(0, 1024).Select(i => (byte)Math.Round(255 * Math.Pow(i / 1023.0, 1 / 2.2)))];
        var pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = (y * width) + x;
                float u = ((2 * x) - width) / (float)width;
                float v = ((2 * y) - height) / (float)height;
                Vector3 seen = light[at] * (scene.Exposure * (1 - (0.12f * ((u * u) + (v * v)))));
                ulong bits = random.Next();
                for (int channel = 0; channel < 3; channel++)
                {
                    // The sum of two uniform numbers is near enough to a normal one; deviation 1 after the factor.
                    int sum = (int)((bits >> (20 * channel)) & 1023) + (int)((bits >> ((20 * channel) + 10)) & 1023);
                    float noise = (sum - 1023) / 417.8f;
                    float value = Math.Clamp(seen[channel] + (scene.Grain * noise * MathF.Sqrt(0.2f + Math.Max(0, seen[channel]))), 0, 1);
                    pixels[(3 * at) + channel] = curve[(int)(value * 1023)];
                }
            }
        }

        return pixels;
    }
}
