namespace Poets.Cli.Arguments;

/// <summary>A command line that argparse would refuse: the message follows <c>PROGRAM: error:</c>, the exit code is 2.</summary>
public sealed class UsageException : Exception
{
    /// <summary>An error without a message.</summary>
    public UsageException()
    {
    }

    /// <summary>An error with its message.</summary>
    public UsageException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
