#Requires -Version 5.1
<#
.SYNOPSIS
Captures what hmaudit needs to know of one tenant's Exchange Online. Reads only.

.DESCRIPTION
Run it once for each tenant, in Windows PowerShell 5.1 or PowerShell 7, after Connect-ExchangeOnline has signed in with an account
that may read the organisation (View-Only Organization Management, or Global Reader in Entra). It makes one new folder and writes
JSON into it. A cmdlet that fails is noted in manifest.json and the run goes on.
Then run: hmaudit check <folder of the Exchange script> <folder of the Entra script> <folder of this script>

.PARAMETER OutputFolder
Folder in which the new folder is made. Default: the current folder.
#>
[CmdletBinding()]
param(
    [string] $OutputFolder = '.'
)

{{preferences}}
$collectorVersion = '{{version}}'
$started = (Get-Date).ToUniversalTime()
# The cmdlets whose output is captured; all if the list is empty.
$only = @()
$failures = @()
$written = @()

if (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue) {
    throw 'This session is connected to an on-premises organisation. Run this script in a new PowerShell window, after Connect-ExchangeOnline.'
}
if (-not (Get-Command -Name 'Get-ConnectionInformation' -ErrorAction SilentlyContinue)) {
    throw 'Get-ConnectionInformation is not known here. Install the module ExchangeOnlineManagement 3.0 or later and run Connect-ExchangeOnline first.'
}
# A session for Security and Compliance is not one with Exchange Online.
$connections = @()
foreach ($found in @(Get-ConnectionInformation -ErrorAction Stop)) {
    if ($null -ne $found -and [string] $found.State -eq 'Connected' -and [string] $found.ConnectionUri -notmatch 'compliance') { $connections += $found }
}
if ($connections.Count -ne 1) {
    throw ('This script needs one connection to Exchange Online, and there are ' + $connections.Count + '. Run Connect-ExchangeOnline, in a new PowerShell window if there are several.')
}
$connection = $connections[0]
if ([string] $connection.ModulePrefix -ne '') {
    throw ('The cmdlets of this session have the prefix ' + $connection.ModulePrefix + '. Run Connect-ExchangeOnline without -Prefix in a new PowerShell window.')
}

function Get-Field($Object, [string] $Name) {
    $property = $Object.PSObject.Properties[$Name]
    if ($null -ne $property) { return $property.Value }
    return $null
}

$organization = Get-OrganizationConfig -ErrorAction Stop
if ([string] (Get-Field $organization 'DistinguishedName') -match ',CN=Microsoft Exchange,CN=Services,CN=Configuration,') {
    throw 'Get-OrganizationConfig answers for an on-premises organisation. Run this script in a new PowerShell window, after Connect-ExchangeOnline.'
}
$initial = ''
foreach ($domain in @(Get-AcceptedDomain -ErrorAction Stop)) {
    $name = [string] (Get-Field $domain 'DomainName')
    $isInitial = [string] (Get-Field $domain 'InitialDomain') -eq 'True'
    $looksInitial = $initial -eq '' -and $name -match '^[^.]+\.onmicrosoft\.(com|us|de|cn)$|^[^.]+\.partner\.onmschina\.cn$'
    if ($isInitial -or $looksInitial) { $initial = $name }
}
# Who signs in for a customer has a connection of their own tenant.
$tenantId = ''
if ([string] (Get-Field $connection 'DelegatedOrganization') -eq '') { $tenantId = [string] (Get-Field $connection 'TenantID') }
$label = ($initial -split '\.')[0] -replace '[^A-Za-z0-9-]+', '-'
if ($label -eq '') { $label = $tenantId }
if ($label -eq '') {
    throw 'Neither the tenant id nor the initial domain of the tenant can be told. Nothing was written.'
}

{{stamp}}
$folder = Join-Path -Path $root -ChildPath ('hmaudit-online-' + $label + '-' + $stamp)
# A folder below tenants names the tenant for hmaudit.
$captures = Join-Path -Path (Join-Path -Path $folder -ChildPath 'tenants') -ChildPath $label
$null = New-Item -ItemType Directory -Path $captures

