namespace Poets.Cli.Output;

/// <summary>
/// Nobody reads standard output any more, as after <c>| head</c>: there is nothing left to do, and nobody to tell.
/// </summary>
/// <remarks>No <see cref="IOException"/>, which a download would try again, and a photo be blamed for.</remarks>
public sealed class ReaderGoneException : Exception
{
    /// <summary>An exception without words, as it is never shown.</summary>
    public ReaderGoneException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ReaderGoneException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    public ReaderGoneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
