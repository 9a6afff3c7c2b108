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

function Get-MgIdentityConditionalAccessPolicy([switch] $All) {
    Test-Scope 'Policy.Read.All'
    if (-not $All) { throw 'not all pages were asked for' }
    $none = [pscustomobject] @{ AllowedCombinations = $null; CombinationConfigurations = $null; DisplayName = $null; Id = $null; PolicyType = $null }
    $strong = [pscustomobject] @{ AllowedCombinations = @('windowsHelloForBusiness', 'fido2', 'x509CertificateMultiFactor'); CombinationConfigurations = $null; DisplayName = 'Phishing-resistant MFA'; Id = '00000000-0000-0000-0000-000000000004'; PolicyType = 'builtIn' }
    foreach ($one in @(@('Strong sign-in for admins', 'OR', @(), $strong, @(), @('62e90394-69f5-4237-9190-012177145e10')), @('MFA for all', 'OR', @('mfa'), $none, @('All'), @()))) {
        [pscustomobject] @{
            Id = '4d8f5b6a-0000-4000-8000-{0:D12}' -f $one[0].Length; DisplayName = $one[0]; State = 'enabled'
            Conditions = [pscustomobject] @{
                # The module writes objects without values, and nulls, where there is no condition.
                ClientAppTypes = @('all'); UserRiskLevels = @(); SignInRiskLevels = $null; InsiderRiskLevels = $null
                Platforms = [pscustomobject] @{ IncludePlatforms = $null; ExcludePlatforms = $null }
                Locations = [pscustomobject] @{ IncludeLocations = $null; ExcludeLocations = $null }
                Devices = [pscustomobject] @{ DeviceFilter = [pscustomobject] @{ Mode = $null; Rule = $null } }
                AuthenticationFlows = [pscustomobject] @{ TransferMethods = $null }
                Applications = [pscustomobject] @{ IncludeApplications = @('All'); ExcludeApplications = $null; IncludeUserActions = $null; ApplicationFilter = [pscustomobject] @{ Mode = $null; Rule = $null } }
                Users = [pscustomobject] @{
                    IncludeUsers = $one[4] + @('26be570a-0000-4000-8000-000000000009'); ExcludeUsers = @('26be570a-0000-4000-8000-000000000008'); IncludeGroups = @(); ExcludeGroups = $null
                    IncludeRoles = $one[5]; ExcludeRoles = @()
                }
            }
            GrantControls = [pscustomobject] @{ Operator = $one[1]; BuiltInControls = $one[2]; CustomAuthenticationFactors = @(); TermsOfUse = @(); AuthenticationStrength = $one[3] }
        }
    }
}

function Get-MgPolicyAuthenticationStrengthPolicy([switch] $All) {
    Test-Scope 'Policy.Read.All'
    [pscustomobject] @{ AllowedCombinations = @('fido2', 'password,microsoftAuthenticatorPush'); DisplayName = 'Multifactor authentication'; Id = '00000000-0000-0000-0000-000000000002'; PolicyType = 'builtIn' }
}

# A certificate of an invented authority, valid until 2036.
$rootCertificate = 'MIIBSTCB76ADAgECAhRk4hbQVOhPsutkzHnTHe2qnGbmnjAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9Db250b3NvIFJvb3QgQ0EwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAaMRgwFgYDVQQDDA9Db250b3NvIFJvb3QgQ0EwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARTu0WfNOiDZBtnXQzxhi0xW4ZikFz5jAE1XgSwcCuK063fXAAdocJbmjvFlsM5guWOjiujB3Dq44oAYlq13xdxoxMwETAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQC81EPL6aL6HBt85viSV7BZDGNyqoBeVZlR9Grvq12XPgIhALOL0M4Cmbfr/ORIBBALZk4L2jrbVpLiIqs85v1H6B5+'

function Get-MgOrganizationCertificateBasedAuthConfiguration([string] $OrganizationId) {
    if ($OrganizationId -ne $tenant) { throw 'not the tenant that was expected' }
    [pscustomobject] @{
        Id = '29728ade-6ae4-4ee9-9103-412912537da5'
        CertificateAuthorities = @([pscustomobject] @{ Certificate = [Convert]::FromBase64String($rootCertificate); CertificateRevocationListUrl = 'http://pki.contoso.com/root.crl'; IsRootAuthority = $true; Issuer = 'CN=Contoso Root CA'; IssuerSki = '5A1E' })
    }
}

function Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfiguration([switch] $All) {
    Test-Scope 'PublicKeyInfrastructure.Read.All'
    [pscustomobject] @{ Id = 'c2e8d0a1-7b3f-4f5c-9d6e-1a2b3c4d5e6f'; DisplayName = 'Contoso PKI' }
}

function Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfigurationCertificateAuthority([string] $CertificateBasedAuthPkiId, [switch] $All) {
    if ($CertificateBasedAuthPkiId -ne 'c2e8d0a1-7b3f-4f5c-9d6e-1a2b3c4d5e6f') { throw 'not the PKI that was expected' }
    [pscustomobject] @{
        Id = 'a7f1c3d5-0000-4000-8000-000000000001'; DisplayName = 'Contoso Issuing CA'; Issuer = 'CN=Contoso Issuing CA'; Thumbprint = '5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0'
        CertificateAuthorityType = 'intermediate'; CertificateRevocationListUrl = 'http://pki.contoso.com/issuing.crl'
        ExpirationDateTime = [datetime]::SpecifyKind([datetime] '2036-01-01T00:00:00', 'Utc')
    }
}

function Get-MgDevice([switch] $All) {
    Test-Scope 'Device.Read.All'
    foreach ($one in @(@(1, 'Windows', '10.0.22631.4317', 'AzureAd'), @(2, 'Windows', '10.0.18363.1556', 'ServerAd'), @(3, 'iOS', '19.1', 'Workplace'), @(4, 'Windows 10 Pro', '10.0.10240.16384', 'AzureAd'), @(5, $null, '10.0.22631.4317', 'AzureAd'))) {
        [pscustomobject] @{
            Id = '5c6d7e8f-0000-4000-8000-{0:D12}' -f $one[0]; DisplayName = 'PC-{0:D4}' -f $one[0]; OperatingSystem = $one[1]; OperatingSystemVersion = $one[2]; TrustType = $one[3]
            AccountEnabled = $true; ApproximateLastSignInDateTime = (Get-Date)
        }
    }
}

# A sign-in as the module gives it.
function New-SignIn([int] $Number, [string] $Person, [string] $Application, [string] $Client, [string] $System) {
    [pscustomobject] @{
        Id = '6b7f6f2e-0b1d-4a8e-9a55-{0:D12}' -f $Number; CreatedDateTime = [datetime]::SpecifyKind([datetime] '2026-11-20T08:11:01', 'Utc'); UserPrincipalName = $Person + '@contoso.com'
        AppId = $Application; AppDisplayName = 'an application'; ResourceId = $exchange; ClientAppUsed = $Client; IPAddress = '203.0.113.7'
        Status = [pscustomobject] @{ ErrorCode = 0; FailureReason = 'Other.' }; DeviceDetail = [pscustomobject] @{ OperatingSystem = $System; DisplayName = '' }
    }
}

function Test-SignInFilter([string] $Filter, [switch] $All) {
    Test-Scope 'AuditLog.Read.All'
    if (-not $All) { throw 'not all pages were asked for' }
    if ($Filter -notmatch "^resourceId eq '$exchange' and status/errorCode eq 0 and createdDateTime ge \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ") { throw "not the filter that was expected: $Filter" }
}

function Get-MgAuditLogSignIn([string] $Filter, [switch] $All) {
    Test-SignInFilter $Filter -All:$All
    New-SignIn 1 'adele' '27922004-5251-4030-b22d-91ecd9a37ea4' 'Mobile Apps and Desktop clients' 'Ios 19.1'
    New-SignIn 2 'adele' '27922004-5251-4030-b22d-91ecd9a37ea4' 'Mobile Apps and Desktop clients' 'Ios 19.1'
    New-SignIn 3 'diego' '00000000-0000-0000-0000-000000000000' 'IMAP4' ''
    # Of one row the time is missing.
    $timeless = New-SignIn 5 'alex' '27922004-5251-4030-b22d-91ecd9a37ea4' 'Mobile Apps and Desktop clients' 'Ios 19.1'
    $timeless.CreatedDateTime = $null
    $timeless
}

function Get-MgBetaAuditLogSignIn([string] $Filter, [switch] $All) {
    if ($env:MOCK_NO_BETA) { throw "The term 'Get-MgBetaAuditLogSignIn' is not recognized." }
    Test-SignInFilter $Filter -All:$All
    if ($Filter -notmatch "and signInEventTypes/any\(t: t eq 'nonInteractiveUser'\)$") { throw 'not the sign-ins that were expected' }
    New-SignIn 4 'lee' 'd3590ed6-52b3-4102-aeff-aad2292ab01c' 'Mobile Apps and Desktop clients' 'Windows 11'
}