{{wanted}}

# What JSON can say as it is; anything else is text, as the console shows it.
function Get-Plain($Value) {
    if ($null -eq $Value -or $Value -is [bool]) { return $Value }
    if ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [string]) {
        $items = @()
        foreach ($item in $Value) { $items += [string] $item }
        return ,$items
    }
    return [string] $Value
}

function Write-Document([string] $Name, $Content) {
    $path = Join-Path -Path $captures -ChildPath $Name
    ConvertTo-Json -InputObject $Content -Depth 6 | Out-File -LiteralPath $path -Encoding utf8
    $script:written = @($script:written) + @('tenants/' + $label + '/' + $Name)
}

$plan = @(
    @{ Command = 'Get-OrganizationConfig'; Run = { Get-OrganizationConfig -ErrorAction Stop }
        Properties = @('Name', 'Identity', 'Guid', 'OAuth2ClientProfileEnabled') },
    # Without the switch the list of applications is blank.
    @{ Command = 'Get-OrganizationConfig'; Switch = ' -RetrieveEwsOperationAccessPolicy'; Run = { Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy -ErrorAction Stop }
        Properties = @('Name', 'Identity', 'Guid', 'EwsEnabled', 'EwsAllowedAppIDs') },
    @{ Command = 'Get-IntraOrganizationConnector'; Run = { Get-IntraOrganizationConnector -ErrorAction Stop }
        Properties = @('Name', 'Identity', 'Enabled', 'DiscoveryEndpoint', 'TargetAddressDomains', 'TargetSharingEpr') },
    @{ Command = 'Get-OrganizationRelationship'; Run = { Get-OrganizationRelationship -ErrorAction Stop }
        Properties = @('Name', 'Identity', 'Enabled', 'DomainNames', 'TargetAutodiscoverEpr', 'TargetSharingEpr', 'TargetApplicationUri') },
    @{ Command = 'Get-MigrationEndpoint'; Run = { Get-MigrationEndpoint -ErrorAction Stop }
        Properties = @('Identity', 'EndpointType', 'RemoteServer') },
    @{ Command = 'Get-CASMailboxPlan'; Run = { Get-CASMailboxPlan -ErrorAction Stop }
        Properties = @('Name', 'Identity', 'ActiveSyncEnabled', 'OWAEnabled', 'EwsEnabled', 'ImapEnabled', 'PopEnabled') }
)
foreach ($step in $plan) {
    $command = $step['Command']
    if (-not (Test-Wanted $command)) { continue }
    $switch = ''
    $name = $command + '.json'
    if ($step.ContainsKey('Switch')) {
        $switch = $step['Switch']
        $name = $command + '.ews.json'
    }
    $Run = $step['Run']
    Write-Progress -Activity 'hmaudit: reading Exchange Online' -Status ($command + $switch)
    try {
        $rows = @()
        foreach ($object in @(& $Run 2>&1)) {
            if ($null -eq $object) { continue }
            # What a cmdlet prints beside an error is not all of its output.
            if ($object -is [System.Management.Automation.ErrorRecord]) { throw $object }
            $row = [ordered] @{ TenantId = $tenantId; InitialDomain = $initial }
            foreach ($property in $step['Properties']) {
                # A property that this version does not print is left out: blank would be a value.
                if ($null -ne $object.PSObject.Properties[$property]) { $row[$property] = Get-Plain (Get-Field $object $property) }
            }
            $rows += $row
        }
        Write-Document $name ([ordered] @{ Cmdlet = $command + $switch; Objects = @($rows) })
    } catch {
        $message = ([string] $_) -replace '\s+', ' '
        $failures = @($failures) + @([ordered] @{ Command = $command + $switch; Message = $message })
        Write-Warning -Message ($command + $switch + ': ' + $message)
    }
}
Write-Progress -Activity 'hmaudit: reading Exchange Online' -Completed

{{tenant-manifest}}
