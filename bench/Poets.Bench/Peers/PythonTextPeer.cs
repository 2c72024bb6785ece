using System.Diagnostics;
using System.Globalization;
using Poets.Testing;

namespace Poets.Bench.Peers;

/// <summary>Python reading and writing bottleneck texts as retrain.py does; see bench/peers/text.py.</summary>
internal sealed class PythonTextPeer : IDisposable
{
    private readonly Process _python;

    private PythonTextPeer(Process python, string version) => (_python, Version) = (python, version);

    /// <summary>Versions of Python and NumPy.</summary>
    public string Version { get; }

    /// <summary>Starts the peer, or says in <paramref name="missing"/> what it needs.</summary>
    public static PythonTextPeer? Find(out string? missing)
    {
        missing = "Python with NumPy was not found: set POETS_PYTHON to an interpreter that has it.";
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("POETS_PYTHON") ?? "python3")
        {
            ArgumentList = { Repository.Path("bench", "peers", "text.py") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            Process python = Process.Start(start)!;
            if (python.StandardOutput.ReadLine() is { } version)
            {
                missing = null;
                return new PythonTextPeer(python, version);
            }

            python.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Said in the message already.
        }

        return null;
    }

    /// <summary>Milliseconds that reading the file's text and writing its values take.</summary>
    public (double Read, double Write) Measure(string path, TimeSpan duration)
    {
        _python.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path} {duration.TotalSeconds}"));
        _python.StandardInput.Flush();
        double[] times = Array.ConvertAll(_python.StandardOutput.ReadLine()!.Split(' '), text => double.Parse(text, CultureInfo.InvariantCulture));
        return (times[0], times[1]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _python.StandardInput.Close();
        _python.WaitForExit(5000);
        _python.Dispose();
    }
}
