namespace Poets.Cli.Arguments;

/// <summary>What follows a flag.</summary>
public enum FlagKind
{
    /// <summary>A text, as typed.</summary>
    Text,
    /// <summary>A number that Python's <c>int()</c> reads.</summary>
    Integer,
    /// <summary>A number that Python's <c>float()</c> reads.</summary>
    Number,
    /// <summary>Nothing.</summary>
    Switch,
}
