namespace Poets.Imaging.Tests;

public class ResizeTests
{
    /// <summary>The formula of the reference, in plain loops.</summary>
    [Theory]
    [InlineData(5, 7, 3, 9, 4, false, false)]
    [InlineData(5, 7, 1, 10, 14, true, false)]
    [InlineData(6, 3, 5, 3, 9, false, true)]
    [InlineData(1, 1, 2, 4, 3, true, false)]
    [InlineData(8, 8, 4, 1, 1, true, false)]
    [InlineData(33, 17, 3, 16, 16, false, true)]
    public void Float_images_follow_the_formula(int h, int w, int c, int toH, int toW, bool align, bool half)
    {
        var random = new Random(h);
        float[] input = [.. Enumerable.Range(0, h * w * c).Select(_ => (random.NextSingle() * 10) - 5)];
        float[] output = new float[toH * toW * c];
        BilinearResize.Resize(input, h, w, c, output, toH, toW, align, half);
        for (int y = 0; y < toH; y++)
        {
            for (int x = 0; x < toW; x++)
            {
                var (top, bottom, fy) = Place(y, h, toH, align, half);
                var (left, right, fx) = Place(x, w, toW, align, half);
                for (int k = 0; k < c; k++)
                {
                    float tl = input[(((top * w) + left) * c) + k];
                    float tr = input[(((top * w) + right) * c) + k];
                    float bl = input[(((bottom * w) + left) * c) + k];
                    float br = input[(((bottom * w) + right) * c) + k];
                    float upper = tl + ((tr - tl) * fx);
                    float lower = bl + ((br - bl) * fx);
                    Assert.Equal(upper + ((lower - upper) * fy), output[(((y * toW) + x) * c) + k]);
                }
            }
        }
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BilinearResize.Resize(new float[5], 1, 2, 3, new float[6], 1, 2));
        Assert.Throws<ArgumentException>(() => BilinearResize.Resize(new float[6], 1, 2, 3, new float[5], 1, 2));
        Assert.Throws<ArgumentException>(() => BilinearResize.Resize(new float[6], 1, 2, 3, new float[6], 1, 2, true, true));
        Assert.Throws<ArgumentException>(() => new ImageDecoder().DecodeResized([0xFF, 0xD8, 0xFF], new ResizeTarget(2, 2), new float[11]));
    }

    private static (int Lower, int Upper, float Share) Place(int i, int input, int output, bool align, bool half)
    {
        float scale = align && output > 1 ? (input - 1) / (float)(output - 1) : input / (float)output;
        float place = half ? ((i + 0.5f) * scale) - 0.5f : i * scale;
        float floor = MathF.Floor(place);
        return (Math.Max((int)floor, 0), Math.Min((int)MathF.Ceiling(place), input - 1), place - floor);
    }
}
