<#
.SYNOPSIS
Objects in the shape of Exchange's and Graph's, made at random, for the scripts that print them.

.DESCRIPTION
Dot-source it where `$Seed` is set: the same seed makes the same objects.
#>
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

Add-Type -TypeDefinition @'
using System;
namespace Printed {
    [Flags] public enum ServerRole { None = 0, Mailbox = 2, ClientAccess = 4, UnifiedMessaging = 16, HubTransport = 32, Edge = 64 }
    public enum AuthenticationMethod { Basic, Digest, Ntlm, Fba, WindowsIntegrated, LiveIdFba, LiveIdBasic, WSSecurity, Certificate, NegoEx, OAuth, Adfs, Kerberos, Negotiate, LiveIdNegotiate }
    public enum AuthServerType { MicrosoftACS, AzureAD, ADFS, Facebook, LinkedIn }
    public enum TokenChecking { None, Allow, Require }
    public enum DomainType { Authoritative, ExternalRelay, InternalRelay }
    [Flags] public enum CertificateServices { None = 0, IMAP = 1, POP = 2, UM = 4, IIS = 8, SMTP = 16, Federation = 32, UMCallRouter = 64 }
    public enum CertificateStatus { Unknown, Valid, Revoked, DateInvalid, Untrusted, Invalid }
    public class ServerVersion {
        readonly string text;
        public int Major { get { return 15; } }
        public int Minor { get { return 2; } }
        public ServerVersion(string text) { this.text = text; }
        public override string ToString() { return text; }
    }
    public class DirectoryId {
        readonly string text;
        public string Name { get { return text.Substring(text.IndexOf('\\') + 1); } }
        public string DistinguishedName { get { return "CN=" + Name + ",CN=HTTP,CN=Protocols,CN=Configuration,DC=contoso,DC=local"; } }
        public bool IsDeleted { get { return false; } }
        public DirectoryId(string text) { this.text = text; }
        public override string ToString() { return text; }
    }
}
'@

$random = [System.Random]::new($Seed)
function Roll([int] $sides) { $random.Next($sides) }
function Pick($items) { @($items)[$random.Next(@($items).Count)] }
function Chance([int] $percent) { $random.Next(100) -lt $percent }

$hosts = 'mail.contoso.com', 'mail.fabrikam.com:8443', 'autodiscover.adatum.com', 'webmail.a-rather-long-name-of-a-host.northwindtraders.com', 'owa.tailspin.com', 'ex.contoso.local'
$sites = 'Default Web Site', 'Default Web Site', 'Default Web Site', 'Exchange Back End', 'Standardwebsite für alle', '既定の Web サイト'
$servers = 'EX', 'ADEX', 'MAILBOX-SERVER-', 'BER-EXCH-', 'münchen-ex'
$ids = @{ own = '00000002-0000-0ff1-ce00-000000000000' }
function Guid { [guid]::new([byte[]] (1..16 | ForEach-Object { Roll 256 })).ToString() }
function Methods {
    $all = 'Basic', 'Digest', 'Ntlm', 'Fba', 'WindowsIntegrated', 'WSSecurity', 'Certificate', 'OAuth', 'Negotiate'
    , [Printed.AuthenticationMethod[]] @($all | Where-Object { Chance 40 })
}
function Url([string] $path) { [uri] "https://$(Pick $hosts)$path" }
function Flag { Chance 50 }
function Digits { -join (1..40 | ForEach-Object { '{0:X}' -f (Roll 16) }) }

