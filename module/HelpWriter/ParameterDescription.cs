namespace HelpWriter;

/// <summary>A parameter as its attributes describe it.</summary>
/// <param name="CommentKey">The key of its comment, <c>P:Type.Property</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Its type as people write it in PowerShell.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Values">The values it is restricted to; empty where any will do.</param>
/// <param name="Globbing">Whether wildcards are allowed.</param>
/// <param name="Uses">What it is in each parameter set that it belongs to.</param>
internal sealed record ParameterDescription(
    string CommentKey, string Name, string TypeName, IReadOnlyList<string> Aliases, IReadOnlyList<string> Values, bool Globbing,
    IReadOnlyList<ParameterUse> Uses)
{
    /// <summary>Whether it takes no value.</summary>
    public bool IsSwitch => TypeName == "SwitchParameter";

    /// <summary>What it is in one set, or null where it does not belong to it.</summary>
    public ParameterUse? In(string? set) => Uses.FirstOrDefault(use => use.Set is null || use.Set == set);
}
