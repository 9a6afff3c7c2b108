# ---- Exchange on-premises: is this the organisation that was audited?

# A domain of one's own may be called outlook.contoso.com.
function Test-Online {
    param([string] $Name)
    return $Name.ToUpperInvariant() -cmatch ',CN=CONFIGURATIONUNITS,|OU=MICROSOFT EXCHANGE HOSTED ORGANIZATIONS,|DC=(PROD|SDF|PARTNER),DC=OUTLOOK,DC=(COM|CN)\z|DC=EXCHANGELABS,DC=COM\z'
}

function Assert-Organization {
    param([string] $Expected)
    if (-not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) {
        throw 'Run this in the Exchange Management Shell of the on-premises organisation.'
    }
    $organization = Get-OrganizationConfig -ErrorAction Stop
    if (Test-Online ([string] $organization.DistinguishedName)) {
        throw 'This session is connected to Exchange Online. Run the script in the Exchange Management Shell of the on-premises organisation.'
    }
    Assert-Same -What 'organisation' -Audited $Expected -Given $OrganizationId -Live ([string] $organization.Guid) -Parameter '-OrganizationId'
}

function Assert-ServerBuild {
    param([string] $Name, [string] $Build)
    $server = Get-ExchangeServer -Identity $Name -ErrorAction Stop
    if ($Build -eq '') { return }
    $live = [string] $server.AdminDisplayVersion
    if ($live -match '([0-9]+)\.([0-9]+) \(Build ([0-9]+)\.([0-9]+)\)') {
        $live = [string]::Join('.', [string[]] @($Matches[1], $Matches[2], $Matches[3], $Matches[4]))
    }
    if (-not (Test-Same $live $Build)) { throw ($Name + ' was at build ' + $Build + ' when it was audited and is at ' + $live + ' now. Capture and audit again.') }
}

function Get-PlainUrl {
    param([string] $Url)
    # Exchange shows a host in its own letters; the script knows it in ASCII.
    $uri = $null
    if (-not [System.Uri]::TryCreate($Url, [System.UriKind]::Absolute, [ref] $uri)) { return $Url }
    $port = ''
    if (-not $uri.IsDefaultPort) { $port = ':' + [string] $uri.Port }
    return $uri.Scheme + '://' + $uri.IdnHost.ToLowerInvariant() + $port + $uri.PathAndQuery + $uri.Fragment
}

# As it is stored: a URI object would show it otherwise.
function Get-StoredUrl {
    param($Value)
    if ($Value -is [System.Uri]) { return $Value.OriginalString }
    return [string] $Value
}

function Get-Texts {
    param($Items)
    foreach ($item in $Items) { [string] $item }
}

