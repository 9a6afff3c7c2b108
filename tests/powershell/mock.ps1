# What the mocks of Exchange and of Microsoft Graph share: cmdlets with the parameters of cmdlets.json, a state in JSON files, and faults.
#
# One folder is one organisation. faults.json in it, read once, tells what goes wrong:
#   failBefore, failAfter, killBefore, killAfter   the number of the write (1 is the first) that fails, or at which the process dies
#   haltBefore, haltAfter   the number of the write at which the process leaves the file "halted" beside the folder and waits to be killed
#   passBefore, passAfter   the same without waiting
#   dropAt         the number of the call from which on the connection is lost
#   denied         cmdlets that the account may not run
#   conflict       cmdlets that fail because somebody else saves the object at the same time
#   throttled      cmdlet -> how many calls are turned away first
#   stale          how many reads after a write still answer with the state before it
#   staleAt        the call of Get-MgServicePrincipal that an old replica answers
#   intrude        somebody else writes: [{ before | after: N, cmdlet, noun, identity, property, add | set }], at the Nth call of the cmdlet
#   signIn         somebody signs in to another tenant in this process: { at: the number of the call of Graph, to: id }
#   silent         a server whose IIS and certificates do not answer
#   warns          every write of Exchange comes with a warning
#   log            every call is noted in calls.log beside the folder
#   deserialized   objects as an imported remote session hands them out
#   without        noun -> properties that the objects lack

$script:Folder = ''
$script:Faults = $null
$script:Calls = @{}
$script:Total = 0
$script:Writes = 0
$script:Old = @{}
$script:First = @{}

enum AuthenticationMethod {
    Basic = 0; Digest = 1; Ntlm = 2; Fba = 3; WindowsIntegrated = 4; LiveIdFba = 5; LiveIdBasic = 6; WSSecurity = 7; Certificate = 8
    NegoEx = 9; OAuth = 10; Adfs = 11; Kerberos = 12; Negotiate = 13; LiveIdNegotiate = 14
}

function Set-Mock {
    param([string] $Folder)
    $script:Folder = $Folder
    $script:Calls = @{}
    $script:Total = 0
    $script:Writes = 0
    $script:Old = @{}
    $script:First = @{}
    $script:Faults = $null
    $path = Join-Path -Path $Folder -ChildPath 'faults.json'
    if (Test-Path -LiteralPath $path) { $script:Faults = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($path)) }
}

function Get-Fault {
    param([string] $Name)
    if ($null -eq $script:Faults -or $null -eq $script:Faults.PSObject.Properties[$Name]) { return $null }
    return $script:Faults.$Name
}

# ---- Cmdlets from their descriptions.

function Get-MockType {
    param([string] $Type)
    switch -Regex ($Type) {
        '^SwitchParameter$' { return 'switch' }
        '^(System\.)?Boolean$' { return 'bool' }
        '^Int16$' { return 'int16' }
        '^Int32$' { return 'int' }
        '^UInt32$' { return 'uint32' }
        '^Double$' { return 'double' }
        '^DateTime$' { return 'datetime' }
        '^(String|Fqdn|SmtpAddress)$' { return 'string' }
        '^String\[\]$' { return 'string[]' }
        '^Uri$' { return 'uri' }
        '^MultiValuedProperty$' { return 'object[]' }
        '^Hashtable$' { return 'hashtable' }
        '^IDictionary$' { return 'System.Collections.IDictionary' }
        default { return 'object' }
    }
}

function Select-DefaultSet {
    param($Parameters)
    $names = @(foreach ($property in $Parameters.PSObject.Properties) { if ($property.Value -cmatch ' sets=(\S+)') { $Matches[1].Split(',') } })
    if ($names.Count -eq 0 -or $names -contains 'Identity') { return [string] ($names | Where-Object { $_ -eq 'Identity' } | Select-Object -First 1) }
    return $names[0]
}

