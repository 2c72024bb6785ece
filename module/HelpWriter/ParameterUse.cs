namespace HelpWriter;

/// <summary>What a parameter is in one parameter set.</summary>
/// <param name="Set">The set; null is all.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Position">Its position, or null where it goes by name only.</param>
/// <param name="ByValue">Whether pipeline input binds to it.</param>
/// <param name="ByPropertyName">Whether a property of pipeline input binds to it.</param>
internal sealed record ParameterUse(string? Set, bool Required, int? Position, bool ByValue, bool ByPropertyName)
{
    /// <summary>As Get-Help shows it.</summary>
    public string PipelineInput => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
