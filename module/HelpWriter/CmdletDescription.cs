namespace HelpWriter;

/// <summary>A cmdlet as its attributes describe it.</summary>
/// <param name="TypeName">Full name of the class, the key of its comments.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Noun">The noun.</param>
/// <param name="SupportsShouldProcess">Whether -WhatIf and -Confirm exist.</param>
/// <param name="Outputs">Full names of the types that it emits.</param>
/// <param name="Parameters">Its own parameters, in the order of their declaration.</param>
/// <param name="DefaultSet">The default parameter set, or null.</param>
internal sealed record CmdletDescription(
    string TypeName, string Verb, string Noun, bool SupportsShouldProcess, IReadOnlyList<string> Outputs,
    IReadOnlyList<ParameterDescription> Parameters, string? DefaultSet)
{
    /// <summary>The names of its parameter sets, the default first; null stands for the only one.</summary>
    public IReadOnlyList<string?> Sets
    {
        get
        {
            var named = Parameters.SelectMany(parameter => parameter.Uses).Select(use => use.Set).OfType<string>().Distinct().ToList();
            return named.Count == 0 ? [null] : [.. named.OrderBy(set => set != DefaultSet)];
        }
    }
}
