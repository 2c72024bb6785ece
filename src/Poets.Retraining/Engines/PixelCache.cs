using System.Collections.Concurrent;
using Poets.Imaging;

namespace Poets.Retraining.Engines;

/// <summary>
/// Decoded images for a run that draws the same ones again and again, as many as a budget has room for; those that come
/// later are decoded anew each time. Safe to use from several threads.
/// </summary>
internal sealed class PixelCache
{
    /// <summary>An image of more than this part of the budget leaves room for too few others.</summary>
    private const int LargestPart = 64;

    private readonly ConcurrentDictionary<string, DecodedImage> _images = new(StringComparer.Ordinal);
    private readonly long _largest;
    private long _left;

    /// <param name="budget">Bytes of pixels to keep at most.</param>
    public PixelCache(long budget)
    {
        _left = budget;
        _largest = budget / LargestPart;
    }

    /// <summary>256 MB, or an eighth of the memory that this process may use, whichever is less.</summary>
    public static long DefaultBudget() => Math.Min(256L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);

    /// <summary>The pixels of a file that was kept, as it was then.</summary>
    public DecodedImage? Find(string path) => _images.GetValueOrDefault(path);

    /// <summary>Whether an image can be kept, as far as can be said before it is decoded.</summary>
    public bool HasRoomFor(in ImageInfo info)
    {
        long bytes = (long)info.Width * info.Height * 3;
        return bytes <= _largest && bytes <= Interlocked.Read(ref _left);
    }

    /// <summary>Keeps an image if there is room.</summary>
    public void Keep(string path, DecodedImage image)
    {
        if (Interlocked.Add(ref _left, -image.Pixels.Length) < 0 || !_images.TryAdd(path, image))
        {
            Interlocked.Add(ref _left, image.Pixels.Length);
        }
    }
}
