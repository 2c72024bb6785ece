namespace Poets.Graphs;

/// <summary>An engine, its library or the device asked for is not to be had; the message says what was searched and found.</summary>
public sealed class EngineUnavailableException : GraphException
{
    /// <summary>An error without a message.</summary>
    public EngineUnavailableException()
    {
    }

    /// <summary>An error with its message.</summary>
    public EngineUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public EngineUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
