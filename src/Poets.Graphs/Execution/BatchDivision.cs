namespace Poets.Graphs.Execution;

/// <summary>
/// How a batch is divided: <see cref="Parts"/> parts of <see cref="ImagesPerPart"/> images, and <see cref="Rest"/> images behind
/// them. They run the steps before <see cref="Cut"/>; from there on the batch runs whole.
/// </summary>
internal readonly record struct BatchDivision(int Images, int ImagesPerPart, int Parts, BatchCut Cut)
{
    // Smaller images share a part, so that what starting a step costs stays small beside its work.
    private const long FewestElements = 64 * 1024;

    /// <summary>Images that are left over when every thread has had the same number of parts.</summary>
    public int Rest => Images - (Parts * ImagesPerPart);

    /// <summary>Whether the batch had better run whole.</summary>
    public bool IsWhole => Cut.Step == 0 || Parts == 0 || ImagesPerPart == Images;

    /// <summary>Chooses the division.</summary>
    /// <param name="images">The size of the batch.</param>
    /// <param name="whole">The plan of the batch.</param>
    /// <param name="one">The plan of a single image.</param>
    /// <param name="threads">Threads that share the parts.</param>
    /// <param name="imagesPerPart">Images in a part; 0 lets this method decide.</param>
    public static BatchDivision Of(int images, ExecutionPlan whole, ExecutionPlan one, int threads, int imagesPerPart)
    {
        if (imagesPerPart == 0)
        {
            long elements = one.Buffers.Sum(static buffer => (long)buffer.Length);
            imagesPerPart = (int)Math.Clamp(FewestElements / Math.Max(1, elements), 1, images);
        }

        return new(images, imagesPerPart, images / imagesPerPart / threads * threads, BatchCut.Of(whole, images));
    }
}
