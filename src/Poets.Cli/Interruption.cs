using System.Runtime.InteropServices;

namespace Poets.Cli;

/// <summary>
/// Ends a command when Ctrl+C is pressed or the system asks for it (SIGTERM, SIGHUP): in order if it can, and in any case soon,
/// since it may be waiting for a file on a server that does not answer.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const int SignalExitCode = 128;
    private const int HangUp = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly CancellationTokenSource _stop = new();
    private readonly object _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signal;
    private bool _ended;

    /// <summary>How long a command that was told to stop may take before it is left behind.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMilliseconds(900);

    /// <summary>Begins to listen.</summary>
    public void Listen()
    {
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = Stop(Interrupt);
        Register(PosixSignal.SIGTERM, Terminate);
        Register(PosixSignal.SIGHUP, HangUp);
    }

    /// <summary>Tells the command to stop.</summary>
    /// <returns>False where it was told before: whoever asks twice means it, and the process ends there and then.</returns>
    public bool Stop(int signal)
    {
        lock (_gate)
        {
            if (_signal != 0)
            {
                return false;
            }

            _signal = signal;
            Monitor.PulseAll(_gate);
        }

        // Whatever listens to the token does so here, and may itself wait for what does not answer.
        Task.Run(_stop.Cancel);
        return true;
    }

    /// <summary>
    /// Runs a command on a thread of its own. One that does not stop in time is left behind on a background thread, which ends
    /// with the process; files that are being written keep the process until they are whole (<c>ProcessHold</c>).
    /// </summary>
    /// <param name="command">The command, which listens to the token.</param>
    /// <param name="leftBehind">Told where it did not stop in time.</param>
    /// <returns>The exit code: the command's, or 128 and the signal's number.</returns>
    public int Run(Func<CancellationToken, int> command, Action leftBehind)
    {
        int code = 0;
        var worker = new Thread(() =>
        {
            code = command(_stop.Token);
            lock (_gate)
            {
                _ended = true;
                Monitor.PulseAll(_gate);
            }
        })
        { IsBackground = true, Name = "poets command" };
        worker.Start();
        lock (_gate)
        {
            while (!_ended && _signal == 0)
            {
                Monitor.Wait(_gate);
            }

            if (!_ended)
            {
                Monitor.Wait(_gate, Limit);
            }

            if (!_ended)
            {
                leftBehind();
            }

            return !_ended || code == CommandLine.CancelledExitCode ? SignalExitCode + _signal : code;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The token's source stays: a command that was left behind may still look at it.
        _registrations.ForEach(registration => registration.Dispose());
    }

    // There, a closed window ends the process as soon as this returns.
    private void WaitOnWindows()
    {
        lock (_gate)
        {
            if (OperatingSystem.IsWindows() && !_ended)
            {
                Monitor.Wait(_gate, Limit);
            }
        }
    }

    private void Register(PosixSignal signal, int number)
    {
        try
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = Stop(number);
                WaitOnWindows();
            }));
        }
        catch (PlatformNotSupportedException)
        {
            // Then nobody sends it either.
        }
    }
}
