BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $pictures = "$TestDrive/pictures"
    0..5 | ForEach-Object { New-Picture "$pictures/$_.bmp" (40 * $_), 100, (250 - 40 * $_) $_ }
    Set-Content "$pictures/2.bmp" 'this is no picture'
    Set-Content "$pictures/4.bmp" $null -NoNewline
}

Describe 'Get-ImageLabel' {
    It 'emits one flat row an image, in the order of the input' {
        $rows = Get-ImageLabel "$pictures/5.bmp", "$pictures/0.bmp", "$pictures/3.bmp"
        $rows.Count | Should -Be 3
        $rows.Path | Should -Be @('5.bmp', '0.bmp', '3.bmp' | ForEach-Object { (Get-Item "$pictures/$_").FullName })
        $rows | ForEach-Object Rank | Should -Be 1, 1, 1
        $rows | ForEach-Object { $_.Label | Should -Not -BeNullOrEmpty; $_.Score | Should -BeGreaterThan 0; $_.Score | Should -BeLessOrEqual 1 }
        $rows[0].psobject.TypeNames[0] | Should -Be 'Poets.Retraining.ImageLabel'
    }

    It 'emits -Top labels, the most likely first' {
        $rows = Get-ImageLabel "$pictures/0.bmp" -Top 5
        $rows | ForEach-Object Rank | Should -Be 1, 2, 3, 4, 5
        $rows.Score | Should -Be ($rows.Score | Sort-Object -Descending)
        ($rows.Label | Sort-Object -Unique).Count | Should -Be 5
    }

    It 'makes a clean table for Export-Csv' {
        Get-ChildItem $pictures -Filter *.bmp | Get-ImageLabel -ErrorAction SilentlyContinue | Export-Csv "$TestDrive/labels.csv"
        $lines = Get-Content "$TestDrive/labels.csv"
        $lines[0] | Should -Be '"Path","Rank","Label","Score"'
        $lines.Count | Should -Be 5
        (Import-Csv "$TestDrive/labels.csv").Path | Should -Be @('0', '1', '3', '5' | ForEach-Object { (Get-Item "$pictures/$_.bmp").FullName })
    }

    It 'reports a bad file in the middle, and goes on' {
        $rows = Get-ChildItem $pictures -Filter *.bmp | Get-ImageLabel -ErrorVariable failures -ErrorAction SilentlyContinue
        $rows.Count | Should -Be 4
        $failures.Count | Should -Be 2
        $failures | ForEach-Object {
            $_.FullyQualifiedErrorId | Should -Be 'ImageUnreadable,PoetsCmdlets.Cmdlets.GetImageLabelCommand'
            $_.CategoryInfo.Category | Should -Be 'InvalidData'
            $_.Exception.GetType().FullName | Should -Be 'Poets.Imaging.ImageDecodingException'
        }
        $failures.TargetObject | Should -Be @('2', '4' | ForEach-Object { (Get-Item "$pictures/$_.bmp").FullName })
    }

    It 'stops at a bad file when told to, after the rows before it' {
        $rows = [Collections.Generic.List[object]]::new()
        { Get-ChildItem $pictures -Filter *.bmp | Get-ImageLabel -ErrorAction Stop | ForEach-Object { $rows.Add($_) } } | Should -Throw -ErrorId 'ImageUnreadable,*'
        $rows.Count | Should -Be 2
    }

    It 'emits the first row before it has read the second path' {
        $read = [Collections.Generic.List[int]]::new()
        $first = 0, 1, 3 | ForEach-Object { $read.Add($_); "$pictures/$_.bmp" } | Get-ImageLabel | Select-Object -First 1
        [IO.Path]::GetFileName($first.Path) | Should -Be '0.bmp'
        $read | Should -Be 0
    }

    It 'gives the same rows whatever the number of threads' {
        $files = 0, 1, 3, 5 | ForEach-Object { "$pictures/$_.bmp" }
        $one = Get-ImageLabel $files -Top 3 -ThrottleLimit 1 | ConvertTo-Csv
        Get-ImageLabel $files -Top 3 -ThrottleLimit 4 | ConvertTo-Csv | Should -Be $one
    }

    It 'ends with <Id> when <Case>' -ForEach @(
        @{ Case = 'the graph is not there'; Arguments = @{ Graph = 'none.pb' }; Id = 'FileNotFound' }
        @{ Case = 'the graph is none'; Arguments = @{ Graph = 'nonsense.pb' }; Id = 'GraphUnusable' }
        @{ Case = 'a GPU is asked of the managed engine'; Arguments = @{ Engine = 'Managed'; Device = 'Gpu' }; Id = 'EngineUnavailable' }
        @{ Case = 'the graph lies on another provider'; Arguments = @{ Graph = 'Env:PATH' }; Id = 'PathNotFileSystem' }
    ) {
        Set-Content "$TestDrive/nonsense.pb" 'this is no graph'
        Set-Content "$TestDrive/nonsense.txt" 'label'
        if ($Arguments.Graph -and $Arguments.Graph -notlike '*:*') { $Arguments.Graph = "$TestDrive/$($Arguments.Graph)" }
        { Get-ImageLabel "$pictures/0.bmp" @Arguments } | Should -Throw -ErrorId "$Id,PoetsCmdlets.Cmdlets.GetImageLabelCommand"
    }

    It 'stops within a second though <What> does not answer' -Skip:$IsWindows -ForEach @(
        @{ What = 'the graph'; Script = 'Get-ImageLabel "PICTURE" -Graph PIPE' }
        @{ What = 'a network'; Script = 'Get-Bottleneck "PICTURE" -BackboneGraph PIPE -BottleneckTensor x' }
        @{ What = 'the graph to be tried'; Script = 'Get-MisclassifiedImage "PICTURES" -Graph PIPE' }
        @{ What = 'the network to be retrained'; Script = 'Invoke-Retrain "PICTURES" -BackboneGraph PIPE -BottleneckTensor x' }
    ) {
        # A pipe that nobody writes to, in place of a server that does not answer.
        $silent = Join-Path $TestDrive 'silent'
        $null = New-Item -ItemType Directory -Force $silent
        if (-not (Test-Path "$silent/pipe")) { mkfifo "$silent/pipe" }
        $begun = [Diagnostics.Stopwatch]::StartNew()
        $stop = Measure-Stop ($Script -replace 'PICTURES', (Split-Path $pictures) -replace 'PICTURE', "$pictures/0.bmp" -replace 'PIPE', "$silent/pipe") {
            $begun.Elapsed.TotalSeconds -gt 3
        }
        $stop.EndedBefore | Should -BeFalse
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1.5
    }

    It 'refuses <Name> <Value> before any work' -ForEach @(
        @{ Name = 'Top'; Value = 0 }
        @{ Name = 'Device'; Value = 'Abacus' }
        @{ Name = 'Engine'; Value = 'Steam' }
        @{ Name = 'InputWidth'; Value = 0 }
        @{ Name = 'ThrottleLimit'; Value = -1 }
    ) {
        $arguments = @{ $Name = $Value }
        { Get-ImageLabel "$pictures/0.bmp" @arguments } | Should -Throw -ErrorId '*Argument*,PoetsCmdlets.Cmdlets.GetImageLabelCommand'
    }

    It 'shows rank, label, score and path as a table' {
        $text = Get-ImageLabel "$pictures/0.bmp" | Format-Table | Out-String
        $text | Should -Match 'Rank Label +Score Path'
        $text | Should -Match ' 0[.,]\d{5} '
    }

    It 'says with -Verbose what it does' {
        $text = Get-ImageLabel "$pictures/0.bmp" -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$text" | Should -Match '1,?000 labels'
    }

    It 'stops within a second when told to' {
        $stop = Measure-Stop "1..100000 | ForEach-Object { '$pictures/0.bmp' } | Get-ImageLabel"
        $stop.EndedBefore | Should -BeFalse -Because "it would label for hours ($($stop.Errors))"
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1
    }
}

