using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PoetsCmdlets.Completion;

/// <summary>Completes <c>-Device</c>.</summary>
public sealed class DeviceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Matching(wordToComplete,
        [
            ("Auto", "A GPU where TensorFlow finds one, otherwise the processor"),
            ("Cpu", "The processor"),
            ("Gpu", "The first GPU; an error where there is none"),
        ]);
}
