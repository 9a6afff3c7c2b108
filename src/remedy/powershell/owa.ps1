# ---- Outlook on the web and the Exchange admin center: OAuth as the only method.

$script:OtherMethods = @('AdfsAuthentication', 'BasicAuthentication', 'DigestAuthentication', 'FormsAuthentication', 'WindowsAuthentication')

function Assert-BrowserSignIn {
    param([string[]] $Results, [int[]] $Manual)
    if ($script:Undo) { return }
    if (@($script:Tenants).Count -ne @($Results).Count) { throw 'The state of some tenant was not read. Write the scripts again.' }
    foreach ($number in $Manual) { Confirm-ManualStep -Step $number }
    if ([string] (Get-OrganizationConfig -ErrorAction Stop).OAuth2ClientProfileEnabled -ne 'True') { throw 'Hybrid modern authentication is off: nobody could sign in to Outlook on the web.' }
    $default = @(Get-AuthServer -ErrorAction Stop | Where-Object { [string] $_.IsDefaultAuthorizationEndpoint -eq 'True' -and [string] $_.Type -eq 'AzureAD' })
    if ($default.Count -ne 1) { throw 'There is not exactly one default authorization endpoint: nobody could sign in to Outlook on the web.' }
    foreach ($directory in @(Get-OwaVirtualDirectory -ErrorAction Stop) + @(Get-EcpVirtualDirectory -ErrorAction Stop)) {
        foreach ($url in @([string] $directory.InternalUrl, [string] $directory.ExternalUrl)) {
            foreach ($tenant in $script:Tenants) {
                if ($url -ne '' -and -not (Test-Listed -Items $tenant.ReplyUrls -Item $url.TrimEnd('/'))) { throw ($url + ' is not a reply URL in the tenant ' + $tenant.Id) }
            }
        }
    }
}

function Get-BrowserDirectory {
    param([string] $Kind, [string] $Identity)
    if ($Kind -eq 'Owa') { return Get-OwaVirtualDirectory -Identity $Identity -ErrorAction Stop }
    return Get-EcpVirtualDirectory -Identity $Identity -ErrorAction Stop
}

function Disable-OtherMethods {
    param([int] $Step, [string] $Kind, [string] $Identity, [string] $Audited)
    $read = {
        $directory = Get-BrowserDirectory -Kind $Kind -Identity $Identity
        [string]::Join(' ', [string[]] @(foreach ($name in $script:OtherMethods) { if ([string] $directory.$name -eq 'True') { $name } }))
    }
    $write = {
        param([string] $Value)
        $change = @{ Identity = $Identity; Confirm = $false; ErrorAction = 'Stop' }
        foreach ($name in $script:OtherMethods) { $change[$name] = (@($Value.Split(' ')) -contains $name) }
        if ($Kind -eq 'Owa') { Set-OwaVirtualDirectory @change } else { Set-EcpVirtualDirectory @change }
    }
    Invoke-ValueStep -Step $Step -Target $Identity -Property 'methods other than OAuth' -Audited $Audited -Wanted '' -Read $read -Write $write
}

function Enable-BrowserOAuth {
    param([int] $Step, [string] $Kind, [string] $Identity)
    $read = { (Get-BrowserDirectory -Kind $Kind -Identity $Identity).OAuthAuthentication }
    $write = {
        param([string] $Value)
        if ($Kind -eq 'Owa') { Set-OwaVirtualDirectory -Identity $Identity -OAuthAuthentication ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
        else { Set-EcpVirtualDirectory -Identity $Identity -OAuthAuthentication ($Value -eq 'True') -Confirm:$false -ErrorAction Stop }
    }
    Invoke-ValueStep -Step $Step -Target $Identity -Property 'OAuthAuthentication' -Audited 'False' -Wanted 'True' -Read $read -Write $write
}

