<#
.SYNOPSIS
Prints objects in the shape of Exchange's and Graph's as tables, and writes down what was printed.

.DESCRIPTION
Each capture is what the formatter of this PowerShell makes of some objects: `NAME.txt`. The truth is `truth.json`: for each capture its records in order, each with
the cmdlet and the columns that were printed. A fact is `{ "value": …, "readable": true }`: a value is a string, a boolean, null, or `{ "values": […], "cut": true }` for a
list that $FormatEnumerationLimit cut; readable means that the text holds all of it. The same seed makes the same captures.
#>
param(
    [Parameter(Mandatory)] [string] $Out,
    [int] $Count = 200,
    [int] $Seed = 1
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
[cultureinfo]::CurrentCulture = 'en-US'
$null = New-Item -ItemType Directory -Force -Path $Out

. (Join-Path $PSScriptRoot 'objects.ps1')

# As Windows PowerShell marks what it cut to fit: three dots, in the same columns. $null where that cannot be told from here.
function Dots([string[]] $lines) {
    foreach ($line in $lines) {
        while (($at = $line.IndexOf('…')) -ge 0) {
            $starts = $at -eq 0 -or $line[$at - 1] -eq ' '
            if ($starts) {
                # A cell that is cut behind a blank, or one that is aligned to the right.
                if ($at + 3 -ge $line.Length -or $line.Substring($at + 1, 3).Contains(' ') -or $line.Substring($at + 1, 3).Contains('…')) { return $null }
                $line = $line.Substring(0, $at) + '...' + $line.Substring($at + 3)
            } else {
                if ($at -lt 4 -or $line.Substring($at - 3, 3).Contains(' ')) { return $null }
                $line = $line.Substring(0, $at - 2) + '...' + $line.Substring($at + 1)
            }
        }
        $line
    }
}

# One command and what it printed: text, and records.
function Table([int] $number) {
    $cmdlet = Pick (@($kinds.Keys) | Sort-Object)
    $prefix = Pick $servers
    $site = Pick $sites
    $limit = Pick 1, 2, 4, 4, 16, -1
    $global:FormatEnumerationLimit = $limit
    $objects = @(foreach ($at in 1..(1 + (Roll 5))) {
            $object = [pscustomobject] (& $kinds[$cmdlet] ('{0}{1:00}' -f $prefix, $at) $site)
            $object.PSTypeNames.Insert(0, 'Printed.' + $cmdlet)
            $object
        })
    $names = @($objects[0].PSObject.Properties.Name)
    $take = 1 + (Roll ([Math]::Min(6, $names.Count)))
    $names = @(if (Chance 80) { $names | Select-Object -First $take } else { $names | Sort-Object { Roll 1000 } | Select-Object -First $take })
    $way = Pick 'table', 'table', 'table', 'autosize', 'wrap', 'wrap', 'wrapauto', 'group', 'groupwrap', 'select', 'calculated', 'calculatedwrap'
    $width = Pick 40, 50, 60, 80, 80, 80, 100, 120, 120, 150, 200, 250
    $wraps = $way -like '*wrap*'
    $asked = $names -join ','
    $columns = $names
    $more = @{}
    $by = $null
    $pipe = $objects
    switch ($way) {
        'autosize' { $more.AutoSize = $true; $tail = "ft $asked -AutoSize" }
        'wrapauto' { $more.AutoSize = $true; $more.Wrap = $true; $tail = "ft $asked -Wrap -AutoSize" }
        'wrap' { $more.Wrap = $true; $tail = "ft -Wrap $asked" }
        { $_ -like 'group*' } {
            $others = @($objects[0].PSObject.Properties | Where-Object { $_.Name -notin $names -and $_.Value -isnot [array] } | ForEach-Object Name)
            $by = if ($others) { Pick $others } else { $names[-1] }
            if ($_ -eq 'groupwrap') { $more.Wrap = $true }
            $more.GroupBy = $by
            $tail = "ft $asked -GroupBy $by" + $(if ($wraps) { ' -Wrap' })
        }
        'select' { $names = @($names | Select-Object -First 4); $columns = $names; $tail = "select $($names -join ',')" }
        { $_ -like 'calculated*' } {
            $columns = @(foreach ($name in $names) {
                    switch (Roll 4) {
                        0 { @{ Name = "$name"; Expression = "$name"; Width = 4 + (Roll 30) } }
                        1 { @{ Name = "$name"; Expression = "$name"; Alignment = (Pick 'left', 'right', 'center') } }
                        2 { @{ Name = "$name"; Expression = "$name"; Width = 3 + (Roll 30); Alignment = (Pick 'left', 'right') } }
                        3 { $name }
                    }
                })
            if ($_ -eq 'calculatedwrap') { $more.Wrap = $true }
            $tail = 'ft $columns' + $(if ($wraps) { ' -Wrap' })
        }
        'table' { $tail = "ft $asked" }
    }
    $text = if ($way -eq 'select') { $pipe | Select-Object $columns | Out-String -Width $width } else { $pipe | Format-Table $columns @more | Out-String -Width $width }
    $lines = @($text -split "`r?`n")
    # Which columns there was room for, group by group.
    $fresh = $true
    $rules = @(foreach ($line in $lines) {
            if ($line -match '^   \w+: ' -or (-not $by -and -not $line.Trim())) { $fresh = $true }
            elseif ($fresh -and $line -match '^ *-[- ]*$') { $fresh = $false; @($line -split ' ' | Where-Object { $_ }).Count }
        })
    if ($rules.Count -eq 0) { return }
    $group = -1
    $last = [guid]::NewGuid()
    $records = @(foreach ($object in $objects) {
            $value = if ($by) { Printed $object.$by $limit } else { '' }
            if ($value -cne $last) { $group++; $last = $value }
            $shown = $rules[[Math]::Min($group, $rules.Count - 1)]
            $facts = [ordered]@{}
            if ($by) { $facts[$by] = [ordered]@{ value = (Truth $object.$by $limit); readable = $true } }
            foreach ($name in @($names | Select-Object -First $shown)) {
                if ($facts.Contains($name)) { continue }
                $facts[$name] = [ordered]@{ value = (Truth $object.$name $limit); readable = $wraps -or $text.Contains((Printed $object.$name $limit)) }
            }
            [ordered]@{ cmdlet = $cmdlet; facts = $facts }
        })
    # A heading of another form, or a row that looks like a rule.
    if ($by -and $rules.Count -ne $group + 1) { return }
    [pscustomobject]@{ way = $way; command = "$cmdlet | $tail"; lines = $lines; records = $records; limit = $limit; width = $width }
}

$truth = [System.Collections.Generic.List[object]]::new()
for ($number = 1; $number -le $Count; $number++) {
    $tables = @(foreach ($part in 1..(Pick 1, 1, 1, 2, 3)) { Table $number })
    if ($tables.Count -eq 0) { continue }
    $commands = Pick 'none', 'none', 'bare', 'prompt'
    $finish = Pick 'as-is', 'as-is', 'trimmed', 'dots', 'ascii', 'indented', 'crlf', 'verbose', 'prose'
    $lines = @(foreach ($table in $tables) {
            $printed = @($table.lines)
            if ($finish -eq 'dots') {
                $dots = if (($printed -join '').Contains('…}') -or ($table.records | ConvertTo-Json -Depth 9).Contains('\n')) { $null } else { @(Dots $printed) }
                if ($null -ne $dots -and $dots.Count -eq $printed.Count) { $printed = $dots }
            }
            if ($finish -eq 'verbose' -and $table.lines.Count -gt 6) {
                $at = $printed.Count - 3
                $printed = @($printed | Select-Object -First $at) + 'VERBOSE: Connecting to EX01.' + @($printed | Select-Object -Skip $at)
            }
            switch ($commands) {
                'bare' { $table.command }
                'prompt' { "[PS] C:\Windows\system32>$($table.command)" }
            }
            $printed
            if ($finish -eq 'prose') { 'This is what the servers showed, see above.' ; '' }
        })
    if ($commands -eq 'prompt') { $lines += '[PS] C:\Windows\system32>' }
    switch ($finish) {
        'trimmed' { $lines = @($lines | ForEach-Object TrimEnd) }
        'indented' { $lines = @($lines | ForEach-Object { if ($_) { "    $_" } else { '' } }) }
    }
    $name = '{0:0000}-{1}-{2}-{3}' -f $number, $tables[0].way, $commands, $finish
    $break = if ($finish -eq 'crlf') { "`r`n" } else { "`n" }
    $encoding = switch ($finish) { 'ascii' { 'ascii' } 'crlf' { Pick 'unicode', 'utf8BOM' } default { 'utf8' } }
    ($lines -join $break) + $break | Out-File -LiteralPath (Join-Path $Out "$name.txt") -Encoding $encoding -NoNewline
    $truth.Add([ordered]@{ file = "$name.txt"; finish = $finish; commands = $commands; ways = @($tables.way); records = @($tables.records) })
}
, $truth | ConvertTo-Json -Depth 12 | Out-File -LiteralPath (Join-Path $Out 'truth.json') -Encoding utf8
