using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Entropy;

/// <summary>Counts MCUs between restart markers.</summary>
internal struct RestartCounter
{
    private int _left;

    internal RestartCounter(JpegHeader header)
    {
        _left = header.RestartInterval;
    }

    /// <summary>Takes the restart marker if it is due.</summary>
    /// <returns>True if predictions must begin anew.</returns>
    internal bool Due(ref JpegSource source, JpegHeader header)
    {
        if (header.RestartInterval == 0)
        {
            return false;
        }

        bool due = _left == 0;
        if (due)
        {
            source.ResetBits();
            JpegMarkerReader.ReadRestart(ref source, header);
            _left = header.RestartInterval;
            if (source.UnreadMarker == 0)
            {
                source.Insufficient = false;
            }
        }

        _left--;
        return due;
    }
}
