# ---- The two switches. Before they are thrown the whole organisation is checked once more, live.

$script:Switched = @()

function Get-DirectoryProblem {
    param($Servers)
    $sets = @(
        @{ Name = 'MAPI'; Items = @(Get-MapiVirtualDirectory -ErrorAction Stop) }
        @{ Name = 'EWS'; Items = @(Get-WebServicesVirtualDirectory -ErrorAction Stop) }
        @{ Name = 'OAB'; Items = @(Get-OabVirtualDirectory -ErrorAction Stop) }
        @{ Name = 'Autodiscover'; Items = @(Get-AutodiscoverVirtualDirectory -ErrorAction Stop) }
        @{ Name = 'ActiveSync'; Items = @(Get-ActiveSyncVirtualDirectory -ErrorAction Stop) }
    )
    $urls = @()
    foreach ($set in $sets) {
        foreach ($server in $Servers) {
            if (@($set.Items | Where-Object { [string] $_.Server -eq [string] $server.Name }).Count -eq 0) { [string] $server.Name + ' shows no virtual directory for ' + $set.Name }
        }
        foreach ($directory in $set.Items) {
            $identity = [string] $directory.Identity
            if ($identity -like '*Exchange Back End*') { continue }
            if ($set.Name -eq 'MAPI') {
                if (-not (Test-Listed -Items @(Get-Texts $directory.IISAuthenticationMethods) -Item 'OAuth')) { $identity + ' does not offer OAuth' }
            } elseif ($set.Name -eq 'ActiveSync') {
                $inside = @(Get-Texts $directory.InternalAuthenticationMethods)
                $outside = @(Get-Texts $directory.ExternalAuthenticationMethods)
                if (($inside.Count -gt 0 -and -not (Test-Listed -Items $inside -Item 'OAuth')) -or ($outside.Count -gt 0 -and -not (Test-Listed -Items $outside -Item 'OAuth'))) { $identity + ' excludes OAuth' }
            } elseif ([string] $directory.OAuthAuthentication -ne 'True') { $identity + ' does not offer OAuth' }
            foreach ($url in @([string] $directory.InternalUrl, [string] $directory.ExternalUrl)) { if ($url -ne '') { $urls = @($urls) + $url } }
        }
    }
    foreach ($service in @(Get-ClientAccessService -ErrorAction Stop)) {
        $url = [string] $service.AutoDiscoverServiceInternalUri
        if ($url -eq '') { [string] $service.Name + ' has no AutoDiscoverServiceInternalUri' } else { $urls = @($urls) + $url }
    }
    foreach ($url in @($urls | Sort-Object -Unique)) {
        $key = Get-UrlKey -Url $url
        if ($key -eq '') { $url + ' is not an https URL'; continue }
        foreach ($tenant in $script:Tenants) {
            if (-not (Test-Listed -Items $tenant.Keys -Item $key)) { $key + ' is not a service principal name in the tenant ' + $tenant.Id }
        }
    }
}

function Get-CertificateProblem {
    param($Servers)
    $thumbprint = [string] (Get-AuthConfig -ErrorAction Stop).CurrentCertificateThumbprint
    if ($thumbprint -eq '') { 'There is no Auth certificate'; return }
    if (@($Servers).Count -eq 0) { 'No server is shown, so the Auth certificate was checked on none'; return }
    foreach ($server in $Servers) {
        $certificate = $null
        try { $certificate = Get-ExchangeCertificate -Server ([string] $server.Name) -Thumbprint $thumbprint -ErrorAction Stop } catch { $certificate = $null }
        if ($null -eq $certificate) { [string] $server.Name + ' does not have the Auth certificate ' + $thumbprint; continue }
        # A session that was imported on another computer leaves some of this out.
        $unseen = @(foreach ($name in @('HasPrivateKey', 'Status', 'NotAfter')) { if ($null -eq $certificate.PSObject.Properties[$name]) { $name } })
        if ($unseen.Count -gt 0) { 'This session does not show ' + (Join-List $unseen) + ' of the Auth certificate on ' + [string] $server.Name + ': run the script in the Exchange Management Shell of a server'; continue }
        if ([string] $certificate.HasPrivateKey -ne 'True') { [string] $server.Name + ' has the Auth certificate without its private key' }
        if ([string] $certificate.Status -ne 'Valid') { [string] $server.Name + ' finds the Auth certificate ' + [string] $certificate.Status }
        $start = $certificate.PSObject.Properties['NotBefore']
        if ($null -ne $start -and [System.DateTime] $start.Value -gt (Get-Date)) { 'The Auth certificate on ' + [string] $server.Name + ' is not valid yet' }
        if ([System.DateTime] $certificate.NotAfter -le (Get-Date)) { 'The Auth certificate on ' + [string] $server.Name + ' has expired' }
    }
}

