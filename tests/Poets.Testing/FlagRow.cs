namespace Poets.Testing;

/// <summary>One flag in <c>docs/compatibility.md</c>; a dash stands for what is not there.</summary>
/// <param name="Flag">With its dashes.</param>
/// <param name="First">Default of the first script.</param>
/// <param name="Second">Default of the second script.</param>
/// <param name="Here">Default of <c>poets</c>.</param>
/// <param name="Parameter">The cmdlet's parameter.</param>
public sealed record FlagRow(string Flag, string First, string Second, string Here, string Parameter);
