using System.Numerics;

namespace Poets.Retraining.Demo;

/// <summary>
/// A body in the scene, as a signed distance (negative inside) in coordinates of its own of about unit size; formulas
/// after Inigo Quilez, "3D SDF functions".
/// </summary>
internal sealed record Solid(SolidKind Kind, Vector3 Centre, float Size, Quaternion Rotation, Vector3 Proportions, Material Material)
{
    private readonly Quaternion _inverse = Quaternion.Inverse(Rotation);

    /// <summary>No part of a body is farther from its centre, in its own coordinates.</summary>
    public const float Reach = 1.35f;

    /// <summary>A point of the world in the body's coordinates.</summary>
    public Vector3 ToLocal(Vector3 point) => Vector3.Transform(point - Centre, _inverse) / Size;

    /// <summary>A direction of the world in the body's coordinates.</summary>
    public Vector3 DirectionToLocal(Vector3 direction) => Vector3.Transform(direction, _inverse);

    /// <summary>A direction of the body's in the world.</summary>
    public Vector3 DirectionToWorld(Vector3 direction) => Vector3.Transform(direction, Rotation);

    /// <summary>Where a ray enters the body, in world units along it; infinity where it misses.</summary>
    public float Enter(Vector3 origin, Vector3 direction)
    {
        // Most rays miss the sphere around the body; that is seen without turning them.
        Vector3 toCentre = (Centre - origin) / Size;
        float along = Vector3.Dot(toCentre, direction);
        float miss = toCentre.LengthSquared() - (along * along);
        if (miss > Reach * Reach || along < -Reach)
        {
            return float.PositiveInfinity;
        }

        Vector3 o = ToLocal(origin);
        Vector3 d = DirectionToLocal(direction);
        float half = MathF.Sqrt((Reach * Reach) - miss);
        float t = Math.Max(0, along - half);
        for (int step = 0; step < 48 && t < along + half; step++)
        {
            float distance = Distance(o + (t * d));
            if (distance < 0.002f)
            {
                return t * Size;
            }

            t += distance;
        }

        return float.PositiveInfinity;
    }

    /// <summary>The surface's direction at a local point, by differences over a tetrahedron.</summary>
    public Vector3 LocalNormal(Vector3 p)
    {
        const float H = 0.002f;
        var a = new Vector3(1, -1, -1);
        var b = new Vector3(-1, -1, 1);
        var c = new Vector3(-1, 1, -1);
        Vector3 sum = (a * Distance(p + (H * a))) + (b * Distance(p + (H * b))) + (c * Distance(p + (H * c))) + (Vector3.One * Distance(p + (H * Vector3.One)));
        return Vector3.Normalize(sum);
    }

    /// <summary>How far below its centre the body ends, in world units.</summary>
    public float Foot()
    {
        // The lowest point along a few hundred directions; bodies are convex but for the ring, whose outside is as good.
        float lowest = 0;
        for (int i = 0; i < 256; i++)
        {
            float z = 1 - ((2 * (i + 0.5f)) / 256);
            float radius = MathF.Sqrt(1 - (z * z));
            (float sin, float cos) = MathF.SinCos(2.3999632f * i);
            Vector3 direction = new(radius * cos, z, radius * sin);
            float t = Enter(Centre + (direction * Size * 2 * Reach), -direction);
            if (float.IsFinite(t))
            {
                lowest = Math.Min(lowest, direction.Y * ((Size * 2 * Reach) - t));
            }
        }

        return -lowest;
    }

    private float Distance(Vector3 p) => Kind switch
    {
        SolidKind.Balls => Ball(p),
        SolidKind.Boxes => Box(p),
        SolidKind.Cones => Cone(p),
        _ => Ring(p),
    };

    private float Ball(Vector3 p)
    {
        float scaled = (p / Proportions).Length();
        return (scaled - 1) * Math.Min(Proportions.X, Math.Min(Proportions.Y, Proportions.Z));
    }

    private float Box(Vector3 p)
    {
        const float Edge = 0.06f;
        Vector3 q = Vector3.Abs(p) - Proportions + new Vector3(Edge);
        return Vector3.Max(q, Vector3.Zero).Length() + Math.Min(Math.Max(q.X, Math.Max(q.Y, q.Z)), 0) - Edge;
    }

    /// <summary>Height 2 · Y, radius X at the foot and Z at the top.</summary>
    private float Cone(Vector3 p)
    {
        var q = new Vector2(MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)), p.Y);
        var k1 = new Vector2(Proportions.Z, Proportions.Y);
        var k2 = new Vector2(Proportions.Z - Proportions.X, 2 * Proportions.Y);
        var ca = new Vector2(q.X - Math.Min(q.X, q.Y < 0 ? Proportions.X : Proportions.Z), MathF.Abs(q.Y) - Proportions.Y);
        Vector2 cb = q - k1 + (k2 * Math.Clamp(Vector2.Dot(k1 - q, k2) / k2.LengthSquared(), 0, 1));
        float sign = cb.X < 0 && ca.Y < 0 ? -1 : 1;
        return sign * MathF.Sqrt(Math.Min(ca.LengthSquared(), cb.LengthSquared()));
    }

    /// <summary>Radius X to the middle of the tube, Y of the tube.</summary>
    private float Ring(Vector3 p)
    {
        float radial = MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)) - Proportions.X;
        return MathF.Sqrt((radial * radial) + (p.Y * p.Y)) - Proportions.Y;
    }
}
