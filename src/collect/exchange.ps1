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

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
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
$organization = Get-OrganizationConfig
if ([string] $organization.DistinguishedName -like '*Microsoft Exchange Hosted Organizations*') {
    throw 'This session is connected to Exchange Online. Run this script in the Exchange Management Shell of the on-premises organisation.'
}

$label = ([string] $organization.Name) -replace '[^A-Za-z0-9]+', '-'
$stamp = $started.ToString('yyyyMMdd-HHmmss')
$root = (Get-Item -Force -LiteralPath $OutputFolder).FullName
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
    ConvertTo-Json -InputObject $Content -Depth 6 | Out-File -FilePath $path -Encoding utf8
    $script:written = @($script:written) + @($Name)
}

# Runs one cmdlet. What it could read is kept even when it failed for some servers.
function Read-Output([string] $Command, [scriptblock] $Run) {
    $objects = @()
    $script:failed = $false
    $before = $ErrorActionPreference
    try {
        $ErrorActionPreference = 'Continue'
        foreach ($item in @(& $Run 2>&1)) {
            if ($item -is [System.Management.Automation.ErrorRecord]) {
                $script:failed = $true
                Write-Failure $Command $item
            } elseif ($null -ne $item) {
                $objects += $item
            }
        }
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
    @{ Command = 'Get-OrganizationConfig'; Run = { Get-OrganizationConfig } },
    @{ Command = 'Get-ExchangeServer'; Run = { Get-ExchangeServer } },
    @{ Command = 'Get-ClientAccessService'; Run = { Get-ClientAccessService -WarningAction SilentlyContinue } },
    @{ Command = 'Get-AuthServer'; Run = { Get-AuthServer } },
    @{ Command = 'Get-AuthConfig'; Run = { Get-AuthConfig } },
    @{ Command = 'Get-PartnerApplication'; Run = { Get-PartnerApplication } },
    @{ Command = 'Get-MapiVirtualDirectory'; Run = { Get-MapiVirtualDirectory }; AdOnly = { Get-MapiVirtualDirectory -ADPropertiesOnly } },
    @{ Command = 'Get-WebServicesVirtualDirectory'; Run = { Get-WebServicesVirtualDirectory }; AdOnly = { Get-WebServicesVirtualDirectory -ADPropertiesOnly } },
    @{ Command = 'Get-OabVirtualDirectory'; Run = { Get-OabVirtualDirectory }; AdOnly = { Get-OabVirtualDirectory -ADPropertiesOnly } },
    @{ Command = 'Get-AutodiscoverVirtualDirectory'; Run = { Get-AutodiscoverVirtualDirectory }; AdOnly = { Get-AutodiscoverVirtualDirectory -ADPropertiesOnly } },
    @{ Command = 'Get-ActiveSyncVirtualDirectory'; Run = { Get-ActiveSyncVirtualDirectory }; AdOnly = { Get-ActiveSyncVirtualDirectory -ADPropertiesOnly } },
    @{ Command = 'Get-OwaVirtualDirectory'; Run = { Get-OwaVirtualDirectory }; AdOnly = { Get-OwaVirtualDirectory -ADPropertiesOnly } },
    @{ Command = 'Get-EcpVirtualDirectory'; Run = { Get-EcpVirtualDirectory }; AdOnly = { Get-EcpVirtualDirectory -ADPropertiesOnly } },
    @{ Command = 'Get-PowerShellVirtualDirectory'; Run = { Get-PowerShellVirtualDirectory }; AdOnly = { Get-PowerShellVirtualDirectory -ADPropertiesOnly } },
    @{ Command = 'Get-OutlookAnywhere'; Run = { Get-OutlookAnywhere }; AdOnly = { Get-OutlookAnywhere -ADPropertiesOnly } },
    @{ Command = 'Get-HybridConfiguration'; Run = { Get-HybridConfiguration } },
    @{ Command = 'Get-IntraOrganizationConnector'; Run = { Get-IntraOrganizationConnector } },
    @{ Command = 'Get-IntraOrganizationConfiguration'; Run = { Get-IntraOrganizationConfiguration -WarningAction SilentlyContinue } },
    @{ Command = 'Get-OrganizationRelationship'; Run = { Get-OrganizationRelationship } },
    @{ Command = 'Get-MigrationEndpoint'; Run = { Get-MigrationEndpoint } },
    @{ Command = 'Get-SettingOverride'; Run = { Get-SettingOverride } },
    @{ Command = 'Get-AcceptedDomain'; Run = { Get-AcceptedDomain } },
    @{ Command = 'Get-FederationTrust'; Run = { Get-FederationTrust } },
    @{ Command = 'Get-AuthenticationPolicy'; Run = { Get-AuthenticationPolicy } },
    @{ Command = 'Get-Mailbox -Arbitration'; Keep = @('Name', 'Identity', 'PersistedCapabilities'); Run = { Get-Mailbox -Arbitration } },
    @{ Command = 'Get-Mailbox -RecipientTypeDetails LinkedMailbox'; Keep = @('Name', 'Identity'); Run = { Get-Mailbox -RecipientTypeDetails LinkedMailbox -ResultSize Unlimited } },
    @{ Command = 'Get-User'; Keep = @('Name', 'Count'); Mailboxes = $true; Run = { Get-User -ResultSize Unlimited | Group-Object -Property AuthenticationPolicy -NoElement } },
    @{ Command = 'Get-CASMailboxPlan'; Run = { Get-CASMailboxPlan } },
    @{ Command = 'Get-ActiveSyncOrganizationSettings'; Run = { Get-ActiveSyncOrganizationSettings } },
    @{ Command = 'Get-ActiveSyncDeviceAccessRule'; Run = { Get-ActiveSyncDeviceAccessRule } }
)

$done = 0
$steps = $plan.Count + 3
$servers = @()
foreach ($step in $plan) {
    $command = $step['Command']
    Write-Progress -Activity 'hmaudit: reading Exchange' -Status $command -PercentComplete (100 * $done / $steps)
    # Older versions do not have every cmdlet; that one is missing is no failure.
    $left = $SkipMailboxes -and $step.ContainsKey('Mailboxes')
    if (-not $left -and (Test-Wanted $command) -and (Get-Command -Name (($command -split ' ')[0]) -ErrorAction SilentlyContinue)) {
        $objects = Read-Output $command $step['Run']
        if ($step.ContainsKey('Keep')) {
            $rows = @()
            foreach ($item in $objects) {
                $row = [ordered] @{ Cmdlet = $command }
                foreach ($name in $step['Keep']) { $row[$name] = $item.$name }
                $rows += [pscustomobject] $row
            }
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
if (($wantsCertificates -or $wantsBuilds) -and $servers.Count -eq 0) {
    $objects = Read-Output 'Get-ExchangeServer' { Get-ExchangeServer }
    $servers = @($objects)
}
$certificates = @()
$missed = $false
foreach ($server in $servers) {
    # Edge servers are not reached from inside.
    if ([string] $server.ServerRole -eq 'Edge' -or -not $wantsCertificates) { continue }
    foreach ($certificate in (Read-Output ('Get-ExchangeCertificate -Server ' + $server.Name) { Get-ExchangeCertificate -Server $server.Name })) {
        $certificates += [ordered] @{
            Identity = [string] $server.Fqdn + '\' + [string] $certificate.Thumbprint
            Server = [string] $server.Name
            Thumbprint = [string] $certificate.Thumbprint
            Subject = [string] $certificate.Subject
            Issuer = [string] $certificate.Issuer
            Services = [string] $certificate.Services
            Status = [string] $certificate.Status
            HasPrivateKey = [bool] $certificate.HasPrivateKey
            IsSelfSigned = [bool] $certificate.IsSelfSigned
            NotBefore = ([datetime] $certificate.NotBefore).ToUniversalTime().ToString('o')
            NotAfter = ([datetime] $certificate.NotAfter).ToUniversalTime().ToString('o')
        }
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
        $files = Read-Output $what { Get-CimInstance -ClassName CIM_DataFile -Filter ('Name = "' + $escaped + '"') -ComputerName $server.Fqdn }
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

if (-not $SkipMailboxes -and (Test-Wanted 'Get-CASMailbox')) {
    Write-Progress -Activity 'hmaudit: reading Exchange' -Status 'Get-CASMailbox' -PercentComplete (100 * $done / $steps)
    $mailboxes = Read-Output 'Get-CASMailbox' {
        Get-CASMailbox -ResultSize Unlimited | Select-Object -Property Identity, Name, PrimarySmtpAddress, MapiHttpEnabled, ActiveSyncEnabled, OWAEnabled, ECPEnabled, EwsEnabled, ImapEnabled, PopEnabled
    }
    $rows = @()
    foreach ($mailbox in $mailboxes) {
        $rows += [ordered] @{
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
    }
    if ($rows.Count -gt 0 -or -not $script:failed) {
        Write-Document 'Get-CASMailbox.json' ([ordered] @{ Cmdlet = 'Get-CASMailbox'; Objects = @($rows) })
    }
}
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
ConvertTo-Json -InputObject $manifest -Depth 6 | Out-File -FilePath $manifestPath -Encoding utf8

Write-Output -InputObject ('Written: ' + $folder)
if ($failures.Count -gt 0) {
    Write-Warning -Message ([string] $failures.Count + ' call(s) failed; see errors.json. hmaudit reports what is missing as inconclusive.')
}
