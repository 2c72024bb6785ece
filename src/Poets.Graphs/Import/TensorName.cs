using System.Globalization;

namespace Poets.Graphs.Import;

/// <summary>A tensor's name taken apart: <c>node</c>, <c>node:output</c> or <c>^node</c> for a control input.</summary>
internal readonly record struct TensorName(string Node, int Output, bool IsControl)
{
    public static TensorName Parse(string text)
    {
        if (text.StartsWith('^'))
        {
            return new TensorName(text[1..], 0, true);
        }

        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int output)
            ? new TensorName(text[..colon], output, false)
            : new TensorName(text, 0, false);
    }

    public override string ToString() => IsControl ? "^" + Node : Node + ":" + Output.ToString(CultureInfo.InvariantCulture);
}
