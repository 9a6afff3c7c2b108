# ---- Microsoft Entra: the service principal of Exchange Online.

$script:ExchangeAppId = '00000002-0000-0ff1-ce00-000000000000'
# Replicas may answer for minutes with the state before a change.
$script:Tries = 61
# The lists as they were last seen to be, by property.
$script:Seen = @{}
$script:PrincipalId = ''
$script:ResultPath = Join-Path -Path $script:Folder -ChildPath ($script:BaseName + '.result.json')

function Assert-Tenant {
    param([string] $Expected)
    if (-not (Get-Command -Name 'Get-MgServicePrincipal' -ErrorAction SilentlyContinue)) {
        throw 'Microsoft Graph PowerShell is needed: Install-Module Microsoft.Graph.Applications'
    }
    $context = Get-MgContext -ErrorAction Stop
    if ($null -eq $context) { throw 'Sign in first: Connect-MgGraph -TenantId <tenant id> -Scopes Application.ReadWrite.All' }
    Assert-Same -What 'tenant' -Audited $Expected -Given $TenantId -Live ([string] $context.TenantId) -Parameter '-TenantId'
    $script:LiveTenant = [string] $context.TenantId
}

# A sign-in is that of the whole process: another tab may sign in elsewhere while this script asks or waits.
function Assert-SameTenant {
    $context = Get-MgContext -ErrorAction Stop
    if ($null -eq $context -or -not (Test-Same ([string] $context.TenantId) $script:LiveTenant)) { throw ('This session is not connected to the tenant ' + $script:LiveTenant + ' any more. Sign in to it and run this script again.') }
}

function Get-ExchangePrincipal {
    $found = @(Get-MgServicePrincipal -Filter "appId eq '00000002-0000-0ff1-ce00-000000000000'" -ErrorAction Stop)
    Assert-SameTenant
    if ($found.Count -ne 1 -or [string] $found[0].AppId -ne $script:ExchangeAppId) { throw 'The service principal of Exchange Online was not found in this tenant.' }
    $anchors = @(foreach ($name in $found[0].ServicePrincipalNames) { if ($name -eq $script:ExchangeAppId -or $name -like 'https://outlook.office365.com*') { $name } })
    if ($anchors.Count -eq 0) { throw 'The names that Microsoft gives this service principal are missing: the list was probably overwritten. Restore it first.' }
    $script:PrincipalId = [string] $found[0].Id
    return $found[0]
}

# ---- Hosts that no capture shows to be your own: below a verified domain of this tenant, or a person says that they are.

function Get-VerifiedDomain {
    # Without the module, or the right to read them, there are none: each host is asked about.
    try {
        foreach ($organization in @(Get-MgOrganization -ErrorAction Stop)) {
            if ([string] $organization.Id -ne $script:LiveTenant) { continue }
            foreach ($domain in $organization.VerifiedDomains) { [string] $domain.Name }
        }
    } catch { Write-Warning 'The verified domains of this tenant could not be read (Get-MgOrganization).' }
}

function Test-OwnHost {
    param([string] $Url, [string[]] $Domains)
    $name = ([System.Uri] $Url).IdnHost
    foreach ($domain in $Domains) {
        if ($domain -eq '') { continue }
        if ([string]::Equals($name, $domain, [System.StringComparison]::OrdinalIgnoreCase)) { return $true }
        if ($name.EndsWith('.' + $domain, [System.StringComparison]::OrdinalIgnoreCase)) { return $true }
    }
    return $false
}