# The text of a function with exactly these parameters, which leaves the work to Invoke-Mock.
function New-MockCmdlet {
    param([string] $Name, $Parameters)
    $lines = @()
    $default = ''
    $shouldProcess = ''
    foreach ($property in $Parameters.PSObject.Properties) {
        if ($property.Name -eq '(default set)') { $default = $property.Value; continue }
        if ($property.Name -eq 'WhatIf') { $shouldProcess = ', SupportsShouldProcess' ; continue }
        if ($property.Name -eq 'Confirm') { continue }
        $words = $property.Value.Split(' ')
        $type = Get-MockType $words[0]
        $sets = @('')
        $requiredIn = $null
        $common = @()
        $aliases = ''
        $required = $words -contains 'required'
        foreach ($word in $words) {
            if ($word -like 'position=*') { $common += 'Position = ' + $word.Substring(9) }
            if ($word -eq 'pipeline') { $common += 'ValueFromPipeline' }
            if ($word -like 'sets=*') { $sets = $word.Substring(5).Split(',') }
            if ($word -like 'required-in=*') { $requiredIn = $word.Substring(12).Split(',') }
            if ($word -like 'aliases=*') { $aliases = "[Alias('" + [string]::Join("', '", $word.Substring(8).Split(',')) + "')] " }
        }
        $attributes = ''
        foreach ($set in $sets) {
            $arguments = @($common)
            if ($set -ne '') { $arguments += "ParameterSetName = '" + $set + "'" }
            if (($null -ne $requiredIn -and $requiredIn -contains $set) -or ($null -eq $requiredIn -and $required)) { $arguments += 'Mandatory' }
            $attributes += '[Parameter(' + [string]::Join(', ', $arguments) + ')] '
        }
        $lines += $attributes + $aliases + '[AllowNull()] [AllowEmptyCollection()] [' + $type + '] ${' + $property.Name + '}'
    }
    # Where the reference names no default, it is the set of one object, which is none of the others.
    if ($default -eq '') { $default = Select-DefaultSet $Parameters }
    $head = "[CmdletBinding(PositionalBinding = `$false" + $(if ($default -ne '') { ", DefaultParameterSetName = '" + $default + "'" }) + $shouldProcess + ')]'
    return 'function ' + $Name + " {`n" + $head + "`nparam(" + [string]::Join(",`n", $lines) + ")`nprocess { Invoke-Mock '" + $Name + "' `$PSBoundParameters `$PSCmdlet }`n}`n"
}

# All descriptions: those of the reference, and what beyond.json adds to them.
function Read-MockCmdlets {
    $all = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath 'cmdlets.json')))
    $more = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath 'beyond.json')))
    foreach ($cmdlet in $more.PSObject.Properties) {
        if ($null -eq $all.PSObject.Properties[$cmdlet.Name]) { $all.PSObject.Properties.Add([psnoteproperty]::new($cmdlet.Name, [pscustomobject] @{})) }
        foreach ($property in $cmdlet.Value.PSObject.Properties) {
            if ($property.Name -ne '(source)') { $all.($cmdlet.Name).PSObject.Properties.Add([psnoteproperty]::new($property.Name, $property.Value)) }
        }
    }
    return $all
}

function Get-MockCmdlets {
    param($All, [string] $Match)
    $text = New-Object -TypeName System.Text.StringBuilder
    foreach ($cmdlet in $All.PSObject.Properties) {
        if ($cmdlet.Name -match $Match) { $null = $text.Append((New-MockCmdlet $cmdlet.Name $cmdlet.Value)) }
    }
    return $text.ToString()
}

# ---- Errors, as the real ones read.

function New-MockError {
    param([string] $Id, [string] $Message, [System.Management.Automation.ErrorCategory] $Category, $Target)
    $exception = New-Object -TypeName System.InvalidOperationException -ArgumentList $Message
    return New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, $Id, $Category, $Target
}

function New-NotFound {
    param([string] $Identity)
    return New-MockError 'ManagementObjectNotFoundException' ("The operation couldn't be performed because object '" + $Identity + "' couldn't be found on 'DC01.corp.contoso.com'.") 'InvalidData' $Identity
}

# ---- State: one file a noun. Each read takes it from the disk, each write puts it there before the cmdlet returns.

function Get-StatePath {
    param([string] $File)
    return Join-Path -Path $script:Folder -ChildPath $File
}

