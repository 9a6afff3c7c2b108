function Compare-HmaReadiness {
    <#
    .SYNOPSIS
    Compares two snapshots or reports: what is new, what is fixed.

    .DESCRIPTION
    Each side is a folder of captures, a JSON report, or an object that Test-HmaReadiness returned, which also knows which captures belong to which tenant. The same finding is recognised by rule, tenant and subject,
    wherever it was captured.

    .PARAMETER Before
    The earlier side.

    .PARAMETER After
    The later side.

    .PARAMETER Config
    Configuration file. By default hmaudit.yml in the current folder, or the nearest one above it.

    .PARAMETER AsOf
    Judges certificates and waivers as of this date, such as 2026-11-21.

    .OUTPUTS
    Hmaudit.Comparison. Findings holds one Hmaudit.Change for each finding. ExitCode is 1 when a failure of severity error is new, 3 when something of severity
    error is now undecided.

    .EXAMPLE
    Compare-HmaReadiness captures-monday captures-friday

    Compares two folders of captures.

    .EXAMPLE
    $before = Test-HmaReadiness captures
    Compare-HmaReadiness $before (Test-HmaReadiness captures-after)

    Compares two reports.

    .LINK
    Test-HmaReadiness
    #>
    [CmdletBinding()]
    [OutputType('Hmaudit.Comparison')]
    param(
        [Parameter(Mandatory = $true, Position = 0)] [object] $Before,
        [Parameter(Mandatory = $true, Position = 1, ValueFromPipeline = $true)] [object] $After,
        [string] $Config,
        [string] $AsOf
    )
    process {
        $folder = New-TemporaryFolder
        try {
            $argument = @('diff', '--format=json') + @(ConvertTo-Option -Caller $PSCmdlet -Bound $PSBoundParameters -PathName 'Config' -Name 'AsOf')
            $argument += '--'
            $argument += Save-Report -Caller $PSCmdlet -Side $Before -Folder $folder -Name 'before'
            $argument += Save-Report -Caller $PSCmdlet -Side $After -Folder $folder -Name 'after'
            $result = Invoke-Program -Caller $PSCmdlet -Argument $argument
            $comparison = ConvertFrom-Answer -Caller $PSCmdlet -Json $result.Output -Schema 'hmaudit-diff-1' -Type 'Hmaudit.Comparison'
            $comparison | Add-Member -NotePropertyName 'ExitCode' -NotePropertyValue $result.ExitCode -PassThru
        } finally {
            Remove-TemporaryFolder $folder
        }
    }
}
