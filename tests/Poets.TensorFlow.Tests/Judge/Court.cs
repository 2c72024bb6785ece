using Poets.Graphs;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>Holds every contender against TensorFlow's verdicts, and counts.</summary>
public sealed class Court(IMessageSink console) : IDisposable
{
    private int _cases;
    private int _refused;
    private int _comparisons;

    /// <summary>How many generated graphs TensorFlow answered or refused so far.</summary>
    public int Cases => _cases;

    /// <summary>Prints the count at the end of the suite (xunit.runner.json lets such messages through).</summary>
    public void Dispose() => console.OnMessage(new DiagnosticMessage(
        $"Judged by TensorFlow: {_cases} generated graphs ({_refused} refused by it), {_comparisons} comparisons with the managed engine."));

    /// <summary>Judges all cases of an operator's generator; answers the smallest failing one in words, or null.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="contested">Whether the managed engine has the operator; if not, only TensorFlow is asked, for the generator's sake.</param>
    internal string? Judge(string generator, bool contested) =>
        Judge(generator, choices => GeneratorTable.All.Make(generator, choices), contested ? Contender.All : []);

    /// <summary>Judges all cases that a function makes of lists of choices.</summary>
    internal string? Judge(string seed, Func<int[], GraphCase> make, IReadOnlyList<Contender> contenders)
    {
        int[][] lists = [.. Choices.For(seed)];
        Verdict[] verdicts = Oracle.Ask([.. lists.Select(make)]);
        Interlocked.Add(ref _cases, verdicts.Length);
        int refused = verdicts.Count(verdict => verdict.Refusal is not null);
        Interlocked.Add(ref _refused, refused);
        if (2 * refused > verdicts.Length)
        {
            Verdict first = verdicts.First(verdict => verdict.Refusal is not null);
            return $"the generator is no good: TensorFlow refuses {refused} of {verdicts.Length} cases. {first.Refusal}{Environment.NewLine}{first.Case}";
        }

        string?[] failures = [.. verdicts.Select(verdict => Failure(verdict, contenders))];
        int failing = Array.FindIndex(failures, failure => failure is not null);
        if (failing < 0)
        {
            return null;
        }

        int[] smallest = Choices.Shrink(lists[failing], choices => Failure(Oracle.Ask([make(choices)])[0], contenders) is not null);
        Verdict verdict = Oracle.Ask([make(smallest)])[0];
        return $"{failures.Count(failure => failure is not null)} of {verdicts.Length} cases differ. The smallest: {Failure(verdict, contenders)}{Environment.NewLine}{verdict.Case}";
    }

    private string? Failure(Verdict verdict, IReadOnlyList<Contender> contenders) =>
        contenders.Select(contender => Failure(verdict, contender)).FirstOrDefault(failure => failure is not null);

    private string? Failure(Verdict verdict, Contender contender)
    {
        Interlocked.Increment(ref _comparisons);
        Tensor[] actual;
        try
        {
            actual = contender.Run(verdict.Case);
        }
        catch (GraphException refusal)
        {
            // What TensorFlow refuses we may refuse or do.
            return verdict.Refusal is null && !KnownLimits.Covers(refusal.Message) ? $"{contender.Name}: refused, though TensorFlow runs it: {refusal.Message}" : null;
        }
        catch (Exception crash) when (crash is not OutOfMemoryException)
        {
            return $"{contender.Name}: {crash}";
        }

        string? difference = verdict.Outputs is null ? null : Comparison.Difference(verdict.Outputs, actual, verdict.Case.Tolerance);
        return difference is null ? null : $"{contender.Name}: {difference}";
    }
}
