namespace Poets.Retraining;

/// <summary>What kind of thing stands in the way of a run; programs tell them apart by it, people by the message.</summary>
public enum RetrainFault
{
    /// <summary>None of the others.</summary>
    Other,
    /// <summary>An option is out of range, or does not go with another or with the graph.</summary>
    OptionInvalid,
    /// <summary>The folder of images is missing, or does not hold enough of them.</summary>
    DatasetInvalid,
    /// <summary>A network is not in the catalogue, or not on this machine.</summary>
    ModelNotFound,
    /// <summary>An archive of a network is damaged or not what it should be.</summary>
    ModelUnusable,
    /// <summary>A graph or labels file is not there.</summary>
    FileNotFound,
    /// <summary>The labels are not those of the graph.</summary>
    LabelsMismatch,
    /// <summary>Something cannot be written where it should go.</summary>
    OutputInvalid,
    /// <summary>A network could not be fetched.</summary>
    DownloadFailed,
}
