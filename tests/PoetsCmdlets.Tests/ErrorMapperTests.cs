using System.Management.Automation;
using System.Text.RegularExpressions;
using Poets.Graphs;
using Poets.Imaging;
using Poets.Retraining;
using PoetsCmdlets.Errors;

namespace PoetsCmdlets.Tests;

public class ErrorMapperTests
{
    public static TheoryData<Exception, string, ErrorCategory> Cases => new()
    {
        { new ImageDecodingException("x"), "ImageUnreadable", ErrorCategory.InvalidData },
        { new EngineUnavailableException("x"), "EngineUnavailable", ErrorCategory.ResourceUnavailable },
        { new UnsupportedOperatorsException("x"), "OperatorMissing", ErrorCategory.NotImplemented },
        { new GraphException("x"), "GraphUnusable", ErrorCategory.InvalidData },
        { new RetrainException("x"), "RetrainFailed", ErrorCategory.InvalidOperation },
        { Fault(RetrainFault.OptionInvalid), "OptionInvalid", ErrorCategory.InvalidArgument },
        { Fault(RetrainFault.DatasetInvalid), "DatasetInvalid", ErrorCategory.InvalidData },
        { Fault(RetrainFault.ModelNotFound), "ModelNotFound", ErrorCategory.ObjectNotFound },
        { Fault(RetrainFault.ModelUnusable), "ModelUnusable", ErrorCategory.InvalidData },
        { Fault(RetrainFault.FileNotFound), "FileNotFound", ErrorCategory.ObjectNotFound },
        { Fault(RetrainFault.LabelsMismatch), "LabelsMismatch", ErrorCategory.InvalidData },
        { Fault(RetrainFault.OutputInvalid), "OutputInvalid", ErrorCategory.WriteError },
        { Fault(RetrainFault.DownloadFailed), "DownloadFailed", ErrorCategory.ConnectionError },
        { new FileNotFoundException("x"), "FileNotFound", ErrorCategory.ObjectNotFound },
        { new DirectoryNotFoundException("x"), "FileNotFound", ErrorCategory.ObjectNotFound },
        { new UnauthorizedAccessException("x"), "AccessDenied", ErrorCategory.PermissionDenied },
        { new IOException("x"), "FileNotReadable", ErrorCategory.ReadError },
        { new CacheException("x"), "OutputInvalid", ErrorCategory.WriteError },
        { new EndOfStreamException("x"), "FileNotReadable", ErrorCategory.ReadError },
        { new DllNotFoundException("x"), "LibraryNotFound", ErrorCategory.ResourceUnavailable },
        { new InsufficientMemoryException("x"), "OutOfMemory", ErrorCategory.ResourceUnavailable },
        { new ArgumentOutOfRangeException("x"), "ArgumentInvalid", ErrorCategory.InvalidArgument },
        { new NotImplementedException("x"), "NotSupported", ErrorCategory.NotImplemented },
        { new InvalidCastException("x"), "Unexpected", ErrorCategory.NotSpecified },
        { new AggregateException(new ImageDecodingException("x")), "ImageUnreadable", ErrorCategory.InvalidData },
        { new AggregateException(new IOException("x"), new ImageDecodingException("y")), "Unexpected", ErrorCategory.NotSpecified },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_exception_becomes_an_id_and_a_category(Exception exception, string id, ErrorCategory category) =>
        Assert.Equal(new ErrorDescription(id, category), ErrorMapper.Describe(exception));

    [Fact]
    public void Every_fault_of_a_run_has_an_id_of_its_own() =>
        Assert.Equal(Enum.GetValues<RetrainFault>().Length, Enum.GetValues<RetrainFault>().Select(fault => ErrorMapper.Describe(Fault(fault)).Id).Distinct().Count());

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_about_topic_gives_each_id_the_same_category(Exception exception, string id, ErrorCategory category)
    {
        Assert.NotNull(exception);
        Assert.Matches(new Regex($"^        {id} +{category} ", RegexOptions.Multiline), BuiltModule.Read("en-US", "about_PoetsCmdlets.help.txt"));
    }

    private static RetrainException Fault(RetrainFault fault) => new("x") { Fault = fault };
}
