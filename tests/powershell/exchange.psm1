# A mock of the Exchange Management Shell: strict about parameters, with a state on disk. Set-ExchangeMock chooses the organisation.
#
# Assumed beyond the reference:
#   Set-MapiVirtualDirectory writes both URLs as https://HOST/mapi (published behaviour of 2013 and 2016; sure)
#   flags and method lists of a directory move together (captures; sure for OAuth, likely for the rest)
#   -RefreshAuthMetadata fills AuthorizationEndpoint from the host of AuthMetadataUrl (captures; likely)
#   a second default authorization endpoint is accepted (captures of organisations with two; likely)
#   without -ErrorAction a missing object is an error that does not end the caller (documented behaviour of WriteError; sure)
. (Join-Path -Path $PSScriptRoot -ChildPath 'mock.ps1')

$script:Shapes = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath 'shapes.json')))

function Set-ExchangeMock {
    param([string] $Folder)
    Set-Mock $Folder
}

function Find-MockObject {
    param($Objects, [string] $Identity)
    foreach ($object in $Objects) {
        foreach ($name in @('Identity', 'Name', 'Fqdn', 'Guid', 'Thumbprint')) {
            if ($null -ne $object.PSObject.Properties[$name] -and [string]::Equals([string] $object.$name, $Identity, [System.StringComparison]::OrdinalIgnoreCase)) { $object; break }
        }
    }
}

function Get-IdentityText {
    param($Identity)
    if ($Identity -is [string] -or $Identity -is [guid]) { return [string] $Identity }
    foreach ($name in @('Identity', 'Name')) { if ($null -ne $Identity.PSObject.Properties[$name]) { return [string] $Identity.$name } }
    return [string] $Identity
}

function Read-Noun {
    param([string] $Noun, [switch] $Current)
    $file = $Noun + '.json'
    if (-not (Test-Path -LiteralPath (Get-StatePath $file))) { return }
    Read-State $file -Current:$Current | ForEach-Object { $_ }
}

function Invoke-Mock {
    param([string] $Name, $Bound, $Caller)
    if (Test-Fault $Name $Caller) { return }
    $verb, $noun = $Name.Split([char[]] '-', 2)
    if ($Name -eq 'Get-CimInstance') { Get-MockSetup $Bound $Caller }
    elseif ($verb -eq 'Get') { Get-MockNoun $noun $Bound $Caller }
    else { Set-MockNoun $noun $Bound $Caller }
    Invoke-Intruder $Name
}

function Get-MockSetup {
    param($Bound, $Caller)
    $short = ([string] $Bound['ComputerName'][0]).Split('.')[0]
    if ($short -eq (Get-Fault 'silent')) { $Caller.WriteError((New-MockError 'CimException' 'The RPC server is unavailable.' 'ConnectionError' $short)); return }
    foreach ($setup in @(Read-Noun 'ExSetup')) {
        if ($setup.Server -eq $short) { [pscustomobject] @{ Name = $setup.FileName; Version = $setup.ProductVersion } }
    }
}

function Get-MockNoun {
    param([string] $Noun, $Bound, $Caller)
    $objects = @(Read-Noun $Noun)
    if ($Bound.ContainsKey('Identity')) {
        $identity = Get-IdentityText $Bound['Identity']
        $objects = @(Find-MockObject $objects $identity)
        if ($objects.Count -eq 0) { $Caller.WriteError((New-NotFound $identity)); return }
    }
    if ($Bound.ContainsKey('Server')) {
        $server = Get-IdentityText $Bound['Server']
        $objects = @(foreach ($object in $objects) { if ([string] $object.Server -eq $server) { $object } })
    }
    if ($Bound.ContainsKey('Thumbprint')) {
        $objects = @(Find-MockObject $objects $Bound['Thumbprint'])
        if ($objects.Count -eq 0) { $Caller.WriteError((New-MockError 'CertificateNotFoundException' ('The certificate with thumbprint ' + $Bound['Thumbprint'] + ' was not found.') 'InvalidData' $null)); return }
    }
    if ($Noun -eq 'Mailbox') {
        if ($Bound.ContainsKey('Arbitration')) { $objects = @(foreach ($object in $objects) { if ($object.RecipientTypeDetails -eq 'ArbitrationMailbox') { $object } }) }
        elseif ($Bound.ContainsKey('RecipientTypeDetails')) { $objects = @(foreach ($object in $objects) { if ($object.RecipientTypeDetails -eq $Bound['RecipientTypeDetails']) { $object } }) }
    }
    $shape = $script:Shapes.PSObject.Properties[$Noun]
    if ($null -eq $shape) { $shape = [pscustomobject] @{ type = 'Microsoft.Exchange.Data.' + $Noun; properties = [pscustomobject] @{} } } else { $shape = $shape.Value }
    $silent = Get-Fault 'silent'
    $adOnly = $Bound.ContainsKey('ADPropertiesOnly')
    $blank = @()
    # What comes from IIS is not in Active Directory.
    if ($adOnly) { $blank = @(foreach ($property in $shape.properties.PSObject.Properties) { if ($property.Name -like '*Authentication') { $property.Name } }) }
    $reached = $false
    foreach ($object in $objects) {
        if ($null -ne $silent -and -not $adOnly -and ($Noun -like '*VirtualDirectory' -or $Noun -in @('ExchangeCertificate', 'OutlookAnywhere')) -and ([string] $object.Server -eq $silent -or ($null -ne $object.PSObject.Properties['ServerName'] -and $object.ServerName -eq $silent))) {
            $Caller.WriteError((New-MockError 'IisException' ("An IIS directory entry couldn't be created. The error message is The RPC server is unavailable. HResult = -2147023174: " + $silent) 'NotInstalled' $object.Identity))
            continue
        }
        ConvertTo-MockObject $object $Noun $shape $blank
    }
}

