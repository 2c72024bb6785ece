using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Lbfgs;
using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Tests.Training;

public sealed class FeatureStoreTests
{
    [Fact]
    public void Matrices_go_to_a_file_when_the_budget_is_spent()
    {
        using var folder = new TemporaryFolder();
        using var store = new FeatureStore(folder.Path, budget: 2 * 16 * 10 * sizeof(float));
        Assert.False(store.Create(10, 16).IsInFile);
        Assert.False(store.Create(10, 5).IsInFile);
        Assert.True(store.Create(1, 1).IsInFile);
    }

    [Fact]
    public void A_matrix_in_a_file_holds_what_was_written()
    {
        using var folder = new TemporaryFolder();
        using var store = new FeatureStore(Path.Combine(folder.Path, "not", "there", "yet"), budget: 0);
        FeatureMatrix matrix = store.Create(1000, 37);
        Assert.All(Enumerable.Range(0, 1000), row => Assert.Equal(new float[37], matrix.Row(row).ToArray()));
        for (int row = 0; row < 1000; row++)
        {
            matrix.Row(row).Fill(row);
        }

        Assert.All(Enumerable.Range(0, 1000), row => Assert.Equal(Enumerable.Repeat((float)row, 37), matrix.Row(row).ToArray()));
        Assert.Throws<InvalidOperationException>(() => matrix.Values);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(1000).Length);
    }

    [Fact]
    public void Files_vanish_with_the_store()
    {
        using var folder = new TemporaryFolder();
        FeatureMatrix matrix;
        using (var store = new FeatureStore(folder.Path, budget: 0))
        {
            matrix = store.Create(100, 100);
            matrix.Row(99).Fill(1);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        Assert.Throws<ObjectDisposedException>(() => matrix.Row(0).Length);
    }

    [SkippableFact]
    public void A_folder_without_room_is_an_error_and_not_the_end()
    {
        Skip.If(OperatingSystem.IsMacOS(), "macOS does not take the room at once.");
        using var folder = new TemporaryFolder();
        using var store = new FeatureStore(folder.Path);
        Assert.ThrowsAny<IOException>(() => store.Create(int.MaxValue, 1 << 20));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Where_one_folder_takes_no_file_the_next_does_and_at_last_memory()
    {
        using var folder = new TemporaryFolder();
        string[] blocked = [Path.Combine(folder.File("one"), "x"), Path.Combine(folder.File("two"), "x")];
        File.WriteAllText(folder.File("one"), "a file in the way");
        File.WriteAllText(folder.File("two"), "another");
        var log = new RecordingLog();
        using (var store = new FeatureStore([blocked[0], folder.Path], log, budget: 0))
        {
            Assert.True(store.Create(10, 16).IsInFile);
            Assert.Empty(log.Lines);
        }

        using (var store = new FeatureStore(blocked, log, budget: 0))
        {
            FeatureMatrix matrix = store.Create(10, 16);
            Assert.False(matrix.IsInFile);
            matrix.Row(9).Fill(1);
            Assert.Contains(blocked[0], Assert.Single(log.Warnings), StringComparison.Ordinal);
            Assert.Throws<IOException>(() => store.Create(int.MaxValue, 1));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_from_a_file_gives_the_same_bits(bool convex)
    {
        using var folder = new TemporaryFolder();
        using var store = new FeatureStore(folder.Path, budget: 0);
        TrainingProblem inMemory = Clouds.Problem(rows: 300, features: 40, classes: 3, spread: 1, seed: 21);
        var inFile = new TrainingProblem { Training = Move(inMemory.Training!), Validation = Move(inMemory.Validation!), Seed = inMemory.Seed };
        SoftmaxLayer expected = Solver().Train(inMemory, new NullObserver(), default);
        SoftmaxLayer found = Solver().Train(inFile, new NullObserver(), default);
        Close.Exact(expected.Weights, found.Weights, "weights");
        Close.Exact(expected.Biases, found.Biases, "biases");

        ISolver Solver() => convex ? new LbfgsSolver(new LbfgsOptions { L2Grid = [0.1, 0.03] }) : new SgdSolver(new SgdOptions { Steps = 50 });

        LabelledFeatures Move(LabelledFeatures set)
        {
            FeatureMatrix matrix = store.Create(set.Count, set.Features.Columns);
            for (int row = 0; row < set.Count; row++)
            {
                set.Features.Row(row).CopyTo(matrix.Row(row));
            }

            Assert.True(matrix.IsInFile);
            return new LabelledFeatures(matrix, set.Labels, set.ClassCount);
        }
    }

    [Fact]
    public void Rows_are_kept_in_place()
    {
        FeatureMatrix matrix = FeatureMatrix.FromRows([[0, 0], [1, 1], [2, 2], [3, 3]]);
        matrix.Keep([1, 3]);
        Assert.Equal(2, matrix.Rows);
        Assert.Equal([1f, 1f], matrix.Row(0).ToArray());
        Assert.Equal([3f, 3f], matrix.Row(1).ToArray());
        Assert.Throws<ArgumentException>(() => matrix.Keep([1, 0]));
        matrix.Keep([]);
        Assert.Equal(0, matrix.Rows);
    }
}
