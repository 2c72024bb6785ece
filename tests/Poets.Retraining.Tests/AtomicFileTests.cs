using System.Text;
using Poets.Retraining.Files;

namespace Poets.Retraining.Tests;

public class AtomicFileTests
{
    [Fact]
    public void A_write_that_fails_leaves_what_was_there_and_no_draft()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("graph.pb");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            throw new InvalidDataException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [SkippableFact]
    public void A_link_stays_a_link_and_what_it_leads_to_is_replaced()
    {
        Skip.If(OperatingSystem.IsWindows(), "making links takes rights there");
        using var folder = new TemporaryFolder();
        string target = folder.File("elsewhere", "graph.pb");
        string link = folder.File("graph.pb");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        AtomicFile.WriteAllText(link, "new");
        Assert.Equal(target, File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
        Assert.Equal("new", File.ReadAllText(target));
        AtomicFile.Write(link, stream => stream.Write("newer"u8));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal("newer", File.ReadAllText(target));
        Assert.Equal(["graph.pb"], Directory.EnumerateFiles(Path.GetDirectoryName(target)!).Select(Path.GetFileName));
    }

    [SkippableFact]
    public void Of_links_one_behind_the_other_all_stay()
    {
        Skip.If(OperatingSystem.IsWindows(), "making links takes rights there");
        using var folder = new TemporaryFolder();
        string target = folder.File("elsewhere", "graph.pb");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(folder.File("second"), target);
        File.CreateSymbolicLink(folder.File("first"), "second");
        AtomicFile.WriteAllText(folder.File("first"), "new");
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(("second", target), (new FileInfo(folder.File("first")).LinkTarget, new FileInfo(folder.File("second")).LinkTarget));
    }

    [Fact]
    public void Drafts_of_killed_processes_go_after_a_day()
    {
        using var folder = new TemporaryFolder();
        string[] files = [folder.File(".poets-1f-0.tmp"), folder.File(".poets-2f-0.tmp"), folder.File(".poets_net.tsv"), folder.File("notes.tmp")];
        foreach (string file in files)
        {
            File.WriteAllText(file, "half");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-25));
        }

        File.SetLastWriteTimeUtc(files[1], DateTime.UtcNow.AddHours(-23));
        Poets.Retraining.Export.OutputFiles.Require(folder.File("graph.pb"), "--output_graph");
        Assert.Equal(files[1..].Order(StringComparer.Ordinal), Directory.EnumerateFiles(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_process_does_not_end_in_the_middle_of_a_file()
    {
        using var folder = new TemporaryFolder();
        bool? during = null;
        bool? after = null;
        var thread = new Thread(() =>
        {
            AtomicFile.Write(folder.File("graph.pb"), _ => during = Thread.CurrentThread.IsBackground);
            after = Thread.CurrentThread.IsBackground;
        })
        { IsBackground = true };
        thread.Start();
        thread.Join();
        Assert.Equal((false, true), (during, after));
    }

    [SkippableFact]
    public void A_link_to_a_file_that_is_not_there_yet_makes_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "making links takes rights there");
        using var folder = new TemporaryFolder();
        string link = folder.File("labels.txt");
        File.CreateSymbolicLink(link, "to.txt");
        AtomicFile.WriteAllText(link, "daisy");
        Assert.Equal("daisy", File.ReadAllText(folder.File("to.txt")));
        Assert.Equal("to.txt", new FileInfo(link).LinkTarget);
    }

    [SkippableFact]
    public void A_device_is_written_to_and_not_replaced()
    {
        // A device that refuses every byte tells a write from a rename, which root could do.
        Skip.IfNot(File.Exists("/dev/full"), "there is no /dev/full");
        Assert.Throws<IOException>(() => AtomicFile.WriteAllBytes("/dev/full", Encoding.ASCII.GetBytes("x")));
        Assert.Throws<IOException>(() => AtomicFile.Write("/dev/full", stream => stream.WriteByte(1)));
        Poets.Retraining.Export.OutputFiles.Require("/dev/null", "--output_labels");
        using var folder = new TemporaryFolder();
        string link = folder.File("labels.txt");
        File.CreateSymbolicLink(link, "/dev/full");
        Assert.Throws<IOException>(() => AtomicFile.WriteAllText(link, "x"));
        Assert.Equal("/dev/full", new FileInfo(link).LinkTarget);
        Assert.Equal("/dev/shm/graph.pb", AtomicFile.FileBehind("/dev/shm/graph.pb"));
        Assert.Equal("dev/null", AtomicFile.FileBehind("dev/null"));
    }
}
