# Signs programs and scripts with the certificate in SIGNING_PFX (a PFX file as base64, its password in SIGNING_PASSWORD). Without it nothing is signed, and
# that is said.
param([Parameter(Mandatory = $true)] [string[]] $Path)
$ErrorActionPreference = 'Stop'
if (-not $env:SIGNING_PFX) {
    Write-Warning -Message 'There is no certificate (SIGNING_PFX): nothing is signed.'
    return
}
$certificate = New-Object -TypeName 'System.Security.Cryptography.X509Certificates.X509Certificate2' -ArgumentList @([System.Convert]::FromBase64String($env:SIGNING_PFX), $env:SIGNING_PASSWORD)
$files = @(Get-ChildItem -Path $Path -Recurse -File | Where-Object { @('.exe', '.ps1', '.psm1', '.psd1', '.ps1xml') -contains $_.Extension })
if ($files.Count -eq 0) { throw ('There is nothing to sign in ' + ($Path -join ', ') + '.') }
foreach ($file in $files) {
    $signed = Set-AuthenticodeSignature -LiteralPath $file.FullName -Certificate $certificate -HashAlgorithm SHA256 -IncludeChain NotRoot -TimestampServer 'http://timestamp.digicert.com'
    if ($signed.Status -ne 'Valid') { throw ($file.FullName + ': ' + $signed.StatusMessage) }
}
