using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Tests;

public class ProgressReporterTests
{
    private readonly HandClock _clock = new();
    private readonly List<ProgressStep> _shown = [];
    private readonly ProgressReporter _reporter;

    public ProgressReporterTests() => _reporter = new ProgressReporter(_shown.Add, _clock);

    [Fact]
    public void What_takes_less_than_a_second_shows_no_bar()
    {
        At(0.999, () => _reporter.Report("Work", 999, 1000));
        _reporter.Complete();
        Assert.Empty(_shown);
    }

    [Fact]
    public void A_bar_moves_five_times_a_second_and_at_the_end_and_is_taken_away_once()
    {
        for (int i = 1; i <= 30; i++)
        {
            At(0.1, () => _reporter.Report("Work", i, 30, $"{i}.jpg"));
        }

        _reporter.Complete();
        _reporter.Complete();
        Assert.Equal(["10", "12", "14", "16", "18", "20", "22", "24", "26", "28", "30", "Done"], _shown.Select(step => step.Status.Split(' ')[0]));
        Assert.Equal(new ProgressStep("Work", "14 of 30", "14.jpg", 46, 1), _shown[2]);
        Assert.Equal(100, _shown[^2].Percent);
        Assert.Same(_shown[^1], Assert.Single(_shown, step => step.IsLast));
    }

    [Fact]
    public void Another_activity_gets_its_own_bar_and_its_own_speed()
    {
        At(10, () => _reporter.Report("Slow", 10, 10));
        At(1, () => _reporter.Report("Quick", 500, 2000));
        At(1, () => _reporter.Report("Quick", 1000, 2000));
        Assert.Equal(["Slow", "Slow", "Quick", "Quick"], _shown.Select(step => step.Activity));
        Assert.True(_shown[1].IsLast);
        Assert.Equal((3, 2), (_shown[2].SecondsRemaining, _shown[3].SecondsRemaining));
    }

    [Fact]
    public void Where_the_end_is_not_known_the_speed_is_told_as_soon_as_it_can_be()
    {
        At(10, () => _reporter.Report("Slow", 10, 10));
        At(0.5, () => _reporter.Report("Quick", 50, 0));
        At(1.5, () => _reporter.Report("Quick", 200, 0));
        Assert.Equal(["50 done", "200 done, 100 a second"], _shown.Skip(2).Select(step => step.Status));
        Assert.All(_shown.Skip(2), step => Assert.Equal((-1, -1), (step.Percent, step.SecondsRemaining)));
    }

    [Fact]
    public void Nothing_is_foretold_of_what_did_not_begin()
    {
        At(2, () => _reporter.Report("Work", 0, 100));
        Assert.Equal(new ProgressStep("Work", "0 of 100", Percent: 0), Assert.Single(_shown));
    }

    private void At(double seconds, Action then)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        then();
    }
}
