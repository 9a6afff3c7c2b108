#Requires -Version 5.1
<#
.SYNOPSIS
Captures what hmaudit needs to know of an on-premises Exchange organisation. Reads only: it changes nothing in Exchange, Active
Directory or IIS.

.DESCRIPTION
Run it in the Exchange Management Shell with an account that may read the organisation (View-Only Organization Management). It
makes one new folder and writes one file for each cmdlet into it. A cmdlet that fails is noted in errors.json and the run goes on.
Then run: hmaudit check <folder>

.PARAMETER OutputFolder
Folder in which the new folder is made. Default: the current folder.

.PARAMETER SkipMailboxes
Leaves out Get-CASMailbox and Get-User, which take long in large organisations; the former holds the addresses of all mailboxes.
#>
[CmdletBinding()]
param(
    [string] $OutputFolder = '.',
    [switch] $SkipMailboxes
)

{{preferences}}
# The cmdlets whose output is captured; all if the list is empty.
$only = @()
# Without this PowerShell cuts lists, also in values that are only turned into text.
$global:FormatEnumerationLimit = -1
$collectorVersion = '{{version}}'
$started = (Get-Date).ToUniversalTime()
$failures = @()
$written = @()

if (-not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) {
    throw 'Get-ExchangeServer is not known here. Start the Exchange Management Shell on an Exchange server and run this script in it.'
}
$organization = Get-OrganizationConfig -ErrorAction Stop
# The configuration of a tenant lies below CN=ConfigurationUnits, its objects in an OU of the hosted organisations.
if (([string] $organization.DistinguishedName).ToLowerInvariant() -cmatch ',cn=configurationunits,|ou=microsoft exchange hosted organizations,') {
    throw 'This session is connected to Exchange Online. Run this script in the Exchange Management Shell of the on-premises organisation.'
}

$label = ([string] $organization.Name) -replace '[^A-Za-z0-9]+', '-'
{{stamp}}
$folder = Join-Path -Path $root -ChildPath ('hmaudit-exchange-' + $label + '-' + $stamp)
$null = New-Item -ItemType Directory -Path $folder

{{wanted}}

function Write-Failure([string] $Command, $Problem) {
    $message = ([string] $Problem) -replace '\s+', ' '
    $script:failures = @($script:failures) + @([ordered] @{ Command = $Command; Message = $message })
    Write-Warning -Message ($Command + ': ' + $message)
}

function Write-Document([string] $Name, $Content) {
    $path = Join-Path -Path $folder -ChildPath $Name
    ConvertTo-Json -InputObject $Content -Depth 6 | Out-File -LiteralPath $path -Encoding utf8
    $script:written = @($script:written) + @($Name)
}

# Runs one cmdlet. What it could read is kept even when it failed for some servers.
function Read-Output([string] $Command, [scriptblock] $Run) {
    $objects = @()
    $script:failed = $false
    $before = $ErrorActionPreference
    try {
        $ErrorActionPreference = 'Continue'
        # There may be very many: they are not added one by one.
        $objects = @(foreach ($item in @(& $Run 2>&1)) {
                if ($item -is [System.Management.Automation.ErrorRecord]) {
                    $script:failed = $true
                    Write-Failure $Command $item
                } elseif ($null -ne $item) {
                    $item
                }
            })
    } catch {
        $script:failed = $true
        Write-Failure $Command $_
    } finally {
        $ErrorActionPreference = $before
    }
    return ,$objects
}

function Write-Capture([string] $Command, $Objects, [string] $Suffix) {
    if (@($Objects).Count -gt 0) {
        $name = $Command + $Suffix + '.xml'
        @($Objects) | Export-Clixml -LiteralPath (Join-Path -Path $folder -ChildPath $name) -Depth 3 -Encoding UTF8
        $script:written = @($script:written) + @($name)
    } elseif (-not $script:failed) {
        # That there is none is a fact as well.
        Write-Document ($Command + '.json') ([ordered] @{ Cmdlet = $Command; Objects = @() })
    }
}

