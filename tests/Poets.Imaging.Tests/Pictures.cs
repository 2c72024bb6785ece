namespace Poets.Imaging.Tests;

/// <summary>Made-up pictures.</summary>
internal static class Pictures
{
    /// <summary>Soft waves, different in each channel.</summary>
    internal static DecodedImage Waves(int width, int height, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / channels % width;
            int y = i / channels / width;
            pixels[i] = (byte)(127 + (100 * Math.Sin((x / 7.0) + (i % channels)) * Math.Cos(y / 9.0)));
        }

        return new DecodedImage(width, height, channels, pixels);
    }
}
