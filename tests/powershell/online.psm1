# What a session with Exchange Online answers, for the collector script: the shapes of the module ExchangeOnlineManagement, with invented values.
$tenant = '8f1e4c27-5d3b-4a96-b0c8-7e2a9d614f35'

function Get-ConnectionInformation {
    [pscustomobject] @{ State = 'Connected'; ConnectionUri = 'https://outlook.office365.com'; ModulePrefix = $null; DelegatedOrganization = $env:MOCK_DELEGATED; TenantID = $tenant }
    [pscustomobject] @{ State = 'Connected'; ConnectionUri = 'https://ps.compliance.protection.outlook.com'; ModulePrefix = $null; DelegatedOrganization = $null; TenantID = $tenant }
}

function Get-OrganizationConfig([switch] $RetrieveEwsOperationAccessPolicy) {
    if ($env:MOCK_ON_PREMISES) {
        return [pscustomobject] @{ Name = 'Contoso'; DistinguishedName = 'CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com' }
    }
    $allowed = $null
    if ($RetrieveEwsOperationAccessPolicy) { $allowed = 'c9a4e2b7-6f1d-4d85-a3e0-51b8f7d92c46,3d2f8b61-0c9e-47a5-9b7d-e84f1a6c5d20' }
    [pscustomobject] @{
        Name = 'contoso.onmicrosoft.com'; Identity = 'contoso.onmicrosoft.com'; Guid = [guid] '5f0f3c9e-1b5d-4c0a-9a55-0d9f6f6d1c11'
        DistinguishedName = 'OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=prod,DC=outlook,DC=com'
        OAuth2ClientProfileEnabled = $true; EwsEnabled = $true; EwsAllowedAppIDs = $allowed
    }
}

function Get-AcceptedDomain {
    [pscustomobject] @{ DomainName = 'contoso.com'; InitialDomain = $false }
    [pscustomobject] @{ DomainName = 'contoso.mail.onmicrosoft.com'; InitialDomain = $false }
    [pscustomobject] @{ DomainName = 'contoso.onmicrosoft.com'; InitialDomain = $true }
}

function Get-IntraOrganizationConnector {
    [pscustomobject] @{
        Name = 'HybridIOC - 5f0f3c9e'; Identity = 'HybridIOC - 5f0f3c9e'; Enabled = $true
        DiscoveryEndpoint = [uri] 'https://autodiscover.contoso.com/autodiscover/autodiscover.svc'
        TargetAddressDomains = [Collections.Generic.List[string]] @('contoso.com'); TargetSharingEpr = $null
    }
}

function Get-OrganizationRelationship {
    [pscustomobject] @{
        Name = 'O365 to On-premises - 5f0f3c9e'; Identity = 'O365 to On-premises - 5f0f3c9e'; Enabled = $true
        DomainNames = [Collections.Generic.List[string]] @('contoso.com', 'eu.contoso.com'); TargetSharingEpr = $null
        TargetAutodiscoverEpr = [uri] 'https://autodiscover.contoso.com/autodiscover/autodiscover.svc/WSSecurity'; TargetApplicationUri = [uri] 'FYDIBOHF25SPDLT.contoso.com'
    }
}

function Get-MigrationEndpoint {
    if ($env:MOCK_DENIED) { throw "Access to Get-MigrationEndpoint`nis denied" }
}

function Get-CASMailboxPlan {
    [pscustomobject] @{ Name = 'ExchangeOnlineEnterprise'; Identity = 'ExchangeOnlineEnterprise'; ActiveSyncEnabled = $true; OWAEnabled = $true; ImapEnabled = $true; PopEnabled = $true }
}

if ($env:MOCK_EXCHANGE_SERVER) {
    function Get-ExchangeServer { }
}
