using System.Management.Automation;
using Microsoft.PowerShell.Commands;
using PoetsCmdlets.Errors;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets;

/// <summary>What every cmdlet of this module has: Ctrl+C, error records, paths.</summary>
public abstract class EngineCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled by Ctrl+C.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what still runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>PowerShell calls it on another thread.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Does a piece of work; what it throws becomes an error that ends this cmdlet.</summary>
    /// <param name="work">The work.</param>
    /// <param name="target">What the error is about.</param>
    protected void Try(Action work, object? target)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            work();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception exception) when (exception is not (RuntimeException or PipelineStoppedException) && !IsFlowControl(exception))
        {
            ThrowTerminatingError(ToRecord(exception, target));
        }
    }

    /// <summary>
    /// Does what reads files on a thread of its own, which Ctrl+C leaves behind where a file does not answer.
    /// </summary>
    /// <exception cref="OperationCanceledException">Ctrl+C was pressed meanwhile.</exception>
    private protected T Apart<T>(Func<T> work)
    {
        using var mailbox = new Mailbox(StopToken);
        return mailbox.Run(work);
    }

    /// <summary>The error record of an exception, in PowerShell's names of options.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="target">What it is about.</param>
    internal ErrorRecord ToRecord(Exception exception, object? target)
    {
        ErrorRecord record = ErrorMapper.ToRecord(exception, target);
        string message = record.Exception.Message;
        string text = ParameterNames.WithFile(InPowerShell(message), record.Exception, target);
        if (text != message)
        {
            record.ErrorDetails = new ErrorDetails(text);
        }

        return record;
    }

    /// <summary>A message of the engine with this cmdlet's parameters in place of flags.</summary>
    internal string InPowerShell(string message) =>
        ParameterNames.Put(message, MyInvocation.MyCommand.Parameters.Values.Select(parameter => (parameter.Name, (IEnumerable<string>)parameter.Aliases)));

    /// <summary>The file system path that one literal path of PowerShell means.</summary>
    /// <param name="path">As typed: relative to PowerShell's location, on a PowerShell drive, with or without a provider's name.</param>
    protected string? FileSystemPath(string? path)
    {
        if (path is null)
        {
            return null;
        }

        string resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.ImplementingType != typeof(FileSystemProvider))
        {
            ThrowTerminatingError(Paths.PathErrors.NotFileSystem(path, provider.Name));
        }

        return resolved;
    }

    /// <summary>Exceptions by which PowerShell ends a pipeline early (<c>Select-Object -First</c>); they are internal to it.</summary>
    private static bool IsFlowControl(Exception exception) =>
        exception.GetType().Namespace?.StartsWith("System.Management.Automation", StringComparison.Ordinal) == true;
}
