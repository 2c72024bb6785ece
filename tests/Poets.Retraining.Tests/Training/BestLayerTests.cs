using Poets.Retraining.Training;
using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Tests.Training;

public class BestLayerTests
{
    [Theory]
    [InlineData(2, new[] { 5.0, 6, 4, 5, 4, 3 }, 5)]
    [InlineData(1, new[] { 5.0, 4, 4, 3 }, 3)]
    [InlineData(3, new[] { 5.0, 6, 6, 4, 6, 6, 3, 9, 9, 9 }, 10)]
    [InlineData(0, new[] { 5.0, 6, 7, 8 }, 0)]
    public void Patience_is_a_number_of_evaluations_in_a_row_without_a_lower_loss(int patience, double[] losses, int endsAfter)
    {
        var best = new BestLayer(patience, keep: false);
        var layer = new TransposedLayer(1, 2);
        bool[] ends = [.. losses.Select((loss, i) => best.Offer(new TrainingStep(i, 1, 1, 1, loss, 1), layer))];
        Assert.Equal(endsAfter, Array.IndexOf(ends, true) + 1);
    }

    [Fact]
    public void The_layer_of_the_lowest_loss_is_kept_as_it_was_then()
    {
        var best = new BestLayer(0, keep: true);
        var layer = new TransposedLayer(1, 2);
        foreach ((int step, double loss) in new[] { (0, 5.0), (10, 3.0), (20, 4.0) })
        {
            layer.Biases[0] = step;
            Assert.False(best.Offer(new TrainingStep(step, 1, 1, 1, loss, 1), layer));
        }

        (TransposedLayer kept, int at) = best.Kept(layer, 25);
        Assert.Equal((10, 10f), (at, kept.Biases[0]));
    }
}
