using System.Management.Automation;

namespace PoetsCmdlets.Completion;

/// <summary>Offers the words of a list that fit what was typed.</summary>
internal static class Words
{
    public static IEnumerable<CompletionResult> Matching(string? typed, IEnumerable<(string Word, string Tip)> words)
    {
        string start = (typed ?? string.Empty).Trim('\'', '"');
        return words
            .Where(word => word.Word.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Select(word => new CompletionResult(word.Word, word.Word, CompletionResultType.ParameterValue, word.Tip));
    }
}
