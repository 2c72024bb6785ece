using System.Buffers;
using Poets.Imaging.Jpeg.Entropy;
using Poets.Imaging.Jpeg.Markers;
using Poets.Imaging.Jpeg.Planes;
using Poets.Imaging.Jpeg.Quick;

namespace Poets.Imaging.Jpeg;

/// <summary>
/// Files of one sequential scan whose data is as it should be: entropy decoding with wide looks, transforms several
/// blocks at a time. It gives up on the first oddity (a marker out of turn, bits that are no code, data that ends early); the
/// plain decoder then starts over and knows what to do.
/// </summary>
internal sealed unsafe class QuickScanDecoder : IDisposable
{
    /// <summary>MCUs decoded before their blocks are transformed: enough to fill groups, few enough to stay in the nearest caches.</summary>
    private const int ChunkMcus = 32;

    private readonly JpegHeader _header;
    private readonly JpegScan _scan;
    private readonly PlaneSet _planes;
    private readonly BlockSelection? _selection;
    private readonly bool[] _wanted;
    private readonly byte[] _rows;
    private readonly QuickTables[] _tables;
    private readonly int[] _across;
    private readonly int[] _down;
    private readonly int[] _lastDc = new int[4];
    private readonly int _coefficientBytes;
    private byte[] _work;
    private byte[] _data;
    private QuickBits _bits;
    private int _mcusToRestart;

    private QuickScanDecoder(ref JpegSource source, JpegHeader header, PlaneSet planes, BlockSelection? selection)
    {
        (_header, _scan, _planes) = (header, header.Scan!, planes);
        var components = _scan.Components;
        bool interleaved = components.Length > 1;
        _across = [.. components.Select(component => interleaved ? component.HorizontalFactor : 1)];
        _down = [.. components.Select(component => interleaved ? component.VerticalFactor : 1)];
        _selection = selection;
        _wanted = new bool[_scan.McusPerRow * _scan.BlocksInMcu];
        _rows = new byte[_scan.BlocksInMcu];
        SelectColumns();

        // Coefficients, then the entries of the tables, in one buffer of bytes: the runtime has code for no other pool at hand
        // when it starts. Behind the blocks of a chunk there is room for what may be written behind the last one.
        _coefficientBytes = ((ChunkMcus * _scan.BlocksInMcu) + 1) * 64 * sizeof(short);
        int tableBytes = components.Length * QuickTables.Bytes;
        _work = ArrayPool<byte>.Shared.Rent(_coefficientBytes + tableBytes);
        _work.AsSpan(0, _coefficientBytes).Clear();
        fixed (byte* work = _work)
        {
            _tables = QuickTables.Create(header, _scan, work + _coefficientBytes);
        }

        _data = ArrayPool<byte>.Shared.Rent(source.Remaining + QuickBits.Padding);
        _mcusToRestart = header.RestartInterval == 0 ? int.MaxValue : 0;
    }

