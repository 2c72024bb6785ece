using System.Collections;
using System.Globalization;
using Poets.Retraining;

namespace Poets.Cli.Tests.Commands;

/// <summary>Options as text, a line each, so that two sets of them can be compared.</summary>
internal static class OptionLines
{
    /// <summary>Name and value of each option; those of options that are held by options stand among them.</summary>
    public static string[] Of(object options) => [.. Flat(options).Order(StringComparer.Ordinal)];

    /// <summary>The flag of <c>--flag=value</c>.</summary>
    public static string FlagOf(string argument) => argument.Split('=')[0];

    private static IEnumerable<string> Flat(object options) => options.GetType().GetProperties()
        .SelectMany(property => property.GetValue(options) is ClassifierOptions inner ? Flat(inner) : [$"{property.Name} = {Text(property.GetValue(options))}"]);

    private static string Text(object? value) =>
        value is IEnumerable items and not string ? string.Join(", ", items.Cast<object>().Select(Text)) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "none";
}
