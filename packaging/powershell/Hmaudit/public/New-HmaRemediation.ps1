function New-HmaRemediation {
    <#
    .SYNOPSIS
    Writes the scripts that repair what an audit found, and the scripts that undo the repair.

    .DESCRIPTION
    Writes numbered scripts in the order in which they are to be run, an undo script for each in the folder undo, and plan.md, which explains them.
    Nothing is run and nothing is changed in the organisation. Read the scripts, and try them where nobody depends on it, before you run them.

    .PARAMETER Path
    Files and folders with captures. What exists under this very name is taken first; otherwise * and ? are wildcards.

    .PARAMETER InputObject
    Captures from the pipeline: files and folders, paths, objects of cmdlets, or text of several lines.

    .PARAMETER OutputFolder
    Folder to write to. It must not hold captures.

    .PARAMETER Tenant
    The captures of each tenant: @{ contoso = 'spn-contoso.json' }.

    .PARAMETER Config
    Configuration file. By default hmaudit.yml in the current folder, or the nearest one above it.

    .PARAMETER Rules
    Files or folders with rules of your own.

    .PARAMETER Only
    Writes scripts only for these rules: ids, names, or a prefix such as HMA-SPN.

    .PARAMETER Skip
    Does not write scripts for these rules.

    .PARAMETER AsOf
    Judges certificates and waivers as of this date, such as 2026-11-21.

    .PARAMETER Force
    Replaces an earlier set of scripts in the folder.

    .INPUTS
    Files, folders, paths, objects of cmdlets, text.

    .OUTPUTS
    Hmaudit.Script, one for each script: Name, Steps, Path, Undo.

    .EXAMPLE
    New-HmaRemediation captures -OutputFolder scripts -WhatIf

    Says which scripts would be written.

    .EXAMPLE
    New-HmaRemediation captures -OutputFolder scripts

    Writes them.

    .LINK
    Get-HmaPlan
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    [OutputType('Hmaudit.Script')]
    param(
        [Parameter(Position = 0)] [string[]] $Path,
        [Parameter(ValueFromPipeline = $true)] [object] $InputObject,
        [Parameter(Mandatory = $true)] [string] $OutputFolder,
        [System.Collections.IDictionary] $Tenant,
        [string] $Config,
        [string[]] $Rules,
        [string[]] $Only,
        [string[]] $Skip,
        [string] $AsOf,
        [switch] $Force
    )
    begin {
        $set = New-CaptureSet
        Add-Capture -Caller $PSCmdlet -Set $set -Item $Path
    }
    process { Add-Capture -Caller $PSCmdlet -Set $set -Item $InputObject }
    end {
        $out = Resolve-FilePath -Caller $PSCmdlet -Path $OutputFolder
        $options = @(Get-PlanOption -Caller $PSCmdlet -Bound $PSBoundParameters)
        $folder = New-TemporaryFolder
        try {
            $captures = @(ConvertTo-CaptureArgument -Caller $PSCmdlet -Set $set -Tenant $Tenant -Folder $folder)
            $plan = Read-Plan -Caller $PSCmdlet -Options $options -Captures $captures -Folder $folder
            $names = @($plan.Steps | Where-Object { $null -ne $_.Script } | ForEach-Object { $_.Script } | Select-Object -Unique)
            if (-not $PSCmdlet.ShouldProcess($out, 'Write ' + (@('plan.md') + $names -join ', ') + ' and an undo script for each')) { return }
            $own = @('--out=' + $out) + @(ConvertTo-Option -Caller $PSCmdlet -Bound $PSBoundParameters -Name 'Force')
            $null = Invoke-Program -Caller $PSCmdlet -Argument (@('remediate', '--quiet') + $own + $options + $captures)
        } finally {
            Remove-TemporaryFolder $folder
        }
        foreach ($name in $names) {
            [pscustomobject] @{
                PSTypeName = 'Hmaudit.Script'
                Name       = $name
                Steps      = @($plan.Steps | Where-Object { $_.Script -eq $name } | ForEach-Object { $_.Title })
                Path       = [System.IO.Path]::Combine($out, $name)
                Undo       = [System.IO.Path]::Combine($out, 'undo', $name)
            }
        }
    }
}
