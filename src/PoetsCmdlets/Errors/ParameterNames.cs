using System.Text.RegularExpressions;
using Poets.Imaging;

namespace PoetsCmdlets.Errors;

/// <summary>The engine's messages name options as the scripts' flags, <c>--output_graph</c>; here they are <c>-OutputGraph</c>.</summary>
internal static partial class ParameterNames
{
    // Flags whose parameter neither has them as an alias nor their letters as its name.
    private static readonly Dictionary<string, string> s_renamed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image_types"] = "Listing",
        ["bottleneck_tensors"] = "BottleneckTensor",
        ["l2"] = "L2Grid",
        ["graph"] = "BackboneGraph",
        ["early_stopping"] = "EarlyStoppingPatience",
        ["keep_best"] = "KeepBestOnValidation",
        ["threads"] = "ThrottleLimit",
    };

    /// <summary>The message with each flag replaced by the parameter that stands for it; others stay.</summary>
    /// <param name="message">What the engine says.</param>
    /// <param name="parameters">The cmdlet's parameters with their aliases.</param>
    public static string Put(string message, IEnumerable<(string Name, IEnumerable<string> Aliases)> parameters) =>
        !message.Contains("--", StringComparison.Ordinal) ? message : Flag().Replace(message, match =>
        {
            string flag = match.Groups[1].Value;
            string letters = flag.Replace("_", string.Empty, StringComparison.Ordinal);
            string? renamed = s_renamed.GetValueOrDefault(flag);
            foreach ((string name, IEnumerable<string> aliases) in parameters)
            {
                if (name.Equals(letters, StringComparison.OrdinalIgnoreCase) || name == renamed || aliases.Contains(flag, StringComparer.OrdinalIgnoreCase))
                {
                    return $"-{name}{match.Groups[2].Value.Replace('=', ' ')}";
                }
            }

            return match.Value;
        });

    /// <summary>What is wrong with an image, after the image's name: among many files, people have to see which one it is.</summary>
    public static string WithFile(string message, Exception exception, object? target) =>
        exception is ImageDecodingException && target is string path && !message.Contains(path, StringComparison.Ordinal) ? $"{path}: {message}" : message;

    [GeneratedRegex("--([a-z][a-z0-9_]*)(=?)")]
    private static partial Regex Flag();
}
