using System.Security.Cryptography;
using System.Text;
using Poets.Retraining.Models;

namespace Poets.Retraining.Tests.Models;

/// <summary>Against a local server that stalls, cuts off, lies about length and redirects.</summary>
public sealed class ModelDownloaderTests : IDisposable
{
    private static readonly PretrainedModel s_model = ModelCatalog.Default.Get("mobilenet_0.25_128");
    private static readonly byte[] s_archive = Archives.TarGz((s_model.GraphFile, RandomNumberGenerator.GetBytes(200_000)));
    private readonly TemporaryFolder _folder = new();

    private string Target => Path.Combine(_folder.Path, s_model.ArchiveName!);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_whole_file_arrives_once_and_is_not_fetched_again()
    {
        using var server = Server((_, _, _) => s_archive.Length);
        var progress = new List<DownloadProgress>();
        Assert.Equal(Target, await GetAsync(server, progress: new Collector(progress)));
        Assert.Equal(s_archive, File.ReadAllBytes(Target));
        Assert.Equal(s_archive.Length, progress[^1].Received);
        Assert.Equal([Target], Directory.EnumerateFiles(_folder.Path));
        await GetAsync(server);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Many_at_once_fetch_one_file_once()
    {
        using var server = new UnreliableServer(async (_, head, stream, cancel) =>
        {
            int from = UnreliableServer.RangeOf(head);
            await UnreliableServer.SendAsync(stream, Head(from), s_archive.AsMemory(from, 1000), cancel);
            await Task.Delay(500, cancel);
            await stream.WriteAsync(s_archive.AsMemory(from + 1000), cancel);
        });
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => GetAsync(server))));
        Assert.All(paths, path => Assert.Equal(Target, path));
        Assert.Equal(s_archive, File.ReadAllBytes(Target));
        Assert.Single(server.Requests);
        Assert.Equal([Target], Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public async Task A_connection_that_is_cut_off_is_taken_up_where_it_broke()
    {
        using var server = Server((number, from, _) => number < 3 ? 50_000 : s_archive.Length);
        await GetAsync(server);
        Assert.Equal(s_archive, File.ReadAllBytes(Target));
        Assert.Equal([0, 50_000, 100_000], server.Requests.Select(UnreliableServer.RangeOf));
    }

    [Fact]
    public async Task Only_attempts_that_bring_nothing_wear_patience_out()
    {
        using var server = Server((_, _, _) => 30_000);
        await GetAsync(server, new DownloadOptions { Retries = 1 });
        Assert.Equal(s_archive, File.ReadAllBytes(Target));
        Assert.Equal((s_archive.Length + 29_999) / 30_000, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_stalls_is_given_up_and_taken_up_again()
    {
        using var server = new UnreliableServer(async (number, head, stream, cancel) =>
        {
            int from = UnreliableServer.RangeOf(head);
            await UnreliableServer.SendAsync(stream, Head(from), s_archive.AsMemory(from, number == 1 ? 1000 : s_archive.Length - from), cancel);
            if (number == 1)
            {
                await Task.Delay(TimeSpan.FromMinutes(5), cancel);
            }
        });
        await GetAsync(server, new DownloadOptions { StallTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(s_archive, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_server_that_always_breaks_ends_in_an_error_that_keeps_what_came()
    {
        using var server = Server((_, from, _) => from == 0 ? 1000 : 0);
        var error = await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server, new DownloadOptions { Retries = 1 }));
        Assert.Contains(server.Address.ToString(), error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        Assert.Equal(1000, new FileInfo(Target + ".part").Length);
    }

    [Fact]
    public async Task What_an_earlier_attempt_left_is_continued_unless_the_file_changed()
    {
        string tag = "\"v1\"";
        byte[] content = s_archive;

        // As servers do: the rest is sent to whoever asks for it, unless he says which file's rest it has to be.
        using var server = new UnreliableServer((number, head, stream, cancel) =>
        {
            int from = head.Contains("If-Range", StringComparison.Ordinal) && !head.Contains(tag, StringComparison.Ordinal) ? 0 : UnreliableServer.RangeOf(head);
            return UnreliableServer.SendAsync(stream, Head(from, tag, content.Length), content.AsMemory(from, number % 2 == 1 ? 777 : content.Length - from), cancel);
        });
        await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server, new DownloadOptions { Retries = 0 }));
        await GetAsync(server);
        Assert.Equal([0, 777], server.Requests.Select(UnreliableServer.RangeOf));
        Assert.Equal(s_archive, File.ReadAllBytes(Target));

        File.Delete(Target);
        await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server, new DownloadOptions { Retries = 0 }));
        (tag, content) = ("\"v2\"", Archives.TarGz((s_model.GraphFile, RandomNumberGenerator.GetBytes(180_000))));
        await GetAsync(server);
        Assert.Equal(content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(-1000)]
    [InlineData(+1000)]
    public async Task A_server_that_lies_about_the_length_is_found_out(int lie)
    {
        using var server = new UnreliableServer((_, _, stream, cancel) =>
            UnreliableServer.SendAsync(stream, $"HTTP/1.1 200 OK\nContent-Length: {s_archive.Length + lie}\n", s_archive, cancel));
        await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server, new DownloadOptions { Retries = 0 }));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Redirects_are_followed()
    {
        using var real = Server((_, _, _) => s_archive.Length);
        using var server = new UnreliableServer((_, _, stream, cancel) =>
            UnreliableServer.SendAsync(stream, $"HTTP/1.1 302 Found\nLocation: {real.Address}/{s_model.ArchiveName}\nContent-Length: 0\n", default, cancel));
        await GetAsync(server);
        Assert.Equal(s_archive, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_page_in_place_of_the_archive_is_refused()
    {
        byte[] page = Encoding.ASCII.GetBytes("<html>please log in</html>");
        using var server = new UnreliableServer((_, _, stream, cancel) => UnreliableServer.SendAsync(stream, $"HTTP/1.1 200 OK\nContent-Length: {page.Length}\n", page, cancel));
        Assert.Contains("is not the network", (await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.part"));
    }

    [Fact]
    public async Task A_missing_file_is_an_error_at_once()
    {
        using var server = new UnreliableServer((_, _, stream, cancel) => UnreliableServer.SendAsync(stream, "HTTP/1.1 404 Not Found\nContent-Length: 0\n", default, cancel));
        Assert.Contains("404", (await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server))).Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_checksum_that_does_not_fit_refuses_the_file()
    {
        using var server = Server((_, _, _) => s_archive.Length);
        await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server, new DownloadOptions { Sha256 = new string('0', 64) }));
        Assert.False(File.Exists(Target));
        await GetAsync(server, new DownloadOptions { Sha256 = Convert.ToHexString(SHA256.HashData(s_archive)) });
        Assert.True(File.Exists(Target));
    }

    [Fact]
    public async Task A_checksum_is_asked_of_what_is_there_already()
    {
        File.WriteAllBytes(Target, s_archive);
        using var server = Server((_, _, _) => s_archive.Length);
        var error = await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server, new DownloadOptions { Sha256 = new string('0', 64) }));
        Assert.Contains(Target, error.Message, StringComparison.Ordinal);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal(Target, await GetAsync(server, new DownloadOptions { Sha256 = Convert.ToHexString(SHA256.HashData(s_archive)) }));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("ftp://example.org/models")]
    [InlineData("models/here")]
    public async Task A_mirror_that_cannot_be_asked_is_named(string mirror)
    {
        var options = new DownloadOptions { Mirror = new Uri(mirror, UriKind.RelativeOrAbsolute) };
        var error = await Assert.ThrowsAsync<RetrainException>(() => new ModelDownloader().DownloadAsync(s_model, _folder.Path, options));
        Assert.StartsWith($"--mirror: '{mirror}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(RetrainFault.OptionInvalid, error.Fault);
    }

    [Fact]
    public async Task An_attempt_that_brought_nothing_leaves_nothing_and_does_not_claim_to()
    {
        using var server = new UnreliableServer((_, _, stream, cancel) => UnreliableServer.SendAsync(stream, "HTTP/1.1 404 Not Found\nContent-Length: 0\n", default, cancel));
        var error = await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server));
        Assert.DoesNotContain("is kept in", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public async Task An_offline_folder_is_a_mirror_too()
    {
        File.WriteAllBytes(_folder.File("mirror", s_model.ArchiveName!), s_archive);
        string path = await new ModelDownloader().DownloadAsync(s_model, _folder.Path, new DownloadOptions { Mirror = new Uri(Path.Combine(_folder.Path, "mirror")) });
        Assert.Equal(s_archive, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Cancelling_keeps_what_came()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new UnreliableServer(async (_, head, stream, cancel) =>
        {
            await UnreliableServer.SendAsync(stream, Head(0), s_archive.AsMemory(0, 1000), cancel);
            cancellation.CancelAfter(300);
            await Task.Delay(TimeSpan.FromMinutes(5), cancel);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetAsync(server, cancel: cancellation.Token));
        Assert.Equal(1000, new FileInfo(Target + ".part").Length);
    }

    [Fact]
    public async Task After_a_cancelled_attempt_the_next_one_fetches_the_rest()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new UnreliableServer(async (number, head, stream, cancel) =>
        {
            int from = UnreliableServer.RangeOf(head);
            await UnreliableServer.SendAsync(stream, Head(from), s_archive.AsMemory(from, number == 1 ? 70_000 : s_archive.Length - from), cancel);
            if (number == 1)
            {
                cancellation.CancelAfter(300);
                await Task.Delay(TimeSpan.FromMinutes(5), cancel);
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetAsync(server, cancel: cancellation.Token));
        await GetAsync(server);
        Assert.Equal([0, 70_000], server.Requests.Select(UnreliableServer.RangeOf));
        Assert.Equal(s_archive, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public async Task Redirects_in_a_circle_end_in_an_error()
    {
        UnreliableServer? server = null;
        using (server = new UnreliableServer((_, _, stream, cancel) =>
            UnreliableServer.SendAsync(stream, $"HTTP/1.1 302 Found\nLocation: {server!.Address}/{s_model.ArchiveName}\nContent-Length: 0\n", default, cancel)))
        {
            RetrainException error = await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server));
            Assert.Equal(RetrainFault.DownloadFailed, error.Fault);
            Assert.Contains("302", error.Message, StringComparison.Ordinal);
            Assert.InRange(server.Requests.Count, 2, 60);
        }
    }

    [Fact]
    public async Task A_server_that_never_ends_does_not_fill_the_disk()
    {
        using var server = new UnreliableServer(async (_, _, stream, cancel) =>
        {
            await UnreliableServer.SendAsync(stream, "HTTP/1.1 200 OK\n", default, cancel);
            var zeros = new byte[4096];
            for (int i = 0; i < 10_000; i++)
            {
                await stream.WriteAsync(zeros, cancel);
            }
        });
        RetrainException error = await Assert.ThrowsAsync<RetrainException>(() => GetAsync(server, new DownloadOptions { MaximumLength = 300_000 }));
        Assert.Contains("more than 300000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_said_before_anything_is_fetched()
    {
        using var server = Server((_, _, _) => s_archive.Length);
        string inTheWay = _folder.File("file");
        File.WriteAllText(inTheWay, "");
        RetrainException error = await Assert.ThrowsAsync<RetrainException>(() =>
            new ModelDownloader().DownloadAsync(s_model, Path.Combine(inTheWay, "models"), new DownloadOptions { Mirror = server.Address }));
        Assert.Equal(RetrainFault.OutputInvalid, error.Fault);
        Assert.Empty(server.Requests);
    }

    [SkippableFact]
    public async Task A_full_disk_ends_in_an_error_that_says_so_and_leaves_no_archive()
    {
        string small = Directory.CreateDirectory(Path.Combine(_folder.Path, "small")).FullName;
        Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small), "needs the right to mount a small disk");
        try
        {
            using var server = Server((_, _, _) => s_archive.Length);
            RetrainException error = await Assert.ThrowsAsync<RetrainException>(() =>
                new ModelDownloader().DownloadAsync(s_model, small, new DownloadOptions { Mirror = server.Address, Retries = 1 }));
            Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFiles(small, "*.tgz"));
        }
        finally
        {
            Run("umount", small);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>A server that sends a part of what is asked for, then hangs up.</summary>
    private static UnreliableServer Server(Func<int, int, string, int> length) => new((number, head, stream, cancel) =>
    {
        int from = UnreliableServer.RangeOf(head);
        int count = Math.Min(length(number, from, head), s_archive.Length - from);
        return UnreliableServer.SendAsync(stream, Head(from), s_archive.AsMemory(from, count), cancel);
    });

    private static string Head(int from, string tag = "\"one\"") => Head(from, tag, s_archive.Length);

    private static string Head(int from, string tag, int length) => from == 0
        ? $"HTTP/1.1 200 OK\nETag: {tag}\nContent-Length: {length}\n"
        : $"HTTP/1.1 206 Partial Content\nETag: {tag}\nContent-Length: {length - from}\nContent-Range: bytes {from}-{length - 1}/{length}\n";

    private Task<string> GetAsync(UnreliableServer server, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        new ModelDownloader().DownloadAsync(s_model, _folder.Path, (options ?? new DownloadOptions()) with { Mirror = server.Address }, progress, cancel);

    private sealed class Collector(List<DownloadProgress> seen) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => seen.Add(value);
    }
}
