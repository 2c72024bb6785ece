namespace Poets.Imaging;

/// <summary>
/// Draws the random numbers of distortions. The stream follows from the seed alone, the same on every machine and
/// version; one drawer serves one thread.
/// </summary>
public sealed class DistortionDrawer
{
    private readonly DistortionOptions _options;
    private ulong _state;

    /// <param name="options">What may happen to the images.</param>
    /// <param name="seed">Where the stream begins. Give each image its own, for example from step and position, to stay independent of threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A percentage is negative.</exception>
    public DistortionDrawer(DistortionOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RandomCrop, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.RandomScale, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.RandomBrightness, nameof(options));
        _options = options;
        _state = seed;
    }

    /// <summary>
    /// The next image's numbers: Zoom = (1 + crop/100) × U[1, 1 + scale/100), crop offsets uniform in [0, 2³¹ − 1),
    /// flip with probability ½ where it is wanted, Brightness = U[1 − b/100, 1 + b/100); float32.
    /// </summary>
    public Distortion Next()
    {
        float margin = 1f + (float)(_options.RandomCrop / 100.0);
        float resize = Uniform(1f, 1f + (float)(_options.RandomScale / 100.0));
        int cropX = (int)(NextBits() % int.MaxValue);
        int cropY = (int)(NextBits() % int.MaxValue);
        bool flip = Uniform(0f, 1f) < 0.5f;
        float brightness = Uniform(1f - (float)(_options.RandomBrightness / 100.0), 1f + (float)(_options.RandomBrightness / 100.0));
        return new Distortion(margin * resize, cropX, cropY, _options.FlipLeftRight && flip, brightness);
    }

    /// <summary>As TensorFlow: 23 random bits make a float32 in [0, 1), then × (high − low) + low.</summary>
    private float Uniform(float low, float high) => ((NextBits() >> 41) * (1f / (1 << 23)) * (high - low)) + low;

    /// <summary>SplitMix64.</summary>
    private ulong NextBits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
