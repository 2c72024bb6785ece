namespace PoetsCmdlets.Pipeline;

/// <summary>Ends work that may be in the middle of a file: a photo of 100 megapixels, or one on a server that does not answer.</summary>
internal static class Ending
{
    /// <summary>Waits for the end, unless people wait for their prompt: then no longer than <see cref="Mailbox.StopLimit"/>.</summary>
    /// <param name="end">Stops threads, lets them finish what they are at, and frees what they use.</param>
    /// <param name="isStopped">Whether Ctrl+C was pressed. What is left behind ends by itself, or with the process.</param>
    public static void Of(Action end, bool isStopped)
    {
        if (isStopped)
        {
            Task.Run(end).Wait(Mailbox.StopLimit);
        }
        else
        {
            end();
        }
    }
}