Describe 'Get-Bottleneck' {
    It 'emits what the network sees, in the order of the input' {
        $all = Get-Bottleneck "$pictures/5.bmp", "$pictures/0.bmp"
        $all.Path | Should -Be @('5.bmp', '0.bmp' | ForEach-Object { (Get-Item "$pictures/$_").FullName })
        $all | ForEach-Object {
            , $_.Values | Should -BeOfType ([float[]])
            $_.Values.Length | Should -Be 3104
            $_.Label | Should -Be 'pictures'
            $_.Architecture | Should -Be 'efficientnet_lite0'
            $_.FromCache | Should -BeFalse
        }
    }

    It 'writes a cache and reads it, and computes what was cut off' {
        $cache = "$TestDrive/cache"
        $first = Get-Bottleneck "$pictures/0.bmp", "$pictures/1.bmp" -BottleneckDirectory $cache
        $first.FromCache | Should -Be $false, $false
        $files = Get-ChildItem $cache -Recurse -Filter *.txt
        $files.Count | Should -Be 2
        $second = Get-Bottleneck "$pictures/0.bmp", "$pictures/1.bmp" -BottleneckDirectory $cache
        $second.FromCache | Should -Be $true, $true
        $second[0].Values | Should -Be $first[0].Values

        $text = Get-Content $files[0] -Raw
        Set-Content $files[0] $text.Substring(0, $text.Length / 2) -NoNewline
        (Get-Bottleneck "$pictures/0.bmp", "$pictures/1.bmp" -BottleneckDirectory $cache | Where-Object FromCache).Count | Should -Be 1
    }

    It 'writes nothing with -WhatIf, and computes all the same' {
        (Get-Bottleneck "$pictures/0.bmp" -BottleneckDirectory "$TestDrive/whatif" -WhatIf).Values.Length | Should -Be 3104
        Test-Path "$TestDrive/whatif" | Should -BeFalse
    }

    It 'reports a bad file, and goes on' {
        $all = Get-Bottleneck "$pictures/1.bmp", "$pictures/2.bmp", "$pictures/3.bmp" -ErrorVariable failures -ErrorAction SilentlyContinue
        $all.Count | Should -Be 2
        $failures[0].FullyQualifiedErrorId | Should -Be 'ImageUnreadable,PoetsCmdlets.Cmdlets.GetBottleneckCommand'
        $failures[0].TargetObject | Should -Be (Get-Item "$pictures/2.bmp").FullName
    }

    It 'says which file is wanted, from where, and how to get it, when a network is not there' {
        try { Get-Bottleneck "$pictures/0.bmp" -Architecture mobilenet_0.50_224 -ModelDirectory "$TestDrive/none" } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'ModelNotFound,PoetsCmdlets.Cmdlets.GetBottleneckCommand'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$failure" | Should -Match 'mobilenet_v1_0\.50_224'
        "$failure" | Should -Match 'http'
    }

    It 'says which parameter is missing, or is one too many, to name a network' {
        # The smallest graph: one node, called x.
        [IO.File]::WriteAllBytes("$TestDrive/other.pb", [byte[]](0x0A, 0x10, 0x0A, 0x01, 0x78, 0x12, 0x0B) + [Text.Encoding]::ASCII.GetBytes('Placeholder'))
        $failures = @(
            try { Get-Bottleneck "$pictures/0.bmp" -BackboneGraph "$TestDrive/other.pb" } catch { $_ }
            try { Get-Bottleneck "$pictures/0.bmp" -BackboneGraph "$TestDrive/other.pb" -Architecture mobilenet_0.25_128 -BottleneckTensor x } catch { $_ }
        )
        $failures.FullyQualifiedErrorId | Should -Be (@('OptionInvalid,PoetsCmdlets.Cmdlets.GetBottleneckCommand') * 2)
        "$($failures[0])" | Should -BeLike '*name one or several with -BottleneckTensor.'
        "$($failures[1])" | Should -BeLike '-Architecture, -TfHubModule and -BackboneGraph each name the network*'
    }

    It 'completes names of networks' {
        $line = 'Get-Bottleneck x.bmp -Architecture mobilenet_0.25_1'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain 'mobilenet_0.25_128'
    }

    It 'completes <Line>' -ForEach @(
        @{ Line = 'Get-ImageLabel x.bmp -Device "g'; First = 'Gpu' }
        @{ Line = 'Get-PretrainedModel inc'; First = 'inception_v3' }
        @{ Line = 'Save-PretrainedModel https://tfhub.dev/google/imagenet/mobilenet_v2_035_128'; First = 'https://tfhub.dev/google/imagenet/mobilenet_v2_035_128/*' }
        @{ Line = 'Get-Bottleneck x.bmp -TfHubModule https://tfhub.dev/google/imagenet/mobilenet_v2_035_128'; First = 'https://tfhub.dev/google/imagenet/mobilenet_v2_035_128/*' }
        @{ Line = 'Invoke-Retrain x -TfHubModule ./pic'; First = '*pictures' }
    ) {
        Push-Location $TestDrive
        try { (TabExpansion2 $Line $Line.Length).CompletionMatches[0].CompletionText | Should -BeLike $First } finally { Pop-Location }
    }
}

