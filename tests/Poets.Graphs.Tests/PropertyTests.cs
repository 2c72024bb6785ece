using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Operators;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

public class PropertyTests
{
    private static Config Cases(int count) => Config.QuickThrowOnFailure.WithMaxTest(count);

    [Fact]
    public void Tensors_survive_their_messages() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<float[]>(),
            values =>
            {
                var tensor = new Tensor(ElementType.Float32, [values.Length], values);
                TensorProto message = TensorProto.Parser.ParseFrom(TensorMessages.Encode(tensor).ToByteArray());
                Tensor decoded = TensorMessages.Decode(message, "node");
                return decoded.Span<float>().ToArray().Select(BitConverter.SingleToInt32Bits).SequenceEqual(values.Select(BitConverter.SingleToInt32Bits));
            }).Check(Cases(200));

    [Fact]
    public void A_listed_constant_repeats_its_last_value() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonEmptyArray<int>>(),
            ArbMap.Default.ArbFor<NonNegativeInt>(),
            (listed, more) =>
            {
                int[] values = listed.Get;
                int count = values.Length + (more.Get % 50);
                var message = new TensorProto { Dtype = DataType.DtInt32, TensorShape = TensorMessages.ToMessage(TensorShape.Of(count)) };
                message.IntVal.Add(values);
                int[] decoded = TensorMessages.Decode(message, "node").Span<int>().ToArray();
                return decoded.Take(values.Length).SequenceEqual(values) && decoded.Skip(values.Length).All(value => value == values[^1]);
            }).Check(Cases(200));

    [Fact]
    public void Broadcasting_follows_its_formula() =>
        Prop.ForAll(
            BroadcastShapes().ToArbitrary(),
            pair =>
            {
                Tensor left = OptimizerTests.Noise(pair.Left.Sum() + 1, pair.Left);
                Tensor right = OptimizerTests.Noise(pair.Right.Sum() + 2, pair.Right);
                Tensor sum = new BinaryOperator("Sub").Evaluate([left, right], WorkerPool.Inline)[0];
                for (int i = 0; i < sum.Length; i++)
                {
                    float expected = left.Span<float>()[Source(i, sum.Dimensions, left.Dimensions)] - right.Span<float>()[Source(i, sum.Dimensions, right.Dimensions)];
                    if (sum.Span<float>()[i] != expected)
                    {
                        return false;
                    }
                }

                return true;
            }).Check(Cases(300));

    [Fact]
    public void A_random_network_answers_the_same_optimised_and_not() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                TinyGraph graph = RandomNetwork.Build(seed, out string[] outputs);
                using IGraphSession fast = new ManagedEngine().CreateSession(graph.Model(), ["x"], outputs, new SessionOptions { Threads = 2 });
                using IGraphSession plain = OptimizerTests.Without("all").CreateSession(graph.Model(), ["x"], outputs, new SessionOptions { Threads = 1 });
                foreach (int batch in (int[])[1, 3])
                {
                    Tensor input = OptimizerTests.Noise(seed, batch, 7, 6, 3);
                    Tensor[] expected = plain.Run(input);
                    Tensor[] actual = fast.Run(input);
                    for (int i = 0; i < outputs.Length; i++)
                    {
                        // What was inferred while the batch was unknown must hold for what a run gives.
                        TensorShape inferred = fast.Outputs[i].Shape;
                        Assert.True(Fits(inferred, actual[i].Dimensions), $"inferred {inferred}, got {actual[i].Shape}");
                        Assert.Equal(expected[i].Dimensions.ToArray(), actual[i].Dimensions.ToArray());
                        Close.ToLargest(expected[i].Span<float>(), actual[i].Span<float>(), 1e-4, $"seed {seed}, {outputs[i]}");
                    }
                }

                return true;
            }).Check(Cases(300));

    private static bool Fits(TensorShape inferred, ReadOnlySpan<int> actual)
    {
        bool fits = !inferred.HasRank || inferred.Rank == actual.Length;
        for (int i = 0; fits && inferred.HasRank && i < actual.Length; i++)
        {
            fits = inferred[i] < 0 || inferred[i] == actual[i];
        }

        return fits;
    }

    private static int Source(int index, ReadOnlySpan<int> output, ReadOnlySpan<int> input)
    {
        int source = 0;
        int stride = 1;
        for (int i = 1; i <= output.Length; i++)
        {
            (index, int position) = Math.DivRem(index, output[^i]);
            if (i <= input.Length)
            {
                source += (input[^i] == 1 ? 0 : position) * stride;
                stride *= input[^i];
            }
        }

        return source;
    }

    private static Gen<(int[] Left, int[] Right)> BroadcastShapes() =>
        from rank in Gen.Choose(0, 4)
        from sizes in Gen.Choose(1, 9).ArrayOf(rank)
        from kinds in Gen.Choose(0, 2).ArrayOf(rank)
        from cut in Gen.Choose(0, rank)
        from swap in Gen.Choose(0, 1)
        let left = sizes.Select((size, i) => kinds[i] == 1 ? 1 : size).ToArray()
        let right = sizes.Select((size, i) => kinds[i] == 2 ? 1 : size).Skip(cut).ToArray()
        select swap == 0 ? (left, right) : (right, left);
}
