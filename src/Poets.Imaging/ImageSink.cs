namespace Poets.Imaging;

/// <summary>Keeps every row.</summary>
internal sealed class ImageSink(byte[] pixels, int rowBytes) : IRowSink
{
    /// <inheritdoc/>
    public int[]? Pairs => null;

    /// <inheritdoc/>
    public bool Wants(int row) => true;

    /// <inheritdoc/>
    public Span<byte> Row(int row) => pixels.AsSpan(row * rowBytes, rowBytes);

    /// <inheritdoc/>
    public void Finish(int row)
    {
    }
}
