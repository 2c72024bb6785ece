namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>
/// The 8 × 8 forward transform after Arai, Agui and Nakajima in float32: 5 multiplications a line; the scale factors
/// that it leaves over are divided out together with the quantisation.
/// </summary>
internal static class ForwardDct
{
    /// <summary>F[v, u] = C(u) C(v) / 4 · Σ Σ f[y, x] cos((2x + 1) u π / 16) cos((2y + 1) v π / 16): the definition (T.81, A.3.3).</summary>
    internal static void TransformScalar(ReadOnlySpan<float> samples, Span<float> coefficients)
    {
        for (int v = 0; v < 8; v++)
        {
            for (int u = 0; u < 8; u++)
            {
                double sum = 0;
                for (int i = 0; i < 64; i++)
                {
                    sum += samples[i] * Math.Cos(((2 * (i % 8)) + 1) * u * Math.PI / 16) * Math.Cos(((2 * (i / 8)) + 1) * v * Math.PI / 16);
                }

                double scale = 0.25 * (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1);
                coefficients[(v * 8) + u] = (float)(scale * sum);
            }
        }
    }

    /// <summary>What to multiply the transform of each coefficient by to have it divided by its quantiser, natural order.</summary>
    internal static float[] Scales(ReadOnlySpan<byte> quantization)
    {
        var scales = new float[64];
        for (int i = 0; i < 64; i++)
        {
            scales[i] = (float)(1 / (8 * Leftover(i / 8) * Leftover(i % 8) * quantization[i]));
        }

        return scales;
    }

    /// <summary>Transforms a block in place, rows before columns; coefficients are still to be scaled.</summary>
    internal static void Transform(Span<float> block)
    {
        for (int row = 0; row < 64; row += 8)
        {
            Line(block.Slice(row, 8), 1);
        }

        for (int column = 0; column < 8; column++)
        {
            Line(block[column..], 8);
        }
    }

    private static double Leftover(int frequency) => frequency == 0 ? 1 : Math.Cos(frequency * Math.PI / 16) * Math.Sqrt(2);

    private static void Line(Span<float> x, int step)
    {
        const float Cos4 = 0.707106781f;
        const float Cos6 = 0.382683433f;
        const float Cos2Less6 = 0.541196100f;
        const float Cos2Plus6 = 1.306562965f;

        float sum07 = x[0] + x[7 * step];
        float difference07 = x[0] - x[7 * step];
        float sum16 = x[step] + x[6 * step];
        float difference16 = x[step] - x[6 * step];
        float sum25 = x[2 * step] + x[5 * step];
        float difference25 = x[2 * step] - x[5 * step];
        float sum34 = x[3 * step] + x[4 * step];
        float difference34 = x[3 * step] - x[4 * step];

        float outer = sum07 + sum34;
        float inner = sum16 + sum25;
        float outerDifference = sum07 - sum34;
        float turned = (sum16 - sum25 + outerDifference) * Cos4;
        x[0] = outer + inner;
        x[4 * step] = outer - inner;
        x[2 * step] = outerDifference + turned;
        x[6 * step] = outerDifference - turned;

        float a = difference34 + difference25;
        float b = (difference25 + difference16) * Cos4;
        float c = difference16 + difference07;
        float shared = (a - c) * Cos6;
        float low = (Cos2Less6 * a) + shared;
        float high = (Cos2Plus6 * c) + shared;
        float plus = difference07 + b;
        float minus = difference07 - b;
        x[5 * step] = minus + low;
        x[3 * step] = minus - low;
        x[step] = plus + high;
        x[7 * step] = plus - high;
    }
}
