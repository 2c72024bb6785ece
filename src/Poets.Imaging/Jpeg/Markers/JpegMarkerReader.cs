namespace Poets.Imaging.Jpeg.Markers;

/// <summary>Reads the segments between entropy-coded data, refusing what libjpeg refuses.</summary>
internal static class JpegMarkerReader
{
    /// <summary>Reads up to the next scan or the end of the image.</summary>
    /// <returns>True at a scan header, which is then in <see cref="JpegHeader.Scan"/>; false at the end of the image.</returns>
    internal static bool ReadToScan(ref JpegSource source, JpegHeader header)
    {
        for (; ; source.UnreadMarker = 0)
        {
            if (source.UnreadMarker == 0)
            {
                Find(ref source, header);
            }

            int marker = source.UnreadMarker;
            switch (marker)
            {
                case JpegMarker.StartOfImage:
                    BeginImage(header);
                    break;
                case JpegMarker.StartOfFrame0 or JpegMarker.StartOfFrame1:
                    ReadFrame(ref source, header, progressive: false, arithmetic: false);
                    break;
                case JpegMarker.StartOfFrame2:
                    ReadFrame(ref source, header, progressive: true, arithmetic: false);
                    break;
                case JpegMarker.StartOfFrame9:
                    ReadFrame(ref source, header, progressive: false, arithmetic: true);
                    break;
                case JpegMarker.StartOfFrame10:
                    ReadFrame(ref source, header, progressive: true, arithmetic: true);
                    break;
                case JpegMarker.StartOfScan:
                    ReadScan(ref source, header);
                    source.UnreadMarker = 0;
                    return true;
                case JpegMarker.EndOfImage:
                    source.UnreadMarker = 0;
                    return false;
                case JpegMarker.DefineArithmeticConditioning:
                    JpegTableReader.ReadConditioning(ref source, header);
                    break;
                case JpegMarker.DefineHuffmanTables:
                    JpegTableReader.ReadHuffman(ref source, header);
                    break;
                case JpegMarker.DefineQuantizationTables:
                    JpegTableReader.ReadQuantization(ref source, header);
                    break;
                case JpegMarker.DefineRestartInterval:
                    ReadRestartInterval(ref source, header);
                    break;
                case JpegMarker.Application0 or JpegMarker.Application14:
                    ReadApplication(ref source, header);
                    break;
                case >= JpegMarker.Application0 and <= JpegMarker.Application15 or JpegMarker.Comment or JpegMarker.DefineNumberOfLines:
                    Skip(ref source);
                    break;
                case >= JpegMarker.Restart0 and <= JpegMarker.Restart7 or JpegMarker.Temporary:
                    break;
                case >= 0xC3 and <= 0xCF:
                    throw JpegErrors.Damaged($"frame type SOF{marker - JpegMarker.StartOfFrame0} (lossless or hierarchical) is not supported");
                default:
                    throw JpegErrors.Damaged($"marker FF{marker:X2} is unknown");
            }
        }
    }

    /// <summary>
    /// Reads the restart marker that should come now; if another one came, does what loses least, as libjpeg does:
    /// a marker slightly ahead of its turn is left for later, one slightly behind is skipped, a distant one is ignored.
    /// </summary>
    internal static void ReadRestart(ref JpegSource source, JpegHeader header)
    {
        if (source.UnreadMarker == 0)
        {
            source.NextMarker();
        }

        int wanted = header.NextRestart;
        header.NextRestart = (wanted + 1) & 7;
        if (source.UnreadMarker == JpegMarker.Restart0 + wanted)
        {
            source.UnreadMarker = 0;
            return;
        }

        while (true)
        {
            int marker = source.UnreadMarker;
            if (marker is < JpegMarker.Restart0 or > JpegMarker.Restart7)
            {
                if (marker >= JpegMarker.StartOfFrame0)
                {
                    return;
                }
            }
            else
            {
                int ahead = (marker - JpegMarker.Restart0 - wanted) & 7;
                if (ahead is 1 or 2)
                {
                    return;
                }

                if (ahead is not (6 or 7))
                {
                    source.UnreadMarker = 0;
                    return;
                }
            }

            source.NextMarker();
        }
    }

    private static void Find(ref JpegSource source, JpegHeader header)
    {
        if (header.SawStartOfImage)
        {
            source.NextMarker();
            return;
        }

        int at = source.Position;
        if (source.ReadUInt16(ref at) != 0xFF00 + JpegMarker.StartOfImage)
        {
            throw JpegErrors.Damaged("the file does not begin with a start-of-image marker");
        }

        source.UnreadMarker = JpegMarker.StartOfImage;
        source.Position = at;
    }

    private static void BeginImage(JpegHeader header)
    {
        if (header.SawStartOfImage)
        {
            throw JpegErrors.Damaged("a second start-of-image marker inside the image");
        }

        header.SawStartOfImage = true;
    }

