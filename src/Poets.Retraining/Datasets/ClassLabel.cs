using System.Text;

namespace Poets.Retraining.Datasets;

/// <summary>Makes a label of a folder's name (reference §2.6).</summary>
public static class ClassLabel
{
    /// <summary>Lower case, each run of characters outside a–z and 0–9 replaced by one blank; not trimmed.</summary>
    public static string FromFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var label = new StringBuilder(folder.Length);
        foreach (char letter in folder)
        {
            // Python lower-cases İ to i and a combining dot; .NET leaves it alone.
            char lower = letter == '\u0130' ? 'i' : char.ToLowerInvariant(letter);
            if (char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower))
            {
                label.Append(lower);
            }

            if ((letter == '\u0130' || !(char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower))) && (label.Length == 0 || label[^1] != ' '))
            {
                label.Append(' ');
            }
        }

        return label.ToString();
    }
}
