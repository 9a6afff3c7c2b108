# What a session with Microsoft Graph answers, for the collector script: the shapes of the modules Microsoft.Graph, with invented values.
$tenant = '8f1e4c27-5d3b-4a96-b0c8-7e2a9d614f35'
$exchange = '00000002-0000-0ff1-ce00-000000000000'
$dedicated = '3d2f8b61-0c9e-47a5-9b7d-e84f1a6c5d20'

function Connect-MgGraph([string] $TenantId, [string] $Environment, [string[]] $Scopes, [switch] $NoWelcome) {
    if ($TenantId -ne 'contoso.onmicrosoft.com' -or ($Scopes -join ' ') -match 'Write') { throw 'not the sign-in that was expected' }
    $script:scopes = $Scopes
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

function Test-Scope([string] $Needed) {
    if ($script:scopes -notcontains $Needed) { throw "Insufficient privileges: $Needed was not asked for." }
}

# A method as the module gives it: what its type adds stands apart, in camel case.
function New-Method([string] $Id, [string] $State, [hashtable] $More) {
    $apart = [System.Collections.Generic.Dictionary[string, object]]::new()
    $apart['includeTargets'] = @(@{ id = 'all_users'; targetType = 'group'; authenticationMode = 'any' })
    foreach ($name in $More.Keys) { $apart[$name] = $More[$name] }
    [pscustomobject] @{ ExcludeTargets = @(); Id = $Id; State = $State; AdditionalProperties = $apart }
}

function Get-MgPolicyAuthenticationMethodPolicy {
    Test-Scope 'Policy.Read.All'
    $keys = @{ isEnforced = $false; enforcementType = 'block'; aaGuids = @() }
    $profiles = @(@{ id = '7c0e2f14-5b1d-4e0f-9a6b-2d3c4e5f6a01'; name = 'Default passkey profile'; passkeyTypes = 'deviceBound,synced'; attestationEnforcement = 'disabled'; keyRestrictions = $keys })
    $shown = @{ state = 'default'; includeTarget = @{ id = 'all_users'; targetType = 'group' } }
    $settings = @{ displayAppInformationRequiredState = $shown; displayLocationInformationRequiredState = $shown }
    [pscustomobject] @{
        PolicyMigrationState = 'migrationComplete'
        RegistrationEnforcement = [pscustomobject] @{ AuthenticationMethodsRegistrationCampaign = [pscustomobject] @{ State = 'default'; SnoozeDurationInDays = 1; ExcludeTargets = @(); IncludeTargets = @() } }
        AuthenticationMethodConfigurations = @(
            New-Method 'Fido2' 'enabled' @{ isSelfServiceRegistrationAllowed = $true; keyRestrictions = $keys; passkeyProfiles = $profiles }
            New-Method 'MicrosoftAuthenticator' 'enabled' @{ featureSettings = $settings }
            New-Method 'TemporaryAccessPass' 'enabled' @{ isUsableOnce = $false }
            New-Method 'Sms' 'disabled' @{}
            New-Method 'Voice' 'disabled' @{}
            New-Method 'X509Certificate' 'disabled' @{}
        )
    }
}

function Get-MgReportAuthenticationMethodUserRegistrationDetail([switch] $All) {
    Test-Scope 'AuditLog.Read.All'
    if (-not $All) { throw 'not all pages were asked for' }
    $people = @(
        @('adele', $true, $true, @('microsoftAuthenticatorPush', 'passKeyDeviceBound')),
        @('alex', $true, $false, @('microsoftAuthenticatorPush')),
        @('diego', $false, $false, @('mobilePhone')),
        @('lee', $false, $true, @('microsoftAuthenticatorPasswordless'))
    )
    $number = 0
    foreach ($person in $people) {
        $number++
        [pscustomobject] @{
            Id = '26be570a-0000-4000-8000-00000000000' + $number; UserPrincipalName = $person[0] + '@contoso.com'; UserDisplayName = $person[0]; UserType = 'member'
            IsAdmin = $person[1]; IsPasswordlessCapable = $person[2]; MethodsRegistered = $person[3]; LastUpdatedDateTime = [datetime] '2026-11-20T04:11:09Z'
        }
    }
}

function Get-MgDomain([switch] $All) {
    Test-Scope 'Domain.Read.All'
    [pscustomobject] @{ Id = 'contoso.com'; AuthenticationType = 'Federated'; IsDefault = $true; IsVerified = $true }
    [pscustomobject] @{ Id = 'contoso.onmicrosoft.com'; AuthenticationType = 'Managed'; IsDefault = $false; IsVerified = $true }
}