function Get-Agreed {
    param([string[]] $Items, [string[]] $Ask, [string[]] $Known)
    $domains = [string[]] @()
    if (-not $script:Undo -and @(Get-Unlisted -Items $Ask -Known $Known).Count -gt 0) { $domains = [string[]] @(Get-VerifiedDomain) }
    foreach ($item in $Items) {
        if ($script:Undo -or (Test-Listed -Items $Known -Item $item) -or -not (Test-Listed -Items $Ask -Item $item)) { $item; continue }
        if (Test-OwnHost -Url $item -Domains $domains) { $item; continue }
        if ($WhatIfPreference) { Write-Host ('What if: a person is asked whether ' + $item + ' is a host of yours.'); $item; continue }
        $question = 'No capture and no verified domain of this tenant shows that this host is yours. Whoever owns it can receive the tokens of your users. Is it yours?'
        if ($script:Cmdlet.ShouldContinue($question, $item)) { $item; continue }
        Write-Host ('Left out: ' + $item)
        $script:Declined += 1
    }
}

function Add-ServicePrincipalName {
    param([int] $Step, [string] $Audited, [string[]] $Name, [string[]] $Ask)
    $read = { foreach ($item in (Get-ExchangePrincipal).ServicePrincipalNames) { [string] $item } }
    $write = {
        param([string[]] $Whole)
        Update-MgServicePrincipal -ServicePrincipalId $script:PrincipalId -ServicePrincipalNames $Whole -Confirm:$false -ErrorAction Stop | Out-Null
        $script:Seen['ServicePrincipalNames'] = $Whole
    }
    Invoke-ListStep -Step $Step -Target ('tenant ' + $script:LiveTenant) -Property 'ServicePrincipalNames' -AuditedDigest $Audited -Wanted ([string[]] @(Get-Agreed -Items $Name -Ask $Ask -Known ([string[]] @(& $read)))) -Read $read -Write $write
}

function Add-ReplyUrl {
    param([int] $Step, [string] $Audited, [string[]] $Url, [string[]] $Ask)
    $read = { foreach ($item in (Get-ExchangePrincipal).ReplyUrls) { [string] $item } }
    $write = {
        param([string[]] $Whole)
        Update-MgServicePrincipal -ServicePrincipalId $script:PrincipalId -ReplyUrls $Whole -Confirm:$false -ErrorAction Stop | Out-Null
        $script:Seen['ReplyUrls'] = $Whole
    }
    Invoke-ListStep -Step $Step -Target ('tenant ' + $script:LiveTenant) -Property 'ReplyUrls' -AuditedDigest $Audited -Wanted ([string[]] @(Get-Agreed -Items $Url -Ask $Ask -Known ([string[]] @(& $read)))) -Read $read -Write $write
}

function Save-TenantResult {
    if ($script:Undo) {
        if (Test-Path -LiteralPath $script:ResultPath) { Remove-Item -LiteralPath $script:ResultPath -Confirm:$false -ErrorAction Stop }
        return
    }
    if ($WhatIfPreference) { return }
    # Another replica may not know yet what this script has just read back.
    for ($try = 1; $true; $try++) {
        $principal = Get-ExchangePrincipal
        $lost = [string[]] @(foreach ($property in $script:Seen.Keys) { Get-Unlisted -Items $script:Seen[$property] -Known ([string[]] @(foreach ($item in $principal.$property) { [string] $item })) })
        if ($lost.Count -eq 0) { break }
        if ($try -ge $script:Tries) { throw ('Entra still answers without what was added: ' + (Join-List $lost) + '. Run this script once more later.') }
        Start-Sleep -Seconds 5
    }
    $result = New-Object -TypeName PSObject -Property @{
        schema = 'hmaudit-result-1'; tenantId = $script:LiveTenant; utc = [System.DateTime]::UtcNow.ToString('o')
        enabled = [string] $principal.AccountEnabled
        names = [string[]] @(foreach ($item in $principal.ServicePrincipalNames) { [string] $item })
        returns = [string[]] @(foreach ($item in $principal.ReplyUrls) { [string] $item })
    }
    [System.IO.File]::WriteAllText($script:ResultPath, (ConvertTo-Json -InputObject $result -Depth 4))
    Write-Host ('The state of this tenant was saved for the scripts that follow: ' + $script:ResultPath)
}

