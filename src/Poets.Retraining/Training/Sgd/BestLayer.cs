namespace Poets.Retraining.Training.Sgd;

/// <summary>Remembers the layer of the lowest validation cross entropy, and when patience is at an end.</summary>
internal sealed class BestLayer(int patience, bool keep)
{
    private TransposedLayer? _best;
    private double _lowest = double.PositiveInfinity;
    private int _step;
    private int _withoutGain;

    /// <summary>Considers an evaluation; true where training should stop.</summary>
    public bool Offer(TrainingStep figures, TransposedLayer layer)
    {
        if (figures.ValidationCount == 0 || (patience <= 0 && !keep))
        {
            return false;
        }

        if (figures.ValidationCrossEntropy < _lowest)
        {
            (_lowest, _step, _withoutGain) = (figures.ValidationCrossEntropy, figures.Step, 0);
            if (keep)
            {
                _best = new TransposedLayer(layer.ToLayer());
            }

            return false;
        }

        return ++_withoutGain == patience;
    }

    /// <summary>The layer to return with its step.</summary>
    public (TransposedLayer Layer, int Step) Kept(TransposedLayer last, int lastStep) => _best is null ? (last, lastStep) : (_best, _step);
}
