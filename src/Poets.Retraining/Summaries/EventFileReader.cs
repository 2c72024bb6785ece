using Google.Protobuf;
using Poets.Retraining.Summaries.Protobuf;

namespace Poets.Retraining.Summaries;

/// <summary>Reads TensorBoard's event files, checking every checksum.</summary>
public static class EventFileReader
{
    /// <summary>The events of a file, in order, read as they are asked for.</summary>
    /// <exception cref="InvalidDataException">A record is damaged or cut off; the message names the file and the record.</exception>
    public static IEnumerable<Event> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        for (int index = 0; ; index++)
        {
            Event? next = Next(file, path, index);
            if (next is null)
            {
                yield break;
            }

            yield return next;
        }
    }

    private static Event? Next(FileStream file, string path, int index)
    {
        try
        {
            byte[]? payload = TfRecord.Read(file);
            return payload is null ? null : Event.Parser.ParseFrom(payload);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidProtocolBufferException)
        {
            throw new InvalidDataException($"{path}: record {index}: {exception.Message}", exception);
        }
    }
}
