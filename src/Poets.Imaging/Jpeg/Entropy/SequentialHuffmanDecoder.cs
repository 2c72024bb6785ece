using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Entropy;

/// <summary>
/// Decodes baseline and extended sequential scans the plain way, byte for byte as libjpeg-turbo does on damaged and
/// cut-off data. The reference for the quick decoder, and what that one hands over to when data is not as it should be.
/// </summary>
internal sealed class SequentialHuffmanDecoder : IEntropyDecoder
{
    /// <summary>libjpeg-turbo hurries while at least this many bytes remain for each block of an MCU.</summary>
    private const int BytesToHurry = 512;

    private readonly JpegHeader _header;
    private readonly JpegScan _scan;
    private readonly int[] _lastDc = new int[4];
    private readonly int[] _savedDc = new int[4];
    private readonly int[] _membership;
    private readonly HuffmanTable[] _dcTables;
    private readonly HuffmanTable[] _acTables;
    private RestartCounter _restarts;

    internal SequentialHuffmanDecoder(JpegHeader header, JpegScan scan)
    {
        (_header, _scan) = (header, scan);
        _membership = Membership(scan);
        _dcTables = new HuffmanTable[scan.Components.Length];
        _acTables = new HuffmanTable[scan.Components.Length];
    }

    /// <inheritdoc/>
    public void BeginScan(ref JpegSource source)
    {
        DeriveTables(_header, _scan, _dcTables, _acTables);
        Array.Clear(_lastDc);
        source.BeginScan();
        _restarts = new RestartCounter(_header);
    }

    /// <inheritdoc/>
    public void DecodeMcu(ref JpegSource source, scoped Span<short> coefficients, scoped ReadOnlySpan<int> offsets)
    {
        if (_restarts.Due(ref source, _header))
        {
            Array.Clear(_lastDc);
        }

        if (source.Insufficient)
        {
            return;
        }

        if (_header.RestartInterval == 0 && source.UnreadMarker == 0 && source.Remaining >= BytesToHurry * _membership.Length)
        {
            var saved = source;
            _lastDc.CopyTo(_savedDc, 0);
            if (TryDecode(ref source, coefficients, offsets, hurried: true))
            {
                return;
            }

            source = saved;
            _savedDc.CopyTo(_lastDc, 0);
        }

        TryDecode(ref source, coefficients, offsets, hurried: false);
    }

    /// <summary>The component, by place in the scan, of each block of an MCU.</summary>
    internal static int[] Membership(JpegScan scan)
    {
        if (scan.Components.Length == 1)
        {
            return [0];
        }

        return [.. scan.Components.SelectMany((component, place) => Enumerable.Repeat(place, component.HorizontalFactor * component.VerticalFactor))];
    }

    /// <summary>Looks up and checks the tables of a scan.</summary>
    internal static void DeriveTables(JpegHeader header, JpegScan scan, HuffmanTable[] dcTables, HuffmanTable[] acTables)
    {
        for (int place = 0; place < scan.Components.Length; place++)
        {
            var component = scan.Components[place];
            dcTables[place] = Find(header.DcTables, component.DcTableIndex).Derive(isDc: true);
            acTables[place] = Find(header.AcTables, component.AcTableIndex).Derive(isDc: false);
        }
    }

    /// <summary>A table that the file must have defined.</summary>
    internal static HuffmanTable Find(HuffmanTable?[] tables, int index) =>
        (index < tables.Length ? tables[index] : null) ?? throw JpegErrors.Damaged($"Huffman table {index} is used and not defined");

    private bool TryDecode(ref JpegSource source, scoped Span<short> coefficients, scoped ReadOnlySpan<int> offsets, bool hurried)
    {
        for (int i = 0; i < _membership.Length; i++)
        {
            int place = _membership[i];
            var block = coefficients.Slice(offsets[i], 64);
            if (hurried && !source.FetchSix())
            {
                return false;
            }

            int size = source.ReadSymbol(_dcTables[place]);
            int difference = 0;
            if (size != 0)
            {
                if (hurried && !source.FetchSix())
                {
                    return false;
                }

                difference = JpegSource.Extend(source.ReadBits(size), size);
            }

            bool needed = _scan.Components[place].Needed;
            if (needed)
            {
                _lastDc[place] = unchecked(_lastDc[place] + difference);
                block[0] = unchecked((short)_lastDc[place]);
            }

            var table = _acTables[place];
            for (int k = 1; k < 64; k++)
            {
                if (hurried && !source.FetchSix())
                {
                    return false;
                }

                int symbol = source.ReadSymbol(table);
                int run = symbol >> 4;
                size = symbol & 15;
                if (size == 0)
                {
                    if (run != 15)
                    {
                        break;
                    }

                    k += 15;
                    continue;
                }

                k += run;
                if (hurried && !source.FetchSix())
                {
                    return false;
                }

                int value = JpegSource.Extend(source.ReadBits(size), size);
                if (needed)
                {
                    block[ZigZag.ToNatural[k]] = (short)value;
                }
            }
        }

        return true;
    }
}
