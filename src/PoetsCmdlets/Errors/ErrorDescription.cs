using System.Management.Automation;

namespace PoetsCmdlets.Errors;

/// <summary>How PowerShell is told of an exception.</summary>
/// <param name="Id">One of <see cref="ErrorIds"/>.</param>
/// <param name="Category">PowerShell's category.</param>
internal readonly record struct ErrorDescription(string Id, ErrorCategory Category);
