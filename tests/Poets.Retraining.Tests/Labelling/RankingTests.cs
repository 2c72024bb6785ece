using FsCheck;
using FsCheck.Fluent;
using Poets.Retraining.Labelling;

namespace Poets.Retraining.Tests.Labelling;

public class RankingTests
{
    [Theory]
    [InlineData(new[] { 0.1f, 0.5f, 0.4f }, 5, new[] { 1, 2, 0 })]
    [InlineData(new[] { 0.25f, 0.25f, 0.5f, 0 }, 3, new[] { 2, 1, 0 })]
    [InlineData(new[] { float.NaN, 0.25f }, 2, new[] { 1, 0 })]
    [InlineData(new float[0], 5, new int[0])]
    public void The_best_come_first_and_of_equals_the_higher_index(float[] scores, int top, int[] expected) => Assert.Equal(expected, Ranking.Top(scores, top));

    [Fact]
    public void It_is_a_stable_sort_read_backwards() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (bytes, top) =>
    {
        float[] scores = [.. bytes.Select(value => (float)(value % 7))];
        int[] expected = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).Reverse().Take(top.Get)];
        return Ranking.Top(scores, top.Get).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();
}
