using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Entropy;

/// <summary>Decodes the scans of progressive files: a band of coefficients, or one more bit of it, at a time (T.81, annex G).</summary>
internal sealed class ProgressiveHuffmanDecoder : IEntropyDecoder
{
    private readonly JpegHeader _header;
    private readonly JpegScan _scan;
    private readonly int[] _lastDc = new int[4];
    private readonly int[] _membership;
    private readonly HuffmanTable?[] _tables = new HuffmanTable?[4];
    private RestartCounter _restarts;
    private int _endOfBandRun;

    internal ProgressiveHuffmanDecoder(JpegHeader header, JpegScan scan)
    {
        (_header, _scan) = (header, scan);
        _membership = SequentialHuffmanDecoder.Membership(scan);
    }

    /// <inheritdoc/>
    public void BeginScan(ref JpegSource source)
    {
        Progression.Record(_scan);
        for (int place = 0; place < _scan.Components.Length; place++)
        {
            var component = _scan.Components[place];
            if (_scan.SpectralStart != 0)
            {
                _tables[place] = SequentialHuffmanDecoder.Find(_header.AcTables, component.AcTableIndex).Derive(isDc: false);
            }
            else if (_scan.ApproximationHigh == 0)
            {
                _tables[place] = SequentialHuffmanDecoder.Find(_header.DcTables, component.DcTableIndex).Derive(isDc: true);
            }
        }

        Array.Clear(_lastDc);
        _endOfBandRun = 0;
        source.BeginScan();
        _restarts = new RestartCounter(_header);
    }

    /// <inheritdoc/>
    public void DecodeMcu(ref JpegSource source, scoped Span<short> coefficients, scoped ReadOnlySpan<int> offsets)
    {
        if (_restarts.Due(ref source, _header))
        {
            Array.Clear(_lastDc);
            _endOfBandRun = 0;
        }

        bool isDc = _scan.SpectralStart == 0;
        bool first = _scan.ApproximationHigh == 0;

        // A DC refinement adds bits that are zero once the data has ended; the others stop.
        if (source.Insufficient && !(isDc && !first))
        {
            return;
        }

        if (!isDc)
        {
            var block = coefficients.Slice(offsets[0], 64);
            if (first)
            {
                DecodeAcFirst(ref source, block);
            }
            else
            {
                DecodeAcRefinement(ref source, block);
            }

            return;
        }

        for (int i = 0; i < _membership.Length; i++)
        {
            if (first)
            {
                coefficients[offsets[i]] = DecodeDcFirst(ref source, _membership[i]);
            }
            else if (source.ReadBits(1) != 0)
            {
                coefficients[offsets[i]] |= (short)(1 << _scan.ApproximationLow);
            }
        }
    }

    private short DecodeDcFirst(ref JpegSource source, int place)
    {
        int size = source.ReadSymbol(_tables[place]!);
        int difference = size == 0 ? 0 : JpegSource.Extend(source.ReadBits(size), size);
        long value = (long)_lastDc[place] + difference;
        if (value != (int)value)
        {
            throw JpegErrors.Damaged("DC coefficients grow without limit");
        }

        _lastDc[place] = (int)value;
        return unchecked((short)((int)value << _scan.ApproximationLow));
    }

    private void DecodeAcFirst(ref JpegSource source, scoped Span<short> block)
    {
        if (_endOfBandRun > 0)
        {
            _endOfBandRun--;
            return;
        }

        for (int k = _scan.SpectralStart; k <= _scan.SpectralEnd; k++)
        {
            int symbol = source.ReadSymbol(_tables[0]!);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size != 0)
            {
                k += run;
                int value = JpegSource.Extend(source.ReadBits(size), size);
                block[ZigZag.ToNatural[k]] = unchecked((short)(value << _scan.ApproximationLow));
            }
            else if (run == 15)
            {
                k += 15;
            }
            else
            {
                _endOfBandRun = ReadRun(ref source, run) - 1;
                break;
            }
        }
    }

    private void DecodeAcRefinement(ref JpegSource source, scoped Span<short> block)
    {
        // Every index below is at most one past the band's end, which is at most 63; both tables have an entry for 64.
        ref short first = ref MemoryMarshal.GetReference(block);
        ref byte natural = ref MemoryMarshal.GetReference(ZigZag.ToNatural);
        var table = _tables[0]!;
        int k = _scan.SpectralStart;
        int end = _scan.SpectralEnd;
        int bit = 1 << _scan.ApproximationLow;
        if (_endOfBandRun == 0)
        {
            for (; k <= end; k++)
            {
                int symbol = source.ReadSymbol(table);
                int run = symbol >> 4;
                int fresh = 0;
                if ((symbol & 15) != 0)
                {
                    fresh = source.ReadBits(1) != 0 ? bit : -bit;
                }
                else if (run != 15)
                {
                    _endOfBandRun = ReadRun(ref source, run);
                    break;
                }

                // Pass over `run` coefficients that are still zero, refining those that are not.
                do
                {
                    ref short known = ref Unsafe.Add(ref first, Unsafe.Add(ref natural, k));
                    if (known != 0)
                    {
                        Refine(ref source, ref known, bit);
                    }
                    else if (--run < 0)
                    {
                        break;
                    }

                    k++;
                }
                while (k <= end);

                if (fresh != 0)
                {
                    Unsafe.Add(ref first, Unsafe.Add(ref natural, k)) = (short)fresh;
                }
            }
        }

        if (_endOfBandRun > 0)
        {
            for (; k <= end; k++)
            {
                ref short known = ref Unsafe.Add(ref first, Unsafe.Add(ref natural, k));
                if (known != 0)
                {
                    Refine(ref source, ref known, bit);
                }
            }

            _endOfBandRun--;
        }
    }

    private static int ReadRun(ref JpegSource source, int exponent) => (1 << exponent) + (exponent == 0 ? 0 : source.ReadBits(exponent));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refine(ref JpegSource source, ref short known, int bit)
    {
        if (source.ReadBits(1) != 0 && (known & bit) == 0)
        {
            known = unchecked((short)(known + (known >= 0 ? bit : -bit)));
        }
    }
}
