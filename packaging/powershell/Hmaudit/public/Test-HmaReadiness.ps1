function Test-HmaReadiness {
    <#
    .SYNOPSIS
    Checks from captures whether an Exchange organisation is ready for hybrid modern authentication.

    .DESCRIPTION
    Reads captures - what cmdlets such as Get-MapiVirtualDirectory and Get-AuthServer printed or exported - and returns one report object. The console shows
    the areas, the findings and the verdict; all of it is in the properties Areas, Findings, SpnMatrix, Next and others.

    Nothing is changed and nothing is asked over the network. What the captures do not show is inconclusive, never a pass; Next holds the commands that supply it.

    Objects can be piped as they come from a cmdlet. They are written to a temporary folder that only you can read and that is removed afterwards. Piped objects
    prove what they show; that nothing else exists is proved by captures whose command is known, such as those of the collector scripts.

    .PARAMETER Path
    Files and folders with captures. What exists under this very name is taken first; otherwise * and ? are wildcards.

    .PARAMETER InputObject
    Captures from the pipeline: files and folders, paths, objects of cmdlets, or text of several lines (Out-String, Get-Content -Raw).

    .PARAMETER Tenant
    The captures of each tenant: @{ contoso = 'spn-contoso.json' }. A value is a path, or the objects that Get-MgServicePrincipal returns. Not needed where there is one tenant.

    .PARAMETER Config
    Configuration file. By default hmaudit.yml in the current folder, or the nearest one above it.

    .PARAMETER Rules
    Files or folders with rules of your own.

    .PARAMETER Waivers
    Files with waivers, beside those of the configuration.

    .PARAMETER NoWaivers
    Ignores all waivers.

    .PARAMETER Only
    Runs only these rules: ids, names, or a prefix such as HMA-SPN.

    .PARAMETER Skip
    Does not run these rules.

    .PARAMETER Require
    Areas that are checked even where nothing of theirs was captured, or all.

    .PARAMETER Pack
    Packs of rules that are switched on, such as client.

    .PARAMETER Expect
    The state that the organisation should have: with enabled, switches that are off are errors.

    .PARAMETER AsOf
    Judges certificates and waivers as of this date, such as 2026-11-21.

    .PARAMETER FailOn
    The severity from which the exit code is 1.

    .PARAMETER Baseline
    An earlier JSON report; only what it does not have is reported.

    .PARAMETER Strict
    The exit code is 3 instead of 0 where something that looks like evidence was not read.

    .PARAMETER All
    Also returns what passed and what does not apply.

    .PARAMETER Encoding
    Encoding of all captures. By default it is detected.

    .PARAMETER OutputFile
    Also writes the report to these files; the form follows the ending: .html .json .ndjson .sarif .xml .md .csv.

    .INPUTS
    Files, folders, paths, objects of cmdlets, text.

    .OUTPUTS
    Hmaudit.Readiness. ExitCode is that of the program: 0 ready or clean, 1 findings, 3 undecided.

    .EXAMPLE
    Test-HmaReadiness captures

    Checks a folder of captures.

    .EXAMPLE
    Get-MapiVirtualDirectory | Test-HmaReadiness -Only HMA-VDIR

    Checks the MAPI virtual directories of this organisation, in the Exchange Management Shell.

    .EXAMPLE
    Get-ChildItem *.txt | Test-HmaReadiness -Tenant @{ contoso = 'contoso.json'; fabrikam = 'fabrikam.json' } -OutputFile report.html

    Checks text files and the service principals of two tenants, and writes a report to hand over.

    .EXAMPLE
    (Test-HmaReadiness captures).Findings | Where-Object Severity -eq error | Format-Table Rule, Subject

    Lists the errors.

    .EXAMPLE
    exit (Test-HmaReadiness captures -Require all).ExitCode

    Ends a script of a pipeline with the exit code of the program.

    .LINK
    Get-HmaPlan

    .LINK
    about_Hmaudit
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    [OutputType('Hmaudit.Readiness')]
    param(
        [Parameter(Position = 0)] [string[]] $Path,
        [Parameter(ValueFromPipeline = $true)] [object] $InputObject,
        [System.Collections.IDictionary] $Tenant,
        [string] $Config,
        [string[]] $Rules,
        [string[]] $Waivers,
        [switch] $NoWaivers,
        [string[]] $Only,
        [string[]] $Skip,
        [string[]] $Require,
        [string[]] $Pack,
        [ValidateSet('auto', 'enabled')] [string] $Expect,
        [string] $AsOf,
        [ValidateSet('error', 'warning', 'info', 'never')] [string] $FailOn,
        [string] $Baseline,
        [switch] $Strict,
        [switch] $All,
        [string] $Encoding,
        [string[]] $OutputFile
    )
    begin {
        $set = New-CaptureSet
        Add-Capture -Caller $PSCmdlet -Set $set -Item $Path
    }
    process { Add-Capture -Caller $PSCmdlet -Set $set -Item $InputObject }
    end {
        $options = @(ConvertTo-Option -Caller $PSCmdlet -Bound $PSBoundParameters -PathName 'Config', 'Rules', 'Waivers', 'Baseline' `
                -Name 'NoWaivers', 'Only', 'Skip', 'Require', 'Pack', 'Expect', 'AsOf', 'FailOn', 'Strict', 'All', 'Encoding')
        foreach ($file in @($OutputFile)) {
            if (-not $file) { continue }
            $full = Resolve-FilePath -Caller $PSCmdlet -Path $file
            if ($PSCmdlet.ShouldProcess($full, 'Write the report')) { $options += '--output=' + $full }
        }
        $folder = New-TemporaryFolder
        try {
            $file = [System.IO.Path]::Combine($folder, 'report.json')
            $captures = @(ConvertTo-CaptureArgument -Caller $PSCmdlet -Set $set -Tenant $Tenant -Folder $folder)
            $result = Invoke-Program -Caller $PSCmdlet -Argument (@('check', '--format=terminal', '--quiet', ('--output=' + $file)) + $options + $captures)
            $json = Remove-FolderName -Json ([System.IO.File]::ReadAllText($file)) -Folder $folder
            $report = ConvertFrom-Answer -Caller $PSCmdlet -Json $json -Schema 'hmaudit-report-2' -Type 'Hmaudit.Readiness'
            $line = Find-VerdictLine -Text $result.Output -Verdict $report.Verdict
            $report | Add-Member -NotePropertyMembers ([ordered] @{ VerdictLine = $line; ExitCode = $result.ExitCode; Json = $json }) -PassThru
        } finally {
            Remove-TemporaryFolder $folder
        }
    }
}
