namespace Poets.Retraining.Demo;

/// <summary>Smooth random fields over the plane: value noise on a hashed lattice, and sums of its octaves.</summary>
internal readonly struct ValueNoise(uint seed)
{
    /// <summary>0 to 1, smooth, about one hill a unit.</summary>
    public float At(float x, float y)
    {
        float floorX = MathF.Floor(x);
        float floorY = MathF.Floor(y);
        int column = (int)floorX;
        int row = (int)floorY;
        float u = Smooth(x - floorX);
        float v = Smooth(y - floorY);
        float top = Lerp(Corner(column, row), Corner(column + 1, row), u);
        float bottom = Lerp(Corner(column, row + 1), Corner(column + 1, row + 1), u);
        return Lerp(top, bottom, v);
    }

    /// <summary>0 to 1: octaves of halving size and weight.</summary>
    public float Octaves(float x, float y, int count)
    {
        float sum = 0;
        float weight = 0.5f;
        float total = 0;
        for (int i = 0; i < count; i++)
        {
            sum += weight * At(x, y);
            total += weight;
            weight *= 0.5f;
            (x, y) = ((1.6f * x) - (1.2f * y) + 17.3f, (1.2f * x) + (1.6f * y) - 9.1f);
        }

        return sum / total;
    }

    private float Corner(int column, int row)
    {
        uint hash = ((uint)column * 0x9E3779B1) ^ ((uint)row * 0x85EBCA77) ^ seed;
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6D;
        hash = (hash ^ (hash >> 12)) * 0x297A2D39;
        return ((hash ^ (hash >> 15)) >> 8) * (1f / (1 << 24));
    }

    private static float Smooth(float t) => t * t * (3 - (2 * t));

    private static float Lerp(float a, float b, float t) => a + ((b - a) * t);
}