# ---- Writing.

function Get-PlainValue {
    param($Value, [string] $Kind)
    if ($Kind -like '*`[`]') { return , @(foreach ($item in @($Value)) { if ($null -ne $item) { [string] $item } }) }
    if ($null -eq $Value) { return $null }
    if ($Kind -eq 'Uri') {
        if (-not ([uri] $Value).IsAbsoluteUri) { throw ('The URI "' + $Value + '" is not absolute.') }
        return ([uri] $Value).OriginalString
    }
    if ($Kind -eq 'Boolean') { return [bool] $Value }
    return [string] $Value
}

# A method more or less in the lists that Exchange keeps in Active Directory.
function Set-Mirror {
    param($Object, [string] $Method, [bool] $On)
    foreach ($name in @('InternalAuthenticationMethods', 'ExternalAuthenticationMethods')) {
        $items = @(foreach ($item in @($Object.$name)) { if ($item -ne $Method) { $item } })
        if ($On -and @($Object.$name) -contains $Method) { continue }
        if ($On) { $items += $Method }
        $Object.$name = @($items)
    }
}

function Update-Directory {
    param([string] $Noun, $Object, [string[]] $Changed)
    if ($Noun -eq 'MapiVirtualDirectory') {
        if ($Changed -contains 'IISAuthenticationMethods') {
            $Object.InternalAuthenticationMethods = @($Object.IISAuthenticationMethods)
            $Object.ExternalAuthenticationMethods = @($Object.IISAuthenticationMethods)
        }
        if ($null -eq $Object.InternalUrl -and $null -eq $Object.ExternalUrl) { throw 'You must specify InternalUrl or ExternalUrl.' }
        foreach ($name in @('InternalUrl', 'ExternalUrl')) {
            if ($null -ne $Object.$name) { $Object.$name = 'https://' + ([uri] $Object.$name).Host + '/mapi' }
        }
        return
    }
    if ($Noun -in @('OwaVirtualDirectory', 'EcpVirtualDirectory')) {
        $methods = @()
        foreach ($pair in @(@('BasicAuthentication', 'Basic'), @('FormsAuthentication', 'Fba'), @('WindowsAuthentication', 'Ntlm'), @('DigestAuthentication', 'Digest'), @('AdfsAuthentication', 'Adfs'), @('OAuthAuthentication', 'OAuth'))) {
            if ($Object.($pair[0]) -eq $true) { $methods += $pair[1] }
        }
        $Object.InternalAuthenticationMethods = @($methods)
        return
    }
    if ($Changed -contains 'OAuthAuthentication') { Set-Mirror $Object 'OAuth' $Object.OAuthAuthentication }
}

function Set-MockNoun {
    param([string] $Noun, $Bound, $Caller)
    $file = $Noun + '.json'
    $all = @(Read-Noun $Noun -Current)
    $found = $all
    if ($Bound.ContainsKey('Identity')) {
        $identity = Get-IdentityText $Bound['Identity']
        $found = @(Find-MockObject $all $identity)
        if ($found.Count -eq 0) { $Caller.WriteError((New-NotFound $identity)); return }
    }
    if (-not $Caller.ShouldProcess([string] $found[0].Name)) { return }
    $shape = $script:Shapes.$Noun
    $object = $found[0]
    $changed = @()
    foreach ($name in @($Bound.Keys)) {
        if ($name -in @('Identity', 'Confirm', 'WhatIf', 'DomainController', 'ErrorAction', 'WarningAction', 'InformationAction', 'Verbose', 'Debug')) { continue }
        if ($Noun -eq 'AuthServer' -and $name -eq 'RefreshAuthMetadata') {
            $endpoint = 'https://' + ([uri] $object.AuthMetadataUrl).Host + '/common/oauth2/authorize'
            if (Get-Fault 'noMetadata') { $Caller.ThrowTerminatingError((New-MockError 'AuthMetadataException' ('Cannot acquire auth metadata document from ' + $object.AuthMetadataUrl + '. Error: The remote name could not be resolved.') 'ResourceUnavailable' $null)) }
            if ([string] $object.AuthorizationEndpoint -eq '') { $object.AuthorizationEndpoint = $endpoint }
            $changed += $name
            continue
        }
        if ($null -eq $shape.properties.PSObject.Properties[$name]) { throw ('The mock does not know what -' + $name + ' of Set-' + $Noun + ' does.') }
        $kind = $shape.properties.$name
        if ($kind -eq 'AuthenticationMethod[]') { foreach ($item in @($Bound[$name])) { $null = [AuthenticationMethod] ([string] $item) } }
        $object.$name = Get-PlainValue $Bound[$name] $kind
        $changed += $name
    }
    if ($Noun -like '*VirtualDirectory') { Update-Directory $Noun $object $changed }
    if (Get-Fault 'warns') { $Caller.WriteWarning('The change takes effect when the application pool has been recycled.') }
    Invoke-Write $Caller { Write-State $file $all }
}

$all = Read-MockCmdlets
. ([scriptblock]::Create((Get-MockCmdlets $all '^(?!.*-Mg)')))
Export-ModuleMember -Function @('Set-ExchangeMock'; $all.PSObject.Properties.Name | Where-Object { $_ -notmatch '-Mg' })