Describe 'Get-TensorFlowDevice' {
    It 'lists the managed engine, which is always there, and what the other cmdlets take' {
        $managed = Get-TensorFlowDevice -ErrorVariable failures | Where-Object Engine -EQ Managed
        $failures | Should -BeNullOrEmpty -Because 'no library was asked for'
        $managed.Device | Should -Be 'Cpu'
        $managed.Version | Should -Be (Get-Module PoetsCmdlets).Version
        (Get-ImageLabel "$pictures/0.bmp" -Engine $managed.Engine -Device $managed.Device).Label | Should -Not -BeNullOrEmpty
    }

    It 'says what was searched where a library is not' {
        $null = New-Item -ItemType Directory -Force "$TestDrive/nolibrary"
        $rows = pwsh -NoProfile -NonInteractive -Command {
            param($module, $path)
            Import-Module $module
            Get-TensorFlowDevice $path -ErrorAction SilentlyContinue -ErrorVariable failures -Verbose 4>&1 | ForEach-Object { $_.Engine ?? "$_" } -OutVariable said | Where-Object { $_ -eq 'Managed' }
            $failures[0].FullyQualifiedErrorId
            "$($failures[0])"
            "$said"
        } -args "$ModuleFolder/PoetsCmdlets.psd1", "$TestDrive/nolibrary"
        $rows[0] | Should -Be 'Managed'
        $rows[1] | Should -Be 'EngineUnavailable,PoetsCmdlets.Cmdlets.GetTensorFlowDeviceCommand'
        "$rows" | Should -Match 'nolibrary'
        "$rows" | Should -Match '-TensorFlowPath'
        "$rows" | Should -Not -Match '--tensorflow_path'
    }
}

