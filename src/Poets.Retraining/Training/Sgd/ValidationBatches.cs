namespace Poets.Retraining.Training.Sgd;

/// <summary>The validation batch of each evaluation: drawn afresh, or the whole set.</summary>
internal sealed class ValidationBatches
{
    private readonly BalancedSampler? _sampler;
    private readonly Batch? _batch;

    public ValidationBatches(TrainingProblem problem, int size)
    {
        if (problem.Validation is not { Count: > 0 } all)
        {
            return;
        }

        _batch = new Batch(all.Features, size < 0 ? all.Count : size, all.ClassCount);
        if (size < 0)
        {
            _batch.TakeRowsInOrder();
            all.Labels.CopyTo(_batch.Labels, 0);
        }
        else
        {
            _sampler = new BalancedSampler(all.Labels, all.ClassCount, new SeededRandom(problem.Seed, RandomStreams.ValidationBatches));
        }
    }

    /// <summary>The next batch, or null where there are no validation images.</summary>
    public Batch? Next()
    {
        if (_batch is not null)
        {
            _sampler?.Draw(_batch);
        }

        return _batch;
    }
}
