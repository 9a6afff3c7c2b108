# The texts that the views of Hmaudit.Format.ps1xml show, in lines that fit the console: PowerShell itself would break them in the middle of words.

# Columns of the console; 80 where there is none.
function Get-Width {
    try { $width = $Host.UI.RawUI.BufferSize.Width - 1 } catch { $width = 0 }
    if ($width -lt 20) { return 79 }
    return $width
}

# A text in lines of words; all but the first are indented.
function Split-Line {
    param([string] $Text, [int] $Indent = 3)
    $width = Get-Width
    $line = ''
    foreach ($word in $Text.Split([char] ' ')) {
        if ($line.Trim() -and $line.Length + 1 + $word.Length -gt $width) {
            $line
            $line = (' ' * $Indent) + $word
        } elseif ($line) { $line += ' ' + $word } else { $line = $word }
    }
    $line
}

function ConvertTo-Verdict {
    param([string] $Verdict)
    return $Verdict.ToUpperInvariant().Replace('-', ' ')
}

function Show-Readiness {
    param($Report)
    foreach ($area in @($Report.Areas | Where-Object { $_.Asked })) {
        $decided = ''
        if ($area.Decided + $area.Open -gt 0) { $decided = [string] $area.Decided + ' of ' + [string] ($area.Decided + $area.Open) }
        $told = $area.Question
        if ($area.Verdict -ne 'pass' -and $area.Step) { $told = $area.Step }
        # The blanks of a column are no places to break at.
        $head = '{0,-13}{1,-12}{2,-9}' -f $area.Verdict, $area.Name, $decided
        $lines = @(Split-Line -Text (('.' * $head.Length) + $told) -Indent $head.Length)
        $head + $lines[0].Substring($head.Length)
        $lines | Select-Object -Skip 1
    }
    ''
    $shown = 20
    foreach ($finding in @($Report.Findings | Select-Object -First $shown)) { Split-Line -Text ((Get-Mark $finding) + '[' + $finding.Rule + ']: ' + $finding.Message) }
    if ($Report.Findings.Count -gt $shown) { 'and ' + [string] ($Report.Findings.Count - $shown) + ' more in .Findings' }
    if ($Report.Next.Count -gt 0) {
        $shells = @($Report.Next | ForEach-Object { $_.Shell } | Select-Object -Unique) -join ', '
        Split-Line -Text ('What is undecided waits for ' + [string] @($Report.Next | ForEach-Object { $_.Commands }).Count + ' commands (' + $shells + '): .Next.Commands lists them')
    }
    ''
    if ($Report.Tenants.Count -gt 1) { Split-Line -Text (@($Report.Tenants | ForEach-Object { $_.Name + ' ' + (ConvertTo-Verdict $_.Verdict) }) -join ', ') }
    Split-Line -Text $Report.VerdictLine
}

# The word in front of a finding.
function Get-Mark {
    param($Finding)
    if ($null -ne $Finding.Waived) { return 'waived' }
    if ($Finding.Verdict -eq 'fail') { return $Finding.Severity }
    return $Finding.Verdict
}

function Show-Plan {
    param($Plan)
    foreach ($step in $Plan.Steps) {
        $by = 'by hand'
        if ($null -ne $step.Script) { $by = $step.Script }
        Split-Line -Text ([string] $step.Number + '. ' + $step.Title + ' (' + $by + ')')
    }
    foreach ($kind in @('Refused', 'NoRemedy', 'Remains')) {
        if ($Plan.$kind.Count -gt 0) { [string] $Plan.$kind.Count + ' in .' + $kind }
    }
    if ($Plan.Steps.Count -eq 0) { 'There is nothing to do.' }
    ''
    Split-Line -Text ((ConvertTo-Verdict $Plan.Verdict) + ' now, ' + (ConvertTo-Verdict $Plan.VerdictAfter) + ' after these steps')
}

function Show-Comparison {
    param($Comparison)
    foreach ($finding in $Comparison.Findings) {
        $side = $finding.After
        if ($null -eq $side) { $side = $finding.Before }
        Split-Line -Text ($finding.Change + '[' + $finding.Rule + ']: ' + $side.Message)
    }
    if ($Comparison.Findings.Count -eq 0) { 'Nothing changed.' }
    ''
    Split-Line -Text ((ConvertTo-Verdict $Comparison.Before) + ' before, ' + (ConvertTo-Verdict $Comparison.After) + ' after')
}
