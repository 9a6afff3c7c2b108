$ErrorActionPreference = 'Stop'
# A profile decides neither whether errors and warnings stop a step nor which parameters calls get.
$WarningPreference = 'Continue'
$PSDefaultParameterValues = @{ '*:WarningAction' = 'Continue' }
if ($null -eq $PSCmdlet -or [string]::IsNullOrEmpty($PSCommandPath)) { throw 'Run this script as a file; do not paste it.' }
$script:Cmdlet = $PSCmdlet

# ---- Commands: a profile may have made something else of a name that is called here. Nothing is called before that is known.

# All that this script calls: commands of PowerShell, Exchange and Graph, and functions of its own.
$script:Called = @(
    '{{called}}'
)
$script:Own = @(
    '{{own}}'
)
$strangers = @()
$modules = [ordered] @{}
foreach ($name in @($script:Called) + @($script:Own)) {
    # An alias comes before a function of the script; a function outside of it does not.
    $types = 'All'
    if (@($script:Own) -contains $name) { $types = 'Alias' }
    $command = $ExecutionContext.InvokeCommand.GetCommand($name, $types)
    if ($null -eq $command) { continue }
    $type = [string] $command.CommandType
    $module = [string] $command.ModuleName
    if ($type -eq 'Alias') { $strangers = @($strangers) + ($name + ' (an alias of ' + [string] $command.Definition + ')'); continue }
    # Cmdlets of a remote session are functions, but those of a module.
    if ($module -eq '' -or ($type -ne 'Cmdlet' -and $type -ne 'Function')) { $strangers = @($strangers) + ($name + ' (a command of no module)'); continue }
    if ($module -like 'Microsoft.PowerShell.*') { continue }
    if ($module -like 'Microsoft.Graph*') { $module = 'Microsoft.Graph' }
    if (-not $modules.Contains($module)) { $modules[$module] = @() }
    $modules[$module] = @($modules[$module]) + $name
}
if ($strangers.Count -gt 0) {
    throw ('Nothing was changed. In this session something else has the name of a command that this script calls: ' + [string]::Join(', ', [string[]] $strangers) + '. Take it out of your profile, start PowerShell again, and run the script once more.')
}
if ($modules.Count -gt 1) {
    $told = @(foreach ($module in $modules.Keys) { $module + ' (' + [string]::Join(', ', [string[]] @($modules[$module])) + ')' })
    throw ('Nothing was changed. The commands that this script calls must come from one session, but come from several modules: ' + [string]::Join(', ', [string[]] $told) + '. Start PowerShell again, connect to one organisation only, and run the script once more.')
}

Set-StrictMode -Version 2.0
$script:Changed = 0
$script:Unchanged = 0
$script:Declined = 0
$script:Blocked = @()
# The step that has begun to write.
$script:Writing = 0
# How often a change is read back, five seconds apart.
$script:Tries = 6
$script:Approved = $false

# ---- Journal: the state before each change, saved as JSON next to the script before the change is made.

$script:Folder = $PSScriptRoot
if ($script:Undo) { $script:Folder = Split-Path -Path $PSScriptRoot -Parent }
$script:BaseName = [System.IO.Path]::GetFileNameWithoutExtension($PSCommandPath)
$script:JournalPath = Join-Path -Path $script:Folder -ChildPath ($script:BaseName + '.journal.json')
$script:Entries = @()
if (Test-Path -LiteralPath $script:JournalPath) {
    $saved = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($script:JournalPath))
    if ($saved.schema -ne 'hmaudit-journal-1') { throw ('This is not a journal of such a script: ' + $script:JournalPath) }
    foreach ($savedEntry in $saved.steps) { $script:Entries = @($script:Entries) + $savedEntry }
}
if ($script:Undo) {
    # Reverse order: what a later script changed rests on what this one changed.
    foreach ($file in @(Get-ChildItem -LiteralPath $script:Folder -Filter '*.journal.json')) {
        if ($file.Name -le ($script:BaseName + '.journal.json')) { continue }
        $later = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($file.FullName))
        if (@($later.steps).Count -gt 0) { throw ('Undo the later scripts first: ' + $file.Name + ' still holds changes. What the undo script of that name can not take back, it gives up with -Release.') }
    }
}

