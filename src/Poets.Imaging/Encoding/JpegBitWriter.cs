namespace Poets.Imaging.Encoding;

/// <summary>Writes entropy-coded bits, a zero byte after each FF.</summary>
internal sealed class JpegBitWriter(MemoryStream file)
{
    private ulong _bits;
    private int _count;

    /// <summary>Writes the lowest <paramref name="count"/> bits, at most 32.</summary>
    internal void Write(int value, int count)
    {
        _bits = (_bits << count) | ((uint)value & ((1UL << count) - 1));
        _count += count;
        while (_count >= 8)
        {
            _count -= 8;
            byte next = (byte)(_bits >> _count);
            file.WriteByte(next);
            if (next == 0xFF)
            {
                file.WriteByte(0);
            }
        }
    }

    /// <summary>Fills the last byte up with ones.</summary>
    internal void Finish()
    {
        if (_count > 0)
        {
            Write(0x7F, 8 - _count);
        }
    }
}
