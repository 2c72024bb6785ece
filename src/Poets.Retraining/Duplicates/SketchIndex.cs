namespace Poets.Retraining.Duplicates;

/// <summary>Finds sketches that agree in at least one of their eight 16-bit parts, for data sets too large to compare each with each.</summary>
internal sealed class SketchIndex
{
    private const int Parts = FeatureSketch.Bits / 16;

    // Parts that a great many share tell nothing.
    private const int LargestBucket = 4096;

    private readonly int[] _ends = new int[(Parts << 16) + 1];
    private readonly int[] _rows;

    /// <summary>Sorts the sketches into their buckets.</summary>
    public SketchIndex(Sketch[] sketches)
    {
        foreach (Sketch sketch in sketches)
        {
            for (int part = 0; part < Parts; part++)
            {
                _ends[Bucket(sketch, part) + 1]++;
            }
        }

        for (int i = 1; i < _ends.Length; i++)
        {
            _ends[i] += _ends[i - 1];
        }

        _rows = new int[(long)sketches.Length * Parts];
        int[] next = [.. _ends];
        for (int row = 0; row < sketches.Length; row++)
        {
            for (int part = 0; part < Parts; part++)
            {
                _rows[next[Bucket(sketches[row], part)]++] = row;
            }
        }
    }

    /// <summary>Rows below <paramref name="end"/> that share a part, each once.</summary>
    public IEnumerable<int> Near(Sketch sketch, int end)
    {
        var seen = new HashSet<int>();
        for (int part = 0; part < Parts; part++)
        {
            int bucket = Bucket(sketch, part);
            if (_ends[bucket + 1] - _ends[bucket] > LargestBucket)
            {
                continue;
            }

            for (int i = _ends[bucket]; i < _ends[bucket + 1] && _rows[i] < end; i++)
            {
                if (seen.Add(_rows[i]))
                {
                    yield return _rows[i];
                }
            }
        }
    }

    private static int Bucket(Sketch sketch, int part) => (part << 16) | sketch.Part(part);
}
