using Poets.Retraining.Training.Lbfgs;

namespace Poets.Retraining.Tests.Training;

public sealed class SolutionPathTests
{
    [Fact]
    public void Guesses_follow_a_parabola_and_stay_put_where_it_would_lead_far()
    {
        var path = new SolutionPath();
        Assert.Null(path.Guess(1));
        double[] At(double strength) => [Math.Pow(Math.Log(strength), 2), 3 * Math.Log(strength), 1];
        path.Add(8, At(8));
        Assert.Equal(At(8), path.Guess(4));
        path.Add(4, At(4));
        path.Add(2, At(2));
        double[] guess = path.Guess(1)!;
        Assert.Equal([0, 0, 1], guess.Select(value => Math.Round(value, 12)));
        Assert.Equal(At(2), path.Guess(1e-9));
        path.Add(2, At(3));
        Assert.Equal(At(3), path.Guess(1e-9));
    }
}
