using System.Diagnostics;
using Poets.Graphs;
using Poets.Imaging;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Files;

namespace Poets.Retraining.Engines;

/// <summary>Runs images through a network, one after another, in buffers of its own. For one thread.</summary>
internal sealed class ImageRunner
{
    private const long Large = 1L << 25;
    private const int HeadLength = 64;

    private readonly Task<IGraphSession> _session;
    private readonly IImageDecoder _decoder;
    private readonly ResizeTarget _target;
    private readonly float[] _pixels;
    private byte[] _file = new byte[1 << 18];

    public ImageRunner(Task<IGraphSession> session, IImageDecoder decoder, ResizeTarget target)
    {
        (_session, _decoder, _target) = (session, decoder, target);
        _pixels = new float[target.Width * target.Height * 3];
    }

    /// <summary>How long the network ran for the last image.</summary>
    public TimeSpan RunTime { get; private set; }

    /// <summary>What the last image file was like; its hash is 0 unless asked for.</summary>
    public FileEvidence Evidence { get; private set; }

    /// <summary>Reads, decodes and runs one file.</summary>
    /// <param name="path">The image.</param>
    /// <param name="withHash">Whether <see cref="Evidence"/> needs the content's hash.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ImageDecodingException">It is no image that can be decoded.</exception>
    /// <exception cref="GraphException">The network refuses it.</exception>
    public Tensor[] Run(string path, bool withHash = false)
    {
        try
        {
            _decoder.DecodeResized(Read(path, withHash), _target, _pixels);
        }
        catch (OutOfMemoryException error)
        {
            throw TooLarge(error);
        }

        return Run();
    }

    /// <summary>Reads, decodes, distorts and runs one file.</summary>
    /// <param name="path">The image.</param>
    /// <param name="distortion">What happens to it.</param>
    /// <param name="cache">Where its pixels may be, and may be kept.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ImageDecodingException">It is no image that can be decoded.</exception>
    /// <exception cref="GraphException">The network refuses it.</exception>
    public Tensor[] Run(string path, in Distortion distortion, PixelCache cache)
    {
        try
        {
            Distort(path, distortion, cache);
        }
        catch (OutOfMemoryException error)
        {
            throw TooLarge(error);
        }

        return Run();
    }

    // One file's fault, which the others survive.
    private static ImageDecodingException TooLarge(OutOfMemoryException error) => new("It takes more memory than there is.", error);

    private void Distort(string path, in Distortion distortion, PixelCache cache)
    {
        if (cache.Find(path) is { } known)
        {
            distortion.Apply(known, _target, _pixels);
            return;
        }

        ReadOnlySpan<byte> file = Read(path, withHash: false);
        if (cache.HasRoomFor(_decoder.Identify(file)))
        {
            DecodedImage image = _decoder.Decode(file, DecodeOptions.Rgb);
            cache.Keep(path, image);
            distortion.Apply(image, _target, _pixels);
        }
        else
        {
            _decoder.DecodeDistorted(file, distortion, _target, _pixels);
        }
    }

    private Tensor[] Run()
    {
        IGraphSession session = _session.GetAwaiter().GetResult();
        long start = Stopwatch.GetTimestamp();
        Tensor[] results = session.Run(Tensor.Of(_pixels, 1, _target.Height, _target.Width, 3));
        RunTime = Stopwatch.GetElapsedTime(start);
        return results;
    }

    private ReadOnlySpan<byte> Read(string path, bool withHash)
    {
        FileFaults.RequireContent(path);
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        long length = RandomAccess.GetLength(handle);
        if (length > Array.MaxLength)
        {
            throw new ImageDecodingException($"The file has {length} bytes, more than an image can have.");
        }

        if (length > Large)
        {
            // A film or a disk image by mistake: no reason to bring all of it into memory.
            Span<byte> head = stackalloc byte[HeadLength];
            _decoder.RequireImage(head[..RandomAccess.Read(handle, head, 0)]);
        }

        if (_file.Length < length)
        {
            _file = new byte[length];
        }

        int count = 0;
        int read;
        while (count < length && (read = RandomAccess.Read(handle, _file.AsSpan(count, (int)length - count), count)) > 0)
        {
            count += read;
        }

        ReadOnlySpan<byte> content = _file.AsSpan(0, count);
        Evidence = withHash
            ? new FileEvidence(count, File.GetLastWriteTimeUtc(handle).Ticks, ContentHash.Of(content))
            : default;
        return content;
    }
}
