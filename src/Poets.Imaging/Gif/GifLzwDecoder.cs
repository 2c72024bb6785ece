namespace Poets.Imaging.Gif;

/// <summary>Undoes GIF's variable-length LZW coding, with giflib's behaviour on odd data.</summary>
internal ref struct GifLzwDecoder
{
    private const int MaximumBits = 12;
    private const int MaximumCode = 4095;
    private const int NoCode = 4098;

    private readonly int _clear;
    private readonly int _codeSize;
    private readonly int[] _prefix = new int[MaximumCode + 1];
    private readonly byte[] _suffix = new byte[MaximumCode + 1];
    private readonly byte[] _stack = new byte[MaximumCode + 1];
    private ReadOnlySpan<byte> _block;
    private ulong _bits;
    private int _bitCount;
    private int _nextCode;
    private int _width;
    private int _widthLimit;
    private int _last;
    private int _depth;

    internal GifLzwDecoder(int codeSize)
    {
        _codeSize = codeSize;
        _clear = 1 << codeSize;
        Restart();
    }

    /// <summary>Fills <paramref name="pixels"/> with the next indices.</summary>
    internal void Decode(ref GifReader reader, scoped Span<byte> pixels)
    {
        int at = 0;
        while (_depth > 0 && at < pixels.Length)
        {
            pixels[at++] = _stack[--_depth];
        }

        while (at < pixels.Length)
        {
            int code = ReadCode(ref reader);
            if (code == _clear + 1)
            {
                throw new ImageDecodingException("GIF: a picture ends before all of its pixels came.");
            }

            if (code == _clear)
            {
                Restart();
                continue;
            }

            if (code < _clear)
            {
                pixels[at++] = (byte)code;
            }
            else
            {
                Unfold(code);
                while (_depth > 0 && at < pixels.Length)
                {
                    pixels[at++] = _stack[--_depth];
                }
            }

            int entry = _nextCode - 2;
            if (_last != NoCode && entry <= MaximumCode && _prefix[entry] == NoCode)
            {
                _prefix[entry] = _last;
                _suffix[entry] = FirstOf(code == entry ? _last : code);
            }

            _last = code;
        }
    }

    private void Unfold(int code)
    {
        int prefix = code;
        if (_prefix[code] == NoCode)
        {
            // The code being defined right now: the last string and its own first index.
            prefix = _last;
            int entry = _nextCode - 2;
            byte first = FirstOf(code == entry ? _last : code);
            if (entry <= MaximumCode)
            {
                _suffix[entry] = first;
            }

            _stack[_depth++] = first;
        }

        while (_depth < MaximumCode && prefix > _clear && prefix <= MaximumCode)
        {
            _stack[_depth++] = _suffix[prefix];
            prefix = _prefix[prefix];
        }

        if (_depth >= MaximumCode || prefix > MaximumCode)
        {
            throw new ImageDecodingException("GIF: the compressed data is damaged.");
        }

        _stack[_depth++] = (byte)prefix;
    }

    private readonly byte FirstOf(int code)
    {
        for (int i = 0; code > _clear && i <= MaximumCode; i++)
        {
            if (code > MaximumCode)
            {
                return unchecked((byte)NoCode);
            }

            code = _prefix[code];
        }

        return unchecked((byte)code);
    }

    private int ReadCode(ref GifReader reader)
    {
        while (_bitCount < _width)
        {
            if (_block.IsEmpty)
            {
                _block = reader.TakeBlock();
                if (_block.IsEmpty)
                {
                    throw new ImageDecodingException("GIF: a picture's data ends before all of its pixels came.");
                }
            }

            _bits |= (ulong)_block[0] << _bitCount;
            _block = _block[1..];
            _bitCount += 8;
        }

        int code = (int)_bits & ((1 << _width) - 1);
        _bits >>= _width;
        _bitCount -= _width;
        if (_nextCode < MaximumCode + 2 && ++_nextCode > _widthLimit && _width < MaximumBits)
        {
            _widthLimit <<= 1;
            _width++;
        }

        return code;
    }

    private void Restart()
    {
        Array.Fill(_prefix, NoCode);
        _nextCode = _clear + 2;
        _width = _codeSize + 1;
        _widthLimit = 1 << _width;
        _last = NoCode;
    }
}
