using System.Management.Automation;
using Poets.Retraining.Models;

namespace PoetsCmdlets.Completion;

/// <summary>Offers the words of a list that fit what was typed.</summary>
internal static class Words
{
    /// <summary>Names of networks, with what they do.</summary>
    public static IEnumerable<(string Word, string Tip)> Of(IEnumerable<PretrainedModel> models) => models.Select(model =>
        (model.Name, $"{model.InputSize} × {model.InputSize} pixels → {model.BottleneckLength} values{(model.IsEmbedded ? ", embedded" : string.Empty)}"));

    /// <summary>Those that begin with what was typed.</summary>
    public static IEnumerable<CompletionResult> Matching(string? typed, IEnumerable<(string Word, string Tip)> words)
    {
        string start = (typed ?? string.Empty).Trim('\'', '"');
        return words
            .Where(word => word.Word.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Select(word => new CompletionResult(word.Word, word.Word, CompletionResultType.ParameterValue, word.Tip));
    }
}