function Save-Journal {
    $journal = New-Object -TypeName PSObject -Property @{ schema = 'hmaudit-journal-1'; steps = @($script:Entries) }
    $temporary = $script:JournalPath + '.new'
    [System.IO.File]::WriteAllText($temporary, (ConvertTo-Json -InputObject $journal -Depth 6))
    # In one step: Move-Item -Force of Windows PowerShell 5.1 deletes first, and may be cut off in between.
    if ([System.IO.File]::Exists($script:JournalPath)) { [System.IO.File]::Replace($temporary, $script:JournalPath, [NullString]::Value) }
    else { [System.IO.File]::Move($temporary, $script:JournalPath) }
}

function Find-Entry {
    param([int] $Step, [string] $Target, [string] $Property)
    foreach ($entry in $script:Entries) {
        if ([int] $entry.step -ne $Step) { continue }
        if (-not (Test-Same ([string] $entry.target) $Target) -or -not (Test-Same ([string] $entry.property) $Property)) {
            throw ('The journal belongs to another set of scripts: ' + $script:JournalPath)
        }
        return $entry
    }
}

function Add-Entry {
    param([int] $Step, [string] $Target, [string] $Property, [string[]] $Before, [string[]] $Added)
    $known = Find-Entry -Step $Step -Target $Target -Property $Property
    if ($null -ne $known) {
        # An earlier run got this far: its before-state is the true one, only what is added now comes on top.
        $known.added = [string[]] @(@($known.added) + @($Added) | Sort-Object -Unique)
    } else {
        $script:Entries = @($script:Entries) + (New-Object -TypeName PSObject -Property @{
            step = $Step; target = $Target; property = $Property; before = [string[]] @($Before); added = [string[]] @($Added)
            utc = [System.DateTime]::UtcNow.ToString('o')
        })
    }
    Save-Journal
}

function Remove-Entry {
    param([int] $Step)
    $script:Entries = @(foreach ($entry in $script:Entries) { if ([int] $entry.step -ne $Step) { $entry } })
    Save-Journal
}

# ---- Two ways to change something: one value, or a list that only grows.

function Write-Line {
    param([int] $Step, [string] $Text)
    Write-Host ('[' + [string] $Step + '] ' + $Text)
}

function Join-List {
    param([string[]] $Items)
    if (@($Items).Count -eq 0) { return '(none)' }
    return [string]::Join(', ', [string[]] @($Items))
}

function Test-Approval {
    param([string] $Target, [string] $Action)
    if ($script:Approved) { return $true }
    return $script:Cmdlet.ShouldProcess($Target, $Action)
}

# Entra compares names byte by byte; -eq and -contains would take one with an unseen character for the same.
function Test-Same {
    param([string] $One, [string] $Other)
    return [string]::Equals($One, $Other, [System.StringComparison]::OrdinalIgnoreCase)
}

function Test-Listed {
    param([string[]] $Items, [string] $Item)
    foreach ($other in $Items) { if (Test-Same $other $Item) { return $true } }
    return $false
}

function Get-Unlisted {
    param([string[]] $Items, [string[]] $Known)
    foreach ($item in $Items) { if (-not (Test-Listed -Items $Known -Item $item)) { $item } }
}

