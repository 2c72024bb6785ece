using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Poets.Retraining.Models;

namespace PoetsCmdlets.Completion;

/// <summary>Completes names of networks, and handles of Hub modules.</summary>
public sealed class ModelNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Matching(wordToComplete, Words.Of(ModelCatalog.Default.Models.Concat(HubCatalog.Modules)));
}
