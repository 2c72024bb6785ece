using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Entropy;

/// <summary>Decodes binary decisions of adaptive probability (T.81, annex D): what lies below the models of coefficients.</summary>
internal struct ArithmeticDecisions
{
    private const int InitialShift = -16;
    private const int Failed = -1;

    private long _code;
    private long _interval;
    private int _shift;

    /// <summary>Whether the rest of the interval stays as it is.</summary>
    internal readonly bool HaveFailed => _shift == Failed;

    /// <summary>Starts a scan or a restart interval.</summary>
    internal void Begin() => (_code, _interval, _shift) = (0, 0, InitialShift);

    /// <summary>The data is damaged.</summary>
    internal void Fail() => _shift = Failed;

    /// <summary>Decodes one decision and brings its bin up to date (annex D.2).</summary>
    internal bool Next(ref JpegSource source, ref byte bin)
    {
        while (_interval < 0x8000)
        {
            if (--_shift < 0)
            {
                _code = (_code << 8) | (uint)NextByte(ref source);
                _shift += 8;
                if (_shift < 0 && ++_shift == 0)
                {
                    _interval = 0x8000;
                }
            }

            _interval <<= 1;
        }

        int state = bin & 0x7F;
        int symbol = bin & 0x80;
        int afterLess = symbol ^ ArithmeticStates.AfterLess[state];
        int afterMore = symbol ^ ArithmeticStates.AfterMore[state];
        int less = ArithmeticStates.LessProbable[state];
        _interval -= less;
        long boundary = _interval << _shift;
        bool smaller = _interval < less;
        if (_code >= boundary)
        {
            // The lower part of the interval, which is the less probable one unless it has become the larger.
            _code -= boundary;
            _interval = less;
            bin = (byte)(smaller ? afterMore : afterLess);
            symbol ^= smaller ? 0 : 0x80;
        }
        else if (_interval < 0x8000)
        {
            bin = (byte)(smaller ? afterLess : afterMore);
            symbol ^= smaller ? 0x80 : 0;
        }

        return symbol != 0;
    }

    /// <summary>The next byte of data; zeros once a marker has been met.</summary>
    private static int NextByte(ref JpegSource source)
    {
        if (source.UnreadMarker != 0)
        {
            return 0;
        }

        int at = source.Position;
        int value = source.ReadByte(ref at);
        if (value == 0xFF)
        {
            do
            {
                value = source.ReadByte(ref at);
            }
            while (value == 0xFF);

            if (value == 0)
            {
                value = 0xFF;
            }
            else
            {
                source.UnreadMarker = value;
                value = 0;
            }
        }

        source.Position = at;
        return value;
    }
}
