# From the JSON of the program to objects that have a type, and with it a view.

# The types of what is listed in a property of a type.
$script:Types = @{
    'Hmaudit.Readiness.Areas'     = 'Hmaudit.Area'
    'Hmaudit.Readiness.Findings'  = 'Hmaudit.Finding'
    'Hmaudit.Readiness.Next'      = 'Hmaudit.Round'
    'Hmaudit.Readiness.SpnMatrix' = 'Hmaudit.Origin'
    'Hmaudit.Plan.Steps'          = 'Hmaudit.PlanStep'
    'Hmaudit.Comparison.Findings' = 'Hmaudit.Change'
}

# Everything that acts on a terminal or in the log of a build, as src/text.rs has it: an object may be printed by any cmdlet, with any line breaks.
$script:Acting = [regex] ('[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]' +
    '|\ud834[\udd73-\udd7a]|[\udb40-\udb43][\udc00-\udfff]' +
    '|[\ud83f\ud87f\ud8bf\ud8ff\ud93f\ud97f\ud9bf\ud9ff\uda3f\uda7f\udabf\udaff\udb3f\udb7f\udbbf\udbff][\udffe\udfff]' +
    '|(?<=#)#(?=[A-Za-z0-9]*\[)|:(?=:[A-Za-z])')

# The text with all of that written as \u{...}.
function ConvertTo-VisibleText {
    param([string] $Text)
    if (-not $script:Acting.IsMatch($Text)) { return $Text }
    return $script:Acting.Replace($Text, [System.Text.RegularExpressions.MatchEvaluator] { param($Found) '\u{' + [char]::ConvertToUtf32($Found.Value, 0).ToString('x') + '}' })
}

# spn_matrix and rule-changed are SpnMatrix and RuleChanged here.
function ConvertTo-PropertyName {
    param([string] $Name)
    return @($Name -split '[_-]' | ForEach-Object { $_.Substring(0, 1).ToUpperInvariant() + $_.Substring(1) }) -join ''
}

# A value of the JSON as an object of PowerShell.
function ConvertTo-Typed {
    param($Value, [string] $Type)
    if ($Value -is [string]) { return ConvertTo-VisibleText $Value }
    if ($Value -isnot [System.Management.Automation.PSCustomObject]) { return $Value }
    $typed = [ordered] @{}
    foreach ($property in $Value.PSObject.Properties) {
        $name = ConvertTo-PropertyName $property.Name
        if ($Type -eq 'Hmaudit.Origin' -and $name -eq 'Tenants') { $typed[$name] = ConvertTo-Dictionary $property.Value }
        elseif ($property.Value -is [array]) { $typed[$name] = @(foreach ($item in $property.Value) { ConvertTo-Typed $item $script:Types[$Type + '.' + $name] }) }
        else { $typed[$name] = ConvertTo-Typed $property.Value '' }
    }
    $object = [pscustomobject] $typed
    if ($Type) { $object.PSObject.TypeNames.Insert(0, $Type) }
    return $object
}

# A JSON object whose names are data: the tenants of the matrix.
function ConvertTo-Dictionary {
    param($Value)
    $dictionary = [ordered] @{}
    foreach ($property in $Value.PSObject.Properties) { $dictionary[(ConvertTo-VisibleText $property.Name)] = ConvertTo-VisibleText $property.Value }
    return $dictionary
}

# A whole answer of the program. One of another schema is declined, because its properties may mean something else.
function ConvertFrom-Answer {
    param($Caller, [string] $Json, [string] $Schema, [string] $Type)
    $exactly = @{}
    if ((Get-Command -Name 'ConvertFrom-Json').Parameters.ContainsKey('DateKind')) { $exactly['DateKind'] = 'String' }
    $answer = ConvertFrom-Json -InputObject $Json @exactly
    if ([string] $answer.schema -cne $Schema) {
        Stop-Caller -Caller $Caller -Id 'UnknownSchema' -Category InvalidData -Target $answer.schema -Message ('The program answered with ' + (ConvertTo-VisibleText $answer.schema) + '; this module reads ' + $Schema + '.') -Help 'Use a module and a program of the same version.'
    }
    return ConvertTo-Typed $answer $Type
}

# Without the temporary folder, paths of piped objects are short, and the same in every run.
function Remove-FolderName {
    param([string] $Json, [string] $Folder)
    $written = $Folder.Replace('\', '/') + '/'
    return $Json.Replace($written, '')
}

# The verdict with everything that it depends on: the last line of the report for people, and only there.
function Find-VerdictLine {
    param([string] $Text, [string] $Verdict)
    $start = ("`n" + $Text).LastIndexOf("`n" + $Verdict.ToUpperInvariant().Replace('-', ' '), [System.StringComparison]::Ordinal)
    return ConvertTo-VisibleText (@($Text.Substring($start).Trim() -split '\s*\r?\n\s*') -join ' ')
}
