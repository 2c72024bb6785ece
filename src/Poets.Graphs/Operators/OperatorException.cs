namespace Poets.Graphs.Operators;

/// <summary>Inputs do not fit an operator; whoever knows the node turns it into a <see cref="GraphException"/> that names it.</summary>
internal sealed class OperatorException : Exception
{
    public OperatorException()
    {
    }

    public OperatorException(string message)
        : base(message)
    {
    }

    public OperatorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