    /// <summary>Decodes the scan and what follows it.</summary>
    /// <returns>False if something was odd; what the sink got is then to be thrown away.</returns>
    internal static bool TryRun(ref JpegSource source, JpegHeader header, JpegOutput output, IRowSink sink)
    {
        var frame = header.Frame!;
        using var planes = new PlaneSet(frame);
        using var emitter = new RowEmitter(frame, output, planes.Planes, sink);
        ScanSetup.UseStandardTables(header);
        ScanSetup.Prepare(header);
        using var decoder = new QuickScanDecoder(ref source, header, planes, BlockSelection.Create(frame, planes, sink));
        fixed (byte* data = decoder._data)
        {
            if (!decoder.ReadAll(ref source, data, emitter))
            {
                return false;
            }
        }

        ScanSetup.ReadRest(ref source, header);
        return true;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_data);
        ArrayPool<byte>.Shared.Return(_work);
        (_data, _work) = ([], []);
    }

    private bool ReadAll(ref JpegSource source, byte* data, RowEmitter emitter)
    {
        var frame = _header.Frame!;
        bool interleaved = _scan.Components.Length > 1;
        if (_header.RestartInterval == 0 && !BeginInterval(ref source, data))
        {
            return false;
        }

        // Before the first block there is one that says which table it begins with.
        QuickBlock* before = stackalloc QuickBlock[(ChunkMcus * _scan.BlocksInMcu) + 1];
        QuickBlock* plan = before + 1;
        fixed (byte* work = _work)
        {
            Lay(plan, work + _coefficientBytes, (short*)work);
            for (int mcuRow = 0; mcuRow < frame.McuRows; mcuRow++)
            {
                int first = interleaved ? mcuRow : mcuRow * _scan.Components[0].VerticalFactor;
                int end = interleaved ? first + 1 : Math.Min(first + _scan.Components[0].VerticalFactor, _scan.Components[0].HeightInBlocks);
                for (int row = first; row < end; row++)
                {
                    if (!ReadRow(ref source, data, plan, row))
                    {
                        return false;
                    }
                }

                emitter.Emit(mcuRow + 1);
            }
        }

        return _bits.Sound;
    }

    private bool ReadRow(ref JpegSource source, byte* data, QuickBlock* plan, int row)
    {
        int blocks = _scan.BlocksInMcu;
        SelectRow(row);
        fixed (byte* places = QuickPlaces.Natural)
        fixed (bool* wanted = _wanted)
        {
            for (int column = 0; column < _scan.McusPerRow;)
            {
                if (_mcusToRestart == 0 && !Restart(ref source, data))
                {
                    return false;
                }

                int count = Math.Min(Math.Min(ChunkMcus, _mcusToRestart), _scan.McusPerRow - column);
                if (!QuickBlocks.Decode(ref _bits, plan, count * blocks, places, _tables))
                {
                    return false;
                }

                AddUp(plan, count * blocks);
                Transform(plan, wanted + (column * blocks), row, column, count);
                column += count;
                if (_header.RestartInterval != 0)
                {
                    _mcusToRestart -= count;
                }
            }
        }

        return true;
    }

    /// <summary>The first interval has no marker before it; others must have the one whose turn it is.</summary>
    private bool Restart(ref JpegSource source, byte* data)
    {
        _mcusToRestart = _header.RestartInterval;
        if (source.UnreadMarker != 0)
        {
            if (!_bits.Sound || source.UnreadMarker != JpegMarker.Restart0 + _header.NextRestart)
            {
                return false;
            }

            _header.NextRestart = (_header.NextRestart + 1) & 7;
            source.UnreadMarker = 0;
        }

        Array.Clear(_lastDc);
        return BeginInterval(ref source, data);
    }

    private bool BeginInterval(ref JpegSource source, byte* data)
    {
        int length = StuffedBytes.Remove(ref source, _data);
        if (length < 0)
        {
            return false;
        }

        new Span<byte>(data + length, QuickBits.Padding).Clear();
        _bits.Begin(data, length);
        return true;
    }

    /// <summary>The blocks of a chunk: of each MCU component by component, row of blocks by row of blocks.</summary>
    private void Lay(QuickBlock* plan, byte* tables, short* coefficients)
    {
        for (int mcu = 0; mcu < ChunkMcus; mcu++)
        {
            for (int place = 0; place < _tables.Length; place++)
            {
                for (int i = 0; i < _across[place] * _down[place]; i++, plan++, coefficients += 64)
                {
                    plan->Ac = (QuickStep*)(tables + _tables[place].Start + QuickTables.TableBytes);
                    plan->Coefficients = coefficients;
                    plan->Component = (byte)place;
                    plan[-1].ToNextDc = (nint)(tables + _tables[place].Start) - (nint)plan[-1].Ac;
                }
            }
        }

        plan[-1].ToNextDc = (nint)tables - (nint)plan[-1].Ac;
    }

    /// <summary>The DC differences of some blocks become DC coefficients.</summary>
    private void AddUp(QuickBlock* plan, int blocks)
    {
        fixed (int* last = _lastDc)
        {
            for (QuickBlock* end = plan + blocks; plan != end; plan++)
            {
                int dc = last[plan->Component] + *plan->Coefficients;
                last[plan->Component] = dc;
                *plan->Coefficients = (short)dc;
            }
        }
    }

    /// <summary>Notes for each block of a row of MCUs whether its column holds samples that will be looked at.</summary>
    private void SelectColumns()
    {
        int block = 0;
        for (int mcu = 0; mcu < _scan.McusPerRow; mcu++)
        {
            for (int place = 0; place < _across.Length; place++)
            {
                int component = _scan.Components[place].Index;
                for (int i = 0; i < _across[place] * _down[place]; i++, block++)
                {
                    _wanted[block] = _selection is null || _selection.Columns(component)[(mcu * _across[place]) + (i % _across[place])];
                }
            }
        }
    }

    /// <summary>Notes for each block of an MCU which of its rows do.</summary>
    private void SelectRow(int mcuRow)
    {
        int block = 0;
        for (int place = 0; place < _down.Length; place++)
        {
            int component = _scan.Components[place].Index;
            int all = _planes.Planes[component] is null ? 0 : 0xFF;
            for (int y = 0; y < _down[place]; y++, block += _across[place])
            {
                int rows = all & (_selection?.Rows(component, (mcuRow * _down[place]) + y) ?? 0xFF);
                _rows.AsSpan(block, _across[place]).Fill((byte)rows);
            }
        }
    }

    /// <summary>Transforms a chunk's wanted blocks into their planes and clears them.</summary>
    private void Transform(QuickBlock* plan, bool* wanted, int mcuRow, int mcuColumn, int count)
    {
        int first = 0;
        for (int place = 0; place < _tables.Length; place++)
        {
            int across = _across[place];
            for (int y = 0; y < _down[place]; y++, first += across)
            {
                if (_rows[first] != 0)
                {
                    var plane = _planes.Planes[_scan.Components[place].Index]!;
                    var run = new BlockRun
                    {
                        Coefficients = plan[first].Coefficients,
                        Ends = &plan[first].End,
                        EndStep = sizeof(QuickBlock),
                        Wanted = wanted + first,
                        Across = across,
                        Step = _scan.BlocksInMcu,
                        Count = count,
                        Rows = _rows[first],
                    };
                    BlockTransforms.Run(run, plane, plane.BlockRowOffset((mcuRow * _down[place]) + y) + (mcuColumn * across * 8));
                }
            }
        }

        new Span<short>(plan->Coefficients, count * _scan.BlocksInMcu * 64).Clear();
    }
}
