# ---- What the scripts for the tenants left behind: the names and reply URLs that Entra has now.

$script:Tenants = @()

function Get-NameKey {
    param([string] $Name)
    # As it is stored: Entra compares strings, so a blank, a dot behind the host or a letter that is not ASCII makes another name.
    if ($Name -cmatch '\A[Hh][Tt][Tt][Pp][Ss]://([A-Za-z0-9._-]*[A-Za-z0-9_-])(:443)?/?\z') { return 'https://' + $Matches[1].ToLowerInvariant() }
    if ($Name -cmatch '\A[Hh][Tt][Tt][Pp][Ss]://([A-Za-z0-9._-]*[A-Za-z0-9_-])(:[1-9][0-9]*)/?\z') { return 'https://' + $Matches[1].ToLowerInvariant() + $Matches[2] }
    return ''
}

function Get-UrlKey {
    param([string] $Url)
    $uri = $null
    if (-not [System.Uri]::TryCreate($Url, [System.UriKind]::Absolute, [ref] $uri)) { return '' }
    if ($uri.Scheme -ne 'https') { return '' }
    $key = 'https://' + $uri.IdnHost.ToLowerInvariant().TrimEnd('.')
    if (-not $uri.IsDefaultPort) { $key = $key + ':' + [string] $uri.Port }
    return $key
}

function Read-TenantResult {
    param([string] $From, [string] $Expected)
    $path = Join-Path -Path $script:Folder -ChildPath ($From + '.result.json')
    if (-not (Test-Path -LiteralPath $path)) { throw ('Run ' + $From + '.ps1 first: it leaves the state of its tenant in ' + $path) }
    $result = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($path))
    if ($result.schema -ne 'hmaudit-result-1') { throw ('This is not a result of such a script: ' + $path) }
    if ($Expected -ne '' -and -not (Test-Same ([string] $result.tenantId) $Expected)) { throw ($path + ' is of the tenant ' + [string] $result.tenantId + ', not of ' + $Expected) }
    $utc = [System.DateTime] $result.utc
    if ([System.Math]::Abs(([System.DateTime]::UtcNow - $utc.ToUniversalTime()).TotalHours) -gt 24) {
        throw ($path + ' is older than a day. Run ' + $From + '.ps1 once more; it changes nothing that is already as it must be.')
    }
    if ([string] $result.enabled -ne 'True') { throw ('The service principal of Exchange Online is disabled in the tenant ' + [string] $result.tenantId) }
    $script:Tenants = @($script:Tenants) + (New-Object -TypeName PSObject -Property @{
        Id = [string] $result.tenantId
        Keys = [string[]] @(foreach ($name in $result.names) { Get-NameKey -Name $name })
        ReplyUrls = [string[]] @(foreach ($url in $result.returns) { ([string] $url).TrimEnd('/') })
    })
}

function Confirm-ManualStep {
    param([int] $Step)
    if ($script:Undo) { return }
    if (@(Get-Numbers $ManualStepsDone) -notcontains $Step) {
        throw ('Step ' + [string] $Step + ' of plan.md is a step for a person. When it is done, say so: -ManualStepsDone ' + [string] $Step + ' (several: 3,5)')
    }
}