Describe 'Get-PretrainedModel' {
    It 'lists the catalogue' {
        $models = Get-PretrainedModel
        $models.Count | Should -BeGreaterOrEqual 34
        ($models | Where-Object State -EQ Embedded).Name | Should -Be 'efficientnet_lite0'
        $models | Where-Object Name -EQ mobilenet_0.50_224_quantized | Should -Not -BeNullOrEmpty
    }

    It 'selects by name, with wildcards' {
        (Get-PretrainedModel mobilenet_1.0_*).Count | Should -Be 8
        (Get-PretrainedModel INCEPTION_V3).InputSize | Should -Be 299
        (Get-PretrainedModel 'https://tfhub.dev/*/mobilenet_v2_*').Count | Should -Be 22
    }

    It 'reports a name that is none' {
        Get-PretrainedModel nonesuch -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Be 'ModelNotFound,PoetsCmdlets.Cmdlets.GetPretrainedModelCommand'
        Get-PretrainedModel nonesuch* -ErrorVariable failures | Should -BeNullOrEmpty
        $failures | Should -BeNullOrEmpty -Because 'wildcards may match nothing'
    }

    It 'fetches from a mirror, keeps what is there, and refuses what has another checksum' {
        # A mirror in a folder: the archive's name and the file in it are those of the catalogue.
        $name = 'mobilenet_0.25_128'
        $null = New-Item -ItemType Directory -Force "$TestDrive/mirror/in"
        Set-Content "$TestDrive/mirror/in/frozen_graph.pb" 'made up'
        $entry = [System.Formats.Tar.PaxTarEntry]::new('RegularFile', 'mobilenet_v1_0.25_128/frozen_graph.pb')
        $entry.DataStream = [IO.File]::OpenRead("$TestDrive/mirror/in/frozen_graph.pb")
        $archive = [IO.Compression.GZipStream]::new([IO.File]::Create("$TestDrive/mirror/mobilenet_v1_0.25_128_frozen.tgz"), [IO.Compression.CompressionMode]::Compress)
        $tar = [System.Formats.Tar.TarWriter]::new($archive)
        $tar.WriteEntry($entry)
        $tar.Dispose(); $entry.DataStream.Dispose()
        $fetch = @{ ModelDirectory = "$TestDrive/fetched"; Mirror = [Uri]::new("$TestDrive/mirror", 'Absolute') }

        Save-PretrainedModel $name @fetch -Sha256 ('0' * 64) -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Be 'DownloadFailed,PoetsCmdlets.Cmdlets.SavePretrainedModelCommand'
        $failures[0].TargetObject | Should -Be $name
        (Get-PretrainedModel $name -ModelDirectory "$TestDrive/fetched").State | Should -Be 'Downloadable'

        $hash = (Get-FileHash "$TestDrive/mirror/mobilenet_v1_0.25_128_frozen.tgz").Hash
        (Save-PretrainedModel $name @fetch -Sha256 $hash).State | Should -Be 'Present'
        $time = (Get-Item "$TestDrive/fetched/*").LastWriteTime
        (Get-PretrainedModel $name -ModelDirectory "$TestDrive/fetched" | Save-PretrainedModel @fetch).State | Should -Be 'Present'
        (Get-Item "$TestDrive/fetched/*").LastWriteTime | Should -Be $time

        $fetched = Get-ChildItem "$TestDrive/fetched" -Filter *.tgz
        Set-Content $fetched 'spoilt'
        (Save-PretrainedModel $name @fetch -Force).State | Should -Be 'Present'
        (Get-FileHash $fetched).Hash | Should -Be $hash
    }

    It 'fetches nothing with -WhatIf' {
        Save-PretrainedModel mobilenet_0.25_128 -ModelDirectory "$TestDrive/models" -WhatIf
        Test-Path "$TestDrive/models" | Should -BeFalse
    }
}
