namespace Poets.Retraining.Models;

/// <summary>One network of the catalogue.</summary>
public sealed record PretrainedModel
{
    /// <summary>What <c>--architecture</c> calls it; a Hub module's handle, which <c>--tfhub_module</c> takes.</summary>
    public required string Name { get; init; }

    /// <summary>The archive that holds it on the Internet; null for the embedded network.</summary>
    public Uri? Origin { get; init; }

    /// <summary>The archive's file name; null for the embedded network.</summary>
    public string? ArchiveName => Origin is null ? null : IsHubModule ? $"{HubModule.Escape(Name)}.tar.gz" : Origin.Segments[^1];

    /// <summary>The graph's path inside the archive and under the model folder, with forward slashes.</summary>
    public required string GraphFile { get; init; }

    /// <summary>The tensor that takes images, float32 [N,H,W,3].</summary>
    public required string InputTensor { get; init; }

    /// <summary>The tensor that is the bottleneck, [N,D].</summary>
    public required string BottleneckTensor { get; init; }

    /// <summary>Values a bottleneck; 0 where that is not known before the module is read.</summary>
    public required int BottleneckLength { get; init; }

    /// <summary>Columns and rows of the input; 0 where that is not known before the module is read.</summary>
    public required int InputSize { get; init; }

    /// <summary>Subtracted from each value, in grey levels 0 to 255.</summary>
    public required float InputMean { get; init; }

    /// <summary>What each value is divided by after that.</summary>
    public required float InputStd { get; init; }

    /// <summary>The licence that its makers give it.</summary>
    public required string License { get; init; }

    /// <summary>Whether it ships with this program.</summary>
    public bool IsEmbedded => Origin is null;

    /// <summary>Whether it is a TensorFlow Hub module.</summary>
    public bool IsHubModule { get; init; }
}
