using System.Management.Automation;
using Poets.Retraining.Models;
using PoetsCmdlets.Errors;

namespace PoetsCmdlets.Cmdlets;

/// <summary>Rows of the catalogue.</summary>
internal static class ModelRows
{
    public static IEnumerable<PretrainedModelInfo> Named(string name, string? folder)
    {
        return Models(name).Select(model => Row(ModelCatalog.Default.Locate(model, folder)));
    }

    /// <summary>Networks and Hub modules of the catalogue whose names match, or the one module of an address.</summary>
    public static IEnumerable<PretrainedModel> Models(string name)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        PretrainedModel[] matching = [.. ModelCatalog.Default.Models.Concat(HubCatalog.Modules).Where(model => pattern.IsMatch(model.Name))];
        return matching.Length == 0 && HubCatalog.Find(name) is { } module ? [module] : matching;
    }

    public static PretrainedModelInfo Row(ModelState state) => new(
        state.Model.Name, state.Availability.ToString(), state.Model.InputSize, state.Model.BottleneckLength, state.Model.License,
        state.Path, state.WantedPath, state.Model.Origin);

    public static ErrorRecord NotFound(string name) => new(
        new ItemNotFoundException($"There is no network called '{name}'. Get-PretrainedModel lists those there are."),
        ErrorIds.ModelNotFound,
        ErrorCategory.ObjectNotFound,
        name);
}
