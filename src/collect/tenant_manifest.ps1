$files = @()
foreach ($name in $written) {
    $hash = Get-FileHash -LiteralPath (Join-Path -Path $folder -ChildPath $name) -Algorithm SHA256
    $files += [ordered] @{ Path = $name; Sha256 = ([string] $hash.Hash).ToLowerInvariant() }
}
$manifest = [ordered] @{
    Collector = 'hmaudit collect {{side}}'
    CollectorVersion = $collectorVersion
    Started = $started.ToString('o')
    Finished = (Get-Date).ToUniversalTime().ToString('o')
    TenantId = $tenantId
    InitialDomain = $initial
    PowerShellVersion = [string] $PSVersionTable['PSVersion']
    Failures = @($failures)
    Files = @($files)
}
ConvertTo-Json -InputObject $manifest -Depth 6 | Out-File -LiteralPath (Join-Path -Path $folder -ChildPath 'manifest.json') -Encoding utf8

Write-Output -InputObject ('Written: ' + $folder)
if ($failures.Count -gt 0) {
    Write-Warning -Message ([string] $failures.Count + ' call(s) failed; see manifest.json. hmaudit reports what is missing as inconclusive.')
}
