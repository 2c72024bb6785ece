using Poets.Retraining;

namespace Poets.TensorFlow.Tests.Support;

/// <summary>Keeps what a run says.</summary>
internal sealed class LineLog : IRetrainLog
{
    /// <summary>The lines, whatever their level.</summary>
    internal List<string> Lines { get; } = [];

    public void Debug(string message) => Lines.Add(message);

    public void Info(string message) => Lines.Add(message);

    public void Warning(string message) => Lines.Add(message);

    public void Error(string message) => Lines.Add(message);

    public void Progress(string activity, int done, int total)
    {
    }

    public void BadFile(string path, Exception cause) => Lines.Add(path);
}
