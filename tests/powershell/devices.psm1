# Mobile devices, beside the mock of the Exchange Management Shell: the shapes of the cmdlets, with invented values.
function New-Device([int] $Number, [string] $Person, [string] $Type, [string] $System, [string] $Agent, [string] $State) {
    [pscustomobject] @{
        Identity = "corp.contoso.com/Users/$Person/ExchangeActiveSyncDevices/$Type" + [char] 0xA7 + '{0:X32}' -f $Number
        Guid = [guid] ('9d2f7c10-0000-4000-8000-{0:D12}' -f $Number); UserDisplayName = "corp.contoso.com/Users/$Person"; DeviceId = '{0:X32}' -f $Number
        DeviceType = $Type; DeviceModel = $Type; DeviceOS = $System; DeviceUserAgent = $Agent; ClientType = 'EAS'
        DeviceAccessState = $State; DeviceAccessStateReason = 'Global'; FirstSyncTime = [datetime]::SpecifyKind([datetime] '2026-03-02T08:11:40', 'Utc')
        DeviceImei = 'not to be captured'
    }
}

function Get-MobileDevice {
    [CmdletBinding()]
    param([string] $ResultSize)
    if ($ResultSize -ne 'Unlimited') { throw 'not all devices were asked for' }
    New-Device 1 'Adele Vance' 'iPhone' 'iOS 19.1 23B85' 'Apple-iPhone17C1/2302.85' 'Allowed'
    New-Device 2 'Diego Siciliani' 'Outlook' 'Android 15' 'Outlook-iOS-Android/1.0' 'Allowed'
    New-Device 3 'Lee Gu' 'iPad' 'iOS 10.3' 'Apple-iPad/1402' 'Quarantined'
}

function Get-MobileDeviceStatistics {
    [CmdletBinding()]
    param([string] $Identity)
    if ($Identity -notmatch '^9d2f7c10-0000-4000-8000-\d{11}(\d)$') { throw "not the name of a device: $Identity" }
    if ($Matches[1] -eq '3') { Write-Error 'The mailbox is not available.'; return }
    $last = @{ '1' = '2026-11-26T06:00:00'; '2' = '2026-01-05T06:00:00' }[$Matches[1]]
    [pscustomobject] @{ Identity = $Identity; FirstSyncTime = $null; LastSuccessSync = [datetime]::SpecifyKind([datetime] $last, 'Utc'); Status = 'DeviceOk' }
}
