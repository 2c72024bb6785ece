namespace Poets.Imaging.Tests;

public class DistortionTests
{
    [Theory]
    [InlineData(10, 128, 140)]
    [InlineData(10, 160, 176)]
    [InlineData(10, 192, 211)]
    [InlineData(10, 224, 246)]
    [InlineData(10, 299, 328)]
    [InlineData(20, 128, 153)]
    [InlineData(20, 299, 358)]
    [InlineData(50, 224, 336)]
    [InlineData(50, 299, 448)]
    public void Pre_crop_sizes_are_those_of_the_reference(int crop, int size, int expected)
    {
        var distortion = new DistortionDrawer(new DistortionOptions(RandomCrop: crop), 1).Next();
        Assert.Equal(expected, distortion.PreCropSize(size));
    }

    [Fact]
    public void No_distortion_is_the_plain_resize()
    {
        var image = Pictures.Waves(31, 17, 3);
        var target = new ResizeTarget(24, 20, 127.5f, 1 / 127.5f);
        float[] expected = new float[24 * 20 * 3];
        float[] actual = new float[24 * 20 * 3];
        BilinearResize.Resize(image, target, expected);
        Distortion.None.Apply(image, target, actual);
        Close.Exact(expected, actual);
    }

    [Fact]
    public void Crop_flip_and_brightness_follow_the_reference_step_by_step()
    {
        var image = Pictures.Waves(40, 30, 3);
        var target = new ResizeTarget(16, 12, 100, 0.25f, 1 / 255f);
        var distortion = new Distortion(1.37f, 123_456_789, 987_654_321, true, 1.4f);
        float[] actual = new float[16 * 12 * 3];
        distortion.Apply(image, target, actual);

        // The same in separate steps: scale, resize, crop, mirror, multiply, normalise.
        int width = (int)(1.37f * 16);
        int height = (int)(1.37f * 12);
        float[] pixels = [.. image.Pixels.Select(value => value * (1 / 255f))];
        float[] resized = new float[width * height * 3];
        BilinearResize.Resize(pixels, 30, 40, 3, resized, height, width);
        int left = 123_456_789 % (width - 16 + 1);
        int top = 987_654_321 % (height - 12 + 1);
        for (int i = 0; i < actual.Length; i++)
        {
            int c = i % 3;
            int x = i / 3 % 16;
            int y = i / 48;
            float value = resized[(((top + y) * width) + left + 15 - x) * 3 + c];
            value *= 1.4f;
            value -= 100;
            value *= 0.25f;
            Assert.Equal(value, actual[i]);
        }
    }

    [Fact]
    public void Brightness_is_not_clamped()
    {
        var white = new DecodedImage(2, 2, 3, [.. Enumerable.Repeat((byte)255, 12)]);
        float[] values = new float[12];
        new Distortion(1, 0, 0, false, 2).Apply(white, new ResizeTarget(2, 2), values);
        Assert.All(values, value => Assert.Equal(510f, value));
    }

    [Fact]
    public void Drawn_numbers_repeat_with_the_seed_and_stay_in_their_ranges()
    {
        var options = new DistortionOptions(true, 10, 20, 30);
        var first = new DistortionDrawer(options, 42);
        var second = new DistortionDrawer(options, 42);
        int flips = 0;
        for (int i = 0; i < 2000; i++)
        {
            var distortion = first.Next();
            Assert.Equal(distortion, second.Next());
            Assert.InRange(distortion.Zoom, 1.1f, 1.1f * 1.2f);
            Assert.InRange(distortion.Brightness, 0.7f, 1.3f);
            Assert.InRange(distortion.CropX, 0, int.MaxValue - 1);
            flips += distortion.Flip ? 1 : 0;
        }

        Assert.InRange(flips, 900, 1100);
        Assert.NotEqual(new DistortionDrawer(options, 43).Next(), new DistortionDrawer(options, 42).Next());
    }

    [Fact]
    public void A_zoom_below_one_is_refused()
    {
        var image = Pictures.Waves(8, 8, 3);
        var error = Assert.Throws<ArgumentException>(() => new Distortion(0.5f, 0, 0, false, 1).Apply(image, new ResizeTarget(8, 8), new float[192]));
        Assert.Contains("too small", error.Message, StringComparison.Ordinal);
    }
}
