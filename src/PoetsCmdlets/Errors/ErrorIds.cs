namespace PoetsCmdlets.Errors;

/// <summary>The first half of each <c>FullyQualifiedErrorId</c>. Scripts depend on them: they are never renamed.</summary>
internal static class ErrorIds
{
    public const string AccessDenied = nameof(AccessDenied);
    public const string ArgumentInvalid = nameof(ArgumentInvalid);
    public const string DatasetInvalid = nameof(DatasetInvalid);
    public const string DownloadFailed = nameof(DownloadFailed);
    public const string EngineUnavailable = nameof(EngineUnavailable);
    public const string FileNotFound = nameof(FileNotFound);
    public const string FileNotReadable = nameof(FileNotReadable);
    public const string GraphUnusable = nameof(GraphUnusable);
    public const string ImageUnreadable = nameof(ImageUnreadable);
    public const string LabelsMismatch = nameof(LabelsMismatch);
    public const string LibraryNotFound = nameof(LibraryNotFound);
    public const string ModelNotFound = nameof(ModelNotFound);
    public const string ModelUnusable = nameof(ModelUnusable);
    public const string NotSupported = nameof(NotSupported);
    public const string OperatorMissing = nameof(OperatorMissing);
    public const string OptionInvalid = nameof(OptionInvalid);
    public const string OutOfMemory = nameof(OutOfMemory);
    public const string OutputInvalid = nameof(OutputInvalid);
    public const string PathIsFolder = nameof(PathIsFolder);
    public const string PathNotFileSystem = nameof(PathNotFileSystem);
    public const string PathNotFound = nameof(PathNotFound);
    public const string RetrainFailed = nameof(RetrainFailed);
    public const string Unexpected = nameof(Unexpected);
}
