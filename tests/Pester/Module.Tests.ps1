BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'The module' {
    It 'exports its cmdlets and nothing else' {
        (Get-Command -Module PoetsCmdlets).Name | Sort-Object | Should -Be @(
            'Get-Bottleneck', 'Get-ImageLabel', 'Get-MisclassifiedImage', 'Get-PretrainedModel', 'Get-TensorFlowDevice', 'Invoke-Retrain', 'Save-PretrainedModel')
    }

    It 'has a valid manifest with the version of its assembly' {
        $manifest = Test-ModuleManifest "$ModuleFolder/PoetsCmdlets.psd1"
        $manifest.Version | Should -Be ([Reflection.AssemblyName]::GetAssemblyName("$ModuleFolder/PoetsCmdlets.dll").Version.ToString(3))
        $manifest.PowerShellVersion | Should -Be '7.4'
    }

    It 'uses approved verbs, so that importing warns of nothing' {
        Get-Command -Module PoetsCmdlets | ForEach-Object { $_.Verb | Should -BeIn (Get-Verb).Verb }
    }

    It 'says what <_> does, for every parameter' -ForEach 'Get-Bottleneck', 'Get-ImageLabel', 'Get-MisclassifiedImage', 'Get-PretrainedModel', 'Get-TensorFlowDevice', 'Invoke-Retrain', 'Save-PretrainedModel' {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match '\[-' -Because 'that is the syntax that Get-Help makes up where there is no help'
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.examples.example.Count | Should -BeGreaterThan 0
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        foreach ($parameter in (Get-Command $_).Parameters.Keys | Where-Object { $_ -notin $common }) {
            $text = (Get-Help $_ -Parameter $parameter -ErrorAction Stop).description.Text
            $text | Should -Not -BeNullOrEmpty -Because "-$parameter needs help"
        }
    }

    It 'has a topic that lists its cmdlets' {
        $about = Get-Help about_PoetsCmdlets | Out-String
        (Get-Command -Module PoetsCmdlets).Name | ForEach-Object { $about | Should -Match $_ }
    }

    It 'declares what <Name> emits' -ForEach @(
        @{ Name = 'Get-Bottleneck'; Type = 'Poets.Retraining.Bottleneck' }
        @{ Name = 'Get-ImageLabel'; Type = 'Poets.Retraining.ImageLabel' }
        @{ Name = 'Get-MisclassifiedImage'; Type = 'Poets.Retraining.MisclassifiedImage' }
        @{ Name = 'Invoke-Retrain'; Type = 'Poets.Retraining.RetrainResult' }
    ) {
        (Get-Command $Name).OutputType.Name | Should -Contain $Type
    }

    It 'takes every flag of retrain.py under its own name' {
        $flags = 'image_dir', 'output_graph', 'intermediate_output_graphs_dir', 'intermediate_store_frequency', 'output_labels', 'summaries_dir',
            'how_many_training_steps', 'learning_rate', 'testing_percentage', 'validation_percentage', 'eval_step_interval', 'train_batch_size',
            'test_batch_size', 'validation_batch_size', 'print_misclassified_test_images', 'model_dir', 'bottleneck_dir', 'final_tensor_name',
            'flip_left_right', 'random_crop', 'random_scale', 'random_brightness', 'architecture', 'tfhub_module', 'saved_model_dir'
        $command = Get-Command Invoke-Retrain
        foreach ($flag in $flags) {
            { $command.ResolveParameter($flag) } | Should -Not -Throw -Because $flag
        }
    }

    It 'loads its dependencies apart from those of other modules' {
        # Another module's Google.Protobuf of another version, loaded first, where PowerShell loads modules.
        $script = {
            param($folder, $scratch)
            $file = [IO.File]::ReadAllBytes("$folder/dependencies/Google.Protobuf.dll")
            $image = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new($file))
            $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
            $row = $image.PEHeaders.MetadataStartOffset + [Reflection.Metadata.Ecma335.MetadataReaderExtensions]::GetTableMetadataOffset($metadata, 'Assembly')
            [BitConverter]::GetBytes([uint16]2).CopyTo($file, $row + 4)
            $null = New-Item -ItemType Directory -Force $scratch
            [IO.File]::WriteAllBytes("$scratch/Google.Protobuf.dll", $file)
            $null = [Reflection.Assembly]::LoadFrom("$scratch/Google.Protobuf.dll")

            Import-Module "$folder/PoetsCmdlets.psd1"
            Get-PretrainedModel -ErrorAction Ignore | Out-Null
            [Reflection.Assembly]::Load('Poets.Graphs').GetType('Poets.Graphs.Protobuf.GraphDef').GetProperty('Parser').GetValue($null) | Out-Null
            [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -in 'Google.Protobuf', 'Poets.Retraining', 'PoetsCmdlets' } | ForEach-Object {
                '{0} {1} {2}' -f $_.GetName().Name, $_.GetName().Version.Major, [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name
            }
        }
        $loaded = pwsh -NoProfile -NonInteractive -Command $script -args $ModuleFolder, "$TestDrive/other"
        $loaded | Should -Contain 'Google.Protobuf 2 Default'
        $loaded | Should -Contain 'Google.Protobuf 3 PoetsCmdlets'
        $loaded | Should -Contain 'Poets.Retraining 0 PoetsCmdlets'
        $loaded | Should -Contain 'PoetsCmdlets 0 Default'
    }

    It 'can be removed and imported again, and used by several runspaces' {
        Remove-Module PoetsCmdlets
        Import-Module "$ModuleFolder/PoetsCmdlets.psd1"
        $runspaces = 1..2 | ForEach-Object {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$ModuleFolder/PoetsCmdlets.psd1'; (Get-Command -Module PoetsCmdlets).Count")
            $shell
        }
        $runspaces | ForEach-Object { $_.Invoke() } | Should -Be 7, 7
        $runspaces | ForEach-Object Dispose
    }

    It 'finds networks by name where capital I has no dot' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'tr-TR'
            (Get-PretrainedModel INCEPTION_V3).Name | Should -Be 'inception_v3'
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }
}
