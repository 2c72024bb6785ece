using System.Globalization;
using Poets.Bench.Measuring;
using Poets.Bench.Peers;
using Poets.Bench.Reporting;
using Poets.Imaging;

namespace Poets.Bench.Sections;

/// <summary>JPEG decoding on one core beside libjpeg-turbo, whole and with the resize that a network needs.</summary>
internal sealed class DecodeSection : ISection
{
    private readonly ImageDecoder _decoder = new();

    /// <inheritdoc/>
    public string Name => "decode";

    /// <inheritdoc/>
    public string Description => "JPEG decoding against libjpeg-turbo, one core.";

    /// <inheritdoc/>
    public BenchTable Run(BenchSettings settings)
    {
        var table = new BenchTable(Name, "photos", "job", "megapixels each", "ours MP/s", "libjpeg-turbo MP/s", "× libjpeg-turbo", "same pixels");
        if (PhotoSet.Folder is null)
        {
            table.Notes.Add("There are no photos: ../shared/data/flower_photos is not beside this checkout.");
            return table;
        }

        using TurboJpegPeer? peer = TurboJpegPeer.Find(out string? missing);
        table.Notes.Add(peer is null ? missing! : $"{TurboJpegPeer.Version()} through its TurboJPEG interface, fast integer transform, fancy upsampling.");
        var small = PhotoSet.Small(24);
        var sets = new List<PhotoSet> { small };
        if (peer is not null)
        {
            sets.Add(small.Enlarged(2000, 6));
            sets.Add(small.Enlarged(3072, 4));
            sets.Add(small.Enlarged(4000, 2));
        }

        foreach (PhotoSet set in sets.Where(set => settings.Wants(set.Name)))
        {
            MeasureDecode(set, settings.Often, peer, table);
            MeasureResized(set, settings.Often, peer, table);
        }

        return table;
    }

    private void MeasureDecode(PhotoSet set, Pace pace, TurboJpegPeer? peer, BenchTable table)
    {
        using var ours = new ActionContender(() =>
        {
            foreach (byte[] file in set.Files)
            {
                _decoder.Decode(file, DecodeOptions.Rgb);
            }
        });
        byte[] pixels = [];
        using ActionContender? theirs = peer is null ? null : new ActionContender(() =>
        {
            foreach (byte[] file in set.Files)
            {
                peer.Decode(file, ref pixels);
            }
        });
        Add(set, "decode", pace, ours, theirs, table, peer is null ? null : SamePixels(set, peer));
    }

    private void MeasureResized(PhotoSet set, Pace pace, TurboJpegPeer? peer, BenchTable table)
    {
        var target = new ResizeTarget(224, 224, 127.5f, 1 / 127.5f);
        var destination = new float[224 * 224 * 3];
        using var ours = new ActionContender(() =>
        {
            foreach (byte[] file in set.Files)
            {
                _decoder.DecodeResized(file, target, destination);
            }
        });
        byte[][] buffers = [.. set.Files.Select(file => _decoder.Identify(file)).Select(info => new byte[info.Width * info.Height * 3])];
        using ActionContender? theirs = peer is null ? null : new ActionContender(() =>
        {
            foreach ((byte[] file, byte[] buffer) in set.Files.Zip(buffers))
            {
                byte[] pixels = buffer;
                (int width, int height) = peer.Decode(file, ref pixels);
                BilinearResize.Resize(new DecodedImage(width, height, 3, pixels), target, destination);
            }
        });
        Add(set, "decode + resize to 224", pace, ours, theirs, table, null);
    }

    private static void Add(PhotoSet set, string job, Pace pace, ActionContender ours, ActionContender? theirs, BenchTable table, bool? same)
    {
        Burst[] bursts = pace.Alternate(theirs is null ? [ours] : [ours, theirs]);
        double best = bursts[0].Best;
        double? peer = theirs is null ? null : bursts[1].Best;
        table.Add(
            set.Name,
            job,
            (set.Megapixels / set.Files.Count).ToString("F2", CultureInfo.InvariantCulture),
            Figures.Short(set.Megapixels * 1000 / best),
            peer is { } time ? Figures.Short(set.Megapixels * 1000 / time) : null,
            Figures.Ratio(peer, best),
            same is { } equal ? equal ? "yes" : "**no**" : null);
        Console.WriteLine(string.Join("  ", table.Rows[^1]) + $"  (processor time ratio {Figures.Ratio(theirs is null ? null : bursts[1].Processor, bursts[0].Processor)})");
    }

    private bool SamePixels(PhotoSet set, TurboJpegPeer peer)
    {
        byte[] pixels = [];
        return set.Files.All(file =>
        {
            DecodedImage image = _decoder.Decode(file, DecodeOptions.Rgb);
            (int width, int height) = peer.Decode(file, ref pixels);
            return (width, height) == (image.Width, image.Height) && image.Pixels.AsSpan(0, width * height * 3).SequenceEqual(pixels.AsSpan(0, width * height * 3));
        });
    }
}
