# Runs scripts at a terminal, where they ask. Says "<<ready>>" and reads the path of a job (see run.ps1), again and again, until "end".
$ErrorActionPreference = 'Stop'
foreach ($name in @('exchange', 'Microsoft.Graph', 'Microsoft.PowerShell.Mock')) {
    Import-Module -Name (Join-Path -Path $PSScriptRoot -ChildPath ($name + '.psm1')) -DisableNameChecking
}
while ($true) {
    [Console]::Out.WriteLine('<<ready>>')
    $path = [Console]::In.ReadLine()
    if ($null -eq $path -or $path -eq 'end') { break }
    $job = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($path))
    Set-ExchangeMock $job.organisation
    Set-GraphMock $job.organisation
    $splat = @{}
    foreach ($argument in $job.arguments.PSObject.Properties) { $splat[$argument.Name] = $argument.Value }
    $ConfirmPreference = $job.preference
    try { & $job.run @splat } catch { 'threw: ' + [string] $_ }
}
