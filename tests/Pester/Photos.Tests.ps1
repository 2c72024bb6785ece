BeforeDiscovery {
    $shared = Join-Path $PSScriptRoot '../../../shared'
    $missing = -not (Test-Path "$shared/data/flower_photos") -or -not (Test-Path "$shared/golden/retrain_py/mobilenet_0.25_128")
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $shared = Join-Path $PSScriptRoot '../../../shared'
    $photos = "$shared/data/flower_photos"
    $golden = "$shared/golden/retrain_py/mobilenet_0.25_128"
    $graph = @{ Graph = "$golden/retrained_graph.pb"; Labels = "$golden/retrained_labels.txt" }
}

Describe 'Real photos (needs ../shared)' -Skip:$missing {
    It 'are labelled 502 of 502 in order, with a bad file in the middle, as a clean table' {
        $files = @(Get-ChildItem "$photos/*/*.jpg")
        Set-Content "$TestDrive/bad.jpg" 'this is no photo'
        $mixed = @($files[0..250]) + @(Get-Item "$TestDrive/bad.jpg") + @($files[251..($files.Count - 1)])
        $mixed | Get-ImageLabel @graph -ErrorVariable failures -ErrorAction SilentlyContinue | Export-Csv "$TestDrive/labels.csv"

        $failures.Count | Should -Be 1
        $failures[0].TargetObject | Should -Be (Get-Item "$TestDrive/bad.jpg").FullName
        $rows = Import-Csv "$TestDrive/labels.csv"
        $rows.Count | Should -Be 502
        $rows.Path | Should -Be $files.FullName
        $right = @($rows | Where-Object { $_.Label -eq (Split-Path (Split-Path $_.Path) -Leaf) }).Count
        $right | Should -BeGreaterThan 376 -Because 'the graph was trained on most of them'
    }

    It 'retrain the embedded network to a good accuracy, and what is misclassified is found again' {
        Push-Location (Split-Path $photos)
        try {
            $result = Invoke-Retrain ./flower_photos -OutputGraph "$TestDrive/flowers.pb"
            $wrong = @(Get-MisclassifiedImage ./flower_photos -Graph "$TestDrive/flowers.pb")
        }
        finally {
            Pop-Location
        }
        $result.Labels | Should -Be 'daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'
        $result.BadFiles.Count | Should -Be 0
        $result.TestAccuracy | Should -BeGreaterThan 0.8
        $wrong.Path | Sort-Object | Should -Be ($result.Misclassified.Path | Sort-Object)
        $wrong.PredictedLabel.Count | Should -Be $result.Misclassified.Count
    }

    It 'go through a Hub module that is named relative to PowerShell''s location' {
        $photo = @(Get-ChildItem "$photos/roses/*.jpg")[0].FullName
        Push-Location "$shared/golden/hub"
        try {
            $bottleneck = Get-Bottleneck -LiteralPath $photo -TfHubModule ./module_mobilenet_v1_0.25_128
        }
        finally {
            Pop-Location
        }
        $bottleneck.Architecture | Should -Be './module_mobilenet_v1_0.25_128'
        $bottleneck.Values.Count | Should -BeGreaterThan 200
    }

    It 'stop within a second' {
        $stop = Measure-Stop "1..20 | ForEach-Object { Get-ChildItem '$photos/*/*.jpg' } | Get-ImageLabel"
        $stop.EndedBefore | Should -BeFalse -Because "$($stop.Errors)"
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1
    }

    It 'stop within a second while bottlenecks are computed for training' {
        $stop = Measure-Stop "Invoke-Retrain '$photos' -ThrottleLimit 1 -Verbose" { $shell.Streams.Progress.Count -gt 0 }
        $stop.EndedBefore | Should -BeFalse -Because "$($stop.Errors)"
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1
    }
}
