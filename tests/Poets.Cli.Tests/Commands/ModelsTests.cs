using System.Formats.Tar;
using System.IO.Compression;
using Poets.Retraining.Models;

namespace Poets.Cli.Tests.Commands;

[Collection(CurrentFolderGroup.Name)]
public class ModelsTests
{
    private const string Name = "mobilenet_0.25_128";

    [Fact]
    public void What_was_there_already_is_not_called_downloaded()
    {
        using var workspace = new Workspace();
        PretrainedModel model = ModelCatalog.Default.Get(Name);
        Pack("mirror", model);
        string line = $"models get {Name} --model_dir=models --mirror={new Uri(Path.GetFullPath("mirror"))}";
        Assert.Equal(0, workspace.Run(line));
        Assert.StartsWith($"Successfully downloaded {model.ArchiveName} ", workspace.Output, StringComparison.Ordinal);
        Assert.Equal(0, workspace.Run(line));
        Assert.Equal($"{Name} was there already: {Path.Combine("models", model.ArchiveName!)}\n", workspace.Output);
        Assert.Equal(0, workspace.Run(line + " --force"));
        Assert.StartsWith("Successfully downloaded ", workspace.Output, StringComparison.Ordinal);
    }

    private static void Pack(string folder, PretrainedModel model)
    {
        Directory.CreateDirectory(folder);
        using var archive = new TarWriter(new GZipStream(File.Create(Path.Combine(folder, model.ArchiveName!)), CompressionLevel.Fastest));
        archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, model.GraphFile) { DataStream = new MemoryStream([1, 2, 3]) });
    }
}
