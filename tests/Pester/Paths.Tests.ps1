BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $pictures = "$TestDrive/pictures" -replace '\\', '/'
    New-Picture "$pictures/a1.bmp" 200, 30, 30 1
    New-Picture "$pictures/a[1].bmp" 30, 200, 30 2
    New-Picture "$pictures/b.bmp" 30, 30, 200 3
    New-Picture "$pictures/inner/c.bmp" 120, 120, 120 4
    function Names { $input | ForEach-Object { [IO.Path]::GetFileName($_.Path) } }
}

Describe 'Paths of images' {
    It 'are expanded when they hold wildcards, in the order of the file system' {
        Get-ImageLabel "$pictures/*.bmp" | Names | Sort-Object | Should -Be 'a[1].bmp', 'a1.bmp', 'b.bmp'
    }

    It 'are taken literally with -LiteralPath' {
        Get-ImageLabel -LiteralPath "$pictures/a[1].bmp" | Names | Should -Be 'a[1].bmp'
    }

    It 'match as wildcards with -Path, and name the file itself where nothing matches' {
        Get-ImageLabel "$pictures/a[1].bmp" | Names | Should -Be 'a1.bmp'
        New-Picture "$pictures/only/x[2].bmp" 1, 2, 3 5
        Get-ImageLabel "$pictures/only/x[2].bmp" | Names | Should -Be 'x[2].bmp'
    }

    It 'come from Get-ChildItem, with folders passed over' {
        Get-ChildItem $pictures | Get-ImageLabel -ErrorVariable failures | Names | Should -Be (Get-ChildItem $pictures -File).Name
        $failures | Should -BeNullOrEmpty
    }

    It 'come as strings' {
        "$pictures/b.bmp", "$pictures/a1.bmp" | Get-ImageLabel | Names | Should -Be 'b.bmp', 'a1.bmp'
    }

    It 'come from a property called <_>' -ForEach 'Path', 'LiteralPath', 'FullName', 'PSPath' {
        [pscustomobject]@{ $_ = "$pictures/b.bmp" } | Get-ImageLabel | Names | Should -Be 'b.bmp'
    }

    It 'come from results of these cmdlets' {
        Get-ImageLabel "$pictures/b.bmp" | Get-Bottleneck | Names | Should -Be 'b.bmp'
    }

    It 'are relative to PowerShell''s location, not to the process''s' {
        Push-Location $pictures
        try {
            [Environment]::CurrentDirectory | Should -Not -Be $pictures
            Get-ImageLabel b.bmp | Names | Should -Be 'b.bmp'
            Get-ImageLabel ./inner/../b.bmp | Names | Should -Be 'b.bmp'
        }
        finally {
            Pop-Location
        }
    }

    It 'may lie on a PowerShell drive, and name their provider' {
        $null = New-PSDrive -Name Photos -PSProvider FileSystem -Root $pictures -Scope Script
        (Get-ImageLabel Photos:/b.bmp).Path | Should -Be (Get-Item "$pictures/b.bmp").FullName
        (Get-ImageLabel "Microsoft.PowerShell.Core\FileSystem::$pictures/b.bmp").Path | Should -Be (Get-Item "$pictures/b.bmp").FullName
    }

    It 'that <Case> are reported with <Id>, and the others go on' -ForEach @(
        @{ Case = 'do not exist'; Bad = 'none.bmp'; Id = 'PathNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'match nothing'; Bad = 'none*.bmp'; Id = 'PathNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'name a folder'; Bad = 'inner'; Id = 'PathIsFolder'; Category = 'InvalidArgument' }
        @{ Case = 'lie on another provider'; Bad = 'Env:PATH'; Id = 'PathNotFileSystem'; Category = 'InvalidArgument' }
    ) {
        if ($Bad -notlike '*:*') { $Bad = "$pictures/$Bad" }
        $rows = Get-ImageLabel "$pictures/a1.bmp", $Bad, "$pictures/b.bmp" -ErrorVariable failures -ErrorAction SilentlyContinue
        $rows | Names | Should -Be 'a1.bmp', 'b.bmp'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be "$Id,PoetsCmdlets.Cmdlets.GetImageLabelCommand"
        $failures[0].CategoryInfo.Category | Should -Be $Category
        [IO.Path]::GetFileName($failures[0].TargetObject) | Should -Be ([IO.Path]::GetFileName($Bad))
    }

    It 'on a drive that is not there are reported, and the others go on' {
        $rows = Get-ImageLabel Nowhere:/a.bmp, "$pictures/b.bmp" -ErrorVariable failures -ErrorAction SilentlyContinue
        $rows | Names | Should -Be 'b.bmp'
        $failures[0].FullyQualifiedErrorId | Should -Be 'DriveNotFound,PoetsCmdlets.Cmdlets.GetImageLabelCommand'
    }

    It 'that vanished after they were listed are named as people know them' {
        New-Picture "$pictures/gone/a.bmp" 1, 2, 3 6
        $listed = Get-ChildItem "$pictures/gone"
        Remove-Item "$pictures/gone/a.bmp"
        $listed | Get-ImageLabel -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failures" | Should -BeLike "'*/gone/a.bmp' does not exist*"
        "$failures" | Should -Not -Match '::'
    }
}
