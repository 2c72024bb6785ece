using System.Management.Automation;
using System.Security;
using Poets.Graphs;
using Poets.Imaging;
using Poets.Retraining;

namespace PoetsCmdlets.Errors;

/// <summary>The one place where exceptions of the engine become error records.</summary>
internal static class ErrorMapper
{
    /// <summary>The id and the category of an exception.</summary>
    public static ErrorDescription Describe(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        ImageDecodingException => new(ErrorIds.ImageUnreadable, ErrorCategory.InvalidData),
        EngineUnavailableException => new(ErrorIds.EngineUnavailable, ErrorCategory.ResourceUnavailable),
        UnsupportedOperatorsException => new(ErrorIds.OperatorMissing, ErrorCategory.NotImplemented),
        GraphException => new(ErrorIds.GraphUnusable, ErrorCategory.InvalidData),
        RetrainException { Fault: var fault } => Describe(fault),
        FileNotFoundException or DirectoryNotFoundException => new(ErrorIds.FileNotFound, ErrorCategory.ObjectNotFound),
        UnauthorizedAccessException or SecurityException => new(ErrorIds.AccessDenied, ErrorCategory.PermissionDenied),
        CacheException => new(ErrorIds.OutputInvalid, ErrorCategory.WriteError),
        IOException => new(ErrorIds.FileNotReadable, ErrorCategory.ReadError),
        DllNotFoundException or EntryPointNotFoundException => new(ErrorIds.LibraryNotFound, ErrorCategory.ResourceUnavailable),
        OutOfMemoryException => new(ErrorIds.OutOfMemory, ErrorCategory.ResourceUnavailable),
        ArgumentException => new(ErrorIds.ArgumentInvalid, ErrorCategory.InvalidArgument),
        NotSupportedException or NotImplementedException => new(ErrorIds.NotSupported, ErrorCategory.NotImplemented),
        _ => new(ErrorIds.Unexpected, ErrorCategory.NotSpecified),
    };

    private static ErrorDescription Describe(RetrainFault fault) => fault switch
    {
        RetrainFault.OptionInvalid => new(ErrorIds.OptionInvalid, ErrorCategory.InvalidArgument),
        RetrainFault.DatasetInvalid => new(ErrorIds.DatasetInvalid, ErrorCategory.InvalidData),
        RetrainFault.ModelNotFound => new(ErrorIds.ModelNotFound, ErrorCategory.ObjectNotFound),
        RetrainFault.ModelUnusable => new(ErrorIds.ModelUnusable, ErrorCategory.InvalidData),
        RetrainFault.FileNotFound => new(ErrorIds.FileNotFound, ErrorCategory.ObjectNotFound),
        RetrainFault.LabelsMismatch => new(ErrorIds.LabelsMismatch, ErrorCategory.InvalidData),
        RetrainFault.OutputInvalid => new(ErrorIds.OutputInvalid, ErrorCategory.WriteError),
        RetrainFault.DownloadFailed => new(ErrorIds.DownloadFailed, ErrorCategory.ConnectionError),
        _ => new(ErrorIds.RetrainFailed, ErrorCategory.InvalidOperation),
    };

    /// <summary>The record of an exception.</summary>
    /// <param name="exception">What went wrong; its message is what people read.</param>
    /// <param name="target">The file or object that it went wrong with.</param>
    public static ErrorRecord ToRecord(Exception exception, object? target)
    {
        // PowerShell's own exceptions know their record; only the target may be missing there.
        if (exception is IContainsErrorRecord { ErrorRecord: { } known })
        {
            return new ErrorRecord(known, exception);
        }

        var (id, category) = Describe(exception);
        return new ErrorRecord(exception is AggregateException { InnerExceptions: [var only] } ? only : exception, id, category, target);
    }
}
