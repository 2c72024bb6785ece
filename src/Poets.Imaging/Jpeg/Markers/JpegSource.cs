using System.Runtime.CompilerServices;

namespace Poets.Imaging.Jpeg.Markers;

/// <summary>
/// The file's bytes, the place reached and the bit buffer of the scan being read. A plain value: a copy is a saved
/// state, so whoever may have to start again works on a copy and assigns it back.
/// </summary>
/// <remarks>
/// The order in which bytes are fetched ahead follows libjpeg-turbo's 64-bit bit buffer, because whether a cut-off file
/// is still accepted depends on it. TensorFlow hands libjpeg the whole file at once and refuses to invent an end.
/// </remarks>
internal ref struct JpegSource
{
    /// <summary>Bits that libjpeg-turbo tries to have in its 64-bit buffer after a refill.</summary>
    private const int RefillTarget = 57;

    /// <summary>The whole file.</summary>
    internal readonly ReadOnlySpan<byte> Data;

    /// <summary>The first byte not yet taken.</summary>
    internal int Position;

    /// <summary>A marker that was met but not yet acted on, or 0. Nothing is read past it.</summary>
    internal int UnreadMarker;

    /// <summary>The scan's data ended before its blocks did: what remains is read as zeros.</summary>
    internal bool Insufficient;

    /// <summary>The file ended inside a marker's parameters, after at least one byte that belongs to nothing else.</summary>
    internal bool EndedInsideMarker;

    private ulong _bits;
    private int _bitsLeft;

    internal JpegSource(ReadOnlySpan<byte> data)
    {
        Data = data;
    }

    /// <summary>Bytes not yet taken.</summary>
    internal readonly int Remaining => Data.Length - Position;

    /// <summary>Takes the byte at <paramref name="at"/>, a place ahead of <see cref="Position"/>.</summary>
    internal byte ReadByte(ref int at)
    {
        if ((uint)at >= (uint)Data.Length)
        {
            EndedInsideMarker = Position < Data.Length;
            throw JpegErrors.CutOff();
        }

        return Data[at++];
    }

    /// <summary>Takes two bytes, high one first.</summary>
    internal int ReadUInt16(ref int at)
    {
        int high = ReadByte(ref at);
        return (high << 8) | ReadByte(ref at);
    }

    /// <summary>Finds the next marker, skipping what is none, and leaves it in <see cref="UnreadMarker"/>.</summary>
    internal void NextMarker()
    {
        int at = Position;
        int value;
        do
        {
            value = ReadByte(ref at);
            while (value != 0xFF)
            {
                Position = at;
                value = ReadByte(ref at);
            }

            do
            {
                value = ReadByte(ref at);
            }
            while (value == 0xFF);

            if (value == 0)
            {
                Position = at;
            }
        }
        while (value == 0);

        UnreadMarker = value;
        Position = at;
    }

    /// <summary>Forgets buffered bits; a scan or a restart interval begins.</summary>
    internal void ResetBits()
    {
        _bits = 0;
        _bitsLeft = 0;
    }

    /// <summary>Begins a scan.</summary>
    internal void BeginScan()
    {
        ResetBits();
        Insufficient = false;
    }

    /// <summary>The next <paramref name="count"/> bits (1 to 16), fetching by the careful rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReadBits(int count)
    {
        if (_bitsLeft < count)
        {
            Refill(count);
        }

        return Take(count);
    }

    /// <summary>The next symbol of a Huffman table, fetching by the careful rule.</summary>
    internal int ReadSymbol(HuffmanTable table)
    {
        if (_bitsLeft < HuffmanTable.LookAhead)
        {
            Refill(0);
            if (_bitsLeft < HuffmanTable.LookAhead)
            {
                return ReadLongSymbol(table, 1);
            }
        }

        int entry = table.Lookup[Peek(HuffmanTable.LookAhead)];
        int length = entry >> 8;
        if (length > HuffmanTable.LookAhead)
        {
            return ReadLongSymbol(table, length);
        }

        _bitsLeft -= length;
        return entry & 0xFF;
    }

    /// <summary>
    /// The hurried rule, for when plenty of bytes remain: whenever 16 bits or fewer are left, six bytes are fetched.
    /// </summary>
    /// <returns>False if a marker came up; the whole MCU is then read again by the careful rule.</returns>
    internal bool FetchSix()
    {
        if (_bitsLeft > 16)
        {
            return true;
        }

        for (int i = 0; i < 6; i++)
        {
            int value = Data[Position++];
            if (value == 0xFF)
            {
                if (Data[Position] != 0)
                {
                    return false;
                }

                Position++;
            }

            Push(value);
        }

        return true;
    }

    /// <summary>A number of <paramref name="size"/> bits in JPEG's signed form (T.81, figure F.12).</summary>
    internal static int Extend(int value, int size) => value < 1 << (size - 1) ? value - (1 << size) + 1 : value;

    private int ReadLongSymbol(HuffmanTable table, int length)
    {
        int code = ReadBits(length);
        while (code > table.MaxCode[length])
        {
            code = (code << 1) | ReadBits(1);
            length++;
        }

        // No code of 16 bits or fewer: damaged data, which libjpeg reads as a zero.
        return length > 16 ? 0 : table.Values[(code + table.ValueOffset[length]) & 0xFF];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill(int wanted)
    {
        if (UnreadMarker == 0)
        {
            while (_bitsLeft < RefillTarget)
            {
                int at = Position;
                int value = ReadByte(ref at);
                if (value == 0xFF)
                {
                    do
                    {
                        value = ReadByte(ref at);
                    }
                    while (value == 0xFF);

                    if (value != 0)
                    {
                        UnreadMarker = value;
                        Position = at;
                        break;
                    }

                    value = 0xFF;
                }

                Position = at;
                Push(value);
            }
        }

        if (UnreadMarker != 0 && wanted > _bitsLeft)
        {
            Insufficient = true;
            _bits <<= RefillTarget - _bitsLeft;
            _bitsLeft = RefillTarget;
        }
    }

    private void Push(int value)
    {
        _bits = (_bits << 8) | (uint)value;
        _bitsLeft += 8;
    }

    private readonly int Peek(int count) => (int)(_bits >> (_bitsLeft - count)) & ((1 << count) - 1);

    private int Take(int count)
    {
        int value = Peek(count);
        _bitsLeft -= count;
        return value;
    }
}
