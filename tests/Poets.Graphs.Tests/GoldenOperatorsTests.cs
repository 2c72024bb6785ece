namespace Poets.Graphs.Tests;

/// <summary>Single operators against the kept answers of the real library; see Golden/README.md.</summary>
public class GoldenOperatorsTests
{
    private static readonly Dictionary<string, Tensor> s_golden = GoldenTensors.Read(Repository.Path("tests", "Poets.Graphs.Tests", "Golden", "operators.tsv"));

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (OperatorCase each in OperatorCases.All)
        {
            names.Add(each.Name);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operators_answer_as_TensorFlow_does(string name)
    {
        OperatorCase one = OperatorCases.All.Single(each => each.Name == name);
        foreach (string skipped in (string[])["none", "all"])
        {
            using IGraphSession session = OptimizerTests.Without(skipped).CreateSession(one.Graph.Model(), one.Inputs, one.Outputs);
            Tensor[] results = session.Run(one.Feeds);
            for (int i = 0; i < results.Length; i++)
            {
                GoldenTensors.Compare(s_golden[$"{name}/{one.Outputs[i]}"], results[i], $"{name}/{one.Outputs[i]}");
            }
        }
    }
}
