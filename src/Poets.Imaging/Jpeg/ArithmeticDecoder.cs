namespace Poets.Imaging.Jpeg;

/// <summary>Decodes sequential and progressive scans of arithmetic-coded files (T.81, annexes D, F.2.4 and G.2).</summary>
internal sealed class ArithmeticDecoder : IEntropyDecoder
{
    private const int DcBins = 64;
    private const int AcBins = 256;
    private const int InitialShift = -16;
    private const int Failed = -1;

    private readonly JpegHeader _header;
    private readonly JpegScan _scan;
    private readonly int[] _membership;
    private readonly byte[][] _dcBins = new byte[4][];
    private readonly byte[][] _acBins = new byte[4][];
    private readonly int[] _lastDc = new int[4];
    private readonly int[] _dcContext = new int[4];
    private readonly byte[] _fixedBin = [ArithmeticStates.Fixed];
    private RestartCounter _restarts;
    private long _code;
    private long _interval;
    private int _shift;

    internal ArithmeticDecoder(JpegHeader header, JpegScan scan)
    {
        (_header, _scan) = (header, scan);
        _membership = SequentialHuffmanDecoder.Membership(scan);
    }

    private bool IsProgressive => _header.Frame!.Progressive;

    /// <inheritdoc/>
    public void BeginScan(ref JpegSource source)
    {
        if (IsProgressive)
        {
            Progression.Record(_scan);
        }

        source.BeginScan();
        _restarts = new RestartCounter(_header);
        Begin();
    }

    /// <inheritdoc/>
    public void DecodeMcu(ref JpegSource source, scoped Span<short> coefficients, scoped ReadOnlySpan<int> offsets)
    {
        if (_restarts.Due(ref source, _header))
        {
            Begin();
        }

        bool isDc = _scan.SpectralStart == 0;
        bool first = _scan.ApproximationHigh == 0;
        bool refinesDc = IsProgressive && isDc && !first;
        for (int i = 0; i < _membership.Length && (_shift != Failed || refinesDc); i++)
        {
            var block = coefficients.Slice(offsets[i], 64);
            if (!IsProgressive)
            {
                if (DecodeDc(ref source, _membership[i], 0, out block[0]))
                {
                    DecodeAc(ref source, _membership[i], block, 1, 63, 0);
                }
            }
            else if (!isDc)
            {
                if (first)
                {
                    DecodeAc(ref source, 0, block, _scan.SpectralStart, _scan.SpectralEnd, _scan.ApproximationLow);
                }
                else
                {
                    RefineAc(ref source, block);
                }
            }
            else if (refinesDc)
            {
                block[0] |= Decide(ref source, ref _fixedBin[0]) ? (short)(1 << _scan.ApproximationLow) : (short)0;
            }
            else if (DecodeDc(ref source, _membership[i], _scan.ApproximationLow, out short dc))
            {
                block[0] = dc;
            }
        }
    }

    /// <summary>Fresh statistics and predictions, as at the start of a scan or restart interval.</summary>
    private void Begin()
    {
        for (int place = 0; place < _scan.Components.Length; place++)
        {
            if (!IsProgressive || (_scan.SpectralStart == 0 && _scan.ApproximationHigh == 0))
            {
                _dcBins[place] = Shared(_dcBins, place, component => component.DcTableIndex, DcBins);
                _lastDc[place] = 0;
                _dcContext[place] = 0;
            }

            if (!IsProgressive || _scan.SpectralStart != 0)
            {
                _acBins[place] = Shared(_acBins, place, component => component.AcTableIndex, AcBins);
            }
        }

        (_code, _interval, _shift) = (0, 0, InitialShift);
    }

    /// <summary>Components that name the same table share its statistics.</summary>
    private byte[] Shared(byte[][] bins, int place, Func<JpegComponent, int> table, int count)
    {
        for (int before = 0; before < place; before++)
        {
            if (table(_scan.Components[before]) == table(_scan.Components[place]))
            {
                return bins[before];
            }
        }

        return new byte[count];
    }

