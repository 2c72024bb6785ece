namespace Poets.Retraining.Labelling;

/// <summary>Orders scores as label_image.py prints them (reference §9.4).</summary>
public static class Ranking
{
    /// <summary>Indices of the highest scores, highest first; of equal scores the higher index comes first.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="top">How many, at most.</param>
    public static int[] Top(ReadOnlySpan<float> scores, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var best = new int[Math.Min(top, scores.Length)];
        int count = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            int place = count;
            while (place > 0 && !(scores[i] < scores[best[place - 1]]) && !float.IsNaN(scores[i]))
            {
                place--;
            }

            if (place < best.Length)
            {
                int end = Math.Min(count, best.Length - 1);
                Array.Copy(best, place, best, place + 1, end - place);
                best[place] = i;
                count = end + 1;
            }
        }

        return best;
    }
}
