using System.Diagnostics;
using Poets.Imaging;

namespace Poets.Retraining.Tests;

/// <summary>Files that are no photos among those that are: told one by one, and never waited for.</summary>
public class BadFilesTests
{
    private static readonly byte[] s_grey = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    [Fact]
    public void A_film_by_mistake_is_told_without_being_read()
    {
        using var folder = new TemporaryFolder();
        string film = folder.File("film.jpg");
        using (FileStream stream = File.Create(film))
        {
            stream.SetLength(1L << 30);
        }

        using var extractor = BottleneckExtractor.Create(new BackboneOptions());
        long before = GC.GetTotalAllocatedBytes();
        BottleneckResult result = Assert.Single(extractor.Extract([film]));
        Assert.Contains("no JPEG, PNG, GIF or BMP", Assert.IsType<ImageDecodingException>(result.Error).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1 << 29);
    }

    [SkippableFact]
    public async Task Pipes_and_devices_are_told_and_not_waited_for()
    {
        Skip.If(OperatingSystem.IsWindows(), "pipes have no paths in folders there");
        using var folder = new TemporaryFolder();
        string pipe = folder.File("pipe.jpg");
        using (var make = Process.Start("mkfifo", pipe))
        {
            await make.WaitForExitAsync();
        }

        string link = folder.File("link.jpg");
        File.CreateSymbolicLink(link, pipe);
        string photo = folder.File("photo.png");
        await File.WriteAllBytesAsync(photo, s_grey);
        using var extractor = BottleneckExtractor.Create(new BackboneOptions());
        Task<BottleneckResult[]> run = Task.Run(() => extractor.Extract([pipe, "/dev/zero", link, photo]).ToArray());
        Assert.Same(run, await Task.WhenAny(run, Task.Delay(TimeSpan.FromMinutes(1))));
        BottleneckResult[] results = await run;
        Assert.All(results[..3], result => Assert.IsType<ImageDecodingException>(result.Error));
        Assert.NotNull(results[3].Bottleneck);
    }
}
