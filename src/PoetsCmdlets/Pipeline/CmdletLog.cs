using Poets.Retraining;

namespace PoetsCmdlets.Pipeline;

/// <summary>Shows what a run has to say on PowerShell's streams: verbose, debug, warning, error and progress.</summary>
internal sealed class CmdletLog(Mailbox mailbox, EngineCmdlet cmdlet) : IRetrainLog
{
    private readonly ProgressReporter _progress = new(step => cmdlet.WriteProgress(step.ToRecord()), TimeProvider.System);
    private (string Activity, int Done, int Total) _latest;
    private int _announced;

    /// <inheritdoc/>
    /// <remarks>Which folder is looked into is told with -Verbose only.</remarks>
    public bool WarningsStandAlone => true;

    /// <inheritdoc/>
    public void Debug(string message) => mailbox.Post(() => cmdlet.WriteDebug(message));

    /// <inheritdoc/>
    public void Info(string message) => mailbox.Post(() => cmdlet.WriteVerbose(message));

    /// <inheritdoc/>
    /// <remarks>Some of the scripts' lines begin with a word that PowerShell says itself.</remarks>
    public void Warning(string message)
    {
        const string Word = "WARNING: ";
        string text = message.StartsWith(Word, StringComparison.Ordinal) ? message[Word.Length..] : message;
        mailbox.Post(() => cmdlet.WriteWarning(cmdlet.InPowerShell(text)));
    }

    /// <inheritdoc/>
    /// <remarks>The scripts log errors that they survive; what ends a run comes as an exception, and as an error record, besides.</remarks>
    public void Error(string message) => mailbox.Post(() => cmdlet.WriteWarning(cmdlet.InPowerShell(message)));

    /// <inheritdoc/>
    /// <remarks>Called for every item; only the latest call still waiting is kept.</remarks>
    public void Progress(string activity, int done, int total)
    {
        lock (_progress)
        {
            _latest = (activity, done, total);
        }

        if (Interlocked.Exchange(ref _announced, 1) == 0)
        {
            mailbox.Post(ShowLatest);
        }
    }

    /// <inheritdoc/>
    public void BadFile(string path, Exception cause) => mailbox.Post(() => cmdlet.WriteError(cmdlet.ToRecord(cause, path)));

    /// <summary>Takes the bar away; on the pipeline thread.</summary>
    public void Complete() => _progress.Complete();

    private void ShowLatest()
    {
        Volatile.Write(ref _announced, 0);
        lock (_progress)
        {
            _progress.Report(_latest.Activity, _latest.Done, _latest.Total);
        }
    }
}
