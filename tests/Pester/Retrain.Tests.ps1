BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $data = "$TestDrive/colours"
    $colours = @{ Red = 210, 40, 40; Green = 40, 190, 60; Blue = 40, 70, 210 }
    $seed = 0
    foreach ($name in $colours.Keys) {
        1..12 | ForEach-Object { New-Picture "$data/$name/$_.bmp" $colours[$name] (++$script:seed) }
    }
    $PSDefaultParameterValues['*-*:WarningAction'] = 'SilentlyContinue'
    $result = Invoke-Retrain $data -OutputGraph "$TestDrive/colours.pb" -TestingPercentage 25 -ValidationPercentage 20 -BottleneckDirectory "$TestDrive/bottlenecks"
}

Describe 'Invoke-Retrain' {
    It 'emits one result that says what came of it' {
        $result.psobject.TypeNames[0] | Should -Be 'Poets.Retraining.RetrainResult'
        $result.Labels | Should -Be 'blue', 'green', 'red'
        $result.Solver | Should -Be 'Lbfgs'
        $result.Architecture | Should -Be 'efficientnet_lite0'
        $result.TrainingCount + $result.ValidationCount + $result.TestCount | Should -Be 36
        $result.TestCount | Should -BeGreaterThan 0
        $result.TestAccuracy | Should -Be 1 -Because 'red, green and blue are easy to tell apart'
        $result.MisclassifiedCount | Should -Be 0
        $result.ComputedBottlenecks | Should -Be 36
        $result.HyperParameters['L2'] | Should -BeGreaterThan 0
    }

    It 'writes the graph, and its labels where Get-ImageLabel finds them' {
        Test-Path $result.GraphPath | Should -BeTrue
        Test-Path $result.LabelsPath | Should -BeTrue
        New-Picture "$TestDrive/new.bmp" $colours.Green 99
        $label = Get-ImageLabel "$TestDrive/new.bmp" -Graph "$TestDrive/colours.pb"
        $label.Label | Should -Be 'green'
        $label.Score | Should -BeGreaterThan 0.5
        $unknown = Get-ImageLabel "$TestDrive/new.bmp" -Graph "$TestDrive/colours.pb" -Threshold 1 -UnknownLabel 'no idea' -Top 3
        @($unknown).Count | Should -Be 1
        $unknown.Label, $unknown.Rank, $unknown.Score | Should -Be 'no idea', 1, $label.Score
    }

    It 'comes whole out of a job' {
        $returned = Start-Job { Import-Module "$using:ModuleFolder/PoetsCmdlets.psd1"; Invoke-Retrain $using:data -TestingPercentage 25 -ValidationPercentage 20 -WarningAction SilentlyContinue } |
            Receive-Job -Wait -AutoRemoveJob
        $returned.TestAccuracy | Should -Be $result.TestAccuracy
        $returned.Confusion.Classes.Count | Should -Be 3
        $returned.Confusion.Classes[0].Label | Should -Be 'blue'
        $returned.Confusion.Classes[0].Recall | Should -Be 1
    }

    It 'goes on from its cache' {
        $again = Invoke-Retrain $data -TestingPercentage 25 -ValidationPercentage 20 -BottleneckDirectory "$TestDrive/bottlenecks"
        $again.CachedBottlenecks | Should -Be 36
        $again.TestAccuracy | Should -Be $result.TestAccuracy
        $again.GraphPath | Should -BeNullOrEmpty
    }

    It 'trains with retrain.py''s own algorithm and its own names of flags' {
        $lines = Invoke-Retrain -image_dir $data -Solver Sgd -how_many_training_steps 20 -eval_step_interval 10 -bottleneck_dir "$TestDrive/bottlenecks" -Verbose 4>&1
        $run = $lines | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }
        $run.Solver | Should -Be 'Sgd'
        $run.HyperParameters['Steps'] | Should -Be 20
        "$lines" | Should -Match 'Step 10: Train accuracy = \d+\.\d%'
        "$lines" | Should -Match 'Final test accuracy = '
        "$lines" | Should -Match 'Sgd ended after 20 steps and [\d.]+ s: all steps done.'
    }

    It 'makes the same graph from the same seed' {
        foreach ($name in 'one', 'two') {
            $null = Invoke-Retrain $data -Solver Sgd -Steps 20 -Seed 7 -BottleneckDirectory "$TestDrive/bottlenecks" -OutputGraph "$TestDrive/$name.pb"
        }
        (Get-FileHash "$TestDrive/one.pb").Hash | Should -Be (Get-FileHash "$TestDrive/two.pb").Hash
    }

    It 'splits by the folder as typed, wherever it lies' {
        Push-Location $TestDrive
        try {
            $typed = Invoke-Retrain ./colours -TestingPercentage 30 -BottleneckDirectory "$TestDrive/bottlenecks"
            $null = Copy-Item ./colours ./elsewhere/colours -Recurse -Force
            Set-Location ./elsewhere
            $moved = Invoke-Retrain ./colours -TestingPercentage 30 -BottleneckDirectory "$TestDrive/bottlenecks"
        }
        finally {
            Pop-Location
        }
        $moved.TestCount, $moved.ValidationCount | Should -Be $typed.TestCount, $typed.ValidationCount
    }

    It 'leaves a bad file out, and reports it' {
        $null = Copy-Item $data "$TestDrive/spoilt" -Recurse
        Set-Content "$TestDrive/spoilt/Red/bad.bmp" 'this is no picture'
        $run = Invoke-Retrain "$TestDrive/spoilt" -BottleneckDirectory "$TestDrive/bottlenecks" -ErrorVariable failures -ErrorAction SilentlyContinue
        $run.BadFiles.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'ImageUnreadable,PoetsCmdlets.Cmdlets.InvokeRetrainCommand'
        $failures[0].TargetObject | Should -BeLike '*bad.bmp'
        "$($failures[0])" | Should -BeLike '*bad.bmp: *' -Because 'among many files, people have to see which one it is'
    }

    It 'warns of folders with few images, in PowerShell''s words' {
        $null = Invoke-Retrain $data -BottleneckDirectory "$TestDrive/bottlenecks" -WarningVariable warnings
        $null = New-Item -ItemType Directory "$data/Empty"
        $null = Invoke-Retrain $data -BottleneckDirectory "$TestDrive/bottlenecks" -WarningVariable more
        Remove-Item "$data/Empty"
        $more | ForEach-Object { "$_" } | Should -Contain "No files found in folder 'Empty'."
        $warnings | ForEach-Object { "$_" } | Sort-Object -Unique | Should -Be @('Blue', 'Green', 'Red' | ForEach-Object { "Folder '$_' has less than 20 images, which may cause issues." })
    }

    It 'writes a report and a sheet of distorted samples' {
        $run = Invoke-Retrain $data -FlipLeftRight -RandomCrop 20 -Steps 3 -TrainBatchSize 6 -Report "$TestDrive/run/report.html" -DistortionSheet "$TestDrive/run/sheet.png" -BottleneckDirectory "$TestDrive/bottlenecks"
        $run.Solver | Should -Be 'Sgd'
        $run.ReportPath | Should -BeLike '*report.html'
        Get-Content $run.ReportPath -Raw | Should -Match '<h1>colours</h1>'
        [IO.File]::ReadAllBytes("$TestDrive/run/sheet.png")[1..3] | Should -Be ([byte[]][char[]]'PNG')
    }

    It 'refuses a sheet where nothing is distorted' {
        try { Invoke-Retrain $data -DistortionSheet "$TestDrive/never.png" } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'OptionInvalid,PoetsCmdlets.Cmdlets.InvokeRetrainCommand'
        "$failure" | Should -BeLike '-DistortionSheet: nothing is distorted; add -FlipLeftRight, *'
    }

    It 'finds photos that lie in two sets, and says which' {
        $null = Copy-Item $data "$TestDrive/repeated" -Recurse
        1..12 | ForEach-Object { Copy-Item "$data/Red/$_.bmp" "$TestDrive/repeated/Blue/copy$_.bmp" }
        $split = @{ TestingPercentage = 25; ValidationPercentage = 20 }
        $split.BottleneckDirectory = "$TestDrive/bottlenecks"
        $run = Invoke-Retrain "$TestDrive/repeated" @split -WarningVariable warnings
        $run.Duplicates.Count | Should -BeGreaterThan 0
        $run.Duplicates | ForEach-Object {
            $_.Kind | Should -Be 'SameFile'
            (Get-FileHash $_.Path).Hash | Should -Be (Get-FileHash $_.TwinPath).Hash
            $_.Category | Should -Not -Be $_.TwinCategory
            $_.Label, $_.TwinLabel | Sort-Object | Should -Be 'blue', 'red'
        }
        "$warnings" | Should -Match 'is the same file as'
        (Invoke-Retrain "$TestDrive/repeated" @split -SkipDuplicateCheck).Duplicates | Should -BeNullOrEmpty
        $result.Duplicates | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf' {
        Invoke-Retrain $data -OutputGraph "$TestDrive/whatif/graph.pb" -BottleneckDirectory "$TestDrive/whatif/cache" -SummariesDirectory "$TestDrive/whatif/logs" -WhatIf | Should -BeNullOrEmpty
        Test-Path "$TestDrive/whatif" | Should -BeFalse
    }

    It 'names with -WhatIf all that would be written' {
        # What if: is written for people only, so that another process has to read it.
        $said = pwsh -NoProfile -NonInteractive -Command {
            param($module, $data, $to)
            Import-Module $module
            Invoke-Retrain $data -OutputGraph $to/1.pb -OutputLabels $to/2.txt -SavedModelDirectory $to/3 -SummariesDirectory $to/4 -BottleneckDirectory $to/5 -Report $to/6 -DistortionSheet $to/7 -IntermediateOutputGraphsDirectory $to/8 -IntermediateStoreFrequency 9 -WhatIf
        } -args "$ModuleFolder/PoetsCmdlets.psd1", $data, "$TestDrive/whatif"
        1..8 | ForEach-Object { "$said" | Should -Match "whatif.$_\b" }
        Test-Path "$TestDrive/whatif" | Should -BeFalse
    }

    It 'ends with an error before any work when <Case>' -ForEach @(
        @{ Case = 'the folder is not there'; Folder = 'none'; Arguments = @{}; Id = 'DatasetInvalid' }
        @{ Case = 'the folder has no classes'; Folder = 'colours/Red'; Arguments = @{}; Id = 'DatasetInvalid' }
        @{ Case = 'percentages leave nothing to train on'; Folder = 'colours'; Arguments = @{ TestingPercentage = 60; ValidationPercentage = 40 }; Id = 'OptionInvalid' }
    ) {
        { Invoke-Retrain "$TestDrive/$Folder" @Arguments -OutputGraph "$TestDrive/never.pb" } | Should -Throw -ErrorId "$Id,PoetsCmdlets.Cmdlets.InvokeRetrainCommand"
        Test-Path "$TestDrive/never.pb" | Should -BeFalse
    }

    It 'shows a short report' {
        $text = $result | Out-String
        $text | Should -Match 'Test accuracy +: 100'
        $text | Should -Match 'Graph +: .*colours\.pb'
    }

    It 'has lists that can be indexed' {
        foreach ($owner in $result, $result.Confusion, $result.Facts) {
            foreach ($property in $owner.psobject.Properties | Where-Object { $_.Value -is [Collections.IEnumerable] -and $_.Value -isnot [string] -and $_.Value -isnot [Collections.IDictionary] }) {
                $items = @($property.Value)
                for ($i = 0; $i -lt $items.Count; $i++) {
                    $property.Value[$i] | Should -Be $items[$i] -Because "$($property.Name)[$i]"
                }
            }
        }
        $result.Labels[-1] | Should -Be 'red'
    }

    It 'shows what was taken for what, and how well each class is known' {
        $lines = ($result.Confusion | Out-String).Trim() -split '\r?\n'
        $lines[0].Trim() -split ' +' | Should -Be 'blue', 'green', 'red'
        foreach ($row in 0..2) {
            $counts = foreach ($column in 0..2) { $result.Confusion.Item($row, $column) }
            $lines[1 + $row] -split ' +' | Should -Be (@($result.Labels[$row]) + @($counts))
        }
        $lines[-1] | Should -Be "$($result.TestCount) of $($result.TestCount) images are labelled rightly"
        $result.Confusion.Classes | Out-String | Should -Match 'blue +\d+ +\d+ +\d+ +100[.,]0 ?% +100[.,]0 ?% +1[.,]00'
    }

    It 'writes the same files where numbers are written with a comma and another minus' {
        $run = @{ ImageDirectory = $data; Solver = 'Sgd'; Steps = 4; LearningRate = 0.001; TrainBatchSize = -1; BottleneckDirectory = "$TestDrive/bottlenecks"; IntermediateStoreFrequency = 2 }
        $before = [cultureinfo]::CurrentCulture
        try {
            foreach ($culture in '', 'sv-SE') {
                [cultureinfo]::CurrentCulture = $culture
                $folder = "$TestDrive/culture$culture"
                $null = Invoke-Retrain @run -OutputGraph "$folder/graph.pb" -SavedModelDirectory "$folder/saved" -IntermediateOutputGraphsDirectory "$folder/steps" -Report "$folder/report.html"
                $null = Get-Bottleneck "$data/Red/1.bmp" -BottleneckDirectory "$folder/cache"
            }
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
        $files = @(Get-ChildItem "$TestDrive/culture" -Recurse -File -Name | Sort-Object)
        $files.Count | Should -BeGreaterThan 6
        Get-ChildItem "$TestDrive/culturesv-SE" -Recurse -File -Name | Sort-Object | Should -Be $files
        foreach ($file in $files | Where-Object { $_ -notlike '*.html' -and $_ -notlike '*manifest*' }) {
            (Get-FileHash "$TestDrive/culturesv-SE/$file").Hash | Should -Be (Get-FileHash "$TestDrive/culture/$file").Hash -Because $file
        }

        # All but the date, and how long it took.
        $ours, $theirs = '', 'sv-SE' | ForEach-Object { (Get-Content "$TestDrive/culture$_/report.html" -Raw) -replace '\d+-\d+-\d+ \d+:\d+|\d+\.\d s\b|culturesv-SE|culture' }
        $theirs | Should -BeExactly $ours
    }

    It 'stops within a second when told to' {
        $stop = Measure-Stop "Invoke-Retrain '$data' -Solver Sgd -Steps 100000000 -BottleneckDirectory '$TestDrive/bottlenecks' -Verbose" {
            @($shell.Streams.Verbose) -match 'Step 100:'
        }
        $stop.EndedBefore | Should -BeFalse -Because "it would train for hours ($($stop.Errors))"
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1
    }
}

