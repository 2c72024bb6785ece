using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Poets.Retraining.Tests.Models;

/// <summary>A local HTTP server whose behaviour a test writes byte by byte; a request, a connection.</summary>
internal sealed class UnreliableServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, string, Stream, CancellationToken, Task> _answer;

    /// <summary>Starts; the answer gets the request's number, its head, and the connection.</summary>
    public UnreliableServer(Func<int, string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/models");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public List<string> Requests { get; } = [];

    public static Task SendAsync(Stream stream, string head, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(head.Replace("\n", "\r\n", StringComparison.Ordinal) + "Connection: close\r\n\r\n"), .. body.Span];
        return stream.WriteAsync(bytes, cancel).AsTask();
    }

    /// <summary>The number after <c>Range: bytes=</c>, or 0.</summary>
    public static int RangeOf(string head)
    {
        int at = head.IndexOf("Range: bytes=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + 13)..head.IndexOf('-', at)], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        CancellationToken cancel = _stop.Token;
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(cancel);
                _ = ServeAsync(client, cancel);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancel)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                var head = new StringBuilder();
                var buffer = new byte[4096];
                while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    int count = await stream.ReadAsync(buffer, cancel);
                    head.Append(Encoding.ASCII.GetString(buffer, 0, count));
                }

                int number;
                lock (Requests)
                {
                    Requests.Add(head.ToString());
                    number = Requests.Count;
                }

                await _answer(number, head.ToString(), stream, cancel);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The client hung up, or the test is over.
        }
    }
}
