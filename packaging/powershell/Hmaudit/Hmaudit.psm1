# Runs the program hmaudit and hands its answers out as objects. The module judges nothing itself.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
# What a profile presets is meant for the person, and not for these functions.
$PSDefaultParameterValues = @{}

# ConvertFrom-Json of PowerShell 6 to 7.4 turns every text that looks like a time into a time, evidence too. All of them are out of support.
if ($PSVersionTable.PSVersion.Major -ge 6 -and -not (Get-Command -Name 'ConvertFrom-Json').Parameters.ContainsKey('DateKind')) {
    throw 'Hmaudit needs Windows PowerShell 5.1, or PowerShell 7.5 or newer; this is PowerShell ' + [string] $PSVersionTable.PSVersion + '.'
}

foreach ($part in @(
        'private/Program.ps1', 'private/Capture.ps1', 'private/Plan.ps1', 'private/Report.ps1', 'private/View.ps1',
        'public/Compare-HmaReadiness.ps1', 'public/Get-HmaPlan.ps1', 'public/New-HmaRemediation.ps1', 'public/Protect-HmaCapture.ps1', 'public/Test-HmaReadiness.ps1'
    )) {
    . (Join-Path -Path $PSScriptRoot -ChildPath $part)
}
