namespace Poets.Imaging;

/// <summary>A file is no image that can be decoded; the message says what was found and what is allowed.</summary>
public sealed class ImageDecodingException : Exception
{
    /// <summary>An error without a message.</summary>
    public ImageDecodingException()
    {
    }

    /// <summary>An error with its message.</summary>
    public ImageDecodingException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public ImageDecodingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
