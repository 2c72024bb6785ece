using System.Globalization;

namespace Poets.Retraining;

/// <summary>A run cannot start or go on; the message names the file or option, the cause and the way out.</summary>
public class RetrainException : Exception
{
    /// <summary>An error without a message.</summary>
    public RetrainException()
    {
    }

    /// <summary>An error with its message.</summary>
    public RetrainException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public RetrainException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error with its message and the script's exit code for it (reference §7.7).</summary>
    public RetrainException(string message, int exitCode)
        : base(message) => ExitCode = exitCode;

    /// <summary>What a command line returns for it: 1, or 255 where retrain.py's main returns -1.</summary>
    public int ExitCode { get; } = 1;

    /// <summary>What kind of thing stands in the way.</summary>
    public RetrainFault Fault { get; init; }

    /// <summary>An option's number that is out of range.</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">What was given.</param>
    /// <param name="allowed">What may be given.</param>
    internal static RetrainException OutOfRange<T>(string option, T value, string allowed)
        where T : struct, IFormattable =>
        new($"{option}: {value.ToString(null, CultureInfo.InvariantCulture)} is out of range: {allowed}.") { Fault = RetrainFault.OptionInvalid };
}
