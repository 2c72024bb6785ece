using System.IO.Compression;

namespace Poets.Imaging.Png;

/// <summary>The rows of an image, decompressed; ends as libpng ends them.</summary>
internal sealed class PngRowStream : IDisposable
{
    /// <summary>libpng looks for the end of the compressed data within this many bytes after the last row.</summary>
    private const int LookBeyond = 1024;

    private readonly CompressedData _input;
    private readonly ZLibStream _output;

    internal PngRowStream(byte[] compressed, int length)
    {
        _input = new CompressedData(compressed, length);
        _output = new ZLibStream(_input, CompressionMode.Decompress);
    }

    /// <summary>Reads one row.</summary>
    /// <exception cref="ImageDecodingException">The data is damaged or ends early.</exception>
    internal void Read(Span<byte> row)
    {
        try
        {
            _output.ReadExactly(row);
        }
        catch (InvalidDataException error)
        {
            throw new ImageDecodingException("PNG: the compressed image data is damaged.", error);
        }
        catch (EndOfStreamException error)
        {
            throw new ImageDecodingException("PNG: there is less image data than the header says.", error);
        }
    }

    /// <summary>Reads on to the end of the compressed data: more of it is let through, damage too, a missing end is not.</summary>
    /// <exception cref="ImageDecodingException">The compressed data ends before its end mark.</exception>
    internal void Finish()
    {
        Span<byte> beyond = stackalloc byte[LookBeyond];
        try
        {
            for (int taken = 1, sum = 0; taken > 0 && sum < LookBeyond; sum += taken)
            {
                taken = _output.Read(beyond[sum..]);
            }
        }
        catch (InvalidDataException)
        {
        }

        if (_input.AskedForMore)
        {
            throw new ImageDecodingException("PNG: the compressed image data is cut off.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    /// <summary>Remembers whether more was asked for than there is.</summary>
    private sealed class CompressedData(byte[] data, int length) : MemoryStream(data, 0, length, writable: false)
    {
        internal bool AskedForMore { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Note(base.Read(buffer, offset, count), count);

        public override int Read(Span<byte> buffer) => Note(base.Read(buffer), buffer.Length);

        private int Note(int read, int wanted)
        {
            AskedForMore |= read == 0 && wanted > 0;
            return read;
        }
    }
}
