namespace Poets.Cli.Arguments;

/// <summary>One flag of a command.</summary>
/// <param name="Name">With its dashes: <c>--image_dir</c>.</param>
/// <param name="Kind">What follows it.</param>
/// <param name="Help">A sentence.</param>
/// <param name="Default">What it is when not given, for the help; null where that needs no telling.</param>
public sealed record Flag(string Name, FlagKind Kind, string Help, string? Default = null)
{
    /// <summary>The values allowed; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>
    /// Whether the flag is ours and not the scripts'. Abbreviations look among the scripts' flags first, so that each
    /// that worked there works here.
    /// </summary>
    public bool IsOurs { get; init; }

    /// <summary>What the help calls the value.</summary>
    public string Placeholder => Choices.Count > 0 ? "{" + string.Join(',', Choices) + "}" : Name.TrimStart('-').ToUpperInvariant();
}
