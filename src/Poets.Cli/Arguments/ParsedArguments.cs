using System.Globalization;

namespace Poets.Cli.Arguments;

/// <summary>What a command line says.</summary>
public sealed class ParsedArguments
{
    private readonly Dictionary<string, string> _values;

    internal ParsedArguments(Dictionary<string, string> values, IReadOnlyList<string> positionals) => (_values, Positionals) = (values, positionals);

    /// <summary>Arguments that belong to no flag.</summary>
    public IReadOnlyList<string> Positionals { get; }

    /// <summary>Refuses stray words.</summary>
    /// <param name="most">How many arguments the command takes.</param>
    /// <exception cref="UsageException">There are more.</exception>
    public void RequireAtMost(int most)
    {
        if (Positionals.Count > most)
        {
            throw new UsageException($"unrecognized arguments: {string.Join(' ', Positionals.Skip(most))}");
        }
    }

    /// <summary>Whether a flag was given.</summary>
    public bool Has(string flag) => _values.ContainsKey(flag);

    /// <summary>A flag's text, or null where it was not given.</summary>
    public string? Text(string flag) => _values.GetValueOrDefault(flag);

    /// <summary>A flag's text, or what stands in for it.</summary>
    public string Text(string flag, string fallback) => _values.GetValueOrDefault(flag, fallback);

    /// <summary>A flag's whole number, or null where it was not given.</summary>
    public int? Integer(string flag) => _values.TryGetValue(flag, out string? text) && PythonNumbers.TryInteger(text, out int value) ? value : null;

    /// <summary>A flag's whole number, or what stands in for it.</summary>
    public int Integer(string flag, int fallback) => Integer(flag) ?? fallback;

    /// <summary>A flag's number, or null where it was not given.</summary>
    public double? Number(string flag) => _values.TryGetValue(flag, out string? text) && PythonNumbers.TryNumber(text, out double value) ? value : null;

    /// <summary>A flag's number, or what stands in for it.</summary>
    public double Number(string flag, double fallback) => Number(flag) ?? fallback;

    /// <summary>A flag's comma-separated texts.</summary>
    public IReadOnlyList<string> List(string flag) => Text(flag)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A flag's text as one of an enumeration's names in any case.</summary>
    public T Choice<T>(string flag, T fallback)
        where T : struct, Enum => Text(flag) is { } text ? Enum.Parse<T>(text, ignoreCase: true) : fallback;

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _values.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key}={item.Value}")));
}
