# A mock of Microsoft Graph PowerShell: the tenants of the folder, tenants/ID/{organization,servicePrincipals}.json. session.json names the
# tenant that is signed in to. Set-GraphMock chooses the folder.
#
# Assumed beyond the reference:
#   a list given to Update-MgServicePrincipal replaces the whole list (semantics of PATCH; sure)
#   Entra refuses a list with the same name twice, ignoring case (error texts of the field; likely)
#   replicas answer with the state before a write for a while (documented as eventual consistency; sure that they may)
. (Join-Path -Path $PSScriptRoot -ChildPath 'mock.ps1')

$script:Tenant = ''

function Set-GraphMock {
    param([string] $Folder)
    Set-Mock $Folder
    $script:Tenant = ''
    $path = Join-Path -Path $Folder -ChildPath 'session.json'
    if (Test-Path -LiteralPath $path) { $script:Tenant = [string] (ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($path))).tenant }
}

function Invoke-Mock {
    param([string] $Name, $Bound, $Caller)
    if (Test-Fault $Name $Caller) { return }
    $other = Get-Fault 'signIn'
    if ($null -ne $other -and $script:Total -eq $other.at) { $script:Tenant = [string] $other.to }
    switch ($Name) {
        'Connect-MgGraph' { Connect-Mock $Bound $Caller }
        'Disconnect-MgGraph' { $script:Tenant = '' }
        'Get-MgContext' { if ($script:Tenant -ne '') { [pscustomobject] @{ TenantId = $script:Tenant; Scopes = @('Application.Read.All', 'Organization.Read.All'); AuthType = 'Delegated'; Environment = 'Global' } } }
        'Get-MgOrganization' { Get-MockOrganization $Bound $Caller }
        # No application is registered in the tenants of the mock.
        'Get-MgApplication' { Test-SignedIn $Caller }
        'Get-MgServicePrincipal' { Get-MockPrincipal $Bound $Caller }
        'Update-MgServicePrincipal' { Update-MockPrincipal $Bound $Caller }
        default { throw ('The mock does not know ' + $Name) }
    }
    Invoke-Intruder $Name
}

function Connect-Mock {
    param($Bound, $Caller)
    $wanted = [string] $Bound['TenantId']
    foreach ($folder in @(Get-ChildItem -LiteralPath (Join-Path -Path $script:Folder -ChildPath 'tenants') -Directory)) {
        $organization = Read-State ('tenants/' + $folder.Name + '/organization.json')
        if ($organization.Id -eq $wanted -or @($organization.VerifiedDomains | ForEach-Object { $_.Name }) -contains $wanted) { $script:Tenant = $organization.Id; return }
    }
    $Caller.ThrowTerminatingError((New-MockError 'AADSTS90002' ("AADSTS90002: Tenant '" + $wanted + "' not found.") 'AuthenticationError' $null))
}

function Test-SignedIn {
    param($Caller)
    if ($script:Tenant -ne '') { return }
    $Caller.ThrowTerminatingError((New-MockError 'AuthenticationNeeded' 'Authentication needed. Please call Connect-MgGraph.' 'AuthenticationError' $null))
}

function Get-MockOrganization {
    param($Bound, $Caller)
    Test-SignedIn $Caller
    $organization = Read-State ('tenants/' + $script:Tenant + '/organization.json')
    ConvertTo-MockObject $organization 'MgOrganization' ([pscustomobject] @{ type = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphOrganization'; properties = [pscustomobject] @{ VerifiedDomains = 'Object' } }) @()
}

function Get-MockPrincipal {
    param($Bound, $Caller)
    Test-SignedIn $Caller
    $all = @(Read-State ('tenants/' + $script:Tenant + '/servicePrincipals.json') | ForEach-Object { $_ })
    if ($Bound.ContainsKey('Filter')) {
        if ($Bound['Filter'] -match "^appId eq '([^']*)'$") { $all = @(foreach ($one in $all) { if ($one.AppId -eq $Matches[1]) { $one } }) }
        elseif ($Bound['Filter'] -match "^startsWith\(displayName,'([^']*)'\)$") { $all = @(foreach ($one in $all) { if (([string] $one.DisplayName).StartsWith($Matches[1], [System.StringComparison]::OrdinalIgnoreCase)) { $one } }) }
        else { $Caller.ThrowTerminatingError((New-MockError 'Request_BadRequest' ("Invalid filter clause: " + $Bound['Filter']) 'InvalidOperation' $null)) }
    }
    if ($Bound.ContainsKey('ServicePrincipalId')) {
        $all = @(foreach ($one in $all) { if ($one.Id -eq $Bound['ServicePrincipalId']) { $one } })
        if ($all.Count -eq 0) { $Caller.WriteError((New-MockError 'Request_ResourceNotFound' ("Resource '" + $Bound['ServicePrincipalId'] + "' does not exist or one of its queried reference-property objects are not present.") 'ObjectNotFound' $null)); return }
    }
    $shape = [pscustomobject] @{ type = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePrincipal'; properties = [pscustomobject] @{ ServicePrincipalNames = 'String[]'; ReplyUrls = 'String[]'; KeyCredentials = 'Object' } }
    foreach ($one in $all) { ConvertTo-MockObject $one 'MgServicePrincipal' $shape @() }
}

function Update-MockPrincipal {
    param($Bound, $Caller)
    Test-SignedIn $Caller
    $file = 'tenants/' + $script:Tenant + '/servicePrincipals.json'
    $all = @(Read-State $file -Current | ForEach-Object { $_ })
    $found = @(foreach ($one in $all) { if ($one.Id -eq $Bound['ServicePrincipalId']) { $one } })
    if ($found.Count -eq 0) { $Caller.WriteError((New-MockError 'Request_ResourceNotFound' ("Resource '" + $Bound['ServicePrincipalId'] + "' does not exist or one of its queried reference-property objects are not present.") 'ObjectNotFound' $null)); return }
    if (-not $Caller.ShouldProcess([string] $found[0].DisplayName)) { return }
    foreach ($name in @($Bound.Keys)) {
        if ($name -in @('ServicePrincipalId', 'Confirm', 'WhatIf', 'ErrorAction', 'WarningAction')) { continue }
        if ($name -notin @('ServicePrincipalNames', 'ReplyUrls')) { $Caller.ThrowTerminatingError((New-MockError 'Request_BadRequest' ("Property '" + $name + "' is read-only and cannot be set.") 'InvalidOperation' $null)) }
        $seen = New-Object -TypeName 'System.Collections.Generic.HashSet[string]' -ArgumentList ([System.StringComparer]::OrdinalIgnoreCase)
        foreach ($item in $Bound[$name]) {
            if (-not $seen.Add($item)) { $Caller.ThrowTerminatingError((New-MockError 'Request_BadRequest' ("One or more property values specified are invalid: '" + $item + "' is there twice in " + $name + '.') 'InvalidOperation' $null)) }
        }
        $found[0].$name = @($Bound[$name])
    }
    Invoke-Write $Caller { Write-State $file $all }
}

$all = Read-MockCmdlets
. ([scriptblock]::Create((Get-MockCmdlets $all '-Mg')))
Export-ModuleMember -Function @('Set-GraphMock'; $all.PSObject.Properties.Name | Where-Object { $_ -match '-Mg' })
