namespace PoetsCmdlets.Pipeline;

/// <summary>Ends work that may be in the middle of a file: a photo of 100 megapixels, or one on a server that does not answer.</summary>
internal static class Ending
{
    /// <summary>Waits for the end; from the moment that people want their prompt back, no longer than <see cref="Mailbox.StopLimit"/>.</summary>
    /// <param name="end">Stops threads, lets them finish what they are at, and frees what they use.</param>
    /// <param name="stop">Signalled by Ctrl+C, before or meanwhile. What is left behind ends by itself, or with the process.</param>
    public static void Of(Action end, CancellationToken stop)
    {
        var task = Task.Run(end, CancellationToken.None);
        try
        {
            task.Wait(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (Task.WaitAny([task], Mailbox.StopLimit) < 0)
            {
                return;
            }
        }
        catch (AggregateException)
        {
            // Thrown below, without the wrapping.
        }

        task.GetAwaiter().GetResult();
    }
}
