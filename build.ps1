#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds the module into out/PoetsCmdlets; with -Test, runs all tests as well. It only calls dotnet.
.EXAMPLE
    ./build.ps1; Import-Module ./out/PoetsCmdlets
#>
[CmdletBinding()]
param(
    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',
    [switch] $Test
)

$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try {
    dotnet build src/PoetsCmdlets --configuration $Configuration
    if ($LASTEXITCODE -ne 0) { throw "The build failed ($LASTEXITCODE)." }
    if ($Test) {
        dotnet test --configuration $Configuration
        if ($LASTEXITCODE -ne 0) { throw "Tests failed ($LASTEXITCODE)." }
    }
}
finally {
    Pop-Location
}
