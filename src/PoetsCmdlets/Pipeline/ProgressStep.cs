using System.Management.Automation;

namespace PoetsCmdlets.Pipeline;

/// <summary>What a progress bar shows at a time.</summary>
/// <param name="Activity">What is done.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Item">The item at hand.</param>
/// <param name="Percent">The bar's length; -1 where the end is not known.</param>
/// <param name="SecondsRemaining">An estimate; -1 where there is none.</param>
/// <param name="IsLast">Takes the bar away.</param>
internal sealed record ProgressStep(string Activity, string Status, string? Item = null, int Percent = -1, int SecondsRemaining = -1, bool IsLast = false)
{
    /// <summary>In PowerShell's words.</summary>
    public ProgressRecord ToRecord() => new(0, Activity, Status)
    {
        CurrentOperation = Item,
        PercentComplete = Percent,
        SecondsRemaining = SecondsRemaining,
        RecordType = IsLast ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    };
}
