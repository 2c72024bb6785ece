using Poets.Graphs;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests;

/// <summary>Keeps the golden file of Poets.Graphs.Tests honest: it holds what the real library answers.</summary>
public class GoldenOperatorsTests
{
    [SkippableFact]
    public void The_golden_file_holds_what_TensorFlow_answers()
    {
        string path = Repository.Path("tests", "Poets.Graphs.Tests", "Golden", "operators.tsv");
        var lines = new List<string>();
        foreach (OperatorCase one in OperatorCases.All)
        {
            using IGraphSession session = RealTensorFlow.Engine.CreateSession(one.Graph.Model(), one.Inputs, one.Outputs);
            Tensor[] results = session.Run(one.Feeds);
            lines.AddRange(results.Select((result, i) => GoldenTensors.Format($"{one.Name}/{one.Outputs[i]}", result)));
        }

        if (Environment.GetEnvironmentVariable("POETS_REWRITE_GOLDEN") == "1")
        {
            File.WriteAllLines(path, lines);
        }

        Dictionary<string, Tensor> golden = GoldenTensors.Read(path);
        Assert.Equal(lines.Count, golden.Count);
        string fresh = Path.GetTempFileName();
        File.WriteAllLines(fresh, lines);
        foreach ((string name, Tensor tensor) in GoldenTensors.Read(fresh))
        {
            GoldenTensors.Compare(golden[name], tensor, name);
        }

        File.Delete(fresh);
    }
}
