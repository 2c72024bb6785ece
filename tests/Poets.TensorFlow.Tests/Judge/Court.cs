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

    /// <summary>Judges all cases of a generator; answers the smallest failing one in words, or null.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="contested">Whether the managed engine has the operator; if not, only TensorFlow is asked, for the generator's sake.</param>
    internal string? Judge(string generator, bool contested)
    {
        int[][] lists = [.. Choices.For(generator)];
        Verdict[] verdicts = Oracle.Ask([.. lists.Select(choices => GeneratorTable.All.Make(generator, choices))]);
        Interlocked.Add(ref _cases, verdicts.Length);
        int refused = verdicts.Count(verdict => verdict.Refusal is not null);
        Interlocked.Add(ref _refused, refused);
        if (2 * refused > verdicts.Length)
        {
            Verdict first = verdicts.First(verdict => verdict.Refusal is not null);
            return $"the generator is no good: TensorFlow refuses {refused} of {verdicts.Length} cases. {first.Refusal}{Environment.NewLine}{first.Case}";
        }

        if (!contested)
        {
            return null;
        }

        int failing = Array.FindIndex(verdicts, verdict => Failure(verdict) is not null);
        if (failing < 0)
        {
            return null;
        }

        int[] smallest = Choices.Shrink(lists[failing], choices => Failure(Oracle.Ask([GeneratorTable.All.Make(generator, choices)])[0]) is not null);
        Verdict verdict = Oracle.Ask([GeneratorTable.All.Make(generator, smallest)])[0];
        int failures = verdicts.Count(candidate => Failure(candidate) is not null);
        return $"{failures} of {verdicts.Length} cases differ. The smallest: {Failure(verdict)}{Environment.NewLine}{verdict.Case}";
    }

    /// <summary>What is wrong with our answers to one case, or null.</summary>
    internal string? Failure(Verdict verdict) => Contender.All.Select(contender => Failure(verdict, contender)).FirstOrDefault(failure => failure is not null);

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
            // What TensorFlow refuses we may refuse or do. A window larger than its image gives an image of no pixels in
            // TensorFlow, when it learns the size too late to refuse; we refuse it always, by name.
            bool window = refusal.Message.Contains("does not fit into", StringComparison.Ordinal) && verdict.Outputs?.All(output => output.Length == 0) == true;
            return verdict.Refusal is null && !window ? $"{contender.Name}: refused, though TensorFlow runs it: {refusal.Message}" : null;
        }
        catch (Exception crash) when (crash is not OutOfMemoryException)
        {
            return $"{contender.Name}: {crash}";
        }

        string? difference = verdict.Outputs is null ? null : Comparison.Difference(verdict.Outputs, actual, verdict.Case.Tolerance);
        return difference is null ? null : $"{contender.Name}: {difference}";
    }
}
