using System.Management.Automation;
using PoetsCmdlets.Errors;

namespace PoetsCmdlets.Paths;

/// <summary>The error records of paths that name no file.</summary>
internal static class PathErrors
{
    public static ErrorRecord NotFileSystem(string path, string provider) => new(
        new NotSupportedException($"'{path}' lies on PowerShell's {provider} provider; files are read and written in the file system only."),
        ErrorIds.PathNotFileSystem,
        ErrorCategory.InvalidArgument,
        path);

    public static ErrorRecord NotFound(string path) => new(
        new FileNotFoundException($"'{path}' does not exist, or no file matches it.", path),
        ErrorIds.PathNotFound,
        ErrorCategory.ObjectNotFound,
        path);

    public static ErrorRecord IsFolder(string path) => new(
        new InvalidOperationException($"'{path}' is a folder. Its images are: Get-ChildItem -LiteralPath '{path.Replace("'", "''", StringComparison.Ordinal)}' -File -Recurse"),
        ErrorIds.PathIsFolder,
        ErrorCategory.InvalidArgument,
        path);
}
