function Get-HmaPlan {
    <#
    .SYNOPSIS
    Lists the repair steps in their order, and what would remain after them.

    .DESCRIPTION
    Checks captures, applies the repairs to a model of the organisation and checks that again. Nothing is written and nothing is changed.
    New-HmaRemediation writes the scripts that the steps name.

    .PARAMETER Path
    Files and folders with captures. What exists under this very name is taken first; otherwise * and ? are wildcards.

    .PARAMETER InputObject
    Captures from the pipeline: files and folders, paths, objects of cmdlets, or text of several lines.

    .PARAMETER Tenant
    The captures of each tenant: @{ contoso = 'spn-contoso.json' }.

    .PARAMETER Config
    Configuration file. By default hmaudit.yml in the current folder, or the nearest one above it.

    .PARAMETER Rules
    Files or folders with rules of your own.

    .PARAMETER Only
    Plans only for these rules: ids, names, or a prefix such as HMA-SPN.

    .PARAMETER Skip
    Does not plan for these rules.

    .PARAMETER AsOf
    Judges certificates and waivers as of this date, such as 2026-11-21.

    .INPUTS
    Files, folders, paths, objects of cmdlets, text.

    .OUTPUTS
    Hmaudit.Plan. ExitCode is 0 when scripts or steps for a person cover everything that fails, 1 when a finding has no remedy, 3 when something was left out for
    lack of evidence.

    .EXAMPLE
    Get-HmaPlan captures

    Shows the plan.

    .EXAMPLE
    (Get-HmaPlan captures).Steps | Where-Object Disposition -eq manual

    Lists the steps that a person has to take.

    .LINK
    New-HmaRemediation

    .LINK
    Test-HmaReadiness
    #>
    [CmdletBinding()]
    [OutputType('Hmaudit.Plan')]
    param(
        [Parameter(Position = 0)] [string[]] $Path,
        [Parameter(ValueFromPipeline = $true)] [object] $InputObject,
        [System.Collections.IDictionary] $Tenant,
        [string] $Config,
        [string[]] $Rules,
        [string[]] $Only,
        [string[]] $Skip,
        [string] $AsOf
    )
    begin {
        $set = New-CaptureSet
        Add-Capture -Caller $PSCmdlet -Set $set -Item $Path
    }
    process { Add-Capture -Caller $PSCmdlet -Set $set -Item $InputObject }
    end {
        $folder = New-TemporaryFolder
        try {
            $captures = @(ConvertTo-CaptureArgument -Caller $PSCmdlet -Set $set -Tenant $Tenant -Folder $folder)
            Read-Plan -Caller $PSCmdlet -Options @(Get-PlanOption -Caller $PSCmdlet -Bound $PSBoundParameters) -Captures $captures -Folder $folder
        } finally {
            Remove-TemporaryFolder $folder
        }
    }
}
