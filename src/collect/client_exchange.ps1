# For the pack client: the mobile devices, and when each of them last synchronised.
if (Test-Wanted 'Get-MobileDevice') {
    Write-Progress -Activity 'hmaudit: reading Exchange' -Status 'Get-MobileDevice'
    $devices = Read-Output 'Get-MobileDevice' { Get-MobileDevice -ResultSize Unlimited -ErrorAction Continue }
    $isWhole = -not $script:failed
    $rows = @(foreach ($device in $devices) {
            $row = [ordered] @{}
            foreach ($name in @('Identity', 'UserDisplayName', 'DeviceId', 'DeviceType', 'DeviceModel', 'DeviceOS', 'DeviceUserAgent', 'ClientType', 'DeviceAccessState', 'DeviceAccessStateReason')) {
                # A property that this version does not print is left out: blank would be a value.
                if ($null -ne $device.PSObject.Properties[$name]) { $row[$name] = [string] $device.$name }
            }
            $dates = @($device)
            if (-not $SkipMailboxes) {
                # The last synchronisation stands in the mailbox.
                $id = [string] $device.Guid
                $dates += Read-Output ('Get-MobileDeviceStatistics -Identity ' + $id) { Get-MobileDeviceStatistics -Identity $id -ErrorAction Continue }
            }
            foreach ($source in $dates) {
                foreach ($name in @('FirstSyncTime', 'LastSuccessSync')) {
                    if ($null -ne $source.PSObject.Properties[$name] -and $null -ne $source.$name) {
                        $row[$name] = ([datetime] $source.$name).ToUniversalTime().ToString('o')
                    }
                }
            }
            $row
        })
    if ($rows.Count -gt 0 -or $isWhole) {
        Write-Document 'Get-MobileDevice.json' ([ordered] @{ Cmdlet = 'Get-MobileDevice'; Objects = @($rows) })
    }
}
