# ---- Virtual directories.

# Set-MapiVirtualDirectory writes both URLs anew as https://HOST/mapi, whatever it is called for. Another URL is a step for a person.
# The URLs of the directory that was read last, with its methods: nothing is read between them and the write.
$script:MapiUrls = [string[]] @()

function Get-MapiMethods {
    param([string] $Identity)
    $directory = Get-MapiVirtualDirectory -Identity $Identity -ErrorAction Stop
    $script:MapiUrls = [string[]] @(foreach ($url in @($directory.InternalUrl, $directory.ExternalUrl)) { Get-StoredUrl $url })
    Get-Texts $directory.IISAuthenticationMethods
}

function Assert-MapiUrls {
    param([string] $Identity)
    $named = @(foreach ($url in $script:MapiUrls) { if ($url -ne '') { $url } })
    if ($named.Count -eq 0) { throw ($Identity + ' has neither InternalUrl nor ExternalUrl, and Set-MapiVirtualDirectory wants one. Set it by hand, together with the methods.') }
    foreach ($url in $named) {
        if ($url -cnotmatch '\A[Hh][Tt][Tt][Pp][Ss]://[^/:@?#\s]+/mapi\z') { throw ($Identity + ' has the URL ' + $url + ', and Set-MapiVirtualDirectory would rewrite it as https://HOST/mapi. Change this directory by hand.') }
    }
}

function Set-MapiMethods {
    param([string] $Identity, [string[]] $Methods)
    $urls = $script:MapiUrls
    Assert-MapiUrls -Identity $Identity
    Set-MapiVirtualDirectory -Identity $Identity -IISAuthenticationMethods $Methods -Confirm:$false -ErrorAction Stop
    $null = @(Get-MapiMethods -Identity $Identity)
    for ($at = 0; $at -lt $urls.Count; $at++) {
        if (-not (Test-Same $urls[$at] $script:MapiUrls[$at])) { throw ($Identity + ': Set-MapiVirtualDirectory has changed the URL ' + $urls[$at] + ' to ' + $script:MapiUrls[$at] + '. Set it back by hand.') }
    }
}

function Add-MapiOAuth {
    param([int] $Step, [string] $Identity, [string[]] $Audited)
    $read = { Get-MapiMethods -Identity $Identity }
    # Before anybody is asked.
    if (-not $script:Undo -and -not (Test-Listed -Items @(& $read) -Item 'OAuth')) { Assert-MapiUrls -Identity $Identity }
    $write = { param([string[]] $Whole) Set-MapiMethods -Identity $Identity -Methods $Whole }
    Invoke-ListStep -Step $Step -Target $Identity -Property 'IISAuthenticationMethods' -AuditedDigest (Get-ListDigest -Items $Audited -Except @('OAuth')) -Wanted @('OAuth') -Read $read -Write $write
}

function Repair-MapiMethodLists {
    param([int] $Step, [string] $Identity)
    # Writes the list that IIS has once more, so that Active Directory gets it too; there is nothing to undo.
    if ($script:Undo) { Write-Line $Step ('Nothing to undo: ' + $Identity); $script:Unchanged += 1; return }
    $directory = Get-MapiVirtualDirectory -Identity $Identity -ErrorAction Stop
    $methods = [string[]] @(Get-Texts $directory.IISAuthenticationMethods)
    $mirrored = [string[]] @(foreach ($item in $methods) { if ((Test-Listed -Items @(Get-Texts $directory.InternalAuthenticationMethods) -Item $item) -and (Test-Listed -Items @(Get-Texts $directory.ExternalAuthenticationMethods) -Item $item)) { $item } })
    if ($methods.Count -eq 0 -or $mirrored.Count -eq $methods.Count) { Write-Line $Step ('Nothing to do: ' + $Identity); $script:Unchanged += 1; return }
    if (-not (Test-Approval -Target $Identity -Action ('Write IISAuthenticationMethods again, unchanged: ' + (Join-List $methods)))) { $script:Declined += 1; return }
    # Between the question and the answer somebody may have changed it.
    $now = [string[]] @(Get-MapiMethods -Identity $Identity)
    if (@(Get-Unlisted -Items $now -Known $methods).Count -gt 0 -or @(Get-Unlisted -Items $methods -Known $now).Count -gt 0) {
        throw ($Identity + ': IISAuthenticationMethods was ' + (Join-List $methods) + ' when this was asked and is ' + (Join-List $now) + ' now. It is left alone; run this script again.')
    }
    Set-MapiMethods -Identity $Identity -Methods $methods
    $now = [string[]] @(Get-MapiMethods -Identity $Identity)
    foreach ($item in $methods) { if (-not (Test-Listed -Items $now -Item $item)) { throw ($Identity + ': IISAuthenticationMethods has lost ' + $item) } }
    $script:Changed += 1
    Write-Line $Step ('Done: ' + $Identity)
}

