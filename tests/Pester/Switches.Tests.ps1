BeforeDiscovery {
    . "$PSScriptRoot/Common.ps1"
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    $switches = foreach ($command in Get-Command Get-Bottleneck, Get-ImageLabel, Get-MisclassifiedImage, Invoke-Retrain, Save-PretrainedModel) {
        $command.Parameters.Values | Where-Object { $_.SwitchParameter -and $_.Name -notin $common } |
            ForEach-Object { @{ Command = $command.Name; Type = $command.ImplementingType; Name = $_.Name } }
    }
}

Describe 'Switches' {
    BeforeAll {
        # The options of the engine that a cmdlet stands for, as the cmdlet makes them.
        function Get-Setting($Cmdlet) {
            $method = $Cmdlet.GetType().GetMethod('Options', [Reflection.BindingFlags]'Instance, NonPublic')
            $options = $method.Invoke($Cmdlet, @(if ($method.GetParameters()) { [Func[string, string]] { param($path) $path } }))
            $settings = @{}
            foreach ($property in $options.GetType().GetProperties() | Where-Object CanWrite) {
                $settings[$property.Name] = if ($property.Name -eq 'Classifier') { '' } else { "$($property.GetValue($options))" }
            }
            if ($options.psobject.Properties['Classifier']) { $options.Classifier.psobject.Properties | ForEach-Object { $settings[$_.Name] = "$($_.Value)" } }
            $settings
        }
    }

    It 'of <Command>: -<Name> sets the option of its name, and no other' -ForEach $switches {
        $off = Get-Setting $Type::new()
        foreach ($on in $true, $false) {
            $cmdlet = $Type::new()
            $cmdlet.$Name = $on
            $now = Get-Setting $cmdlet
            $now[$Name] | Should -Be "$on"
            @($now.Keys | Where-Object { $now[$_] -ne $off[$_] }) | Should -Be @(if ($on) { $Name })
        }
    }
}