$plan = @(
    @{ Command = 'Get-OrganizationConfig'; Run = { Get-OrganizationConfig -ErrorAction Continue } },
    @{ Command = 'Get-ExchangeServer'; Run = { Get-ExchangeServer -ErrorAction Continue } },
    @{ Command = 'Get-ClientAccessService'; Run = { Get-ClientAccessService -WarningAction SilentlyContinue -ErrorAction Continue } },
    @{ Command = 'Get-AuthServer'; Run = { Get-AuthServer -ErrorAction Continue } },
    @{ Command = 'Get-AuthConfig'; Run = { Get-AuthConfig -ErrorAction Continue } },
    @{ Command = 'Get-PartnerApplication'; Run = { Get-PartnerApplication -ErrorAction Continue } },
    @{ Command = 'Get-MapiVirtualDirectory'; Run = { Get-MapiVirtualDirectory -ErrorAction Continue }; AdOnly = { Get-MapiVirtualDirectory -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-WebServicesVirtualDirectory'; Run = { Get-WebServicesVirtualDirectory -ErrorAction Continue }; AdOnly = { Get-WebServicesVirtualDirectory -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-OabVirtualDirectory'; Run = { Get-OabVirtualDirectory -ErrorAction Continue }; AdOnly = { Get-OabVirtualDirectory -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-AutodiscoverVirtualDirectory'; Run = { Get-AutodiscoverVirtualDirectory -ErrorAction Continue }; AdOnly = { Get-AutodiscoverVirtualDirectory -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-ActiveSyncVirtualDirectory'; Run = { Get-ActiveSyncVirtualDirectory -ErrorAction Continue }; AdOnly = { Get-ActiveSyncVirtualDirectory -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-OwaVirtualDirectory'; Run = { Get-OwaVirtualDirectory -ErrorAction Continue }; AdOnly = { Get-OwaVirtualDirectory -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-EcpVirtualDirectory'; Run = { Get-EcpVirtualDirectory -ErrorAction Continue }; AdOnly = { Get-EcpVirtualDirectory -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-PowerShellVirtualDirectory'; Run = { Get-PowerShellVirtualDirectory -ErrorAction Continue }; AdOnly = { Get-PowerShellVirtualDirectory -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-OutlookAnywhere'; Run = { Get-OutlookAnywhere -ErrorAction Continue }; AdOnly = { Get-OutlookAnywhere -ADPropertiesOnly -ErrorAction Continue } },
    @{ Command = 'Get-HybridConfiguration'; Run = { Get-HybridConfiguration -ErrorAction Continue } },
    @{ Command = 'Get-IntraOrganizationConnector'; Run = { Get-IntraOrganizationConnector -ErrorAction Continue } },
    @{ Command = 'Get-IntraOrganizationConfiguration'; Run = { Get-IntraOrganizationConfiguration -WarningAction SilentlyContinue -ErrorAction Continue } },
    @{ Command = 'Get-OrganizationRelationship'; Run = { Get-OrganizationRelationship -ErrorAction Continue } },
    @{ Command = 'Get-MigrationEndpoint'; Run = { Get-MigrationEndpoint -ErrorAction Continue } },
    @{ Command = 'Get-TransportConfig'; Text = $true; Keep = @('Name', 'MaxSendSize', 'MaxReceiveSize'); Run = { Get-TransportConfig -ErrorAction Continue } },
    @{ Command = 'Get-SettingOverride'; Run = { Get-SettingOverride -ErrorAction Continue } },
    @{ Command = 'Get-AcceptedDomain'; Run = { Get-AcceptedDomain -ErrorAction Continue } },
    @{ Command = 'Get-FederationTrust'; Run = { Get-FederationTrust -ErrorAction Continue } },
    @{ Command = 'Get-AuthenticationPolicy'; Run = { Get-AuthenticationPolicy -ErrorAction Continue } },
    @{ Command = 'Get-Mailbox -Arbitration'; Keep = @('Name', 'Identity', 'PersistedCapabilities'); Run = { Get-Mailbox -Arbitration -ErrorAction Continue } },
    @{ Command = 'Get-Mailbox -RecipientTypeDetails LinkedMailbox'; Keep = @('Name', 'Identity'); Run = { Get-Mailbox -RecipientTypeDetails LinkedMailbox -ResultSize Unlimited -ErrorAction Continue } },
    @{ Command = 'Get-User'; Keep = @('Name', 'Count'); Mailboxes = $true; Run = { Get-User -ResultSize Unlimited -ErrorAction Continue | Group-Object -Property AuthenticationPolicy -NoElement } },
    @{ Command = 'Get-CASMailboxPlan'; Run = { Get-CASMailboxPlan -ErrorAction Continue } },
    @{ Command = 'Get-ActiveSyncOrganizationSettings'; Run = { Get-ActiveSyncOrganizationSettings -ErrorAction Continue } },
    @{ Command = 'Get-ActiveSyncDeviceAccessRule'; Run = { Get-ActiveSyncDeviceAccessRule -ErrorAction Continue } }
)

$done = 0
$steps = $plan.Count + 4
$servers = @()
foreach ($step in $plan) {
    $command = $step['Command']
    Write-Progress -Activity 'hmaudit: reading Exchange' -Status $command -PercentComplete (100 * $done / $steps)
    # Older versions do not have every cmdlet; that one is missing is no failure.
    $left = $SkipMailboxes -and $step.ContainsKey('Mailboxes')
    if (-not $left -and (Test-Wanted $command) -and (Get-Command -Name (($command -split ' ')[0]) -ErrorAction SilentlyContinue)) {
        $objects = Read-Output $command $step['Run']
        if ($step.ContainsKey('Keep')) {
            $rows = @(foreach ($item in $objects) {
                    $row = [ordered] @{ Cmdlet = $command }
                    foreach ($name in $step['Keep']) {
                        if ($null -eq $item.PSObject.Properties[$name]) { continue }
                        $row[$name] = $item.$name
                        # Sizes are objects, and say what they are as text.
                        if ($step.ContainsKey('Text')) { $row[$name] = [string] $item.$name }
                    }
                    [pscustomobject] $row
                })
            $objects = $rows
        }
        Write-Capture $command $objects ''
        if ($command -eq 'Get-ExchangeServer') {
            $servers = @($objects)
        }
        # A server whose IIS did not answer still has its settings in Active Directory.
        if ($script:failed -and $step.ContainsKey('AdOnly')) {
            $objects = Read-Output ($command + ' -ADPropertiesOnly') $step['AdOnly']
            Write-Capture $command $objects '.adpropertiesonly'
        }
    }
    $done++
}

Write-Progress -Activity 'hmaudit: reading Exchange' -Status 'Get-ExchangeCertificate' -PercentComplete (100 * $done / $steps)
$wantsCertificates = Test-Wanted 'Get-ExchangeCertificate'
$wantsBuilds = Test-Wanted 'Get-Command'
if (($wantsCertificates -or $wantsBuilds -or (Test-Wanted 'Get-Content web.config')) -and $servers.Count -eq 0) {
    $objects = Read-Output 'Get-ExchangeServer' { Get-ExchangeServer -ErrorAction Continue }
    $servers = @($objects)
}
$certificates = @()
$missed = $false
foreach ($server in $servers) {
    # Edge servers are not reached from inside.
    if ([string] $server.ServerRole -eq 'Edge' -or -not $wantsCertificates) { continue }
    foreach ($certificate in (Read-Output ('Get-ExchangeCertificate -Server ' + $server.Name) { Get-ExchangeCertificate -Server $server.Name -ErrorAction Continue })) {
        $row = [ordered] @{ Identity = [string] $server.Fqdn + '\' + [string] $certificate.Thumbprint; Server = [string] $server.Name }
        # A session that was imported on another computer leaves properties out; blank would be a value.
        foreach ($name in @('Thumbprint', 'Subject', 'Issuer', 'Services', 'Status')) {
            if ($null -ne $certificate.PSObject.Properties[$name]) { $row[$name] = [string] $certificate.$name }
        }
        foreach ($name in @('HasPrivateKey', 'IsSelfSigned')) {
            if ($null -ne $certificate.PSObject.Properties[$name]) { $row[$name] = [bool] $certificate.$name }
        }
        foreach ($name in @('NotBefore', 'NotAfter')) {
            if ($null -ne $certificate.PSObject.Properties[$name]) { $row[$name] = ([datetime] $certificate.$name).ToUniversalTime().ToString('o') }
        }
        $certificates += $row
    }
    $missed = $missed -or $script:failed
}
if ($wantsCertificates -and ($certificates.Count -gt 0 -or -not $missed)) {
    Write-Document 'Get-ExchangeCertificate.json' ([ordered] @{ Cmdlet = 'Get-ExchangeCertificate'; Objects = @($certificates) })
}
$done++

# AdminDisplayVersion shows cumulative updates only; hotfix and security updates are in the version of ExSetup.exe.
Write-Progress -Activity 'hmaudit: reading Exchange' -Status 'Build of ExSetup.exe' -PercentComplete (100 * $done / $steps)
$builds = @()
foreach ($server in $servers) {
    if ([string] $server.ServerRole -eq 'Edge' -or -not $wantsBuilds) { continue }
    $what = 'Get-CimInstance CIM_DataFile (ExSetup.exe) on ' + $server.Name
    if ([string] $server.Name -eq $env:COMPUTERNAME) {
        $files = Read-Output 'Get-Command ExSetup.exe' { (Get-Command -Name 'ExSetup.exe').FileVersionInfo }
        foreach ($file in $files) {
            $builds += [ordered] @{ Server = [string] $server.Name; FileName = [string] $file.FileName; ProductVersion = [string] $file.ProductVersion }
        }
    } elseif ([string] $server.DataPath -match '^[A-Za-z]:\\') {
        $setup = (Split-Path -Path ([string] $server.DataPath) -Parent) + '\Bin\ExSetup.exe'
        $escaped = $setup -replace '\\', '\\'
        $files = Read-Output $what { Get-CimInstance -ClassName CIM_DataFile -Filter ('Name = "' + $escaped + '"') -ComputerName $server.Fqdn -ErrorAction Continue }
        foreach ($file in $files) {
            $builds += [ordered] @{ Server = [string] $server.Name; FileName = [string] $file.Name; ProductVersion = [string] $file.Version }
        }
    } else {
        Write-Failure $what 'the installation folder is not known: Get-ExchangeServer shows no DataPath'
    }
}
if ($builds.Count -gt 0) {
    Write-Document 'ExSetup.json' ([ordered] @{ Cmdlet = 'Get-Command'; Objects = @($builds) })
}
$done++

# How long a request of a phone may be, stands in a file of each server.
Write-Progress -Activity 'hmaudit: reading Exchange' -Status 'web.config of ActiveSync' -PercentComplete (100 * $done / $steps)
$wantsLimits = Test-Wanted 'Get-Content web.config'
$limits = @()
foreach ($server in $servers) {
    if ([string] $server.ServerRole -eq 'Edge' -or -not $wantsLimits) { continue }
    $what = 'Get-Content web.config of ActiveSync on ' + $server.Name
    if ([string] $server.DataPath -notmatch '^[A-Za-z]:\\') {
        Write-Failure $what 'the installation folder is not known: Get-ExchangeServer shows no DataPath'
        continue
    }
    $file = (Split-Path -Path ([string] $server.DataPath) -Parent) + '\FrontEnd\HttpProxy\Sync\web.config'
    $path = $file
    if ([string] $server.Name -ne $env:COMPUTERNAME) {
        $path = '\\' + [string] $server.Fqdn + '\' + ($file -replace '^([A-Za-z]):', '$1$$')
    }
    $lines = Read-Output $what { Get-Content -LiteralPath $path -Encoding UTF8 -Raw }
    if ($script:failed) { continue }
    try {
        $limit = ''
        foreach ($setting in ([xml] ($lines -join '')).SelectNodes('/configuration/system.web/httpRuntime')) {
            $limit = [string] $setting.GetAttribute('maxRequestLength')
        }
        $limits += [ordered] @{ Server = [string] $server.Name; Path = $file; MaxRequestLength = $limit }
    } catch {
        Write-Failure $what $_
    }
}
if ($limits.Count -gt 0) {
    Write-Document 'Get-Content.web.config.json' ([ordered] @{ Cmdlet = 'Get-Content web.config'; Objects = @($limits) })
}
$done++

if (-not $SkipMailboxes -and (Test-Wanted 'Get-CASMailbox')) {
    Write-Progress -Activity 'hmaudit: reading Exchange' -Status 'Get-CASMailbox' -PercentComplete (100 * $done / $steps)
    $mailboxes = Read-Output 'Get-CASMailbox' {
        Get-CASMailbox -ResultSize Unlimited -ErrorAction Continue | Select-Object -Property Identity, Name, PrimarySmtpAddress, MapiHttpEnabled, ActiveSyncEnabled, OWAEnabled, ECPEnabled, EwsEnabled, ImapEnabled, PopEnabled
    }
    $rows = @(foreach ($mailbox in $mailboxes) {
        [ordered] @{
            Identity = [string] $mailbox.Identity
            Name = [string] $mailbox.Name
            PrimarySmtpAddress = [string] $mailbox.PrimarySmtpAddress
            MapiHttpEnabled = $mailbox.MapiHttpEnabled
            ActiveSyncEnabled = $mailbox.ActiveSyncEnabled
            OWAEnabled = $mailbox.OWAEnabled
            ECPEnabled = $mailbox.ECPEnabled
            EwsEnabled = $mailbox.EwsEnabled
            ImapEnabled = $mailbox.ImapEnabled
            PopEnabled = $mailbox.PopEnabled
        }
    })
    if ($rows.Count -gt 0 -or -not $script:failed) {
        Write-Document 'Get-CASMailbox.json' ([ordered] @{ Cmdlet = 'Get-CASMailbox'; Objects = @($rows) })
    }
}
{{packs}}
Write-Progress -Activity 'hmaudit: reading Exchange' -Completed

Write-Document 'errors.json' ([ordered] @{ Collector = 'hmaudit collect exchange'; Failures = @($failures) })
$files = @()
foreach ($name in $written) {
    $hash = Get-FileHash -LiteralPath (Join-Path -Path $folder -ChildPath $name) -Algorithm SHA256
    $files += [ordered] @{ Path = $name; Sha256 = ([string] $hash.Hash).ToLowerInvariant() }
}
$manifest = [ordered] @{
    Collector = 'hmaudit collect exchange'
    CollectorVersion = $collectorVersion
    Started = $started.ToString('o')
    Finished = (Get-Date).ToUniversalTime().ToString('o')
    OrganizationName = [string] $organization.Name
    OrganizationGuid = [string] $organization.Guid
    PowerShellVersion = [string] $PSVersionTable['PSVersion']
    Failures = @($failures)
    Files = @($files)
}
$manifestPath = Join-Path -Path $folder -ChildPath 'manifest.json'
ConvertTo-Json -InputObject $manifest -Depth 6 | Out-File -LiteralPath $manifestPath -Encoding utf8

Write-Output -InputObject ('Written: ' + $folder)
if ($failures.Count -gt 0) {
    Write-Warning -Message ([string] $failures.Count + ' call(s) failed; see errors.json. hmaudit reports what is missing as inconclusive.')
}