function Enable-WebServicesOAuth {
    param([int] $Step, [string] $Identity)
    $read = { (Get-WebServicesVirtualDirectory -Identity $Identity -ErrorAction Stop).OAuthAuthentication }
    $write = { param([string] $Value) Set-WebServicesVirtualDirectory -Identity $Identity -OAuthAuthentication ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    Invoke-ValueStep -Step $Step -Target $Identity -Property 'OAuthAuthentication' -Audited 'False' -Wanted 'True' -Read $read -Write $write
}

function Enable-OabOAuth {
    param([int] $Step, [string] $Identity)
    $read = { (Get-OabVirtualDirectory -Identity $Identity -ErrorAction Stop).OAuthAuthentication }
    $write = { param([string] $Value) Set-OabVirtualDirectory -Identity $Identity -OAuthAuthentication ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    Invoke-ValueStep -Step $Step -Target $Identity -Property 'OAuthAuthentication' -Audited 'False' -Wanted 'True' -Read $read -Write $write
}

function Enable-AutodiscoverOAuth {
    param([int] $Step, [string] $Identity)
    $read = { (Get-AutodiscoverVirtualDirectory -Identity $Identity -ErrorAction Stop).OAuthAuthentication }
    $write = { param([string] $Value) Set-AutodiscoverVirtualDirectory -Identity $Identity -OAuthAuthentication ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    Invoke-ValueStep -Step $Step -Target $Identity -Property 'OAuthAuthentication' -Audited 'False' -Wanted 'True' -Read $read -Write $write
}

function Add-ActiveSyncOAuth {
    param([int] $Step, [string] $Identity, [string] $Property, [string[]] $Audited)
    $read = { Get-Texts (Get-ActiveSyncVirtualDirectory -Identity $Identity -ErrorAction Stop).$Property }
    $write = {
        param([string[]] $Whole)
        $change = @{ Identity = $Identity; Confirm = $false; ErrorAction = 'Stop' }
        $change[$Property] = $Whole
        Set-ActiveSyncVirtualDirectory @change
    }
    # An empty list means that every method is allowed; adding OAuth to it would exclude all others.
    if (-not $script:Undo -and @(& $read).Count -eq 0) { Write-Line $Step ('Nothing to do: ' + $Identity + ' ' + $Property + ' is empty, which allows all methods'); $script:Unchanged += 1; return }
    Invoke-ListStep -Step $Step -Target $Identity -Property $Property -AuditedDigest (Get-ListDigest -Items $Audited -Except @('OAuth')) -Wanted @('OAuth') -Read $read -Write $write
}

function Set-ServiceUrl {
    param([int] $Step, [string] $Kind, [string] $Property, [string] $Identity, [string] $Audited, [string] $Wanted)
    $read = {
        switch ($Kind) {
            'WebServices' { $object = Get-WebServicesVirtualDirectory -Identity $Identity -ErrorAction Stop }
            'Oab' { $object = Get-OabVirtualDirectory -Identity $Identity -ErrorAction Stop }
            'ActiveSync' { $object = Get-ActiveSyncVirtualDirectory -Identity $Identity -ErrorAction Stop }
            'ClientAccess' { $object = Get-ClientAccessService -Identity $Identity -ErrorAction Stop }
        }
        Get-StoredUrl $object.$Property
    }
    $write = {
        param([string] $Value)
        $change = @{ Identity = $Identity; Confirm = $false; ErrorAction = 'Stop' }
        $change[$Property] = $Value
        switch ($Kind) {
            'WebServices' { Set-WebServicesVirtualDirectory @change }
            'Oab' { Set-OabVirtualDirectory @change }
            'ActiveSync' { Set-ActiveSyncVirtualDirectory @change }
            'ClientAccess' { Set-ClientAccessService @change }
        }
    }
    Invoke-ValueStep -Step $Step -Target $Identity -Property $Property -Audited $Audited -Wanted $Wanted -Read $read -Write $write -Plain { param([string] $Value) Get-PlainUrl -Url $Value }
}

# ---- AuthServer, partner application, organisation, policies.

function Enable-AuthServer {
    param([int] $Step, [string] $Identity)
    $read = { (Get-AuthServer -Identity $Identity -ErrorAction Stop).Enabled }
    $write = { param([string] $Value) Set-AuthServer -Identity $Identity -Enabled ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    Invoke-ValueStep -Step $Step -Target $Identity -Property 'Enabled' -Audited 'False' -Wanted 'True' -Read $read -Write $write
}

function Update-AuthServerMetadata {
    param([int] $Step, [string] $Identity)
    # Reads the metadata of Entra once more, as Exchange itself does every few hours; there is nothing to undo.
    if ($script:Undo) { Write-Line $Step ('Nothing to undo: ' + $Identity); $script:Unchanged += 1; return }
    if ([string] (Get-AuthServer -Identity $Identity -ErrorAction Stop).AuthorizationEndpoint -ne '') { Write-Line $Step ('Nothing to do: ' + $Identity); $script:Unchanged += 1; return }
    if (-not (Test-Approval -Target $Identity -Action 'Refresh the metadata')) { $script:Declined += 1; return }
    Set-AuthServer -Identity $Identity -RefreshAuthMetadata -Confirm:$false -ErrorAction Stop
    $endpoint = [string] (Get-AuthServer -Identity $Identity -ErrorAction Stop).AuthorizationEndpoint
    if ($endpoint -eq '') { throw ($Identity + ': AuthorizationEndpoint is still blank. Check AuthMetadataUrl and the way out to the Internet.') }
    $script:Changed += 1
    Write-Line $Step ('Done: ' + $Identity + ' AuthorizationEndpoint is ' + $endpoint)
}

function Add-AuthServerDomain {
    param([int] $Step, [string] $Identity, [string[]] $Audited, [string[]] $Domain)
    $read = { Get-Texts (Get-AuthServer -Identity $Identity -ErrorAction Stop).DomainName }
    $write = {
        param([string[]] $Whole)
        if (@($Whole).Count -eq 0) { Set-AuthServer -Identity $Identity -DomainName $null -Confirm:$false -ErrorAction Stop }
        else { Set-AuthServer -Identity $Identity -DomainName $Whole -Confirm:$false -ErrorAction Stop }
    }
    Invoke-ListStep -Step $Step -Target $Identity -Property 'DomainName' -AuditedDigest (Get-ListDigest -Items $Audited -Except $Domain) -Wanted $Domain -Read $read -Write $write
}

function Enable-PartnerApplication {
    param([int] $Step, [string] $Identity)
    $read = { (Get-PartnerApplication -Identity $Identity -ErrorAction Stop).Enabled }
    $write = { param([string] $Value) Set-PartnerApplication -Identity $Identity -Enabled ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    Invoke-ValueStep -Step $Step -Target $Identity -Property 'Enabled' -Audited 'False' -Wanted 'True' -Read $read -Write $write
}

function Enable-MapiHttp {
    param([int] $Step)
    $read = { (Get-OrganizationConfig -ErrorAction Stop).MapiHttpEnabled }
    $write = { param([string] $Value) Set-OrganizationConfig -MapiHttpEnabled ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    Invoke-ValueStep -Step $Step -Target 'organisation' -Property 'MapiHttpEnabled' -Audited 'False' -Wanted 'True' -Read $read -Write $write
}

function Unblock-ModernAuth {
    param([int] $Step, [string] $Identity, [string] $Property)
    $read = { (Get-AuthenticationPolicy -Identity $Identity -ErrorAction Stop).$Property }
    $write = {
        param([string] $Value)
        $change = @{ Identity = $Identity; Confirm = $false; ErrorAction = 'Stop' }
        $change[$Property] = ($Value -eq 'True')
        Set-AuthenticationPolicy @change
    }
    Invoke-ValueStep -Step $Step -Target $Identity -Property $Property -Audited 'True' -Wanted 'False' -Read $read -Write $write
}

