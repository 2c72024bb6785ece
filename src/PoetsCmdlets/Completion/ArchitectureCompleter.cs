using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Poets.Retraining.Models;

namespace PoetsCmdlets.Completion;

/// <summary>Completes names of the catalogue's networks.</summary>
public sealed class ArchitectureCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Matching(wordToComplete, Words.Of(ModelCatalog.Default.Models));
}