function Read-State {
    param([string] $File, [switch] $Current)
    $text = [System.IO.File]::ReadAllText((Get-StatePath $File))
    # One answer of an old replica, at the number of a call.
    if (-not $Current -and $script:First.ContainsKey($File) -and $null -ne (Get-Fault 'staleAt') -and (Get-Fault 'staleAt') -eq $script:Calls['Get-MgServicePrincipal']) { $text = $script:First[$File] }
    if (-not $Current -and $script:Old.ContainsKey($File) -and $script:Old[$File].Left -gt 0) {
        $script:Old[$File].Left -= 1
        $text = $script:Old[$File].Text
    }
    return ConvertFrom-Json -InputObject $text
}

function Write-State {
    param([string] $File, $State)
    $path = Get-StatePath $File
    if (-not $script:First.ContainsKey($File)) { $script:First[$File] = [System.IO.File]::ReadAllText($path) }
    $stale = Get-Fault 'stale'
    if ($null -ne $stale) { $script:Old[$File] = @{ Text = [System.IO.File]::ReadAllText($path); Left = [int] $stale } }
    # In one step: a process that is killed leaves what Exchange would have, the old or the new.
    $temporary = Join-Path -Path (Split-Path -Path $script:Folder -Parent) -ChildPath 'state.new'
    [System.IO.File]::WriteAllText($temporary, (ConvertTo-Json -InputObject $State -Depth 8))
    [System.IO.File]::Move($temporary, $path, $true)
}

# Leaves word for those who kill this process, and waits for it or goes on.
function Wait-ForDeath {
    param([string] $When)
    foreach ($name in @('halt', 'pass')) {
        if ((Get-Fault ($name + $When)) -ne $script:Writes) { continue }
        [System.IO.File]::WriteAllText((Join-Path -Path (Split-Path -Path $script:Folder -Parent) -ChildPath 'halted'), $When)
        if ($name -eq 'halt') { [System.Threading.Thread]::Sleep(120000); throw 'Nobody has killed this process.' }
    }
}

# Runs a write with the faults that come before and after it.
function Invoke-Write {
    param($Caller, [scriptblock] $Write)
    $script:Writes += 1
    Wait-ForDeath 'Before'
    if ((Get-Fault 'killBefore') -eq $script:Writes) { throw [System.Management.Automation.PipelineStoppedException]::new() }
    if ((Get-Fault 'failBefore') -eq $script:Writes) { $Caller.ThrowTerminatingError((New-MockError 'ServerError' 'A server side error has occurred because of which the operation could not be completed. Please try again after some time.' 'NotSpecified' $null)) }
    & $Write
    Wait-ForDeath 'After'
    if ((Get-Fault 'killAfter') -eq $script:Writes) { throw [System.Management.Automation.PipelineStoppedException]::new() }
    if ((Get-Fault 'failAfter') -eq $script:Writes) { $Caller.ThrowTerminatingError((New-MockError 'ServerError' 'A server side error has occurred because of which the operation could not be completed. Please try again after some time.' 'NotSpecified' $null)) }
}

# What goes wrong with a call before it does anything. True: the call is over.
function Test-Fault {
    param([string] $Name, $Caller)
    $script:Total += 1
    $script:Calls[$Name] = 1 + [int] $script:Calls[$Name]
    if (Get-Fault 'log') { [System.IO.File]::AppendAllText((Join-Path -Path (Split-Path -Path $script:Folder -Parent) -ChildPath 'calls.log'), $Name + [char] 10) }
    foreach ($entry in @(Get-Fault 'intrude')) { if ($null -ne $entry -and $null -ne $entry.PSObject.Properties['before'] -and $entry.cmdlet -eq $Name -and [int] $entry.before -eq $script:Calls[$Name]) { Invoke-Intruder $Name 'before' } }
    $drop = Get-Fault 'dropAt'
    if ($null -ne $drop -and $script:Total -ge $drop) {
        $Caller.ThrowTerminatingError((New-MockError 'PSSessionStateBroken' 'Processing data for a remote command failed with the following error message: The I/O operation has been aborted because of either a thread exit or an application request.' 'OpenError' $null))
    }
    if (@(Get-Fault 'denied') -contains $Name) {
        $Caller.WriteError((New-MockError 'Authorization_RequestDenied' ("Insufficient privileges to complete the operation: " + $Name) 'PermissionDenied' $null))
        return $true
    }
    if (@(Get-Fault 'conflict') -contains $Name) {
        $Caller.ThrowTerminatingError((New-MockError 'ADObjectConflict' 'The object has been changed since it was read by another process; the save was not carried out.' 'WriteError' $null))
    }
    $throttled = Get-Fault 'throttled'
    if ($null -ne $throttled -and $null -ne $throttled.PSObject.Properties[$Name] -and $script:Calls[$Name] -le [int] $throttled.$Name) {
        $Caller.WriteError((New-MockError 'TooManyRequests' 'The request is throttled: too many requests. Retry after 5 seconds.' 'LimitsExceeded' $null))
        return $true
    }
    return $false
}

