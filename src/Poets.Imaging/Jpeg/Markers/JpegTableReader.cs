namespace Poets.Imaging.Jpeg.Markers;

/// <summary>Reads table segments.</summary>
internal static class JpegTableReader
{
    /// <summary>DHT: class and number (1 byte), codes of each length (16 bytes), symbols; repeated.</summary>
    internal static void ReadHuffman(ref JpegSource source, JpegHeader header)
    {
        int at = source.Position;
        int length = source.ReadUInt16(ref at) - 2;
        Span<byte> counts = stackalloc byte[17];
        Span<byte> symbols = stackalloc byte[256];
        counts[0] = 0;
        while (length > 16)
        {
            int index = source.ReadByte(ref at);
            int count = 0;
            for (int i = 1; i <= 16; i++)
            {
                count += counts[i] = source.ReadByte(ref at);
            }

            length -= 17;
            if (count > 256 || count > length)
            {
                throw JpegErrors.Damaged($"a Huffman table of {count} codes in a segment with {length} bytes left");
            }

            for (int i = 0; i < count; i++)
            {
                symbols[i] = source.ReadByte(ref at);
            }

            length -= count;
            bool isAc = (index & 0x10) != 0;
            index -= isAc ? 0x10 : 0;
            if (index is < 0 or > 3)
            {
                throw JpegErrors.Damaged($"Huffman table number {index}; 0 to 3 are allowed");
            }

            (isAc ? header.AcTables : header.DcTables)[index] = new HuffmanTable(counts, symbols[..count]);
        }

        End(ref source, at, length, "Huffman table");
    }

    /// <summary>DQT: precision and number (1 byte), 64 values of 1 or 2 bytes in zigzag order; repeated.</summary>
    internal static void ReadQuantization(ref JpegSource source, JpegHeader header)
    {
        int at = source.Position;
        int length = source.ReadUInt16(ref at) - 2;
        while (length > 0)
        {
            int index = source.ReadByte(ref at);
            bool wide = index >> 4 != 0;
            index &= 15;
            if (index > 3)
            {
                throw JpegErrors.Damaged($"quantization table number {index}; 0 to 3 are allowed");
            }

            var values = new ushort[64];
            for (int i = 0; i < 64; i++)
            {
                values[ZigZag.ToNatural[i]] = (ushort)(wide ? source.ReadUInt16(ref at) : source.ReadByte(ref at));
            }

            header.QuantizationTables[index] = values;
            length -= wide ? 129 : 65;
        }

        End(ref source, at, length, "quantization table");
    }

    /// <summary>DAC: class and number (1 byte), value (1 byte); repeated.</summary>
    internal static void ReadConditioning(ref JpegSource source, JpegHeader header)
    {
        int at = source.Position;
        int length = source.ReadUInt16(ref at) - 2;
        for (; length > 0; length -= 2)
        {
            int index = source.ReadByte(ref at);
            byte value = source.ReadByte(ref at);
            switch (index)
            {
                case < 16 when (value & 15) > value >> 4:
                    throw JpegErrors.Damaged($"arithmetic conditioning value {value}");
                case < 16:
                    header.Conditioning.DcLower[index] = (byte)(value & 15);
                    header.Conditioning.DcUpper[index] = (byte)(value >> 4);
                    break;
                case < 32:
                    header.Conditioning.AcSplit[index - 16] = value;
                    break;
                default:
                    throw JpegErrors.Damaged($"arithmetic conditioning table {index}");
            }
        }

        End(ref source, at, length, "arithmetic conditioning");
    }

    private static void End(ref JpegSource source, int at, int rest, string what)
    {
        if (rest != 0)
        {
            throw JpegErrors.Damaged($"a {what} segment whose length does not fit its content");
        }

        source.Position = at;
    }
}
