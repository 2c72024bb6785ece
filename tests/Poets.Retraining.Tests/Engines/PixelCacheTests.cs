using Poets.Imaging;
using Poets.Retraining.Engines;

namespace Poets.Retraining.Tests.Engines;

public class PixelCacheTests
{
    [Fact]
    public void Images_are_kept_until_the_budget_is_used_up()
    {
        var cache = new PixelCache(budget: 64 * 300);
        DecodedImage image = Image(10, 10);
        int kept = 0;
        for (int i = 0; i < 100; i++)
        {
            bool room = cache.HasRoomFor(new ImageInfo(ImageFormat.Jpeg, 10, 10, 3));
            cache.Keep($"{i}", image);
            Assert.Equal(room, cache.Find($"{i}") is not null);
            kept += room ? 1 : 0;
        }

        Assert.Equal(64, kept);
        Assert.Same(image, cache.Find("0"));
        Assert.Null(cache.Find("99"));
    }

    [Fact]
    public void An_image_that_two_threads_bring_counts_once()
    {
        var cache = new PixelCache(budget: 64 * 300);
        for (int i = 0; i < 1000; i++)
        {
            cache.Keep("same", Image(10, 10));
        }

        Assert.True(cache.HasRoomFor(new ImageInfo(ImageFormat.Jpeg, 10, 10, 3)));
    }

    [Fact]
    public void One_large_image_does_not_take_the_room_of_many()
    {
        var cache = new PixelCache(budget: 64 * 300);
        Assert.False(cache.HasRoomFor(new ImageInfo(ImageFormat.Jpeg, 11, 10, 3)));
    }

    [Fact]
    public void The_default_budget_is_bounded() => Assert.InRange(PixelCache.DefaultBudget(), 1, 256L << 20);

    private static DecodedImage Image(int width, int height) => new(width, height, 3, new byte[width * height * 3]);
}
