using System.Text;

namespace Poets.Graphs;

/// <summary>A graph needs operators that the managed engine lacks; all of them are listed at once.</summary>
public sealed class UnsupportedOperatorsException : GraphException
{
    /// <summary>An error without a message.</summary>
    public UnsupportedOperatorsException()
    {
    }

    /// <summary>An error with its message.</summary>
    public UnsupportedOperatorsException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public UnsupportedOperatorsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Lists what is missing.</summary>
    /// <param name="origin">The graph's origin, for the message.</param>
    /// <param name="nodesByOperator">Names of the nodes that need each operator.</param>
    public UnsupportedOperatorsException(string origin, IReadOnlyDictionary<string, IReadOnlyList<string>> nodesByOperator)
        : base(Describe(origin, nodesByOperator)) => NodesByOperator = nodesByOperator;

    /// <summary>The missing operators, each with the nodes that need it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> NodesByOperator { get; } = new Dictionary<string, IReadOnlyList<string>>();

    private static string Describe(string origin, IReadOnlyDictionary<string, IReadOnlyList<string>> nodesByOperator)
    {
        ArgumentNullException.ThrowIfNull(nodesByOperator);
        var text = new StringBuilder($"{origin}: the managed engine lacks {nodesByOperator.Count} of this graph's operators:");
        foreach ((string name, IReadOnlyList<string> nodes) in nodesByOperator.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(' ').Append(name).Append(" (").AppendJoin(", ", nodes.Take(5));
            if (nodes.Count > 5)
            {
                text.Append($" and {nodes.Count - 5} more");
            }

            text.Append(");");
        }

        text.Length--;
        bool hasVariables = nodesByOperator.Keys.Any(name => name is "VariableV2" or "Variable" or "VarHandleOp" or "ReadVariableOp" or "RestoreV2");
        return text.Append(hasVariables
            ? ". The graph holds variables without their values: freeze it, or give the folder of its SavedModel."
            : ". Real TensorFlow can run it: -Engine TensorFlow (--engine TensorFlow for poets).").ToString();
    }
}
