namespace Poets.Graphs;

/// <summary>A graph cannot be read, prepared or run; the message names the file or node, the cause and the way out.</summary>
public class GraphException : Exception
{
    /// <summary>An error without a message.</summary>
    public GraphException()
    {
    }

    /// <summary>An error with its message.</summary>
    public GraphException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public GraphException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Lets errors of a graph's parts, which know no more than their node, name the file as well.</summary>
    /// <param name="origin">The file.</param>
    /// <param name="read">What may fail.</param>
    internal static T Naming<T>(string origin, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (GraphException error) when (error.GetType() == typeof(GraphException) && !error.Message.Contains(origin, StringComparison.Ordinal))
        {
            throw new GraphException($"{origin}: {error.Message}", error);
        }
    }
}
