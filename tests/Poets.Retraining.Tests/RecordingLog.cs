namespace Poets.Retraining.Tests;

/// <summary>Keeps what a run says, a letter for the level before each line.</summary>
public sealed class RecordingLog : IRetrainLog
{
    /// <summary>All lines.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Warnings, without their letter.</summary>
    public IEnumerable<string> Warnings => Lines.Where(line => line.StartsWith("W ", StringComparison.Ordinal)).Select(line => line[2..]);

    /// <summary>Errors, without their letter.</summary>
    public IEnumerable<string> Errors => Lines.Where(line => line.StartsWith("E ", StringComparison.Ordinal)).Select(line => line[2..]);

    /// <summary>Told of each activity's progress.</summary>
    public Action<string>? OnProgress { get; init; }

    /// <summary>Files that could not be used.</summary>
    public List<string> Bad { get; } = [];

    /// <inheritdoc/>
    public void Debug(string message) => Lines.Add("D " + message);

    /// <inheritdoc/>
    public void Info(string message) => Lines.Add("I " + message);

    /// <inheritdoc/>
    public void Warning(string message) => Lines.Add("W " + message);

    /// <inheritdoc/>
    public void Error(string message) => Lines.Add("E " + message);

    /// <inheritdoc/>
    public void Progress(string activity, int done, int total) => OnProgress?.Invoke(activity);

    /// <inheritdoc/>
    public void BadFile(string path, Exception cause) => Bad.Add(path);
}
