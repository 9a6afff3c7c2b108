# What a session with Microsoft Graph answers, for the collector script: the shapes of the modules Microsoft.Graph, with invented values.
$tenant = '8f1e4c27-5d3b-4a96-b0c8-7e2a9d614f35'
$exchange = '00000002-0000-0ff1-ce00-000000000000'
$dedicated = '3d2f8b61-0c9e-47a5-9b7d-e84f1a6c5d20'

function Connect-MgGraph([string] $TenantId, [string] $Environment, [string[]] $Scopes, [switch] $NoWelcome) {
    if ($TenantId -ne 'contoso.onmicrosoft.com' -or ($Scopes -join ' ') -match 'Write') { throw 'not the sign-in that was expected' }
}

function Get-MgContext {
    $id = $tenant
    if ($env:MOCK_OTHER_TENANT) { $id = 'b7c02d94-31fe-4a68-8d57-c09e6f1a3b52' }
    [pscustomobject] @{ TenantId = $id; Scopes = @('Application.Read.All', 'Organization.Read.All') }
}

function Get-MgOrganization([string[]] $Property) {
    [pscustomobject] @{
        Id = $tenant; DisplayName = 'Contoso'
        VerifiedDomains = @(
            [pscustomobject] @{ Name = 'contoso.com'; IsInitial = $false }
            [pscustomobject] @{ Name = 'contoso.onmicrosoft.com'; IsInitial = $true }
        )
    }
}

# A key as the module gives it: the identifier in bytes, and never anything in Key unless it is selected.
function New-Credential([string] $Id, [string] $Thumbprint) {
    $bytes = $null
    if ($Thumbprint -ne '') { $bytes = [Convert]::FromHexString($Thumbprint) }
    [pscustomobject] @{
        CustomKeyIdentifier = $bytes; DisplayName = 'CN=Microsoft Exchange Server Auth Certificate'
        EndDateTime = [datetime]::SpecifyKind([datetime] '2030-05-07T08:11:40', 'Utc'); Key = [byte[]] @(1, 2, 3); KeyId = [guid] $Id; StartDateTime = $null
        Type = 'AsymmetricX509Cert'; Usage = 'Verify'
    }
}

function Get-MgServicePrincipal([string] $Filter, [string[]] $Property, [switch] $All) {
    if ($Filter -eq "appId eq '$exchange'") {
        return [pscustomobject] @{
            Id = '7a1c9e52-3b4d-4f6a-8c7e-9d0b1a2c3e4f'; AppId = $exchange; DisplayName = 'Office 365 Exchange Online'; AccountEnabled = $true; ServicePrincipalType = 'Application'
            ServicePrincipalNames = @($exchange, 'https://outlook.office365.com/', 'https://mail.contoso.com/'); ReplyUrls = @(); KeyCredentials = @()
        }
    }
    if ($Filter -ne "startsWith(displayName,'ExchangeServerApp-')") { throw "not the filter that was expected: $Filter" }
    [pscustomobject] @{
        Id = '91c2d3e4-6a7b-4c8d-9e0f-1a2b3c4d5e6f'; AppId = $dedicated; DisplayName = 'ExchangeServerApp-5f0f3c9e-1b5d-4c0a-9a55-0d9f6f6d1c11'; AccountEnabled = $true; ServicePrincipalType = 'Application'
        ServicePrincipalNames = @($dedicated); ReplyUrls = @(); KeyCredentials = $null
    }
}

function Get-MgApplication([string] $Filter, [string[]] $Property, [switch] $All) {
    if ($env:MOCK_DENIED) { throw "Insufficient privileges`nto complete the operation." }
    if ($Filter -ne "startsWith(displayName,'ExchangeServerApp-')" -or $Property -notcontains 'keyCredentials') { throw 'not the request that was expected' }
    [pscustomobject] @{
        Id = 'c61f0d82-94b7-4e3a-a5d1-2f7083e96b4c'; AppId = $dedicated; DisplayName = 'ExchangeServerApp-5f0f3c9e-1b5d-4c0a-9a55-0d9f6f6d1c11'
        KeyCredentials = @(
            New-Credential 'a0b1c2d3-e4f5-4061-8273-94a5b6c7d8e9' ''
            New-Credential '2b3c4d5e-6f70-4182-93a4-b5c6d7e8f901' '5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0'
        )
    }
}
