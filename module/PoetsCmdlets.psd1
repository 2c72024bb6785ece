@{
    RootModule = 'PoetsCmdlets.dll'
    # The build writes the project's version here and into Prerelease below.
    ModuleVersion = '0.0.0'
    GUID = 'ec468bc1-f41f-4465-9c13-868a43c56c7e'
    Author = 'The PoetsCmdlets developers'
    CompanyName = 'The PoetsCmdlets developers'
    Copyright = '(c) The PoetsCmdlets developers. Apache-2.0.'
    Description = 'TensorFlow for Poets in PowerShell: turn photos into bottlenecks, retrain the last layer of a pretrained network on your own folders, label images, and look at what went wrong. No Python, no native library, no download.'
    PowerShellVersion = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess = @('PoetsCmdlets.format.ps1xml')
    TypesToProcess = @('PoetsCmdlets.types.ps1xml')
    CmdletsToExport = @(
        'Get-Bottleneck'
        'Get-ImageLabel'
        'Get-MisclassifiedImage'
        'Get-PretrainedModel'
        'Get-TensorFlowDevice'
        'Invoke-Retrain'
        'Save-PretrainedModel'
    )
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{
        PSData = @{
            Tags = @('TensorFlow', 'ImageClassification', 'MachineLearning', 'TransferLearning', 'Retrain', 'Poets', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            Prerelease = ''
        }
    }
}
