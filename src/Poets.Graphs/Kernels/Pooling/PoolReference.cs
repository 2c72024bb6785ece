namespace Poets.Graphs.Kernels.Pooling;

/// <summary>The scalar twins of the pooling kernels.</summary>
internal static class ScalarPool
{
    public static void Max(in ActivationView input, in ActivationView output, in Window2D window) => Walk(input, output, window, average: false);

    public static void Average(in ActivationView input, in ActivationView output, in Window2D window) => Walk(input, output, window, average: true);

    private static void Walk(in ActivationView input, in ActivationView output, in Window2D w, bool average)
    {
        output.RequireShape(input.Batch, w.OutputHeight(input.Height), w.OutputWidth(input.Width), input.Channels, "pool's output");
        for (int n = 0; n < output.Batch; n++)
        {
            for (int y = 0; y < output.Height; y++)
            {
                for (int x = 0; x < output.Width; x++)
                {
                    Span<float> target = output.Pixel(n, y, x);
                    target.Fill(average ? 0 : float.NegativeInfinity);
                    int count = 0;
                    for (int i = 0; i < w.KernelHeight; i++)
                    {
                        int row = (y * w.StrideHeight) - w.PadTop + (i * w.DilationHeight);
                        for (int j = 0; j < w.KernelWidth; j++)
                        {
                            int column = (x * w.StrideWidth) - w.PadLeft + (j * w.DilationWidth);
                            if (row < 0 || row >= input.Height || column < 0 || column >= input.Width)
                            {
                                continue;
                            }

                            count++;
                            ReadOnlySpan<float> pixel = input.Pixel(n, row, column);
                            for (int c = 0; c < pixel.Length; c++)
                            {
                                target[c] = average ? target[c] + pixel[c] : MathF.Max(target[c], pixel[c]);
                            }
                        }
                    }

                    for (int c = 0; average && c < target.Length; c++)
                    {
                        target[c] /= count;
                    }
                }
            }
        }
    }
}