function Get-OrganizationProblem {
    param([string] $Identity, [string[]] $Clearing)
    $organization = Get-OrganizationConfig -ErrorAction Stop
    if ([string] $organization.MapiHttpEnabled -ne 'True') { 'MAPI over HTTP is off' }
    $policyName = [string] $organization.DefaultAuthenticationPolicy
    if ($policyName -ne '') {
        $policy = Get-AuthenticationPolicy -Identity $policyName -ErrorAction Stop
        foreach ($name in @('BlockModernAuthMapi', 'BlockModernAuthWebServices', 'BlockModernAuthAutodiscover', 'BlockModernAuthOfflineAddressBook', 'BlockModernAuthActiveSync')) {
            $property = $policy.PSObject.Properties[$name]
            if ($null -ne $property -and [string] $property.Value -eq 'True') { 'The default authentication policy sets ' + $name }
        }
    }
    $chosen = $null
    $all = @(Get-AuthServer -ErrorAction Stop)
    $served = [string[]] @(foreach ($authServer in $all) { if ([string] $authServer.Type -eq 'AzureAD' -and [string] $authServer.Enabled -eq 'True') { [string] $authServer.Realm } })
    foreach ($authServer in $all) {
        $name = [string] $authServer.Name
        if ($name -eq $Identity) { $chosen = $authServer }
        elseif ([string] $authServer.IsDefaultAuthorizationEndpoint -eq 'True' -and @($Clearing) -notcontains $name) { $name + ' is a default authorization endpoint too' }
        if ([string] $authServer.Type -ne 'AzureAD') { continue }
        if ([string] $authServer.Enabled -ne 'True') {
            # Beside an enabled one of the same tenant it is a leftover.
            if ($name -eq $Identity -or $served -notcontains [string] $authServer.Realm) { $name + ' is disabled' }
            continue
        }
        if (@(foreach ($tenant in $script:Tenants) { if ($tenant.Id -eq [string] $authServer.Realm) { $tenant.Id } }).Count -eq 0) {
            'No script was run for the tenant of ' + $name + ', ' + [string] $authServer.Realm
        }
    }
    if ($null -eq $chosen) { $Identity + ' does not exist'; return }
    if ([string] $chosen.Type -ne 'AzureAD') { $Identity + ' is not an AuthServer of Entra' }
    if ([string] $chosen.AuthorizationEndpoint -eq '') { $Identity + ' has no AuthorizationEndpoint' }
}

function Assert-Ready {
    param([string] $Identity, [string[]] $Clearing, [string[]] $Servers, [string[]] $Results, [int[]] $Manual)
    if ($script:Undo) { return }
    if (@($script:Tenants).Count -ne @($Results).Count) { throw 'The state of some tenant was not read. Write the scripts again.' }
    foreach ($number in $Manual) { Confirm-ManualStep -Step $number }
    # Not $servers: that is the parameter, whose type would make texts of the objects.
    $found = @(Get-ExchangeServer -ErrorAction Stop | Where-Object { [string] $_.IsEdgeServer -ne 'True' })
    $problems = @(Get-DirectoryProblem -Servers $found) + @(Get-CertificateProblem -Servers $found) + @(Get-OrganizationProblem -Identity $Identity -Clearing $Clearing)
    foreach ($problem in $problems) { Write-Warning $problem }
    if ($problems.Count -gt 0) { throw ('Not enabled: ' + [string] $problems.Count + ' things are missing, see the warnings above. Nothing was changed.') }
}

function Approve-Switches {
    $what = 'Switch hybrid modern authentication ON for every client'
    if ($script:Undo) { $what = 'Switch hybrid modern authentication back OFF as it was before' }
    if (-not $script:Cmdlet.ShouldProcess('the whole organisation', $what)) { Write-Host 'Nothing was changed.'; exit 0 }
    $script:Approved = $true
}

function Invoke-Switch {
    param([int] $Step, [string] $Target, [string] $Property, [string] $Audited, [string] $Wanted, [scriptblock] $Read, [scriptblock] $Write)
    try {
        Invoke-ValueStep -Step $Step -Target $Target -Property $Property -Audited $Audited -Wanted $Wanted -Read $Read -Write $Write
    } catch {
        # Half-switched is worse than off: what this run has set is set back.
        if (-not $script:Undo) {
            try { if ($script:Writing -eq $Step -and [string] (& $Read) -eq $Wanted) { & $Write $Audited; Remove-Entry -Step $Step } } catch { Write-Warning ($Target + ' could not be set back. Run the undo script.') }
            foreach ($done in @($script:Switched)) {
                try {
                    Set-AuthServer -Identity $done.Identity -IsDefaultAuthorizationEndpoint ($done.Before -eq 'True') -Confirm:$false -ErrorAction Stop
                    Remove-Entry -Step $done.Step
                    Write-Warning ($done.Identity + ' was set back.')
                } catch { Write-Warning ($done.Identity + ' could not be set back. Run the undo script.') }
            }
        }
        throw
    }
}

function Set-EndpointSwitch {
    param([int] $Step, [string] $Identity, [string] $Audited, [string] $Wanted)
    $read = { (Get-AuthServer -Identity $Identity -ErrorAction Stop).IsDefaultAuthorizationEndpoint }
    $write = { param([string] $Value) Set-AuthServer -Identity $Identity -IsDefaultAuthorizationEndpoint ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    $before = $Wanted
    if (-not $script:Undo) { $before = [string] (& $read) }
    Invoke-Switch -Step $Step -Target $Identity -Property 'IsDefaultAuthorizationEndpoint' -Audited $Audited -Wanted $Wanted -Read $read -Write $write
    if ($before -ne $Wanted) { $script:Switched = @(New-Object -TypeName PSObject -Property @{ Step = $Step; Identity = $Identity; Before = $before }) + @($script:Switched) }
}

function Clear-DefaultEndpoint {
    param([int] $Step, [string] $Identity)
    Set-EndpointSwitch -Step $Step -Identity $Identity -Audited 'True' -Wanted 'False'
}

function Enable-DefaultEndpoint {
    param([int] $Step, [string] $Identity)
    Set-EndpointSwitch -Step $Step -Identity $Identity -Audited 'False' -Wanted 'True'
}

function Enable-ModernAuth {
    param([int] $Step)
    $read = { (Get-OrganizationConfig -ErrorAction Stop).OAuth2ClientProfileEnabled }
    $write = { param([string] $Value) Set-OrganizationConfig -OAuth2ClientProfileEnabled ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    Invoke-Switch -Step $Step -Target 'organisation' -Property 'OAuth2ClientProfileEnabled' -Audited 'False' -Wanted 'True' -Read $read -Write $write
}

