#Requires -Version 5.1
<#
.SYNOPSIS
Captures what hmaudit needs to know of one Entra tenant. Reads only.

.DESCRIPTION
Run it once for each tenant, in Windows PowerShell 5.1 or PowerShell 7 with the Microsoft.Graph module. It signs in with the
delegated permissions Application.Read.All and Organization.Read.All{{pack-permissions}}, makes one new folder and writes JSON into it.
Then run: hmaudit check <folder of the Exchange script> <folder of this script>

.PARAMETER TenantId
Id or domain of the tenant to sign in to.

.PARAMETER Environment
The cloud: Global, USGov, USGovDoD, China.

.PARAMETER OutputFolder
Folder in which the new folder is made. Default: the current folder.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [string] $TenantId,
    [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')]
    [string] $Environment = 'Global',
    [string] $OutputFolder = '.'
)

{{preferences}}
$collectorVersion = '{{version}}'
$started = (Get-Date).ToUniversalTime()
$exchangeOnline = '00000002-0000-0ff1-ce00-000000000000'
# The cmdlets whose output is captured; all if the list is empty.
$only = @()
$failures = @()
$written = @()

foreach ($needed in @('Connect-MgGraph', 'Get-MgServicePrincipal', 'Get-MgOrganization')) {
    if (-not (Get-Command -Name $needed -ErrorAction SilentlyContinue)) {
        throw ($needed + ' is not known here. Install the modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications and Microsoft.Graph.Identity.DirectoryManagement.')
    }
}
Connect-MgGraph -TenantId $TenantId -Environment $Environment -Scopes 'Application.Read.All', 'Organization.Read.All'{{pack-scopes}} -NoWelcome -ErrorAction Stop
$context = Get-MgContext -ErrorAction Stop

$organizations = @(Get-MgOrganization -Property 'id', 'displayName', 'verifiedDomains' -ErrorAction Stop)
$organization = $organizations[0]
if ([string] $context.TenantId -ne [string] $organization.Id) {
    throw ('Signed in to tenant ' + $context.TenantId + ', but Graph answers for ' + $organization.Id + '. Nothing was written.')
}
$tenantId = [string] $organization.Id
$initial = ''
$domains = @()
foreach ($domain in @($organization.VerifiedDomains)) {
    $domains += [string] $domain.Name
    if ($domain.IsInitial) { $initial = [string] $domain.Name }
}
$label = ($initial -split '\.')[0] -replace '[^A-Za-z0-9-]+', '-'
if ($label -eq '') { $label = [string] $organization.Id }

{{stamp}}
$folder = Join-Path -Path $root -ChildPath ('hmaudit-entra-' + $label + '-' + $stamp)
# A folder below tenants names the tenant for hmaudit.
$captures = Join-Path -Path (Join-Path -Path $folder -ChildPath 'tenants') -ChildPath $label
$null = New-Item -ItemType Directory -Path $captures

{{wanted}}

function Write-Document([string] $Name, $Content) {
    $path = Join-Path -Path $captures -ChildPath $Name
    ConvertTo-Json -InputObject $Content -Depth 6 | Out-File -LiteralPath $path -Encoding utf8
    $script:written = @($script:written) + @('tenants/' + $label + '/' + $Name)
}

# What identifies the keys of an application, never the keys.
function Get-KeyRow($Credentials) {
    $keys = @()
    foreach ($key in @($Credentials)) {
        if ($null -eq $key) { continue }
        $end = ''
        if ($null -ne $key.EndDateTime) { $end = ([datetime] $key.EndDateTime).ToUniversalTime().ToString('o') }
        # The thumbprint of its certificate, in bytes; somebody may have put anything else there.
        $thumbprint = ''
        $identifier = $key.PSObject.Properties['CustomKeyIdentifier']
        if ($null -ne $identifier) { $identifier = $identifier.Value }
        foreach ($byte in @($identifier)) {
            if ($byte -is [byte]) { $thumbprint += $byte.ToString('X2') }
        }
        if ($thumbprint -ne '') { $thumbprint = ' ' + $thumbprint }
        $keys += ([string] $key.KeyId + ' ' + [string] $key.Type + ' ' + [string] $key.Usage + ' ' + $end + $thumbprint)
    }
    return ,$keys
}

