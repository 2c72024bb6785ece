namespace Poets.Bench.Onnx;

/// <summary>A graph holds something that the exporter does not translate; the message names the node.</summary>
public sealed class ExportException : Exception
{
    /// <summary>An error without a message.</summary>
    public ExportException()
    {
    }

    /// <summary>An error with its message.</summary>
    public ExportException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public ExportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
