using System.Buffers.Binary;

namespace Poets.Imaging.Gif;

/// <summary>Reads the blocks of a GIF file.</summary>
internal ref struct GifReader
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly long _maximumPixels;
    private int _position;
    private byte[]? _globalColors;
    private int _transparent;
    private bool _sawControl;

    internal GifReader(ReadOnlySpan<byte> file, long maximumPixels)
    {
        _file = file;
        _maximumPixels = maximumPixels;
        _transparent = -1;
    }

    /// <summary>Size of the canvas, which TensorFlow does not use.</summary>
    internal (int Width, int Height) ReadScreen()
    {
        var screen = Take(13);
        int flags = screen[10];
        if ((flags & 0x80) != 0)
        {
            _globalColors = Take(3 << ((flags & 7) + 1)).ToArray();
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(screen[6..]), BinaryPrimitives.ReadUInt16LittleEndian(screen[8..]));
    }

    /// <summary>The next picture, or null at the end.</summary>
    internal GifFrame? ReadFrame()
    {
        while (true)
        {
            switch (Take(1)[0])
            {
                case (byte)',':
                    return ReadPicture();
                case (byte)'!':
                    ReadExtension();
                    break;
                case (byte)';':
                    return null;
                default:
                    throw new ImageDecodingException($"GIF: byte {_position - 1} begins no block that exists.");
            }
        }
    }

    /// <summary>Size of the first picture, without reading its pixels.</summary>
    internal (int Width, int Height) ReadFirstSize()
    {
        while (true)
        {
            switch (Take(1)[0])
            {
                case (byte)',':
                    var size = Take(9);
                    return (BinaryPrimitives.ReadUInt16LittleEndian(size[4..]), BinaryPrimitives.ReadUInt16LittleEndian(size[6..]));
                case (byte)'!':
                    ReadExtension();
                    break;
                default:
                    throw new ImageDecodingException("GIF: the file holds no image.");
            }
        }
    }

    private GifFrame ReadPicture()
    {
        var description = Take(9);
        int left = BinaryPrimitives.ReadUInt16LittleEndian(description);
        int top = BinaryPrimitives.ReadUInt16LittleEndian(description[2..]);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(description[4..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(description[6..]);
        int flags = description[8];
        byte[]? colors = (flags & 0x80) != 0 ? Take(3 << ((flags & 7) + 1)).ToArray() : _globalColors;
        int codeSize = Take(1)[0];
        if (codeSize > 8)
        {
            throw new ImageDecodingException($"GIF: codes of {codeSize} bits; 8 are allowed.");
        }

        ImageLimits.Check("GIF", width, height, _maximumPixels);
        var lzw = new GifLzwDecoder(codeSize);
        byte[] indices = new byte[width * height];
        if ((flags & 0x40) == 0)
        {
            lzw.Decode(ref this, indices);
        }
        else
        {
            (int First, int Step)[] passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
            foreach (var (first, step) in passes)
            {
                for (int row = first; row < height; row += step)
                {
                    lzw.Decode(ref this, indices.AsSpan(row * width, width));
                }
            }
        }

        SkipBlocks();
        int transparent = _transparent;
        _transparent = -1;
        _sawControl = false;
        return new GifFrame(left, top, width, height, indices, colors, transparent);
    }

    /// <summary>The next block of data: its length is its first byte; empty at the end of a sequence.</summary>
    internal ReadOnlySpan<byte> TakeBlock() => Take(Take(1)[0]);

    private void ReadExtension()
    {
        int kind = Take(1)[0];
        var block = TakeBlock();

        // Of several graphic control extensions before a picture, the first counts.
        if (kind == 0xF9 && block.Length > 0 && !_sawControl)
        {
            _sawControl = true;
            _transparent = block.Length == 4 && (block[0] & 1) != 0 ? block[3] : -1;
        }

        SkipBlocks();
    }

    private void SkipBlocks()
    {
        while (TakeBlock().Length > 0)
        {
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _file.Length - _position)
        {
            throw new ImageDecodingException("GIF: the file is cut off.");
        }

        var bytes = _file.Slice(_position, count);
        _position += count;
        return bytes;
    }
}
