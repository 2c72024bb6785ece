# Dot-sourced by every file: imports the module as the build laid it, finds the photos beside the checkout, and makes pictures.
$ModuleFolder = Join-Path $PSScriptRoot '../../out/PoetsCmdlets' | Resolve-Path | Select-Object -ExpandProperty ProviderPath
Import-Module (Join-Path $ModuleFolder 'PoetsCmdlets.psd1') -Force

# A small picture whose main colour is given, with noise that a seed decides: a Windows bitmap, whatever the file is called.
function New-Picture {
    param([string] $Path, [int[]] $Colour, [int] $Seed, [int] $Size = 48)
    $random = [Random]::new($Seed)
    $noise = [byte[]]::new($Size * $Size * 3)
    $random.NextBytes($noise)
    for ($i = 0; $i -lt $noise.Length; $i++) {
        $noise[$i] = [Math]::Clamp($Colour[2 - $i % 3] + ($noise[$i] -shr 2) - 32, 0, 255)
    }
    $header = [IO.MemoryStream]::new()
    $writer = [IO.BinaryWriter]::new($header)
    $writer.Write([byte[]](0x42, 0x4D)); $writer.Write([int](54 + $noise.Length)); $writer.Write(0); $writer.Write(54)
    $writer.Write(40); $writer.Write($Size); $writer.Write($Size); $writer.Write([int16]1); $writer.Write([int16]24)
    $writer.Write(0); $writer.Write($noise.Length); $writer.Write(2835); $writer.Write(2835); $writer.Write(0); $writer.Write(0)
    $null = New-Item -ItemType Directory -Force (Split-Path $Path)
    [IO.File]::WriteAllBytes($Path, $header.ToArray() + $noise)
}

# Runs a script in a runspace of its own, stops it as Ctrl+C does once it is well under way, and says how long that took.
function Measure-StopOnce {
    param([string] $Script, [scriptblock] $UnderWay)
    $shell = [powershell]::Create()
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $null = $shell.AddScript("Import-Module '$ModuleFolder/PoetsCmdlets.psd1'`n$Script")
    $run = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $UnderWay) -and -not $run.IsCompleted -and $clock.Elapsed.TotalSeconds -lt 60) { Start-Sleep -Milliseconds 20 }
    $ended = $run.IsCompleted
    $clock.Restart()
    $shell.Stop()
    [pscustomobject]@{
        Seconds = $clock.Elapsed.TotalSeconds; State = "$($shell.InvocationStateInfo.State)"; EndedBefore = $ended
        Errors = @($shell.Streams.Error | ForEach-Object { "$_" })
    }
    $shell.Dispose()
}

# The best of three where the first takes a second: on a busy machine it is the others that take it.
function Measure-Stop {
    param([string] $Script, [scriptblock] $UnderWay = { $output.Count -gt 0 })
    $best = Measure-StopOnce $Script $UnderWay
    for ($try = 1; $try -lt 3 -and $best.Seconds -ge 1; $try++) {
        $next = Measure-StopOnce $Script $UnderWay
        if ($next.Seconds -lt $best.Seconds) { $best = $next }
    }
    $best
}
