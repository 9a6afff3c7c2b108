function Protect-HmaCapture {
    <#
    .SYNOPSIS
    Replaces names and ids in captures with stable pseudonyms, so that they can be shown to others.

    .DESCRIPTION
    Writes a redacted copy of the captures. The verdicts over it are the same. Review what was written before you hand it on, and heed the warnings.

    .PARAMETER Path
    Files and folders with captures, or JSON reports. What exists under this very name is taken first; otherwise * and ? are wildcards.

    .PARAMETER InputObject
    Captures from the pipeline: files and folders, paths, objects of cmdlets, or text of several lines.

    .PARAMETER OutputFolder
    Folder to write to.

    .PARAMETER Tenant
    The captures of each tenant: @{ contoso = 'spn-contoso.json' }.

    .PARAMETER Key
    Key file, with which the pseudonyms can be turned back. If it exists, its pseudonyms are used again. Keep it to yourself, and out of OutputFolder.

    .PARAMETER Reverse
    Turns the pseudonyms back with the key.

    .PARAMETER Encoding
    Encoding of all captures. By default it is detected.

    .PARAMETER Force
    Replaces existing files.

    .INPUTS
    Files, folders, paths, objects of cmdlets, text.

    .OUTPUTS
    System.IO.FileInfo, every file in the folder.

    .EXAMPLE
    Protect-HmaCapture captures -OutputFolder redacted -Key key.json

    Redacts a folder of captures.

    .EXAMPLE
    Protect-HmaCapture report.json -OutputFolder readable -Key key.json -Reverse

    Turns the pseudonyms of a report that somebody sent back into names.

    .LINK
    Test-HmaReadiness
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Position = 0)] [string[]] $Path,
        [Parameter(ValueFromPipeline = $true)] [object] $InputObject,
        [Parameter(Mandatory = $true)] [string] $OutputFolder,
        [System.Collections.IDictionary] $Tenant,
        [string] $Key,
        [switch] $Reverse,
        [string] $Encoding,
        [switch] $Force
    )
    begin {
        $set = New-CaptureSet
        Add-Capture -Caller $PSCmdlet -Set $set -Item $Path
    }
    process { Add-Capture -Caller $PSCmdlet -Set $set -Item $InputObject }
    end {
        $out = Resolve-FilePath -Caller $PSCmdlet -Path $OutputFolder
        if (-not $PSCmdlet.ShouldProcess($out, 'Write redacted captures')) { return }
        $options = @('--out=' + $out) + @(ConvertTo-Option -Caller $PSCmdlet -Bound $PSBoundParameters -PathName 'Key' -Name 'Reverse', 'Encoding', 'Force')
        $folder = New-TemporaryFolder
        try {
            $captures = @(ConvertTo-CaptureArgument -Caller $PSCmdlet -Set $set -Tenant $Tenant -Folder $folder)
            $result = Invoke-Program -Caller $PSCmdlet -Argument (@('redact') + $options + $captures)
        } finally {
            Remove-TemporaryFolder $folder
        }
        foreach ($line in @($result.Trouble -split '\r?\n')) {
            if ($line -match '^warning: (.+)$') { $PSCmdlet.WriteWarning((ConvertTo-VisibleText $Matches[1])) }
        }
        Get-ChildItem -LiteralPath $out -Recurse -File
    }
}
