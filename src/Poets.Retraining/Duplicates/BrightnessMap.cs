namespace Poets.Retraining.Duplicates;

/// <summary>A picture's brightness on a smooth grid of 48 by 48, which can be seen in part.</summary>
internal sealed class BrightnessMap
{
    private const int Side = 48;

    private readonly float[] _values = new float[Side * Side];

    /// <summary>Makes it of samples, RGB [S, S, 3], S a multiple of 48.</summary>
    public BrightnessMap(ReadOnlySpan<float> samples, int side)
    {
        int share = side / Side;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                ReadOnlySpan<float> pixel = samples.Slice(((y * side) + x) * 3, 3);
                _values[(y / share * Side) + (x / share)] += pixel[0] + pixel[1] + pixel[2];
            }
        }

        // As wide as the cells that are looked at, so that points between them say what areas would.
        Smooth(1, Side);
        Smooth(Side, 1);
    }

    /// <summary>What a view shows, as [side, side] cells, less their mean.</summary>
    public void Look(PictureView view, bool mirrored, int side, Span<float> cells)
    {
        double across = (mirrored ? -view.Width : view.Width) / side;
        double down = view.Height / side;
        double half = (side - 1) / 2.0;
        (double sine, double cosine) = Math.SinCos(view.Angle);
        float sum = 0;
        for (int y = 0; y < side; y++)
        {
            double v = (y - half) * down;
            for (int x = 0; x < side; x++)
            {
                double u = (x - half) * across;
                float value = At(view.X + (cosine * u) - (sine * v), view.Y + (sine * u) + (cosine * v));
                cells[(y * side) + x] = value;
                sum += value;
            }
        }

        float mean = sum / (side * side);
        foreach (ref float cell in cells[..(side * side)])
        {
            cell -= mean;
        }
    }

    private float At(double u, double v)
    {
        float x = Math.Clamp((float)(u * Side) - 0.5f, 0, Side - 1.001f);
        float y = Math.Clamp((float)(v * Side) - 0.5f, 0, Side - 1.001f);
        int left = (int)x;
        int top = (int)y;
        ReadOnlySpan<float> upper = _values.AsSpan((top * Side) + left, Side + 2);
        float above = upper[0] + ((upper[1] - upper[0]) * (x - left));
        float below = upper[Side] + ((upper[Side + 1] - upper[Side]) * (x - left));
        return above + ((below - above) * (y - top));
    }

    private void Smooth(int step, int line)
    {
        Span<float> smooth = stackalloc float[Side];
        for (int start = 0, i = 0; i < Side; i++, start += line)
        {
            for (int k = 0; k < Side; k++)
            {
                smooth[k] = (_values[start + (Math.Max(0, k - 1) * step)] + (2 * _values[start + (k * step)]) + _values[start + (Math.Min(Side - 1, k + 1) * step)]) / 4;
            }

            for (int k = 0; k < Side; k++)
            {
                _values[start + (k * step)] = smooth[k];
            }
        }
    }
}
