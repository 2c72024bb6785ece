using System.Globalization;
using System.Text;

namespace Poets.Cli.Arguments;

/// <summary>
/// Reads command lines as Python's argparse does (reference §1.1): unambiguous prefixes of flags, <c>--a=b</c> and
/// <c>--a b</c>, the last occurrence wins, negative numbers are values, Python's number syntax, argparse's error texts.
/// Unlike retrain.py it refuses flags that it does not know, and names the nearest that there is.
/// </summary>
public sealed class ArgumentParser
{
    private readonly string _program;
    private readonly string _summary;
    private readonly IReadOnlyList<Flag> _flags;
    private readonly string _positionals;

    /// <summary>A parser.</summary>
    /// <param name="program">What error messages and the help call the program.</param>
    /// <param name="summary">A sentence for the help.</param>
    /// <param name="flags">The flags, in the help's order.</param>
    /// <param name="positionals">What positional arguments are called; empty where there are none.</param>
    public ArgumentParser(string program, string summary, IReadOnlyList<Flag> flags, string positionals = "") =>
        (_program, _summary, _flags, _positionals) = (program, summary, flags, positionals);

    /// <summary>The flags, in the help's order.</summary>
    public IReadOnlyList<Flag> Flags => _flags;

    /// <summary>Reads a command line; null where help is asked for.</summary>
    /// <exception cref="UsageException">argparse would refuse it.</exception>
    public ParsedArguments? Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var positionals = new List<string>();
        var unknown = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
            {
                positionals.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (!LooksLikeFlag(argument))
            {
                positionals.Add(argument);
                continue;
            }

            if (argument is "-h")
            {
                return null;
            }

            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? argument : argument[..equals];
            string? value = equals < 0 ? null : argument[(equals + 1)..];
            Flag? flag = Find(name);
            if (flag is null)
            {
                if (IsHelp(name))
                {
                    return null;
                }

                unknown.Add(argument);
                continue;
            }

            if (flag.Kind == FlagKind.Switch)
            {
                values[flag.Name] = value is null ? "true" : throw new UsageException($"argument {flag.Name}: ignored explicit argument '{value}'");
                continue;
            }

            if (value is null)
            {
                value = i + 1 < arguments.Count && arguments[i + 1] != "--" && !LooksLikeFlag(arguments[i + 1])
                    ? arguments[++i]
                    : throw new UsageException($"argument {flag.Name}: expected one argument");
            }

            values[flag.Name] = Check(flag, value);
        }

        if (_positionals.Length == 0)
        {
            unknown.AddRange(positionals);
        }

        return unknown.Count == 0 ? new ParsedArguments(values, positionals) : throw new UsageException($"unrecognized arguments: {string.Join(' ', unknown)}{Nearest(unknown[0])}");
    }

    /// <summary>The line that argparse shows before an error.</summary>
    public string Usage()
    {
        var usage = new StringBuilder("usage: ").Append(_program).Append(" [-h]");
        foreach (Flag flag in _flags)
        {
            usage.Append(flag.Kind == FlagKind.Switch ? $" [{flag.Name}]" : $" [{flag.Name} {flag.Placeholder}]");
        }

        return usage.Append(_positionals.Length > 0 ? " " + _positionals : string.Empty).ToString();
    }

    /// <summary>The help text.</summary>
    public string Help()
    {
        var help = new StringBuilder(Usage()).Append("\n\n").Append(_summary).Append("\n\n");
        Describe(help, "options:", _flags.Where(flag => !flag.IsOurs));
        Describe(help, "options that the scripts do not have:", _flags.Where(flag => flag.IsOurs));
        return help.ToString();
    }

    private static void Describe(StringBuilder help, string title, IEnumerable<Flag> flags)
    {
        bool isFirst = true;
        foreach (Flag flag in flags)
        {
            if (isFirst)
            {
                help.Append(title).Append('\n');
                isFirst = false;
            }

            string head = flag.Kind == FlagKind.Switch ? flag.Name : $"{flag.Name} {flag.Placeholder}";
            help.Append(CultureInfo.InvariantCulture, $"  {head}\n      {flag.Help}");
            help.Append(flag.Default is null ? "\n" : $" Default: {flag.Default}.\n");
        }
    }

    // argparse: a dash begins a flag, but a dash alone, a negative number and a text with blanks are values.
    private bool LooksLikeFlag(string argument)
    {
        if (argument.Length < 2 || argument[0] != '-' || IsNegativeNumber(argument))
        {
            return false;
        }

        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument : argument[..equals];
        return !argument.Contains(' ', StringComparison.Ordinal) || _flags.Any(flag => flag.Name.StartsWith(name, StringComparison.Ordinal));
    }

    private static bool IsNegativeNumber(string argument)
    {
        ReadOnlySpan<char> digits = argument.AsSpan(1);
        int dot = digits.IndexOf('.');
        return dot < 0
            ? digits.IndexOfAnyExceptInRange('0', '9') < 0
            : dot < digits.Length - 1 && digits[..dot].IndexOfAnyExceptInRange('0', '9') < 0 && digits[(dot + 1)..].IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private bool IsHelp(string name) => name.Length > 2 && "--help".StartsWith(name, StringComparison.Ordinal) && !_flags.Any(flag => flag.Name.StartsWith(name, StringComparison.Ordinal));

    private Flag? Find(string name)
    {
        if (_flags.FirstOrDefault(flag => flag.Name == name) is { } exact)
        {
            return exact;
        }

        if (!name.StartsWith("--", StringComparison.Ordinal) || name.Length == 2)
        {
            return null;
        }

        Flag[] candidates = [.. _flags.Where(flag => flag.Name.StartsWith(name, StringComparison.Ordinal))];
        Flag[] scripts = [.. candidates.Where(flag => !flag.IsOurs)];
        candidates = scripts.Length > 0 ? scripts : candidates;
        return candidates.Length > 1
            ? throw new UsageException($"ambiguous option: {name} could match {string.Join(", ", candidates.Select(flag => flag.Name))}")
            : candidates.FirstOrDefault();
    }

    private static string Check(Flag flag, string value)
    {
        if (flag.Kind == FlagKind.Integer && !PythonNumbers.TryInteger(value, out _))
        {
            throw new UsageException($"argument {flag.Name}: invalid int value: '{value}'");
        }

        if (flag.Kind == FlagKind.Number && !PythonNumbers.TryNumber(value, out _))
        {
            throw new UsageException($"argument {flag.Name}: invalid float value: '{value}'");
        }

        return flag.Choices.Count == 0 || flag.Choices.Contains(value)
            ? value
            : throw new UsageException($"argument {flag.Name}: invalid choice: '{value}' (choose from {string.Join(", ", flag.Choices.Select(choice => $"'{choice}'"))})");
    }

    private string Nearest(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument : argument[..equals];
        if (!name.StartsWith('-') || _flags.Count == 0)
        {
            return string.Empty;
        }

        Flag sameStart = _flags.MaxBy(flag => flag.Name.AsSpan().CommonPrefixLength(name))!;
        Flag nearest = _flags.MinBy(flag => Distance(flag.Name, name))!;
        return Distance(nearest.Name, name) <= 3 ? $" (did you mean {nearest.Name}?)"
            : sameStart.Name.AsSpan().CommonPrefixLength(name) > name.Length / 2 ? $" (did you mean {sameStart.Name}?)"
            : string.Empty;
    }

    /// <summary>Letters to insert, remove or replace to make one text of the other.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
