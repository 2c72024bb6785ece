using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HelpWriter;

/// <summary>The comments of an assembly's sources, as the compiler collects them.</summary>
internal sealed partial class CommentFile(string path)
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(path).Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!);

    /// <summary>One element of a comment as running text; an error where it is missing.</summary>
    public string Text(string key, string element) => Optional(key, element)
        ?? throw new InvalidDataException($"{key} has no <{element}>, which Get-Help shows.");

    /// <summary>One element of a comment as running text, or null.</summary>
    public string? Optional(string key, string element) =>
        _members.TryGetValue(key, out var member) && member.Element(element) is { } found ? Flatten(found) : null;

    /// <summary>The paragraphs of one element; an error where it is missing.</summary>
    public IReadOnlyList<string> Paragraphs(string key, string element)
    {
        var found = _members.GetValueOrDefault(key)?.Element(element) ?? throw new InvalidDataException($"{key} has no <{element}>, which Get-Help shows.");
        return found.Elements("para").Any() ? [.. found.Elements("para").Select(Flatten)] : [Flatten(found)];
    }

    /// <summary>The examples: a command and what it does.</summary>
    public IReadOnlyList<(string Code, string Remarks)> Examples(string key) =>
        [.. (_members.GetValueOrDefault(key)?.Elements("example") ?? []).Select(example => (
            ((string)example.Element("code")!).Trim(),
            Spaces().Replace(string.Concat(example.Nodes().OfType<XText>().Select(text => text.Value)), " ").Trim()))];

    private static string Flatten(XElement element) => Spaces().Replace(element.Value, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