    /// <returns>False if the data is damaged; the rest of the interval then stays as it is.</returns>
    private bool DecodeDc(ref JpegSource source, int place, int low, out short value)
    {
        value = 0;
        byte[] bins = _dcBins[place];
        int table = _scan.Components[place].DcTableIndex;
        int bin = _dcContext[place];
        if (!Decide(ref source, ref bins[bin]))
        {
            _dcContext[place] = 0;
        }
        else
        {
            int sign = Decide(ref source, ref bins[bin + 1]) ? 1 : 0;
            bin += 2 + sign;
            int magnitude = Decide(ref source, ref bins[bin]) ? 1 : 0;
            if (magnitude != 0)
            {
                bin = 20;
                if (!Grow(ref source, bins, ref bin, ref magnitude))
                {
                    return false;
                }
            }

            int lower = (1 << _header.Conditioning.DcLower[table]) >> 1;
            int upper = (1 << _header.Conditioning.DcUpper[table]) >> 1;
            _dcContext[place] = magnitude < lower ? 0 : (magnitude > upper ? 12 : 4) + (sign * 4);
            _lastDc[place] = (_lastDc[place] + Finish(ref source, bins, bin, magnitude, sign != 0)) & 0xFFFF;
        }

        value = unchecked((short)(_lastDc[place] << low));
        return true;
    }

    private void DecodeAc(ref JpegSource source, int place, scoped Span<short> block, int start, int end, int low)
    {
        byte[] bins = _acBins[place];
        int split = _header.Conditioning.AcSplit[_scan.Components[place].AcTableIndex];
        for (int k = start; k <= end; k++)
        {
            int bin = 3 * (k - 1);
            if (Decide(ref source, ref bins[bin]))
            {
                break;
            }

            while (!Decide(ref source, ref bins[bin + 1]))
            {
                bin += 3;
                if (++k > end)
                {
                    _shift = Failed;
                    return;
                }
            }

            bool negative = Decide(ref source, ref _fixedBin[0]);
            bin += 2;
            int magnitude = Decide(ref source, ref bins[bin]) ? 1 : 0;
            if (magnitude != 0 && Decide(ref source, ref bins[bin]))
            {
                magnitude = 2;
                bin = k <= split ? 189 : 217;
                if (!Grow(ref source, bins, ref bin, ref magnitude))
                {
                    return;
                }
            }

            block[ZigZag.ToNatural[k]] = unchecked((short)(Finish(ref source, bins, bin, magnitude, negative) << low));
        }
    }

    private void RefineAc(ref JpegSource source, scoped Span<short> block)
    {
        byte[] bins = _acBins[0];
        int bit = 1 << _scan.ApproximationLow;
        int known = _scan.SpectralEnd;
        while (known > 0 && block[ZigZag.ToNatural[known]] == 0)
        {
            known--;
        }

        for (int k = _scan.SpectralStart; k <= _scan.SpectralEnd; k++)
        {
            int bin = 3 * (k - 1);
            if (k > known && Decide(ref source, ref bins[bin]))
            {
                break;
            }

            while (true)
            {
                ref short coefficient = ref block[ZigZag.ToNatural[k]];
                if (coefficient != 0)
                {
                    if (Decide(ref source, ref bins[bin + 2]))
                    {
                        coefficient = unchecked((short)(coefficient + (coefficient < 0 ? -bit : bit)));
                    }

                    break;
                }

                if (Decide(ref source, ref bins[bin + 1]))
                {
                    coefficient = (short)(Decide(ref source, ref _fixedBin[0]) ? -bit : bit);
                    break;
                }

                bin += 3;
                if (++k > _scan.SpectralEnd)
                {
                    _shift = Failed;
                    return;
                }
            }
        }
    }

    /// <summary>Doubles the magnitude's category for every 1; a category that no coefficient has means damage.</summary>
    private bool Grow(ref JpegSource source, byte[] bins, ref int bin, ref int magnitude)
    {
        while (Decide(ref source, ref bins[bin]))
        {
            magnitude <<= 1;
            if (magnitude == 0x8000)
            {
                _shift = Failed;
                return false;
            }

            bin++;
        }

        return true;
    }

    /// <summary>The bits below a magnitude's highest one, then 1 more, then the sign.</summary>
    private int Finish(ref JpegSource source, byte[] bins, int bin, int magnitude, bool negative)
    {
        int value = magnitude;
        for (int bit = magnitude >> 1; bit != 0; bit >>= 1)
        {
            if (Decide(ref source, ref bins[bin + 14]))
            {
                value |= bit;
            }
        }

        return negative ? -(value + 1) : value + 1;
    }

    /// <summary>Decodes one decision and brings its bin up to date (annex D.2).</summary>
    private bool Decide(ref JpegSource source, ref byte bin)
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
