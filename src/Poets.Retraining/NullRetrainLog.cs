namespace Poets.Retraining;

/// <summary>A log that nobody reads.</summary>
public sealed class NullRetrainLog : IRetrainLog
{
    /// <summary>The one there needs to be.</summary>
    public static NullRetrainLog Instance { get; } = new();

    /// <inheritdoc/>
    public void Debug(string message)
    {
    }

    /// <inheritdoc/>
    public void Info(string message)
    {
    }

    /// <inheritdoc/>
    public void Warning(string message)
    {
    }

    /// <inheritdoc/>
    public void Error(string message)
    {
    }

    /// <inheritdoc/>
    public void Progress(string activity, int done, int total)
    {
    }

    /// <inheritdoc/>
    public void BadFile(string path, Exception cause)
    {
    }
}