function Get-Row($Principal) {
    return [ordered] @{
        TenantId = $tenantId
        InitialDomain = $initial
        Id = [string] $Principal.Id
        AppId = [string] $Principal.AppId
        DisplayName = [string] $Principal.DisplayName
        AccountEnabled = $Principal.AccountEnabled
        ServicePrincipalType = [string] $Principal.ServicePrincipalType
        ServicePrincipalNames = @($Principal.ServicePrincipalNames)
        ReplyUrls = @($Principal.ReplyUrls)
        KeyCredentials = Get-KeyRow $Principal.KeyCredentials
    }
}

if (Test-Wanted 'Get-MgOrganization') {
    Write-Document 'organization.json' ([ordered] @{
            Cmdlet = 'Get-MgOrganization'
            Objects = @([ordered] @{
                    TenantId = $tenantId
                    InitialDomain = $initial
                    Id = [string] $organization.Id
                    DisplayName = [string] $organization.DisplayName
                    VerifiedDomains = @($domains)
                })
        })
}

$properties = @('id', 'appId', 'displayName', 'accountEnabled', 'servicePrincipalType', 'servicePrincipalNames', 'replyUrls', 'keyCredentials')
$dedicated = "startsWith(displayName,'ExchangeServerApp-')"
$filters = @(
    @{ Name = 'exchange-online.json'; Filter = "appId eq '" + $exchangeOnline + "'" },
    @{ Name = 'exchange-hybrid-app.json'; Filter = $dedicated }
)
foreach ($wanted in $filters) {
    if (-not (Test-Wanted 'Get-MgServicePrincipal')) { continue }
    Write-Progress -Activity 'hmaudit: reading Entra' -Status $wanted['Name']
    try {
        $rows = @()
        foreach ($principal in @(Get-MgServicePrincipal -Filter $wanted['Filter'] -Property $properties -All -ErrorAction Stop)) {
            $rows += Get-Row $principal
        }
        # The filter stands in the name of the cmdlet, so that an empty answer is known to be about these principals only.
        Write-Document $wanted['Name'] ([ordered] @{ Cmdlet = 'Get-MgServicePrincipal -Filter "' + $wanted['Filter'] + '"'; Objects = @($rows) })
    } catch {
        $message = ([string] $_) -replace '\s+', ' '
        $failures = @($failures) + @([ordered] @{ Command = 'Get-MgServicePrincipal -Filter "' + $wanted['Filter'] + '"'; Message = $message })
        Write-Warning -Message $message
    }
}
# The dedicated application has its keys where it is registered.
if ((Test-Wanted 'Get-MgApplication') -and (Get-Command -Name 'Get-MgApplication' -ErrorAction SilentlyContinue)) {
    $command = 'Get-MgApplication -Filter "' + $dedicated + '"'
    Write-Progress -Activity 'hmaudit: reading Entra' -Status 'Get-MgApplication'
    try {
        $rows = @()
        foreach ($application in @(Get-MgApplication -Filter $dedicated -Property 'id', 'appId', 'displayName', 'keyCredentials' -All)) {
            $rows += [ordered] @{
                TenantId = $tenantId
                InitialDomain = $initial
                Id = [string] $application.Id
                AppId = [string] $application.AppId
                DisplayName = [string] $application.DisplayName
                KeyCredentials = Get-KeyRow $application.KeyCredentials
            }
        }
        Write-Document 'exchange-hybrid-app-registration.json' ([ordered] @{ Cmdlet = $command; Objects = @($rows) })
    } catch {
        $message = ([string] $_) -replace '\s+', ' '
        $failures = @($failures) + @([ordered] @{ Command = $command; Message = $message })
        Write-Warning -Message $message
    }
}
{{packs}}
Write-Progress -Activity 'hmaudit: reading Entra' -Completed

{{tenant-manifest}}
