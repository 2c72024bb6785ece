namespace Poets.Retraining.Models;

/// <summary>The image modules of TensorFlow Hub that the tutorials name, and those of their scheme (reference §3.5).</summary>
public static class HubCatalog
{
    private const string Root = "https://tfhub.dev/google/imagenet/";
    private static readonly int[] s_firstWidths = [100, 75, 50, 25];
    private static readonly int[] s_firstSizes = [224, 192, 160, 128];
    private static readonly int[] s_secondWidths = [100, 75, 50, 35];
    private static readonly int[] s_secondSizes = [224, 192, 160, 128, 96];

    /// <summary>All modules: Inception v3, which is the Hub script's default, then MobileNets v1 and v2, then NASNets.</summary>
    public static IReadOnlyList<PretrainedModel> Modules { get; } = [.. All()];

    /// <summary>The module of a handle: the catalogue's, or one that is only known by its address.</summary>
    /// <returns>Null where the text is no address.</returns>
    public static PretrainedModel? Find(string handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return Modules.FirstOrDefault(module => module.Name == handle)
            ?? (Uri.TryCreate(handle, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? Module(handle, 0, 0) : null);
    }

    private static IEnumerable<PretrainedModel> All()
    {
        yield return Module(Root + "inception_v3/feature_vector/3", 299, 2048);
        foreach (string kind in (string[])["", "quantops/"])
        {
            foreach (int width in s_firstWidths)
            {
                foreach (int size in s_firstSizes)
                {
                    yield return Module($"{Root}mobilenet_v1_{width:D3}_{size}/{kind}feature_vector/1", size, 1024 * width / 100);
                }
            }
        }

        // Below full width, the last layer of the second generation stays as wide as at full width.
        yield return Module(Root + "mobilenet_v2_140_224/feature_vector/2", 224, 1792);
        yield return Module(Root + "mobilenet_v2_130_224/feature_vector/2", 224, 1664);
        foreach (int width in s_secondWidths)
        {
            foreach (int size in s_secondSizes)
            {
                yield return Module($"{Root}mobilenet_v2_{width:D3}_{size}/feature_vector/2", size, 1280);
            }
        }

        yield return Module(Root + "nasnet_mobile/feature_vector/1", 224, 1056);
        yield return Module(Root + "nasnet_large/feature_vector/1", 331, 4032);
        yield return Module(Root + "pnasnet_large/feature_vector/2", 331, 4320);
    }

    private static PretrainedModel Module(string handle, int size, int length) => new()
    {
        Name = handle,
        Origin = new Uri(handle + "?tf-hub-format=compressed"),
        GraphFile = "saved_model.pb",
        InputTensor = "images",
        BottleneckTensor = "default",
        BottleneckLength = length,
        InputSize = size,
        InputMean = 0,
        InputStd = 255,
        License = "Apache-2.0",
        IsHubModule = true,
    };
}