function Invoke-Intruder {
    param([string] $Name, [string] $When = 'after')
    foreach ($entry in @(Get-Fault 'intrude')) {
        if ($null -eq $entry -or $entry.cmdlet -ne $Name -or $null -eq $entry.PSObject.Properties[$When] -or [int] $entry.$When -ne $script:Calls[$Name]) { continue }
        $file = $entry.noun + '.json'
        $state = @(Read-State $file -Current | ForEach-Object { $_ })
        foreach ($object in $state) {
            if ($null -ne $object.PSObject.Properties['Identity'] -and [string] $object.Identity -eq $entry.identity) { $found = $true }
            elseif ($null -ne $object.PSObject.Properties['AppId']) { $found = [string] $object.AppId -eq $entry.identity }
            else { $found = [string] $object.Name -eq $entry.identity }
            if (-not $found) { continue }
            if ($null -ne $entry.PSObject.Properties['add']) { $object.($entry.property) = @(@($object.($entry.property)) + $entry.add) }
            else { $object.($entry.property) = $entry.set }
        }
        [System.IO.File]::WriteAllText((Get-StatePath $file), (ConvertTo-Json -InputObject $state -Depth 8))
    }
}

# ---- Objects as the cmdlets hand them out.

function ConvertTo-MockValue {
    param($Value, [string] $Kind)
    if ($Kind -eq 'AuthenticationMethod[]') {
        $list = New-Object -TypeName System.Collections.ArrayList
        foreach ($item in @($Value)) { if ($null -ne $item) { $null = $list.Add([AuthenticationMethod] $item) } }
        return , $list
    }
    if ($Kind -eq 'String[]') {
        $list = New-Object -TypeName System.Collections.ArrayList
        foreach ($item in @($Value)) { if ($null -ne $item) { $null = $list.Add([string] $item) } }
        return , $list
    }
    if ($null -eq $Value) { return $null }
    switch ($Kind) {
        'Uri' { return [uri] $Value }
        'Guid' { return [guid] $Value }
        'DateTime' { return [datetime] $Value }
        'Boolean' { return [bool] $Value }
        default { return $Value }
    }
}

function ConvertTo-MockObject {
    param($Source, [string] $Noun, $Shape, [string[]] $Blank)
    $missing = @()
    $without = Get-Fault 'without'
    if ($null -ne $without -and $null -ne $without.PSObject.Properties[$Noun]) { $missing = @($without.$Noun) }
    $object = New-Object -TypeName PSObject
    foreach ($property in $Source.PSObject.Properties) {
        if ($missing -contains $property.Name) { continue }
        $kind = 'String'
        if ($null -ne $Shape.properties.PSObject.Properties[$property.Name]) { $kind = $Shape.properties.($property.Name) }
        $value = $null
        if ($Blank -notcontains $property.Name) { $value = ConvertTo-MockValue $property.Value $kind }
        $object.PSObject.Properties.Add((New-Object -TypeName System.Management.Automation.PSNoteProperty -ArgumentList $property.Name, $value))
    }
    $object.PSObject.TypeNames.Insert(0, $Shape.type)
    if (Get-Fault 'deserialized') {
        $object = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($object, 2))
        $object.PSObject.Properties.Add((New-Object -TypeName System.Management.Automation.PSNoteProperty -ArgumentList 'PSComputerName', 'ex01.corp.contoso.com'))
        $object.PSObject.Properties.Add((New-Object -TypeName System.Management.Automation.PSNoteProperty -ArgumentList 'RunspaceId', ([guid] '5c0f7c1e-3f1a-4d55-9a6b-1f2e3d4c5b6a')))
    }
    return $object
}