function Get-ListDigest {
    param([string[]] $Items, [string[]] $Except)
    $kept = New-Object -TypeName 'System.Collections.Generic.List[string]'
    foreach ($item in $Items) {
        $plain = $item
        if ($item -cmatch '\A[\x00-\x7f]*\z') { $plain = $item.Trim(' ').ToLowerInvariant() }
        if ((Test-Listed -Items $Except -Item $plain) -or $kept.Contains($plain)) { continue }
        $kept.Add($plain)
    }
    $kept.Sort([System.StringComparer]::Ordinal)
    $bytes = [System.Text.Encoding]::UTF8.GetBytes([string]::Join([string] [char] 10, $kept.ToArray()))
    $hash = [System.Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
    return [System.BitConverter]::ToString($hash).Replace('-', '').ToLowerInvariant()
}

# ---- Undo goes on after a step that can't be taken back; the script fails at its end, and the entry stays in the journal until a person
# releases it.

function Add-Blocked {
    param([int] $Step, [string] $Why)
    $script:Blocked = @($script:Blocked) + $Step
    Write-Warning ('[' + [string] $Step + '] Not undone: ' + $Why)
}

function Get-Numbers {
    param([string[]] $Given)
    # powershell -File hands over 2,5 as one text.
    foreach ($item in $Given) {
        foreach ($part in $item.Split([char[]] ', ;')) {
            if ($part -cmatch '\A[0-9]{1,6}\z') { [int] $part } elseif ($part -ne '') { throw ('"' + $part + '" is not the number of a step') }
        }
    }
}

function Test-Released {
    param([int] $Step, [string] $Target, [string] $Property)
    if (-not $script:Undo -or @(Get-Numbers $Release) -notcontains $Step -or $null -eq (Find-Entry -Step $Step -Target $Target -Property $Property)) { return $false }
    if (-not (Test-Approval -Target $Target -Action ('Leave ' + $Property + ' as it is, and strike it from the journal'))) { $script:Declined += 1; return $true }
    Remove-Entry -Step $Step
    Write-Line $Step ('Released: ' + $Target + ' ' + $Property + ' stays as it is')
    $script:Unchanged += 1
    return $true
}

function Invoke-ValueStep {
    param([int] $Step, [string] $Target, [string] $Property, [string] $Audited, [string] $Wanted, [scriptblock] $Read, [scriptblock] $Write, [scriptblock] $Plain = { param([string] $Value) $Value })
    if (Test-Released -Step $Step -Target $Target -Property $Property) { return }
    try {
        Set-Value -Step $Step -Target $Target -Property $Property -Audited $Audited -Wanted $Wanted -Read $Read -Write $Write -Plain $Plain
    } catch {
        if (-not $script:Undo) { throw }
        Add-Blocked -Step $Step -Why ([string] $_)
    }
}

function Invoke-ListStep {
    param([int] $Step, [string] $Target, [string] $Property, [string] $AuditedDigest, [string[]] $Wanted, [scriptblock] $Read, [scriptblock] $Write)
    if (Test-Released -Step $Step -Target $Target -Property $Property) { return }
    try {
        Set-List -Step $Step -Target $Target -Property $Property -AuditedDigest $AuditedDigest -Wanted $Wanted -Read $Read -Write $Write
    } catch {
        if (-not $script:Undo) { throw }
        Add-Blocked -Step $Step -Why ([string] $_)
    }
}

# $Plain makes equal spellings of a value one; what is saved and written back is the value as it was read.
function Set-Value {
    param([int] $Step, [string] $Target, [string] $Property, [string] $Audited, [string] $Wanted, [scriptblock] $Read, [scriptblock] $Write, [scriptblock] $Plain)
    $current = [string] (& $Read)
    $plainly = [string] (& $Plain $current)
    $goal = $Wanted
    if ($script:Undo) {
        $entry = Find-Entry -Step $Step -Target $Target -Property $Property
        if ($null -eq $entry) { Write-Line $Step ('Nothing to undo: the script changed nothing at ' + $Target); $script:Unchanged += 1; return }
        $goal = [string] (@($entry.before) + '')[0]
        if (-not (Test-Same $plainly ([string] (& $Plain $goal))) -and -not (Test-Same $plainly $Wanted)) {
            throw ($Target + ': ' + $Property + ' is now "' + $current + '", which this script did not set. It is left alone; decide by hand.')
        }
    }
    if (Test-Same $plainly ([string] (& $Plain $goal))) {
        Write-Line $Step ('Nothing to do: ' + $Target + ' ' + $Property + ' is "' + $current + '"')
        $script:Unchanged += 1
        if ($script:Undo) { Remove-Entry -Step $Step }
        return
    }
    if (-not $script:Undo -and -not (Test-Same $plainly $Audited)) {
        throw ($Target + ': ' + $Property + ' was "' + $Audited + '" when it was audited and is "' + $current + '" now. Capture and audit again.')
    }
    if (-not (Test-Approval -Target $Target -Action ('Set ' + $Property + ' from "' + $current + '" to "' + $goal + '"'))) { $script:Declined += 1; return }
    # Between the question and the answer somebody may have changed it.
    $again = [string] (& $Read)
    if (-not (Test-Same $again $current)) {
        throw ($Target + ': ' + $Property + ' was "' + $current + '" when this was asked and is "' + $again + '" now. It is left alone; run this script again.')
    }
    if (-not $script:Undo) { Add-Entry -Step $Step -Target $Target -Property $Property -Before @($current) -Added @($goal) }
    $script:Writing = $Step
    & $Write $goal
    for ($try = 1; $true; $try++) {
        $now = [string] (& $Read)
        if (Test-Same ([string] (& $Plain $now)) ([string] (& $Plain $goal))) { break }
        if ($try -ge $script:Tries) { throw ($Target + ': ' + $Property + ' was set to "' + $goal + '" but reads "' + $now + '"') }
        Start-Sleep -Seconds 5
    }
    if ($script:Undo) { Remove-Entry -Step $Step }
    $script:Changed += 1
    Write-Line $Step ('Done: ' + $Target + ' ' + $Property + ' is "' + $goal + '"')
}

function Set-List {
    param([int] $Step, [string] $Target, [string] $Property, [string] $AuditedDigest, [string[]] $Wanted, [scriptblock] $Read, [scriptblock] $Write)
    $current = [string[]] @(& $Read)
    if ($script:Undo) {
        $entry = Find-Entry -Step $Step -Target $Target -Property $Property
        if ($null -eq $entry) { Write-Line $Step ('Nothing to undo: the script changed nothing at ' + $Target); $script:Unchanged += 1; return }
        $remove = [string[]] @(foreach ($item in (Get-Unlisted -Items $entry.added -Known $entry.before)) { if ((Test-Listed -Items $Wanted -Item $item) -and (Test-Listed -Items $current -Item $item)) { $item } })
        $goal = [string[]] @(Get-Unlisted -Items $current -Known $remove)
        $what = 'Remove from ' + $Property + ': ' + (Join-List $remove)
        $difference = $remove.Count
    } else {
        $remove = [string[]] @()
        $added = [string[]] @(Get-Unlisted -Items $Wanted -Known $current)
        $goal = [string[]] @($current + $added)
        $what = 'Add to ' + $Property + ': ' + (Join-List $added)
        $difference = $added.Count
    }
    if ($difference -eq 0) {
        Write-Line $Step ('Nothing to do: ' + $Target + ' ' + $Property)
        $script:Unchanged += 1
        if ($script:Undo) { Remove-Entry -Step $Step }
        return
    }
    if (-not $script:Undo -and (Get-ListDigest -Items $current -Except $Wanted) -ne $AuditedDigest) {
        throw ($Target + ': ' + $Property + ' has changed since the audit. It is now: ' + (Join-List $current) + '. Capture and audit again.')
    }
    if (-not (Test-Approval -Target $Target -Action $what)) { $script:Declined += 1; return }
    if (-not $script:Undo) { Add-Entry -Step $Step -Target $Target -Property $Property -Before $current -Added $added }
    # Never shrink: between the question and the answer somebody may have added a name. Nothing is read between this and the write.
    $goal = [string[]] @($goal + @(Get-Unlisted -Items ([string[]] @(& $Read)) -Known ([string[]] @($goal + $remove))))
    & $Write $goal
    for ($try = 1; $true; $try++) {
        $now = [string[]] @(& $Read)
        $lost = [string[]] @(Get-Unlisted -Items $goal -Known $now)
        $left = [string[]] @(foreach ($item in $remove) { if (Test-Listed -Items $now -Item $item) { $item } })
        if ($lost.Count -eq 0 -and $left.Count -eq 0) { break }
        if ($try -ge $script:Tries) {
            throw ($Target + ': ' + $Property + ' reads back otherwise than written. Missing: ' + (Join-List $lost) + '; still there: ' + (Join-List $left))
        }
        Start-Sleep -Seconds 5
    }
    if ($script:Undo) { Remove-Entry -Step $Step }
    $script:Changed += 1
    Write-Line $Step ('Done: ' + $Target + ': ' + $what)
}

function Assert-Same {
    param([string] $What, [string] $Audited, [string] $Given, [string] $Live, [string] $Parameter)
    $expected = $Audited
    if ($expected -eq '') { $expected = $Given }
    if ($expected -eq '') { throw ('The captures did not show the id of the ' + $What + '. Look it up in what you audited and give it with ' + $Parameter + '.') }
    if ($Given -ne '' -and -not (Test-Same $Given $expected)) { throw ('This script was made for the ' + $What + ' ' + $expected + ', not for ' + $Given) }
    if (-not (Test-Same $Live $expected)) { throw ('This session is connected to the ' + $What + ' "' + $Live + '", but the script was made for ' + $expected) }
}

function Complete-Script {
    Write-Host ([string] $script:Changed + ' changed, ' + [string] $script:Unchanged + ' with nothing to do, ' + [string] $script:Declined + ' declined or only shown')
    if (@($script:Blocked).Count -gt 0) {
        $numbers = [string]::Join(',', [string[]] @($script:Blocked))
        throw ([string] @($script:Blocked).Count + ' changes were not undone, see the warnings above. Run this script again when that is mended, or give them up: -Release ' + $numbers)
    }
}

