namespace Poets.Cli.Output;

/// <summary>
/// A stream for log lines, which are lost where they cannot be written: a training must not end because the disk under its
/// log is full, or because nobody listens any more.
/// </summary>
internal sealed class LogStream(Stream inner) : WriteOnlyStream
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // There is nobody to tell: this is where one would be told.
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }
}
