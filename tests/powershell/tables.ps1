<#
.SYNOPSIS
Prints objects in the shape of Exchange's and Graph's as tables, and writes down what was printed.

.DESCRIPTION
Each capture is what the formatter of this PowerShell makes of some objects: `NAME.txt`. The truth is `truth.json`: for each capture its records in order, each with
the cmdlet and the columns that were printed. A fact is `{ "value": …, "readable": true }`: a value is a string, a boolean, null, or `{ "values": […], "cut": true }` for a
list that $FormatEnumerationLimit cut; readable means that the text holds all of it. The same seed makes the same captures.
#>
param(
    [Parameter(Mandatory)] [string] $Out,
    [int] $Count = 200,
    [int] $Seed = 1
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
[cultureinfo]::CurrentCulture = 'en-US'
$null = New-Item -ItemType Directory -Force -Path $Out

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
    public class ServerVersion { public string Text; public ServerVersion(string text) { Text = text; } public override string ToString() { return Text; } }
    public class DirectoryId { public string Text; public DirectoryId(string text) { Text = text; } public override string ToString() { return Text; } }
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

# What a reader can know of a value: what the formatter would print in a column that is wide enough.
function Truth($value, [int] $limit) {
    if ($null -eq $value) { return $null }
    if ($value -is [bool]) { return $value }
    if ($value -is [array]) {
        $items = @($value | ForEach-Object ToString)
        if ($limit -ge 0 -and $items.Count -gt $limit) { return [ordered]@{ values = @($items | Select-Object -First $limit); cut = $true } }
        return , $items
    }
    $value.ToString()
}

function Printed($value, [int] $limit) {
    if ($null -eq $value) { return '' }
    if ($value -is [array]) {
        $items = @($value | ForEach-Object ToString)
        $more = $limit -ge 0 -and $items.Count -gt $limit
        if ($more) { $items = @($items | Select-Object -First $limit) }
        return '{' + ($items -join ', ') + $(if ($more) { '…' }) + '}'
    }
    $value.ToString()
}

# As Windows PowerShell marks what it cut to fit: three dots, in the same columns. $null where that cannot be told from here.
function Dots([string[]] $lines) {
    foreach ($line in $lines) {
        while (($at = $line.IndexOf('…')) -ge 0) {
            $starts = $at -eq 0 -or $line[$at - 1] -eq ' '
            if ($starts) {
                # A cell that is cut behind a blank, or one that is aligned to the right.
                if ($at + 3 -ge $line.Length -or $line.Substring($at + 1, 3).Contains(' ') -or $line.Substring($at + 1, 3).Contains('…')) { return $null }
                $line = $line.Substring(0, $at) + '...' + $line.Substring($at + 3)
            } else {
                if ($at -lt 4 -or $line.Substring($at - 3, 3).Contains(' ')) { return $null }
                $line = $line.Substring(0, $at - 2) + '...' + $line.Substring($at + 1)
            }
        }
        $line
    }
}

# One command and what it printed: text, and records.
function Table([int] $number) {
    $cmdlet = Pick (@($kinds.Keys) | Sort-Object)
    $prefix = Pick $servers
    $site = Pick $sites
    $limit = Pick 1, 2, 4, 4, 16, -1
    $global:FormatEnumerationLimit = $limit
    $objects = @(foreach ($at in 1..(1 + (Roll 5))) {
            $object = [pscustomobject] (& $kinds[$cmdlet] ('{0}{1:00}' -f $prefix, $at) $site)
            $object.PSTypeNames.Insert(0, 'Printed.' + $cmdlet)
            $object
        })
    $names = @($objects[0].PSObject.Properties.Name)
    $take = 1 + (Roll ([Math]::Min(6, $names.Count)))
    $names = @(if (Chance 80) { $names | Select-Object -First $take } else { $names | Sort-Object { Roll 1000 } | Select-Object -First $take })
    $way = Pick 'table', 'table', 'table', 'autosize', 'wrap', 'wrap', 'wrapauto', 'group', 'groupwrap', 'select', 'calculated', 'calculatedwrap'
    $width = Pick 40, 50, 60, 80, 80, 80, 100, 120, 120, 150, 200, 250
    $wraps = $way -like '*wrap*'
    $asked = $names -join ','
    $columns = $names
    $more = @{}
    $by = $null
    $pipe = $objects
    switch ($way) {
        'autosize' { $more.AutoSize = $true; $tail = "ft $asked -AutoSize" }
        'wrapauto' { $more.AutoSize = $true; $more.Wrap = $true; $tail = "ft $asked -Wrap -AutoSize" }
        'wrap' { $more.Wrap = $true; $tail = "ft -Wrap $asked" }
        { $_ -like 'group*' } {
            $others = @($objects[0].PSObject.Properties | Where-Object { $_.Name -notin $names -and $_.Value -isnot [array] } | ForEach-Object Name)
            $by = if ($others) { Pick $others } else { $names[-1] }
            if ($_ -eq 'groupwrap') { $more.Wrap = $true }
            $more.GroupBy = $by
            $tail = "ft $asked -GroupBy $by" + $(if ($wraps) { ' -Wrap' })
        }
        'select' { $names = @($names | Select-Object -First 4); $columns = $names; $tail = "select $($names -join ',')" }
        { $_ -like 'calculated*' } {
            $columns = @(foreach ($name in $names) {
                    switch (Roll 4) {
                        0 { @{ Name = "$name"; Expression = "$name"; Width = 4 + (Roll 30) } }
                        1 { @{ Name = "$name"; Expression = "$name"; Alignment = (Pick 'left', 'right', 'center') } }
                        2 { @{ Name = "$name"; Expression = "$name"; Width = 3 + (Roll 30); Alignment = (Pick 'left', 'right') } }
                        3 { $name }
                    }
                })
            if ($_ -eq 'calculatedwrap') { $more.Wrap = $true }
            $tail = 'ft $columns' + $(if ($wraps) { ' -Wrap' })
        }
        'table' { $tail = "ft $asked" }
    }
    $text = if ($way -eq 'select') { $pipe | Select-Object $columns | Out-String -Width $width } else { $pipe | Format-Table $columns @more | Out-String -Width $width }
    $lines = @($text -split "`r?`n")
    # Which columns there was room for, group by group.
    $fresh = $true
    $rules = @(foreach ($line in $lines) {
            if ($line -match '^   \w+: ' -or (-not $by -and -not $line.Trim())) { $fresh = $true }
            elseif ($fresh -and $line -match '^ *-[- ]*$') { $fresh = $false; @($line -split ' ' | Where-Object { $_ }).Count }
        })
    if ($rules.Count -eq 0) { return }
    $group = -1
    $last = [guid]::NewGuid()
    $records = @(foreach ($object in $objects) {
            $value = if ($by) { Printed $object.$by $limit } else { '' }
            if ($value -cne $last) { $group++; $last = $value }
            $shown = $rules[[Math]::Min($group, $rules.Count - 1)]
            $facts = [ordered]@{}
            if ($by) { $facts[$by] = [ordered]@{ value = (Truth $object.$by $limit); readable = $true } }
            foreach ($name in @($names | Select-Object -First $shown)) {
                if ($facts.Contains($name)) { continue }
                $facts[$name] = [ordered]@{ value = (Truth $object.$name $limit); readable = $wraps -or $text.Contains((Printed $object.$name $limit)) }
            }
            [ordered]@{ cmdlet = $cmdlet; facts = $facts }
        })
    # A heading of another form, or a row that looks like a rule.
    if ($by -and $rules.Count -ne $group + 1) { return }
    [pscustomobject]@{ way = $way; command = "$cmdlet | $tail"; lines = $lines; records = $records; limit = $limit; width = $width }
}

$truth = [System.Collections.Generic.List[object]]::new()
for ($number = 1; $number -le $Count; $number++) {
    $tables = @(foreach ($part in 1..(Pick 1, 1, 1, 2, 3)) { Table $number })
    if ($tables.Count -eq 0) { continue }
    $commands = Pick 'none', 'none', 'bare', 'prompt'
    $finish = Pick 'as-is', 'as-is', 'trimmed', 'dots', 'ascii', 'indented', 'crlf', 'verbose', 'prose'
    $lines = @(foreach ($table in $tables) {
            $printed = @($table.lines)
            if ($finish -eq 'dots') {
                $dots = if (($printed -join '').Contains('…}') -or ($table.records | ConvertTo-Json -Depth 9).Contains('\n')) { $null } else { @(Dots $printed) }
                if ($null -ne $dots -and $dots.Count -eq $printed.Count) { $printed = $dots }
            }
            if ($finish -eq 'verbose' -and $table.lines.Count -gt 6) {
                $at = $printed.Count - 3
                $printed = @($printed | Select-Object -First $at) + 'VERBOSE: Connecting to EX01.' + @($printed | Select-Object -Skip $at)
            }
            switch ($commands) {
                'bare' { $table.command }
                'prompt' { "[PS] C:\Windows\system32>$($table.command)" }
            }
            $printed
            if ($finish -eq 'prose') { 'This is what the servers showed, see above.' ; '' }
        })
    if ($commands -eq 'prompt') { $lines += '[PS] C:\Windows\system32>' }
    switch ($finish) {
        'trimmed' { $lines = @($lines | ForEach-Object TrimEnd) }
        'indented' { $lines = @($lines | ForEach-Object { if ($_) { "    $_" } else { '' } }) }
    }
    $name = '{0:0000}-{1}-{2}-{3}' -f $number, $tables[0].way, $commands, $finish
    $break = if ($finish -eq 'crlf') { "`r`n" } else { "`n" }
    $encoding = switch ($finish) { 'ascii' { 'ascii' } 'crlf' { Pick 'unicode', 'utf8BOM' } default { 'utf8' } }
    ($lines -join $break) + $break | Out-File -LiteralPath (Join-Path $Out "$name.txt") -Encoding $encoding -NoNewline
    $truth.Add([ordered]@{ file = "$name.txt"; finish = $finish; commands = $commands; ways = @($tables.way); records = @($tables.records) })
}
, $truth | ConvertTo-Json -Depth 12 | Out-File -LiteralPath (Join-Path $Out 'truth.json') -Encoding utf8
