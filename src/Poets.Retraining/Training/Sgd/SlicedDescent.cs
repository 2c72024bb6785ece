using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Poets.Graphs.Execution;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training.Sgd;

/// <summary>
/// Gradient descent on a layer whose features are cut into slices, which threads share. A step down the gradient is put off
/// until the next batch is looked at: each thread then takes it for its own slices and multiplies the new batch by them at
/// once, so that threads meet once a step, and half of a batch stays in the cache of the core that reads it twice.
/// <para>Slices depend on the features alone and their products are summed in order: results do not depend on threads.</para>
/// </summary>
internal sealed class SlicedDescent : IDisposable
{
    /// <summary>Rows that are multiplied before their slices' products are summed.</summary>
    private const int Chunk = 256;

    /// <summary>Multiplications, of which fewer are over on one thread before a second has come and gone.</summary>
    private const long WorthSharing = 1_200_000;

    private readonly TransposedLayer _layer;
    private readonly WorkerPool _pool;
    private readonly FeatureMatrix[] _gradients;
    private readonly float[][] _products;
    private readonly int _width;

    // The step that is due.
    private FeatureMatrix? _features;
    private int[] _rows = [];
    private float[] _coefficients = [];

    /// <summary>Trains a layer, which lags a step behind until <see cref="Settle"/> or <see cref="Evaluate"/>.</summary>
    public SlicedDescent(TransposedLayer layer, int threads)
    {
        _layer = layer;
        int stride = layer.Weights.Stride;

        // An even number of slices, of some 400 to 700 features; a product of fewer is over before a second thread has come.
        int slices = stride < 512 ? 1 : 2 * Math.Clamp(stride / 768, 1, 4);
        _width = FeatureMatrix.StrideOf((stride + slices - 1) / slices);
        _gradients = [.. Enumerable.Range(0, slices).Select(s => new FeatureMatrix(layer.ClassCount, Math.Min(_width, stride - (s * _width))))];
        _products = [.. Enumerable.Range(0, slices).Select(_ => new float[Chunk * layer.ClassCount])];
        _pool = new WorkerPool(Math.Min(slices, Work.Threads(threads)));
    }

    /// <summary>Takes the step that is due, and says what the layer makes of a batch.</summary>
    public void Evaluate(Batch batch)
    {
        if (_layer.Quantisation is not null)
        {
            batch.Evaluate(_layer);
            return;
        }

        for (int start = 0; start < batch.Count; start += Chunk)
        {
            int count = Math.Min(Chunk, batch.Count - start);
            Run(batch.Features, batch.Rows.AsMemory(start, count));
            SumProducts(batch.Logits.AsSpan(start * _layer.ClassCount, count * _layer.ClassCount));
        }

        batch.Judge();
    }

    /// <summary>One step down the gradient of the batch's last evaluation; due until the next one.</summary>
    public void Descend(Batch batch, float rate)
    {
        if (_layer.Quantisation is not null)
        {
            batch.Descend(_layer, rate);
            return;
        }

        // Copied, since the batch may be drawn anew before the step is taken.
        _features = batch.Features;
        Array.Resize(ref _rows, batch.Count);
        batch.Rows.CopyTo(_rows, 0);
        Array.Resize(ref _coefficients, batch.Count * _layer.ClassCount);
        batch.Differentiate(_layer, rate, _coefficients);
    }

    /// <summary>Takes the step that is due, if there is one.</summary>
    public void Settle()
    {
        if (_features is not null)
        {
            Run(_features, default);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();

    private void Run(FeatureMatrix features, ReadOnlyMemory<int> rows)
    {
        int passes = rows.Length + (_features is null ? 0 : _rows.Length);
        long operations = (long)passes * _layer.Weights.Stride * _layer.ClassCount;
        int shares = operations < WorthSharing ? 1 : Math.Min(_pool.Threads, _products.Length);
        var body = new Share(this, features, rows, shares);
        _pool.For(shares, ref body);
        _features = null;
    }

    /// <summary>logits = the slices' products, in order, and the biases.</summary>
    private void SumProducts(Span<float> logits)
    {
        float[] biases = _layer.Biases;
        for (int i = 0; i < logits.Length; i += biases.Length)
        {
            for (int k = 0; k < biases.Length; k++)
            {
                float sum = _products[0][i + k];
                for (int s = 1; s < _products.Length; s++)
                {
                    sum += _products[s][i + k];
                }

                logits[i + k] = sum + biases[k];
            }
        }
    }

    private void Descend(int slice)
    {
        int first = slice * _width;
        FeatureMatrix gradient = _gradients[slice];
        BackwardKernel.Run(_features!, _rows, _coefficients, gradient, first);
        for (int k = 0; k < _layer.ClassCount; k++)
        {
            AddAndClear(gradient.Row(k), MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _layer.Weights.RowStart(k), first), gradient.Columns));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddAndClear(Span<float> values, Span<float> sums)
    {
        Span<Vector<float>> source = MemoryMarshal.Cast<float, Vector<float>>(values);
        Span<Vector<float>> target = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (int i = 0; i < source.Length; i++)
        {
            target[i] += source[i];
        }

        values.Clear();
    }

    /// <summary>What one thread does: its slices backwards, then forwards, so that it begins with what it read last.</summary>
    private readonly struct Share(SlicedDescent owner, FeatureMatrix features, ReadOnlyMemory<int> rows, int shares) : IParallelBody
    {
        public void Invoke(int index)
        {
            int slices = owner._products.Length;
            int first = slices * index / shares;
            int end = slices * (index + 1) / shares;
            for (int s = end - 1; s >= first && owner._features is not null; s--)
            {
                owner.Descend(s);
            }

            for (int s = first; s < end && rows.Length > 0; s++)
            {
                ForwardKernel.Run(features, rows.Span, owner._layer.Weights, s * owner._width, (s * owner._width) + owner._gradients[s].Columns, owner._products[s]);
            }
        }
    }
}
