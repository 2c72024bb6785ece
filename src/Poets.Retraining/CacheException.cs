namespace Poets.Retraining;

/// <summary>A folder of the cache of bottlenecks cannot be written; what is computed is right all the same.</summary>
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
