BeforeDiscovery {
    $shared = Join-Path $PSScriptRoot '../../../shared'
    $missing = -not $IsLinux -or -not (Test-Path "$shared/tensorflow/unpack") -or -not (Test-Path "$shared/data/flower_photos")
}

Describe 'Real TensorFlow (needs ../shared, on Linux)' -Skip:$missing {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        $shared = Join-Path $PSScriptRoot '../../../shared' | Resolve-Path | Select-Object -ExpandProperty ProviderPath
        $library = & "$shared/tensorflow/unpack" | Select-Object -Last 1

        # TensorFlow reads these from the environment that its process was started with.
        $before = $env:TF_CPP_MIN_LOG_LEVEL, $env:TF_ENABLE_ONEDNN_OPTS
        $env:TF_CPP_MIN_LOG_LEVEL, $env:TF_ENABLE_ONEDNN_OPTS = '3', '0'

        # In a process of its own, as a library that was loaded stays.
        function Invoke-Both {
            param([scriptblock] $Script)
            $prepare = "Import-Module '$ModuleFolder/PoetsCmdlets.psd1'; `$library = '$library'; "
            $files = "`$files = @(Get-ChildItem '$shared/data/flower_photos/*/*.jpg')[(0..12).ForEach({ 38 * `$_ })]; "
            pwsh -NoProfile -NonInteractive -Command ($prepare + $files + $Script) | ConvertFrom-Json
        }
    }

    AfterAll {
        $env:TF_CPP_MIN_LOG_LEVEL, $env:TF_ENABLE_ONEDNN_OPTS = $before
    }

    It 'gives the labels of the managed engine' {
        $both = Invoke-Both {
            $ours = $files | Get-ImageLabel -Engine Managed -Top 3
            $theirs = $files | Get-ImageLabel -Engine TensorFlow -TensorFlowPath $library -Top 3
            ConvertTo-Json @{ Ours = @($ours); Theirs = @($theirs) } -Depth 3
        }
        $both.Ours.Count | Should -Be 39
        $both.Theirs.Label | Should -Be $both.Ours.Label
        for ($i = 0; $i -lt $both.Ours.Count; $i++) {
            [Math]::Abs($both.Ours[$i].Score - $both.Theirs[$i].Score) | Should -BeLessThan 1e-4
        }
    }

    It 'gives the bottlenecks of the managed engine, within 1e-4 of the largest value' {
        $worst = Invoke-Both {
            $ours = @($files | Select-Object -First 4 | Get-Bottleneck -Engine Managed)
            $theirs = @($files | Select-Object -First 4 | Get-Bottleneck -Engine TensorFlow -TensorFlowPath $library)
            $worst = 0
            for ($i = 0; $i -lt $ours.Count; $i++) {
                $largest = ($theirs[$i].Values | Measure-Object -Maximum).Maximum
                for ($j = 0; $j -lt $ours[$i].Values.Length; $j++) {
                    $worst = [Math]::Max($worst, [Math]::Abs($ours[$i].Values[$j] - $theirs[$i].Values[$j]) / $largest)
                }
            }
            ConvertTo-Json @{ Worst = $worst; Count = $ours.Count }
        }
        $worst.Count | Should -Be 4
        $worst.Worst | Should -BeLessThan 1e-4
    }

    It 'is listed with its devices, which are named when a GPU is asked for that is not there' {
        $failure = Invoke-Both {
            try { $files[0] | Get-ImageLabel -Device Gpu:7 -TensorFlowPath $library } catch { $failure = $_ }
            ConvertTo-Json @{ Id = $failure.FullyQualifiedErrorId; Text = "$failure"; Devices = @(Get-TensorFlowDevice $library) }
        }
        $failure.Devices.Engine | Should -Contain 'Managed'
        ($failure.Devices | Where-Object Engine -EQ TensorFlow).Version | Should -Match '^\d+\.\d+\.\d+$'
        $failure.Id | Should -Be 'EngineUnavailable,PoetsCmdlets.Cmdlets.GetImageLabelCommand'
        $failure.Text | Should -Match 'device:CPU:0'
    }
}
