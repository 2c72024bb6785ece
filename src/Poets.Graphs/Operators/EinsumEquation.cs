namespace Poets.Graphs.Operators;

/// <summary>An Einstein sum, <c>ab,bc-&gt;ac</c>, of one or two inputs; <c>...</c> stands for axes that are broadcast.</summary>
internal sealed class EinsumEquation
{
    /// <summary>The axes under an ellipsis are labelled from the last, with numbers that no letter has.</summary>
    private const int FirstOfEllipsis = 0x10000;

    private readonly string[] _inputs;
    private readonly string _output;

    private EinsumEquation(string[] inputs, string output) => (_inputs, _output) = (inputs, output);

    /// <summary>How many inputs it takes.</summary>
    public int Count => _inputs.Length;

    /// <summary>Whether a label stands for an axis under an ellipsis.</summary>
    public static bool IsUnderEllipsis(int label) => label >= FirstOfEllipsis;

    /// <exception cref="OperatorException">It is no equation, or one of more than two inputs.</exception>
    public static EinsumEquation Parse(string text)
    {
        string[] sides = text.Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] inputs = sides[0].Split(',');
        if (sides.Length != 2 || inputs.Length > 2 || inputs.Append(sides[1]).Any(static part => !IsSubscript(part)))
        {
            throw new OperatorException($"'{text}' is no equation of one or two inputs with an output");
        }

        return new EinsumEquation(inputs, sides[1]);
    }

    /// <summary>The labels of an input's axes, in order.</summary>
    /// <exception cref="OperatorException">The input has another number of axes.</exception>
    public int[] Labels(int input, int rank) => Expand(_inputs[input], rank);

    /// <summary>The labels of the output's axes; the ellipsis covers the longest of the inputs'.</summary>
    public int[] OutputLabels(ReadOnlySpan<int> ranks)
    {
        int covered = 0;
        for (int i = 0; i < Count; i++)
        {
            covered = Math.Max(covered, _inputs[i].Contains('.', StringComparison.Ordinal) ? ranks[i] - Letters(_inputs[i]) : 0);
        }

        return Expand(_output, Letters(_output) + (_output.Contains('.', StringComparison.Ordinal) ? covered : 0));
    }

    private static int Letters(string subscript) => subscript.Count(char.IsAsciiLetter);

    private static bool IsSubscript(string part)
    {
        string letters = part.Replace("...", "", StringComparison.Ordinal);
        return part.Length - letters.Length is 0 or 3 && letters.All(char.IsAsciiLetter);
    }

    private static int[] Expand(string subscript, int rank)
    {
        var labels = new List<int>(rank);
        int covered = rank - Letters(subscript);
        for (int i = 0; i < subscript.Length; i++)
        {
            if (subscript[i] != '.')
            {
                labels.Add(subscript[i]);
                continue;
            }

            for (int axis = covered - 1; axis >= 0; axis--)
            {
                labels.Add(FirstOfEllipsis + axis);
            }

            i += 2;
        }

        return labels.Count == rank ? [.. labels] : throw new OperatorException($"'{subscript}' does not fit {rank} dimensions");
    }
}
