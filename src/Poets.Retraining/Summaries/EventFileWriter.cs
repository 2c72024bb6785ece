using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using Poets.Retraining.Summaries.Protobuf;

namespace Poets.Retraining.Summaries;

/// <summary>
/// Writes one of TensorBoard's event files, <c>events.out.tfevents.SECONDS.HOST</c> (reference §8.1). Records are whole
/// on disk after <see cref="Flush"/>; TensorBoard may read along. Not safe for several threads at once.
/// </summary>
public sealed class EventFileWriter : IDisposable
{
    private const string Version = "brain.Event:2";

    private readonly TimeProvider _clock;
    private readonly FileStream _file;

    /// <summary>Creates the folder where needed, a new file in it, and writes the version record.</summary>
    /// <param name="folder">Where the file goes.</param>
    /// <param name="clock">Gives the file's name and the events' wall time; the system's clock where null.</param>
    /// <param name="host">The name's last part; this machine's name where null.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public EventFileWriter(string folder, TimeProvider? clock = null, string? host = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{_clock.GetUtcNow().ToUnixTimeSeconds():0000000000}.{host ?? Environment.MachineName}");
        _file = CreateNew(System.IO.Path.Combine(folder, name));
        Write(new Event { WallTime = Now, FileVersion = Version });
        Flush();
    }

    /// <summary>The file.</summary>
    public string Path => _file.Name;

    /// <summary>Seconds since 1970, as events carry them.</summary>
    public double Now => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>Appends one event.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Write(Event record)
    {
        ArgumentNullException.ThrowIfNull(record);
        int length = record.CalculateSize();
        byte[] payload = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            record.WriteTo(payload.AsSpan(0, length));
            TfRecord.Write(_file, payload.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(payload);
        }
    }

    /// <summary>Appends the graph, once plain and once inside a MetaGraphDef, as TensorFlow's FileWriter does.</summary>
    /// <param name="graphDef">A serialised GraphDef.</param>
    public void WriteGraph(ReadOnlySpan<byte> graphDef)
    {
        ByteString graph = ByteString.CopyFrom(graphDef);
        Write(new Event { WallTime = Now, GraphDef = graph });
        var meta = new MetaGraphDef { MetaInfoDef = new MetaGraphDef.Types.MetaInfoDef { TensorflowVersion = "1.15.0" }, GraphDef = graph };
        Write(new Event { WallTime = Now, MetaGraphDef = meta.ToByteString() });
        Flush();
    }

    /// <summary>Hands everything written so far to the operating system.</summary>
    public void Flush() => _file.Flush();

    /// <summary>Flushes and closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Two runs may start in the same second; a number tells their files apart.</summary>
    private static FileStream CreateNew(string path)
    {
        string candidate = path;
        for (int number = 1; File.Exists(candidate); number++)
        {
            candidate = string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
        }

        return new FileStream(candidate, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
    }
}