    private static void ReadFrame(ref JpegSource source, JpegHeader header, bool progressive, bool arithmetic)
    {
        int at = source.Position;
        int length = source.ReadUInt16(ref at);
        int precision = source.ReadByte(ref at);
        int height = source.ReadUInt16(ref at);
        int width = source.ReadUInt16(ref at);
        int count = source.ReadByte(ref at);
        if (header.Frame is not null)
        {
            throw JpegErrors.Damaged("a second frame header");
        }

        if (height == 0 || width == 0 || count == 0)
        {
            throw JpegErrors.Damaged($"the frame header says {width} × {height} pixels of {count} components");
        }

        if (length != 8 + (count * 3))
        {
            throw JpegErrors.Damaged($"the frame header is {length} bytes long, {8 + (count * 3)} expected");
        }

        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            int id = source.ReadByte(ref at);
            int factors = source.ReadByte(ref at);
            components[i] = new JpegComponent
            {
                Index = i,
                Id = id,
                HorizontalFactor = factors >> 4,
                VerticalFactor = factors & 15,
                QuantizationIndex = source.ReadByte(ref at),
            };
        }

        source.Position = at;
        header.Frame = new JpegFrame
        {
            Precision = precision,
            Width = width,
            Height = height,
            Progressive = progressive,
            Arithmetic = arithmetic,
            Components = components,
        };
    }

    private static void ReadScan(ref JpegSource source, JpegHeader header)
    {
        var frame = header.Frame ?? throw JpegErrors.Damaged("a scan comes before the frame header");
        int at = source.Position;
        int length = source.ReadUInt16(ref at);
        int count = source.ReadByte(ref at);
        if (count is < 1 or > 4 || length != 6 + (count * 2))
        {
            throw JpegErrors.Damaged($"a scan header of {length} bytes for {count} components");
        }

        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            int id = source.ReadByte(ref at);
            int tables = source.ReadByte(ref at);

            // libjpeg looks only at components whose place in the frame is not below their place in the scan.
            JpegComponent? found = null;
            for (int index = i; index < Math.Min(frame.Components.Length, 4) && found is null; index++)
            {
                if (frame.Components[index].Id == id)
                {
                    found = frame.Components[index];
                }
            }

            if (found is null || Array.IndexOf(components, found, 0, i) >= 0)
            {
                throw JpegErrors.Damaged($"a scan names component {id} wrongly");
            }

            found.DcTableIndex = tables >> 4;
            found.AcTableIndex = tables & 15;
            components[i] = found;
        }

        int start = source.ReadByte(ref at);
        int end = source.ReadByte(ref at);
        int approximation = source.ReadByte(ref at);
        source.Position = at;
        header.NextRestart = 0;
        header.Scan = new JpegScan
        {
            Components = components,
            SpectralStart = start,
            SpectralEnd = end,
            ApproximationHigh = approximation >> 4,
            ApproximationLow = approximation & 15,
            Number = (header.Scan?.Number ?? 0) + 1,
        };
    }

    private static void ReadRestartInterval(ref JpegSource source, JpegHeader header)
    {
        int at = source.Position;
        int length = source.ReadUInt16(ref at);
        if (length != 4)
        {
            throw JpegErrors.Damaged($"a restart interval segment of {length} bytes, 4 expected");
        }

        header.RestartInterval = source.ReadUInt16(ref at);
        source.Position = at;
    }

    /// <summary>APP0 and APP14: JFIF and Adobe say what the colours are; the rest is passed over.</summary>
    private static void ReadApplication(ref JpegSource source, JpegHeader header)
    {
        const int Interesting = 14;
        int at = source.Position;
        int length = source.ReadUInt16(ref at) - 2;
        int count = Math.Clamp(length, 0, Interesting);
        Span<byte> bytes = stackalloc byte[Interesting];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = source.ReadByte(ref at);
        }

        bytes = bytes[..count];
        if (source.UnreadMarker == JpegMarker.Application0)
        {
            header.SawJfif |= count >= 14 && bytes.StartsWith("JFIF\0"u8);
        }
        else if (count >= 12 && bytes.StartsWith("Adobe"u8))
        {
            header.SawAdobe = true;
            header.AdobeTransform = bytes[11];
        }

        source.Position = at;
        SkipBytes(ref source, length - count);
    }

    private static void Skip(ref JpegSource source)
    {
        int at = source.Position;
        int length = source.ReadUInt16(ref at) - 2;
        source.Position = at;
        SkipBytes(ref source, length);
    }

    private static void SkipBytes(ref JpegSource source, int count)
    {
        if (count > source.Remaining)
        {
            source.Position = source.Data.Length;
            throw JpegErrors.CutOff();
        }

        source.Position += Math.Max(count, 0);
    }
}
