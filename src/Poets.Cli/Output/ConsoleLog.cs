using System.Globalization;

namespace Poets.Cli.Output;

/// <summary>Writes a run's lines on stderr as the scripts' loggers do (reference §1.3).</summary>
public sealed class ConsoleLog : Poets.Retraining.IRetrainLog
{
    private static readonly string[] s_levels = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

    private readonly TextWriter _writer;
    private readonly bool _isHub;
    private readonly int _threshold;

    /// <summary>A log.</summary>
    /// <param name="writer">Where lines go.</param>
    /// <param name="isHub">Whether lines look like the Hub version's.</param>
    /// <param name="verbosity">The lowest level shown.</param>
    public ConsoleLog(TextWriter writer, bool isHub, string verbosity = "INFO") =>
        (_writer, _isHub, _threshold) = (writer, isHub, Array.IndexOf(s_levels, verbosity));

    /// <inheritdoc/>
    public void Debug(string message) => Write(0, "INFO", 'I', message);

    /// <inheritdoc/>
    public void Info(string message) => Write(1, "INFO", 'I', message);

    /// <inheritdoc/>
    public void Warning(string message) => Write(2, "WARNING", 'W', message);

    /// <inheritdoc/>
    public void Error(string message) => Write(3, "ERROR", 'E', message);

    /// <inheritdoc/>
    public void Progress(string activity, int done, int total)
    {
    }

    /// <inheritdoc/>
    public void BadFile(string path, Exception cause) => Error($"Error during processing file {path} ({cause.Message}); it is left out");

    private void Write(int level, string name, char letter, string message)
    {
        if (level < _threshold)
        {
            return;
        }

        string prefix = _isHub
            ? string.Create(CultureInfo.InvariantCulture, $"{letter}{DateTime.Now:MMdd HH:mm:ss.ffffff} {Environment.CurrentManagedThreadId} retrain.py:1] ")
            : $"{name}:tensorflow:";
        _writer.Write(prefix + message + "\n");
    }
}
