using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests;

public sealed class LibrarySearchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("poets-search").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string> KindsOfFolders() =>
        new(".", "lib", "tensorflow", Path.Combine("runtimes", LibrarySearch.Platform, "native"), Path.Combine(LibrarySearch.Platform, "native"));

    [Theory]
    [MemberData(nameof(KindsOfFolders))]
    public void Every_file_name_is_found_in_every_kind_of_folder(string below)
    {
        foreach (string name in LibrarySearch.FileNames)
        {
            string file = Make(below, name);
            var search = new LibrarySearch([], _ => null);
            Assert.Equal(file, search.Find(_root));
            Assert.Contains(file, search.Account, StringComparison.Ordinal);
            Assert.Equal(file, new LibrarySearch([], _ => null).Find(file));
            Assert.Equal(file, new LibrarySearch([], variable => variable == "POETS_TENSORFLOW" ? _root : null).Find(null));
            File.Delete(file);
        }
    }

    [Fact]
    public void The_path_goes_before_the_variable_and_the_variable_before_the_runtimes_folder()
    {
        string name = LibrarySearch.FileNames[0];
        string given = Make("given", name);
        string variable = Make("variable", name);
        string application = Make(Path.Combine("application", "runtimes", LibrarySearch.Platform, "native"), name);
        string[] folders = [Path.Combine(_root, "application")];

        Assert.Equal(given, new LibrarySearch(folders, _ => variable).Find(given));
        Assert.Equal(variable, new LibrarySearch(folders, _ => variable).Find(null));
        Assert.Equal(application, new LibrarySearch(folders, _ => null).Find(null));
    }

    [Fact]
    public void A_path_or_variable_without_a_library_is_no_reason_to_take_another()
    {
        Make(Path.Combine("application", "runtimes"), LibrarySearch.FileNames[0]);
        string[] folders = [Path.Combine(_root, "application")];
        string absent = Path.Combine(_root, "absent");

        var search = new LibrarySearch(folders, _ => null);
        Assert.Null(search.Find(absent));
        Assert.True(search.Named);
        Assert.Contains($"{absent} does not exist", search.Account, StringComparison.Ordinal);

        search = new LibrarySearch(folders, _ => _root);
        Assert.Null(search.Find(null));
        Assert.True(search.Named);
        Assert.Contains("POETS_TENSORFLOW", search.Account, StringComparison.Ordinal);
        Assert.Contains(LibrarySearch.FileNames[0], search.Account, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_second_library_and_a_file_that_is_none_are_refused()
    {
        TensorFlowEngine engine = RealTensorFlow.Engine;
        string other = Make("other", LibrarySearch.FileNames[0]);
        Assert.False(TensorFlowEngine.TryCreate(other, out _, out string searched));
        Assert.Contains("already loaded", searched, StringComparison.Ordinal);
        Assert.Contains(engine.Library.Path, searched, StringComparison.Ordinal);

        Assert.True(TensorFlowEngine.TryCreate(Path.GetDirectoryName(engine.Library.Path), out TensorFlowEngine? again, out _));
        Assert.Same(engine.Library, again.Library);
        Assert.True(TensorFlowEngine.TryCreate(null, out again, out _));
        Assert.Same(engine.Library, again.Library);
    }

    private string Make(string folder, string name)
    {
        string path = Path.GetFullPath(Path.Combine(_root, folder));
        Directory.CreateDirectory(path);
        path = Path.Combine(path, name);
        File.WriteAllText(path, "not a library");
        return path;
    }
}
