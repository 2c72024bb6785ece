using Poets.Graphs.Protobuf;
using Poets.Retraining.Export;

namespace Poets.Retraining.Tests.Export;

public class OutputFilesTests
{
    [SkippableFact]
    public void What_cannot_be_written_is_called_by_its_own_name()
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no /dev/full");
        foreach (Action write in new Action[] { () => OutputFiles.WriteLabels("/dev/full", ["daisy"]), () => OutputFiles.WriteGraph("/dev/full", new GraphDef { Node = { new NodeDef { Name = "input" } } }) })
        {
            var error = Assert.Throws<RetrainException>(write);
            Assert.StartsWith("/dev/full cannot be written: ", error.Message, StringComparison.Ordinal);
            Assert.Equal(RetrainFault.OutputInvalid, error.Fault);
        }
    }
}
