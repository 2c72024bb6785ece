using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Entropy;

/// <summary>Decodes sequential and progressive scans of arithmetic-coded files (T.81, annexes F.2.4 and G.2).</summary>
internal sealed class ArithmeticDecoder : IEntropyDecoder
{
    private const int DcBins = 64;
    private const int AcBins = 256;

    private readonly JpegHeader _header;
    private readonly JpegScan _scan;
    private readonly int[] _membership;
    private readonly byte[][] _dcBins = new byte[4][];
    private readonly byte[][] _acBins = new byte[4][];
    private readonly int[] _lastDc = new int[4];
    private readonly int[] _dcContext = new int[4];
    private readonly byte[] _fixedBin = [ArithmeticStates.Fixed];
    private RestartCounter _restarts;
    private ArithmeticDecisions _decisions;

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
        for (int i = 0; i < _membership.Length && (!_decisions.HaveFailed || refinesDc); i++)
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
                block[0] |= _decisions.Next(ref source, ref _fixedBin[0]) ? (short)(1 << _scan.ApproximationLow) : (short)0;
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

        _decisions.Begin();
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
        if (!_decisions.Next(ref source, ref bins[bin]))
        {
            _dcContext[place] = 0;
        }
        else
        {
            int sign = _decisions.Next(ref source, ref bins[bin + 1]) ? 1 : 0;
            bin += 2 + sign;
            int magnitude = _decisions.Next(ref source, ref bins[bin]) ? 1 : 0;
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
            if (_decisions.Next(ref source, ref bins[bin]))
            {
                break;
            }

            while (!_decisions.Next(ref source, ref bins[bin + 1]))
            {
                bin += 3;
                if (++k > end)
                {
                    _decisions.Fail();
                    return;
                }
            }

            bool negative = _decisions.Next(ref source, ref _fixedBin[0]);
            bin += 2;
            int magnitude = _decisions.Next(ref source, ref bins[bin]) ? 1 : 0;
            if (magnitude != 0 && _decisions.Next(ref source, ref bins[bin]))
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
            if (k > known && _decisions.Next(ref source, ref bins[bin]))
            {
                break;
            }

            while (true)
            {
                ref short coefficient = ref block[ZigZag.ToNatural[k]];
                if (coefficient != 0)
                {
                    if (_decisions.Next(ref source, ref bins[bin + 2]))
                    {
                        coefficient = unchecked((short)(coefficient + (coefficient < 0 ? -bit : bit)));
                    }

                    break;
                }

                if (_decisions.Next(ref source, ref bins[bin + 1]))
                {
                    coefficient = (short)(_decisions.Next(ref source, ref _fixedBin[0]) ? -bit : bit);
                    break;
                }

                bin += 3;
                if (++k > _scan.SpectralEnd)
                {
                    _decisions.Fail();
                    return;
                }
            }
        }
    }

    /// <summary>Doubles the magnitude's category for every 1; a category that no coefficient has means damage.</summary>
    private bool Grow(ref JpegSource source, byte[] bins, ref int bin, ref int magnitude)
    {
        while (_decisions.Next(ref source, ref bins[bin]))
        {
            magnitude <<= 1;
            if (magnitude == 0x8000)
            {
                _decisions.Fail();
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
            if (_decisions.Next(ref source, ref bins[bin + 14]))
            {
                value |= bit;
            }
        }

        return negative ? -(value + 1) : value + 1;
    }
}