Describe 'Get-MisclassifiedImage' {
    BeforeAll {
        # The same folders with two photos in the wrong one.
        $null = Copy-Item $data "$TestDrive/muddled" -Recurse
        New-Picture "$TestDrive/muddled/Red/wrong1.bmp" $colours.Blue 201
        New-Picture "$TestDrive/muddled/Red/wrong2.bmp" $colours.Green 202
    }

    It 'finds photos that lie in a wrong folder' {
        $wrong = Get-MisclassifiedImage "$TestDrive/muddled" -Graph "$TestDrive/colours.pb" -Category All
        $wrong | ForEach-Object { [IO.Path]::GetFileName($_.Path) } | Sort-Object | Should -Be 'wrong1.bmp', 'wrong2.bmp'
        $wrong.ActualLabel | Should -Be 'red', 'red'
        $wrong.PredictedLabel | Sort-Object | Should -Be 'blue', 'green'
        $wrong[0].Score | Should -BeGreaterThan 0.5
    }

    It 'looks at the testing set by default' {
        $verbose = Get-MisclassifiedImage $data -Graph "$TestDrive/colours.pb" -TestingPercentage 25 -ValidationPercentage 20 -Verbose 4>&1
        "$verbose" | Should -Match "$($result.TestCount) of $($result.TestCount) images are labelled rightly"
    }

    It 'leaves out what is unknown, which -Verbose counts' {
        $lines = Get-MisclassifiedImage "$TestDrive/muddled" -Graph "$TestDrive/colours.pb" -Category All -Threshold 1 -Verbose 4>&1
        $lines | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] } | Should -BeNullOrEmpty
        "$lines" | Should -Match '0 of 0 images are labelled rightly, and 38 are unknown'
    }

    It 'reports a bad file, and goes on' {
        Set-Content "$TestDrive/muddled/Blue/bad.bmp" 'this is no picture'
        $wrong = Get-MisclassifiedImage "$TestDrive/muddled" -Graph "$TestDrive/colours.pb" -Category All -ErrorVariable failures -ErrorAction SilentlyContinue
        $wrong.Count | Should -Be 2
        $failures[0].FullyQualifiedErrorId | Should -Be 'ImageUnreadable,PoetsCmdlets.Cmdlets.GetMisclassifiedImageCommand'
    }
}
