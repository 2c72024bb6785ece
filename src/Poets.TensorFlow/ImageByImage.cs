using Poets.Graphs;

namespace Poets.TensorFlow;

/// <summary>Runs a batch on a graph that takes one image a run, and joins the answers.</summary>
internal static class ImageByImage
{
    /// <param name="images">The size of the batch.</param>
    /// <param name="facts">The graph's inputs; those frozen at 1 are cut into images, the others are fed whole each time.</param>
    /// <param name="inputs">What was fed.</param>
    /// <param name="outputs">What is answered, for messages.</param>
    /// <param name="run">Runs one image.</param>
    internal static Tensor[] Run(
        int images, IReadOnlyList<TensorFact> facts, Tensor[] inputs, IReadOnlyList<TensorFact> outputs, Func<Tensor[], Tensor[]> run)
    {
        var answers = new Tensor[images][];
        for (int image = 0; image < images; image++)
        {
            int index = image;
            answers[image] = run([.. inputs.Select((input, i) => FeedCheck.IsFrozenAtOne(facts[i]) && input.Dimensions[0] != 1 ? Slice(input, index) : input)]);
        }

        return [.. outputs.Select((fact, i) => Join([.. answers.Select(answer => answer[i])], fact))];
    }

    private static Tensor Slice(Tensor batch, int image)
    {
        int length = batch.Length / batch.Dimensions[0];
        int[] dimensions = batch.Dimensions.ToArray();
        dimensions[0] = 1;
        Tensor slice = Tensor.Zeros(batch.Type, dimensions);
        Array.Copy(batch.Data, (long)image * length, slice.Data, 0, length);
        return slice;
    }

    private static Tensor Join(Tensor[] answers, TensorFact fact)
    {
        if (answers.Length == 0 || answers.Any(answer => answer.Rank == 0 || answer.Dimensions[0] != 1 || answer.Length != answers[0].Length))
        {
            throw new GraphException(
                $"The graph was frozen for one image and answers '{fact.Name}' as {(answers.Length > 0 ? answers[0].ToString() : fact.ToString())}, "
                + "which cannot be joined to a batch. Feed one image at a time.");
        }

        int length = answers[0].Length;
        int[] dimensions = answers[0].Dimensions.ToArray();
        dimensions[0] = answers.Length;
        Tensor joined = Tensor.Zeros(answers[0].Type, dimensions);
        for (int i = 0; i < answers.Length; i++)
        {
            Array.Copy(answers[i].Data, 0, joined.Data, (long)i * length, length);
        }

        return joined;
    }
}
