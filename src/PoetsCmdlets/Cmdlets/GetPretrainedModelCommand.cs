using System.Management.Automation;
using Poets.Retraining.Models;
using PoetsCmdlets.Completion;

namespace PoetsCmdlets.Cmdlets;

/// <summary>Lists the pretrained networks that can be named, and whether they are on this machine.</summary>
/// <remarks>
/// <para>
/// The catalogue holds the embedded network, the codelab's 33 architectures and the image modules of TensorFlow Hub, whose
/// names are their handles. State says Embedded, Present (the graph
/// file, or the archive that holds it, is in the model folder) or Downloadable (Save-PretrainedModel fetches it).
/// </para>
/// </remarks>
/// <example>
/// <code>Get-PretrainedModel</code>
/// All networks.
/// </example>
/// <example>
/// <code>Get-PretrainedModel mobilenet_0.25* -ModelDirectory ./models | Where-Object State -eq Downloadable | Save-PretrainedModel -ModelDirectory ./models</code>
/// Fetches the smallest MobileNets that are not there yet.
/// </example>
[Cmdlet(VerbsCommon.Get, "PretrainedModel")]
[OutputType(typeof(PretrainedModelInfo))]
public sealed class GetPretrainedModelCommand : EngineCmdlet
{
    /// <summary>Names of networks. Wildcards are allowed.</summary>
    /// <value>*</value>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Architecture")]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The folder in which networks are looked for. Without it, the user's model folder.</summary>
    [Parameter]
    [Alias("model_dir")]
    [ValidateNotNullOrEmpty]
    public string? ModelDirectory { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string? folder = FileSystemPath(ModelDirectory);
        foreach (string name in Name)
        {
            List<PretrainedModelInfo> models = [];
            Try(() => models = Apart(() => ModelRows.Named(name, folder).ToList()), name);
            if (models.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(ModelRows.NotFound(name));
            }

            WriteObject(models, enumerateCollection: true);
        }
    }
}
