using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training.Sgd;

/// <summary>The training batch of each step: drawn, whole, or made on the fly.</summary>
internal sealed class TrainingBatches
{
    private readonly LabelledFeatures? _all;
    private readonly IBatchSource? _source;
    private readonly BalancedSampler? _sampler;
    private readonly Batch _batch;

    public TrainingBatches(TrainingProblem problem, int size)
    {
        _source = problem.Batches;
        if (_source is not null)
        {
            if (size < 0)
            {
                throw new TrainingException("Distorted images are drawn anew each step, so there is no batch of all of them; give a positive training batch size.");
            }

            _batch = new Batch(new FeatureMatrix(size, _source.FeatureCount), size, _source.ClassCount);
            _batch.TakeRowsInOrder();
            return;
        }

        _all = problem.Training!;
        if (_all.Count == 0)
        {
            throw new TrainingException("There are no training images; lower the validation and testing percentages or add images.");
        }

        _batch = new Batch(_all.Features, size < 0 ? _all.Count : size, _all.ClassCount);
        if (size < 0)
        {
            _batch.TakeRowsInOrder();
            _all.Labels.CopyTo(_batch.Labels, 0);
        }
        else
        {
            _sampler = new BalancedSampler(_all.Labels, _all.ClassCount, new SeededRandom(problem.Seed, RandomStreams.TrainingBatches));
        }
    }

    public Batch Next(int step, CancellationToken cancel)
    {
        if (_source is not null)
        {
            _source.Fill(step, _batch.Features, _batch.Labels, cancel);
        }

        _sampler?.Draw(_batch);
        return _batch;
    }
}
