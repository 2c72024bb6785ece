namespace Poets.Retraining;

/// <summary>The cache of bottlenecks cannot be written, which concerns every file.</summary>
public sealed class CacheException : IOException
{
    /// <summary>An error without a message.</summary>
    public CacheException()
    {
    }

    /// <summary>An error with its message.</summary>
    public CacheException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public CacheException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
