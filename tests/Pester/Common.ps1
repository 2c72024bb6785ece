# Dot-sourced by every file: imports the module as the build laid it, and finds the photos beside the checkout.
$ModuleFolder = Join-Path $PSScriptRoot '../../out/PoetsCmdlets' | Resolve-Path | Select-Object -ExpandProperty ProviderPath
$Shared = Join-Path $PSScriptRoot '../../../shared'
Import-Module (Join-Path $ModuleFolder 'PoetsCmdlets.psd1') -Force
