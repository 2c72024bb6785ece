namespace Poets.Retraining.Files;

/// <summary>A file's length and time; those of the target where the path is a link.</summary>
internal static class RealFile
{
    /// <summary>Asks the file system once: no error where there is no such file.</summary>
    public static FileInfo Of(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }
}
