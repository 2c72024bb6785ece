using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Poets.Retraining.Models;

namespace PoetsCmdlets.Completion;

/// <summary>Completes handles of Hub modules, and paths of files and folders where no handle fits.</summary>
public sealed class HubModuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionResult[] handles = [.. Words.Matching(wordToComplete, Words.Of(HubCatalog.Modules))];

        // PowerShell completes no paths by itself where a completer has nothing to offer.
        return handles.Length > 0 && wordToComplete is { Length: > 0 } ? handles : CompletionCompleters.CompleteFilename(wordToComplete).Concat(handles);
    }
}
