using PoetsCmdlets.Errors;

namespace PoetsCmdlets.Tests;

public class ParameterNamesTests
{
    private static readonly (string Name, IEnumerable<string> Aliases)[] s_parameters =
        [("OutputGraph", ["output_graph"]), ("Report", []), ("Listing", []), ("L2Grid", []), ("BottleneckTensor", []), ("SkipDuplicateCheck", [])];

    [Theory]
    [InlineData("--output_graph: x cannot be written", "-OutputGraph: x cannot be written")]
    [InlineData("the result and --report list", "the result and -Report list")]
    [InlineData("--image_types=all takes them", "-Listing all takes them")]
    [InlineData("one of them with --bottleneck_tensors.", "one of them with -BottleneckTensor.")]
    [InlineData("--l2: 0 is out of range", "-L2Grid: 0 is out of range")]
    [InlineData("--skip_duplicate_check or --report", "-SkipDuplicateCheck or -Report")]
    [InlineData("--unheard_of and a--b stay", "--unheard_of and a--b stay")]
    [InlineData("nothing to do", "nothing to do")]
    public void Flags_become_parameters(string message, string expected) => Assert.Equal(expected, ParameterNames.Put(message, s_parameters));
}
