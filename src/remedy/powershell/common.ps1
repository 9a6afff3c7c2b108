Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
if ($null -eq $PSCmdlet -or [string]::IsNullOrEmpty($PSCommandPath)) { throw 'Run this script as a file; do not paste it.' }
$script:Cmdlet = $PSCmdlet
$script:Changed = 0
$script:Unchanged = 0
$script:Declined = 0
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
        if (@($later.steps).Count -gt 0) { throw ('Undo the later scripts first: ' + $file.Name + ' still holds changes.') }
    }
}

function Save-Journal {
    $journal = New-Object -TypeName PSObject -Property @{ schema = 'hmaudit-journal-1'; steps = @($script:Entries) }
    $temporary = $script:JournalPath + '.new'
    [System.IO.File]::WriteAllText($temporary, (ConvertTo-Json -InputObject $journal -Depth 6))
    Move-Item -LiteralPath $temporary -Destination $script:JournalPath -Force -Confirm:$false -WhatIf:$false
}

function Find-Entry {
    param([int] $Step, [string] $Target, [string] $Property)
    foreach ($entry in $script:Entries) {
        if ([int] $entry.step -ne $Step) { continue }
        if ([string] $entry.target -ne $Target -or [string] $entry.property -ne $Property) {
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

# Entra compares names byte by byte; -contains would take one with an unseen character for the same.
function Test-Listed {
    param([string[]] $Items, [string] $Item)
    foreach ($other in $Items) { if ([string]::Equals($other, $Item, [System.StringComparison]::OrdinalIgnoreCase)) { return $true } }
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

function Invoke-ValueStep {
    param([int] $Step, [string] $Target, [string] $Property, [string] $Audited, [string] $Wanted, [scriptblock] $Read, [scriptblock] $Write)
    $current = [string] (& $Read)
    $goal = $Wanted
    if ($script:Undo) {
        $entry = Find-Entry -Step $Step -Target $Target -Property $Property
        if ($null -eq $entry) { Write-Line $Step ('Nothing to undo: the script changed nothing at ' + $Target); $script:Unchanged += 1; return }
        $goal = [string] (@($entry.before) + '')[0]
        if ($current -ne $goal -and $current -ne $Wanted) {
            throw ($Target + ': ' + $Property + ' is now "' + $current + '", which this script did not set. It is left alone; decide by hand.')
        }
    }
    if ($current -eq $goal) {
        Write-Line $Step ('Nothing to do: ' + $Target + ' ' + $Property + ' is "' + $current + '"')
        $script:Unchanged += 1
        if ($script:Undo) { Remove-Entry -Step $Step }
        return
    }
    if (-not $script:Undo -and $current -ne $Audited) {
        throw ($Target + ': ' + $Property + ' was "' + $Audited + '" when it was audited and is "' + $current + '" now. Capture and audit again.')
    }
    if (-not (Test-Approval -Target $Target -Action ('Set ' + $Property + ' from "' + $current + '" to "' + $goal + '"'))) { $script:Declined += 1; return }
    if (-not $script:Undo) { Add-Entry -Step $Step -Target $Target -Property $Property -Before @($current) -Added @($goal) }
    & $Write $goal
    for ($try = 1; $true; $try++) {
        $now = [string] (& $Read)
        if ($now -eq $goal) { break }
        if ($try -ge 6) { throw ($Target + ': ' + $Property + ' was set to "' + $goal + '" but reads "' + $now + '"') }
        Start-Sleep -Seconds 5
    }
    if ($script:Undo) { Remove-Entry -Step $Step }
    $script:Changed += 1
    Write-Line $Step ('Done: ' + $Target + ' ' + $Property + ' is "' + $goal + '"')
}

function Invoke-ListStep {
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
    # Never shrink: between the question and the answer somebody may have added a name.
    $goal = [string[]] @($goal + @(Get-Unlisted -Items ([string[]] @(& $Read)) -Known ([string[]] @($goal + $remove))))
    & $Write $goal
    for ($try = 1; $true; $try++) {
        $now = [string[]] @(& $Read)
        $lost = [string[]] @(Get-Unlisted -Items $goal -Known $now)
        $left = [string[]] @(foreach ($item in $remove) { if (Test-Listed -Items $now -Item $item) { $item } })
        if ($lost.Count -eq 0 -and $left.Count -eq 0) { break }
        if ($try -ge 6) {
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
    if ($Given -ne '' -and $Given -ne $expected) { throw ('This script was made for the ' + $What + ' ' + $expected + ', not for ' + $Given) }
    if ($Live -ne $expected) { throw ('This session is connected to the ' + $What + ' "' + $Live + '", but the script was made for ' + $expected) }
}

function Complete-Script {
    Write-Host ([string] $script:Changed + ' changed, ' + [string] $script:Unchanged + ' with nothing to do, ' + [string] $script:Declined + ' declined or only shown')
}

