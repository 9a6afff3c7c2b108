# Commands of PowerShell itself that are others in the tests. The name of the module is one that scripts take for PowerShell's own.

# Scripts wait for replicas; here the time passes at once.
function Start-Sleep {
    param([Parameter(Position = 0)] [double] $Seconds, [int] $Milliseconds)
}

# The file of each server that sets how long a request of a phone may be; all other files are as they are.
function Get-Content {
    param([string[]] $LiteralPath, [string[]] $Path, $Encoding, [switch] $Raw)
    if ("$LiteralPath" -match 'Sync.web\.config$') { return '<configuration><system.web><httpRuntime maxRequestLength="65536" /></system.web></configuration>' }
    Microsoft.PowerShell.Management\Get-Content @PSBoundParameters
}

Export-ModuleMember -Function @('Start-Sleep', 'Get-Content')
