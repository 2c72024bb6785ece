using System.Text.RegularExpressions;
using Poets.Graphs;

namespace Poets.TensorFlow;

/// <summary>TensorFlow refused a graph or a run; the message holds TensorFlow's own words.</summary>
public sealed partial class TensorFlowException : GraphException
{
    /// <summary>An error without a message.</summary>
    public TensorFlowException()
    {
    }

    /// <summary>An error with its message.</summary>
    public TensorFlowException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public TensorFlowException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal TensorFlowException(string doing, TensorFlowErrorCode code, string nativeMessage)
        : base(Compose(doing, code, nativeMessage))
    {
        Code = code;
        NativeMessage = nativeMessage;
        Node = NodeOf(nativeMessage);
    }

    /// <summary>The kind of failure.</summary>
    public TensorFlowErrorCode Code { get; } = TensorFlowErrorCode.Unknown;

    /// <summary>What TensorFlow said, unchanged.</summary>
    public string NativeMessage { get; } = "";

    /// <summary>The node that failed, where TensorFlow named one.</summary>
    public string? Node { get; }

    private static string Compose(string doing, TensorFlowErrorCode code, string nativeMessage)
    {
        // Run errors end with a frame for each node on the way: "[[{{node a/b}}]]"; the first is the one that failed.
        string said = NodeFrames().Replace(nativeMessage, "").Trim();
        string? node = NodeOf(nativeMessage);
        string where = node is null || said.Contains(node, StringComparison.Ordinal) ? "" : $" (node '{node}')";
        return $"{doing}: TensorFlow says {code}: {said}{where}";
    }

    private static string? NodeOf(string message)
    {
        Match match = NodeName().Match(message);
        return match.Success ? match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value : null;
    }

    [GeneratedRegex(@"\s*\[\[\{\{node [^}]*\}\}\]\]")]
    private static partial Regex NodeFrames();

    [GeneratedRegex(@"\{\{node ([^}]*)\}\}|[Nn]ode(?:Def)? '([^']*)'")]
    private static partial Regex NodeName();
}
