using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Poets.Retraining.Models;

/// <summary>Brings one file over HTTP into a partial file, taking up again what broke off.</summary>
internal sealed class ResumableDownload : IDisposable
{
    private static readonly TimeSpan s_reportInterval = TimeSpan.FromMilliseconds(100);

    private readonly Uri _address;
    private readonly string _path;
    private readonly string _tagPath;
    private readonly DownloadOptions _options;
    private readonly Action<DownloadProgress> _report;
    private readonly HttpClient _client;

    public ResumableDownload(Uri address, string path, DownloadOptions options, Action<DownloadProgress> report)
    {
        (_address, _path, _tagPath, _options, _report) = (address, path, path + ".tag", options, report);
        _client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = options.StallTimeout }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Fetches until the file is whole.</summary>
    /// <exception cref="HttpRequestException">The server refuses.</exception>
    /// <exception cref="IOException">The connection broke too often, or the disk is full.</exception>
    /// <exception cref="TimeoutException">No byte came for too long, too often.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        for (int attempt = 0; ; attempt++)
        {
            long before = file.Length;
            try
            {
                await AttemptAsync(file, cancel).ConfigureAwait(false);
                File.Delete(_tagPath);
                return;
            }
            catch (Exception error) when (error is IOException or TimeoutException or HttpRequestException { StatusCode: null } && !cancel.IsCancellationRequested)
            {
                // An attempt that brought something is no failure; only standing still wears patience out.
                attempt = file.Length > before ? 0 : attempt;
                if (attempt >= _options.Retries)
                {
                    throw;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100 << Math.Min(attempt, 5)), cancel).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task AttemptAsync(FileStream file, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            patience.CancelAfter(_options.StallTimeout);
            using HttpResponseMessage response = await AskAsync(file, patience.Token).ConfigureAwait(false);
            using Stream content = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            await CopyAsync(content, file, response, patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"No byte came for {_options.StallTimeout.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>Asks for the rest where the server can say whether it still is the same file, else for all of it.</summary>
    private async Task<HttpResponseMessage> AskAsync(FileStream file, CancellationToken cancel)
    {
        string? tag = file.Length > 0 && File.Exists(_tagPath) ? await File.ReadAllTextAsync(_tagPath, cancel).ConfigureAwait(false) : null;
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        if (tag is not null)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
            request.Headers.TryAddWithoutValidation("If-Range", tag);
        }

        HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // What we have is no beginning of it.
            response.Dispose();
            StartOver(file);
            return await AskAsync(file, cancel).ConfigureAwait(false);
        }

        response.EnsureSuccessStatusCode();
        bool isRest = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
        if (!isRest)
        {
            StartOver(file);
        }

        await RememberAsync(response, cancel).ConfigureAwait(false);
        file.Seek(0, SeekOrigin.End);
        return response;
    }

    private void StartOver(FileStream file)
    {
        file.SetLength(0);
        File.Delete(_tagPath);
    }

    // A weak tag does not promise equal bytes, so it cannot join two halves.
    private async Task RememberAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        string? tag = response.Headers.ETag is { IsWeak: false } strong ? strong.Tag : response.Content.Headers.LastModified?.ToString("R");
        if (tag is not null)
        {
            await File.WriteAllTextAsync(_tagPath, tag, cancel).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(Stream content, FileStream file, HttpResponseMessage response, CancellationTokenSource patience)
    {
        long? total = response.Content.Headers.ContentLength is { } rest ? file.Length + rest : null;
        var buffer = new byte[1 << 16];
        long reported = Stopwatch.GetTimestamp();
        int count;
        while ((count = await content.ReadAsync(buffer, patience.Token).ConfigureAwait(false)) > 0)
        {
            patience.CancelAfter(_options.StallTimeout);
            if (file.Position + count > _options.MaximumLength)
            {
                StartOver(file);
                throw new InvalidDataException($"The server sends more than {_options.MaximumLength} bytes.");
            }

            await file.WriteAsync(buffer.AsMemory(0, count), patience.Token).ConfigureAwait(false);
            if (Stopwatch.GetElapsedTime(reported) >= s_reportInterval)
            {
                reported = Stopwatch.GetTimestamp();
                _report(new DownloadProgress(string.Empty, file.Position, total));
            }
        }

        await file.FlushAsync(patience.Token).ConfigureAwait(false);
        if (total is { } expected && file.Length < expected)
        {
            throw new IOException($"The connection ended after {file.Length} of {expected} bytes.");
        }

        _report(new DownloadProgress(string.Empty, file.Length, total));
    }
}
