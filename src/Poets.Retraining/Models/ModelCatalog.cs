using Poets.Graphs;

namespace Poets.Retraining.Models;

/// <summary>The networks that people can name: the codelab's 33 architectures (reference §3.1) and the embedded one.</summary>
public sealed class ModelCatalog
{
    /// <summary>The network that is used when none is named.</summary>
    public const string EmbeddedName = "efficientnet_lite0";

    /// <summary>Its file, for those who need nothing else of the catalogue.</summary>
    internal const string EmbeddedFile = "efficientnet_lite0_int8.pb";

    private static readonly string[] s_depths = ["1.0", "0.75", "0.50", "0.25"];
    private static readonly string[] s_sizes = ["224", "192", "160", "128"];

    private ModelCatalog() => Models = [.. All()];

    /// <summary>The catalogue.</summary>
    public static ModelCatalog Default { get; } = new();

    /// <summary>All networks: the embedded one, Inception v3, then the MobileNets from large to small.</summary>
    public IReadOnlyList<PretrainedModel> Models { get; }

    /// <summary>Finds a network by the exact text of its name, upper case or lower case.</summary>
    public PretrainedModel? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Models.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Finds a network by name, or says as the codelab script does what is wrong with it (reference §3.4).</summary>
    /// <exception cref="RetrainException">There is no such network.</exception>
    public PretrainedModel Get(string name) => Find(name) ?? throw Unknown(name.ToLowerInvariant());

#pragma warning disable CA1822 // Callers hold a catalogue; that its folders are the machine's is its own affair.
    /// <summary>
    /// Where one network stands; <paramref name="modelDirectory"/> null is the user's model folder. Hub modules stand in
    /// the Hub library's cache.
    /// </summary>
    public ModelState Locate(PretrainedModel model, string? modelDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.IsHubModule)
        {
            string cached = HubModuleFolders.Cached(model.Name);
            bool isThere = SavedModelGraph.IsAt(cached);
            return new ModelState(model, isThere ? ModelAvailability.Present : ModelAvailability.Downloadable, isThere ? cached : null, cached);
        }

        if (model.IsEmbedded)
        {
            string embedded = ModelFolders.Embedded(model.GraphFile);
            return new ModelState(model, ModelAvailability.Embedded, embedded, embedded);
        }

        string wanted = Path.Combine(modelDirectory ?? ModelFolders.User, model.GraphFile);
        foreach (string folder in ModelFolders.Search(modelDirectory))
        {
            foreach (string candidate in new[] { Path.Combine(folder, model.GraphFile), Path.Combine(folder, model.ArchiveName!) })
            {
                if (File.Exists(candidate))
                {
                    return new ModelState(model, ModelAvailability.Present, candidate, wanted);
                }
            }
        }

        return new ModelState(model, ModelAvailability.Downloadable, null, wanted);
    }
#pragma warning restore CA1822

    /// <summary>The content of a network's graph file, out of its archive where that is what is on disk.</summary>
    /// <exception cref="RetrainException">It is not on disk; the message says what is wanted and how to fetch it.</exception>
    public byte[] Read(PretrainedModel model, string? modelDirectory = null)
    {
        ModelState state = Locate(model, modelDirectory);
        string path = state.Path ?? throw Missing(state, modelDirectory);
        return path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) ? ModelArchive.Read(path, model.GraphFile) : File.ReadAllBytes(path);
    }

    private static RetrainException Missing(ModelState state, string? modelDirectory)
    {
        string option = modelDirectory is null ? string.Empty : $" --model_dir={modelDirectory}";
        return new RetrainException(
            $"The network {state.Model.Name} is not on this machine: neither {state.WantedPath} nor {state.Model.ArchiveName} is in {string.Join(", ", ModelFolders.Search(modelDirectory))}. "
            + $"It comes from {state.Model.Origin}; fetch it with `poets models get {state.Model.Name}{option}` (in PowerShell: Save-PretrainedModel {state.Model.Name}), or copy the file there.") { Fault = RetrainFault.ModelNotFound };
    }

    private static RetrainException Unknown(string name)
    {
        const string Others = "; `poets models` (in PowerShell: Get-PretrainedModel) lists the names.";
        if (!name.StartsWith("mobilenet_", StringComparison.Ordinal))
        {
            return new RetrainException($"Couldn't understand architecture name '{name}'{Others}") { Fault = RetrainFault.ModelNotFound };
        }

        string[] parts = name.Split('_');
        string message = parts.Length is not (3 or 4) ? $"Couldn't understand architecture name '{name}'"
            : !s_depths.Contains(parts[1]) ? $"\"The Mobilenet version should be '1.0', '0.75', '0.50', or '0.25',\n  but found '{parts[1]}' for architecture '{name}'"
            : !s_sizes.Contains(parts[2]) ? $"The Mobilenet input size should be '224', '192', '160', or '128',\n but found '{parts[2]}' for architecture '{name}'"
            : $"Couldn't understand architecture suffix '{parts[3]}' for '{name}'";
        return new RetrainException(message + Others, exitCode: 255) { Fault = RetrainFault.ModelNotFound };
    }

    private static IEnumerable<PretrainedModel> All()
    {
        yield return new PretrainedModel
        {
            Name = EmbeddedName,
            GraphFile = EmbeddedFile,
            InputTensor = "input:0",
            BottleneckTensor = "bottleneck:0",
            BottleneckLength = 3104,
            InputSize = 224,
            InputMean = 127,
            InputStd = 128,
            License = "Apache-2.0",
        };
        yield return new PretrainedModel
        {
            Name = "inception_v3",
            Origin = new Uri("http://download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz"),
            GraphFile = "classify_image_graph_def.pb",
            InputTensor = "Mul:0",
            BottleneckTensor = "pool_3/_reshape:0",
            BottleneckLength = 2048,
            InputSize = 299,
            InputMean = 128,
            InputStd = 128,
            License = "Apache-2.0",
        };
        foreach (string depth in s_depths)
        {
            foreach (string size in s_sizes)
            {
                yield return MobileNet(depth, size, string.Empty, "frozen_graph.pb");
                yield return MobileNet(depth, size, "_quantized", "quantized_graph.pb");
            }
        }
    }

    private static PretrainedModel MobileNet(string depth, string size, string suffix, string file) => new()
    {
        Name = $"mobilenet_{depth}_{size}{suffix}",
        Origin = new Uri($"http://download.tensorflow.org/models/mobilenet_v1_{depth}_{size}_frozen.tgz"),
        GraphFile = $"mobilenet_v1_{depth}_{size}/{file}",
        InputTensor = "input:0",
        BottleneckTensor = "MobilenetV1/Predictions/Reshape:0",
        BottleneckLength = 1001,
        InputSize = int.Parse(size, System.Globalization.CultureInfo.InvariantCulture),
        InputMean = 127.5f,
        InputStd = 127.5f,
        License = "Apache-2.0",
    };
}