# One entry per cmdlet: how an object of number N on a server is made. Properties in the order of the real object's usual columns.
$kinds = @{
    'Get-MapiVirtualDirectory' = { param($server, $site) [ordered]@{ Identity = [Printed.DirectoryId]::new("$server\mapi ($site)"); Server = $server; InternalUrl = Url '/mapi'
            ExternalUrl = Url '/mapi'; IISAuthenticationMethods = Methods; InternalAuthenticationMethods = Methods; ExternalAuthenticationMethods = Methods; Name = "mapi ($site)"
            ExtendedProtectionTokenChecking = [Printed.TokenChecking] (Pick 'None', 'Allow', 'Require') } }
    'Get-WebServicesVirtualDirectory' = { param($server, $site) [ordered]@{ Identity = [Printed.DirectoryId]::new("$server\EWS ($site)"); Server = $server; InternalUrl = Url '/EWS/Exchange.asmx'
            ExternalUrl = $(if (Chance 70) { Url '/EWS/Exchange.asmx' }); OAuthAuthentication = Flag; BasicAuthentication = Flag; WindowsAuthentication = Flag; MRSProxyEnabled = Flag
            InternalAuthenticationMethods = Methods; ExternalAuthenticationMethods = Methods } }
    'Get-OabVirtualDirectory' = { param($server, $site) [ordered]@{ Identity = [Printed.DirectoryId]::new("$server\OAB ($site)"); Server = $server; InternalUrl = Url '/OAB'; ExternalUrl = Url '/OAB'
            OAuthAuthentication = Flag; RequireSSL = Flag; InternalAuthenticationMethods = Methods; PollInterval = Roll 1000 } }
    'Get-AutodiscoverVirtualDirectory' = { param($server, $site) [ordered]@{ Identity = [Printed.DirectoryId]::new("$server\Autodiscover ($site)"); Server = $server
            OAuthAuthentication = Flag; WSSecurityAuthentication = Flag; InternalAuthenticationMethods = Methods; ExternalAuthenticationMethods = Methods; InternalUrl = $null; ExternalUrl = $null } }
    'Get-ActiveSyncVirtualDirectory' = { param($server, $site) [ordered]@{ Identity = [Printed.DirectoryId]::new("$server\Microsoft-Server-ActiveSync ($site)"); Server = $server
            InternalUrl = Url '/Microsoft-Server-ActiveSync'; ExternalUrl = Url '/Microsoft-Server-ActiveSync'; BasicAuthEnabled = Flag; InternalAuthenticationMethods = Methods } }
    'Get-OwaVirtualDirectory' = { param($server, $site) [ordered]@{ Identity = [Printed.DirectoryId]::new("$server\owa ($site)"); Server = $server; InternalUrl = Url '/owa'; ExternalUrl = Url '/owa'
            OAuthAuthentication = Flag; FormsAuthentication = Flag; InternalAuthenticationMethods = Methods; OwaVersion = 'Exchange2013' } }
    'Get-ClientAccessService' = { param($server, $site) [ordered]@{ Name = $server; Fqdn = "$server.contoso.local".ToLower(); AutoDiscoverServiceInternalUri = $(if (Chance 80) { Url '/Autodiscover/Autodiscover.xml' })
            AutoDiscoverSiteScope = @('Default-First-Site-Name', 'Berlin', 'Wien' | Where-Object { Chance 50 }) } }
    'Get-OutlookAnywhere' = { param($server, $site) [ordered]@{ Identity = [Printed.DirectoryId]::new("$server\Rpc ($site)"); ServerName = $server; ExternalHostname = (Pick $hosts); InternalHostname = (Pick $hosts)
            SSLOffloading = Flag; ExternalClientsRequireSsl = Flag; IISAuthenticationMethods = Methods } }
    'Get-AuthServer' = { param($server, $site) $id = Guid; [ordered]@{ Name = (Pick "EvoSts - $id", "ACS - $id", "EvoSTS$(Roll 90)"); Type = [Printed.AuthServerType] (Pick 'MicrosoftACS', 'AzureAD', 'ADFS'); Enabled = Flag
            IsDefaultAuthorizationEndpoint = Flag; Realm = (Guid); DomainName = @('contoso.com', 'contoso.mail.onmicrosoft.com', 'fabrikam.com', 'adatum.com', 'tailspin.com' | Where-Object { Chance 50 })
            AuthMetadataUrl = 'https://login.windows.net/contoso.onmicrosoft.com/federationmetadata/2007-06/federationmetadata.xml'; AuthorizationEndpoint = 'https://login.windows.net/common/oauth2/authorize' } }
    'Get-ExchangeServer' = { param($server, $site) [ordered]@{ Name = $server; AdminDisplayVersion = [Printed.ServerVersion]::new((Pick 'Version 15.2 (Build 1544.4)', 'Version 15.2 (Build 2562.17)', 'Version 15.1 (Build 2507.6)'))
            ServerRole = [Printed.ServerRole] (Pick 'Mailbox', 'Mailbox, ClientAccess', 'Edge', 'Mailbox, ClientAccess, UnifiedMessaging, HubTransport'); Edition = (Pick 'Enterprise', 'StandardEvaluation')
            IsEdgeServer = Flag; Fqdn = "$server.contoso.local"; Site = 'contoso.local/Configuration/Sites/Default-First-Site-Name'; InternetWebProxy = $(if (Chance 30) { [uri] 'http://proxy.contoso.com:8080' }) } }
    'Get-ExchangeCertificate' = { param($server, $site) [ordered]@{ Thumbprint = (Digits); Services = [Printed.CertificateServices] (Pick 'IIS', 'SMTP', 'IMAP, POP, IIS, SMTP', 'None', 'IMAP, POP'); Subject = (Pick 'CN=mail.contoso.com', 'CN=Microsoft Exchange Server Auth Certificate', "CN=$server")
            Status = [Printed.CertificateStatus] (Pick 'Valid', 'DateInvalid'); IsSelfSigned = Flag; HasPrivateKey = Flag; CertificateDomains = @('mail.contoso.com', 'autodiscover.contoso.com', 'contoso.com' | Where-Object { Chance 60 }) } }
    'Get-AuthenticationPolicy' = { param($server, $site) [ordered]@{ Name = "Policy of $server"; AllowBasicAuthMapi = Flag; BlockLegacyAuthMapi = Flag; BlockModernAuthMapi = Flag; BlockModernAuthWebServices = Flag } }
    'Get-MgServicePrincipal' = { param($server, $site) [ordered]@{ DisplayName = (Pick 'Office 365 Exchange Online', 'Microsoft Graph'); Id = (Guid); AppId = $ids.own; SignInAudience = 'AzureADMultipleOrgs'; AccountEnabled = Flag
            ServicePrincipalNames = @("https://$(Pick $hosts)/", $ids.own, 'https://outlook.office365.com/', "$($ids.own)/outlook.com", 'https://ps.outlook.com' | Where-Object { Chance 60 }) } }
    'Get-OrganizationConfig' = { param($server, $site) [ordered]@{ Name = "Organization $server"; OAuth2ClientProfileEnabled = Flag; MapiHttpEnabled = Flag; Guid = [guid] (Guid); DefaultAuthenticationPolicy = $(if (Chance 50) { [Printed.DirectoryId]::new("Policy of $server") })
            AdfsIssuer = $null } }
    'Get-AcceptedDomain' = { param($server, $site) [ordered]@{ Name = (Pick 'contoso.com', 'fabrikam.com', 'a.long.domain.northwindtraders.com'); DomainName = "$server.contoso.com".ToLower(); DomainType = [Printed.DomainType] (Pick 'Authoritative', 'InternalRelay'); Default = Flag } }
    'Get-SettingOverride' = { param($server, $site) [ordered]@{ Name = "Override $server"; ComponentName = 'OAuth'; SectionName = 'OAuthIdentityCacheFixForDownloadDomains'; Parameters = @('Enabled=true', 'Since=2026' | Where-Object { Chance 70 })
            Server = @($server); Reason = (Pick 'OWA HMA', 'first line', "first line`nsecond line", 'a longer reason with several words in it') } }
}

function Is-List($value) { $value -is [array] -or $value -is [System.Collections.ArrayList] }

# What a reader can know of a value: what the formatter would print in a column that is wide enough.
function Truth($value, [int] $limit) {
    if ($null -eq $value) { return $null }
    if ($value -is [bool]) { return $value }
    if (Is-List $value) {
        $items = @($value | ForEach-Object ToString)
        if ($limit -ge 0 -and $items.Count -gt $limit) { return [ordered]@{ values = @($items | Select-Object -First $limit); cut = $true } }
        return , $items
    }
    $value.ToString()
}

function Printed($value, [int] $limit) {
    if ($null -eq $value) { return '' }
    if (Is-List $value) {
        $items = @($value | ForEach-Object ToString)
        $more = $limit -ge 0 -and $items.Count -gt $limit
        if ($more) { $items = @($items | Select-Object -First $limit) }
        return '{' + ($items -join ', ') + $(if ($more) { '…' }) + '}'
    }
    $value.ToString()
}
