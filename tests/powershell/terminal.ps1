# Runs scripts at a terminal, where they ask. Says "<<ready>>" and reads the path of a job (see run.ps1), again and again, until "end". A job with
# a line instead of a script to run is what somebody types in its folder, in the session that is there already.
$ErrorActionPreference = 'Stop'
foreach ($name in @('exchange', 'Microsoft.Graph', 'Microsoft.PowerShell.Mock')) {
    Import-Module -Name (Join-Path -Path $PSScriptRoot -ChildPath ($name + '.psm1')) -DisableNameChecking
}
while ($true) {
    [Console]::Out.WriteLine('<<ready>>')
    $path = [Console]::In.ReadLine()
    if ($null -eq $path -or $path -eq 'end') { break }
    $job = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($path))
    $ConfirmPreference = $job.preference
    if ($null -ne $job.PSObject.Properties['organisation']) {
        Set-ExchangeMock $job.organisation
        Set-GraphMock $job.organisation
    }
    if ($null -ne $job.PSObject.Properties['line']) {
        Set-Location -LiteralPath $job.folder
        try { . ([scriptblock]::Create($job.line)) } catch { 'threw: ' + [string] $_ }
        continue
    }
    $splat = @{}
    foreach ($argument in $job.arguments.PSObject.Properties) { $splat[$argument.Name] = $argument.Value }
    try { & $job.run @splat } catch { 'threw: ' + [string] $_ }
}
