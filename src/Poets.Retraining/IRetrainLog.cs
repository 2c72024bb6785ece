namespace Poets.Retraining;

/// <summary>Hears what a run has to say, in retrain.py's wording. Calls come from one thread at a time.</summary>
public interface IRetrainLog
{
    /// <summary>Whether warnings are shown without the lines before them, so that they have to say which folder they mean.</summary>
    bool WarningsStandAlone => false;

    /// <summary>A line that the scripts log at DEBUG level.</summary>
    void Debug(string message);

    /// <summary>A line that the scripts log at INFO level.</summary>
    void Info(string message);

    /// <summary>A line that the scripts log at WARNING level.</summary>
    void Warning(string message);

    /// <summary>A line that the scripts log at ERROR level; the run may go on.</summary>
    void Error(string message);

    /// <summary>How far an activity has come.</summary>
    /// <param name="activity">A word or two: <c>Bottlenecks</c>, <c>Training</c>, <c>Testing</c>.</param>
    /// <param name="done">Items finished.</param>
    /// <param name="total">Items altogether; 0 where that is not known.</param>
    void Progress(string activity, int done, int total);

    /// <summary>A file that cannot be used and is left out; the run goes on without it.</summary>
    void BadFile(string path, Exception cause);
}
