<#
.SYNOPSIS
Prints objects in the shape of Exchange's and Graph's in every way that people use, and writes down what was printed.

.DESCRIPTION
The plan is a JSON array of cases; each names its choices: which cmdlet, which way to print, where it goes, and so on. Each case becomes a capture in the output folder, and an
entry in `truth.json`: the objects in order, each with the facts that were printed. A fact is the value that the object has, in the shapes that it may be read in:

    value     a string, a boolean, null, an array of strings, or { "values": […], "cut": true } for a list that $FormatEnumerationLimit cut
    also      other texts that mean the same: the number of an enumeration (of each item, for a list), a date in another notation
    joined    a list that was printed as one text, its items between semicolons
    readable  the capture holds all of it

The same plan makes the same captures: the objects of a case depend on its number only. What goes to the screen is printed on a terminal of its own, if there is `script` of
util-linux; else it is like Out-String.
#>
param(
    [Parameter(Mandatory)] [string] $Plan,
    [Parameter(Mandatory)] [string] $Out,
    # The PowerShell to start on a terminal of its own.
    [string] $Shell,
    # Runs on that terminal, and prints what goes there.
    [switch] $OnScreen
)

$Seed = 0
. (Join-Path $PSScriptRoot 'objects.ps1')
$null = New-Item -ItemType Directory -Force -Path $Out
$shapes = Get-Content -Raw -LiteralPath (Join-Path $PSScriptRoot 'shapes.json') | ConvertFrom-Json -AsHashtable
$invariant = [cultureinfo]::InvariantCulture

# A value for a property that only the shape of the cmdlet names.
function Invent([string] $name, [string] $type, [string] $server) {
    switch -Wildcard ($name) {
        'Server' { return $server }
        'Name' { return $server }
        'Identity' { return "$server\$(Digits)" }
        'MetabasePath' { return "IIS://$server.contoso.local/W3SVC/1/ROOT/$(Pick 'mapi', 'EWS', 'owa')" }
        'Path' { return 'C:\Program Files\Microsoft\Exchange Server\V15\FrontEnd\HttpProxy\' + (Pick 'mapi', 'EWS', 'owa') }
        'DistinguishedName' { return "CN=$server,CN=Protocols,CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=local" }
        '*AuthenticationMethod' { return [Printed.AuthenticationMethod] (Pick 'Basic', 'Ntlm', 'Negotiate', 'Digest') }
        '*Endpoint' { return "https://login.microsoftonline.com/$(Guid)/oauth2/authorize" }
    }
    switch -Wildcard ($type) {
        'Boolean' { Flag }
        'Uri' { if (Chance 60) { Url "/$name" } }
        'AuthenticationMethod*' { return Methods }
        'String``[``]' { return , [string[]] @('contoso.com', 'fabrikam.com', 'mail.contoso.com', 'adatum.com', 'tailspin.com', 'northwindtraders.com' | Where-Object { Chance 50 }) }
        'DateTime' { [datetime]::new(2026 + (Roll 4), 1 + (Roll 12), 1 + (Roll 28), (Roll 24), (Roll 60), (Roll 60), [DateTimeKind]::Utc) }
        'Guid' { [guid] (Guid) }
        'Enum*' { [Printed.TokenChecking] (Pick 'None', 'Allow', 'Require') }
        default { if (Chance 60) { Pick 'contoso.com', 'First Organization', "C:\Logs\$name", (Guid), 'a text of several words: with a colon, and a comma' } }
    }
}

# The objects of a case.
function Objects($case) {
    $script:random = [System.Random]::new($case.number)
    $prefix = Pick $servers
    $site = Pick $sites
    $noun = $case.kind -replace '^Get-'
    foreach ($at in 1..$case.count) {
        $server = '{0}{1:00}' -f $prefix, $at
        $made = & $kinds[$case.kind] $server $site
        if ($shapes.Contains($noun)) {
            $has = $shapes[$noun].properties
            foreach ($name in @($has.Keys)) {
                if ($made.Contains($name)) { continue }
                $made[$name] = Invent $name $has[$name] $server
            }
        }
        # What a block without output leaves is not quite $null.
        foreach ($name in @($made.Keys)) { if ($null -eq $made[$name]) { $made[$name] = $null } }
        $object = [pscustomobject] $made
        $object.PSTypeNames.Insert(0, $(if ($shapes.Contains($noun)) { $shapes[$noun].type } else { "Printed.$noun" }))
        # What a remote session hands over.
        if ($case.origin -eq 'remote') { $object = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($object, 2)) }
        $object
    }
}

function Is-Enum($value) { $value -is [enum] -or $value.PSTypeNames -contains 'Deserialized.System.Enum' }

# A value as a reader may find it; $limit is that of lists.
function Fact($value, [int] $limit = -1) {
    if ("$value" -ceq '' -and -not (Is-List $value)) { return [ordered]@{ value = $null } }
    $fact = [ordered]@{ value = Truth $value $limit }
    if (Is-List $value) { $fact.also = [string[]] @($value | Where-Object { Is-Enum $_ } | ForEach-Object { "$([int] $_)" }) }
    elseif (Is-Enum $value) { $fact.also = @("$([int] $value)") }
    # Of an object within an object JSON prints the properties.
    elseif ($null -ne $value.PSObject.Properties['DistinguishedName']) { $fact.also = @($value.Name) }
    elseif ($value -is [uri]) { $fact.also = @($value.OriginalString) }
    elseif ($value -is [datetime]) {
        $fact.also = @($value.ToString('o', $invariant), $value.ToString($invariant), ($value | ConvertTo-Json).Trim('"'), $value.ToString([cultureinfo]::CurrentCulture))
        $fact.moment = ([DateTimeOffset] $value).ToUnixTimeMilliseconds()
    }
    $fact
}

function Squeeze([string] $text) { $text -replace '\s' }

# How a text stands in a capture of this way.
function Escaped([string] $way, [string] $text) {
    switch -Wildcard ($way) {
        'json*' { ($text | ConvertTo-Json).Trim('"') }
        'html*' { [System.Net.WebUtility]::HtmlEncode($text) }
        'xml*' { [System.Security.SecurityElement]::Escape($text) -replace '&quot;', '"' -replace '&apos;', "'" }
        'clixml*' { [System.Security.SecurityElement]::Escape($text) -replace '&quot;', '"' -replace '&apos;', "'" }
        'csv*' { $text.Replace('"', '""') }
        default { $text }
    }
}

# Whether a capture, without its blanks, holds all of a fact.
function Is-Readable($fact, [string] $way, [string] $squeezed) {
    if ($null -eq $fact.value) { return $true }
    if ($fact.value -is [bool]) { return $true }
    $items = @(if ($fact.value -is [System.Collections.IDictionary]) { $fact.value.values } else { $fact.value })
    foreach ($item in $items) {
        $texts = @($item) + $(if ($fact.Contains('moment')) { @($fact.also) })
        if (-not @($texts | Where-Object { $squeezed.Contains((Squeeze (Escaped $way $_))) }).Count) { return $false }
    }
    $true
}

# How many columns each table has room for: one number a table.
function Rules([string[]] $lines, [bool] $grouped) {
    $fresh = $true
    foreach ($line in $lines) {
        $plain = $line -replace "`e\[[0-9;]*m"
        if ($plain -match '^   \w+: ' -or (-not $grouped -and -not $plain.Trim())) { $fresh = $true }
        elseif ($fresh -and $plain -match '^ *-[- ]*$') { $fresh = $false; @($plain -split ' ' | Where-Object { $_ }).Count }
    }
}

# The pipeline behind the cmdlet, and what it prints: pairs of the name that stands in the capture and the property that it shows.
function Pipeline($case, $object) {
    $all = @($object.PSObject.Properties.Name)
    $few = @($all | Select-Object -First (2 + (Roll ([Math]::Min(4, $all.Count - 1)))))
    $many = @($all | Select-Object -First ([Math]::Min($all.Count, 5 + (Roll 6))))
    $listed = @($all | Where-Object { Is-List $object.$_ })
    $scalar = @($all | Where-Object { -not (Is-List $object.$_) -and "$($object.$_)" -ne '' })
    # What prints as itself, and not as an object of its own.
    $plain = @($scalar | Where-Object { $object.$_ -is [string] -or $object.$_ -is [bool] -or $object.$_ -is [enum] })
    $pairs = { param($names) foreach ($name in $names) { , @($name, $name) } }
    $renamed = { param($names, $more)
        $at = 0
        foreach ($name in $names) { $at++; if ($at % 2) { $name } else { "@{n='$name Shown';e={`$_.$name}$more}" } } }
    $shown = { param($names) $at = 0; foreach ($name in $names) { $at++; , @($(if ($at % 2) { $name } else { "$name Shown" }), $name) } }
    $joined = { param($names) foreach ($name in $names) { if ($name -in $listed) { "@{n='$name';e={`$_.$name -join ';'}}" } else { $name } } }
    $groups = { param($names) $rest = @($scalar | Where-Object { $_ -notin $names }); if ($rest) { Pick $rest } else { $names[0] } }
    $list = { param($names) $names -join ',' }
    switch -Regex ($case.way) {
        '^list$' { return "Format-List $(& $list $many)", @(& $pairs $many) }
        '^list-few$' { return "fl $(& $list $few)", @(& $pairs $few) }
        '^list-all$' { return 'fl *', @(& $pairs $all) }
        '^list-default$' { return 'fl', @(& $pairs $all) }
        '^list-force$' { return 'Format-List * -Force', @(& $pairs $all) }
        '^list-wild$' {
            $names = @($all[0]) + @($all | Select-Object -Skip 1 | Where-Object { $_ -like '*url*' -or $_ -like '*auth*' -or $_ -like '*name*' })
            return "fl $($all[0]),*url*,*auth*,*name*", @(& $pairs $names)
        }
        '^list-calc$' { return "fl $(& $list (& $renamed $many ''))", @(& $shown $many) }
        '^list-group$' { $by = & $groups $many; return "fl $(& $list $many) -GroupBy $by", @(& $pairs $many), $by }
        '^table$' { return "ft $(& $list $few)", @(& $pairs $few) }
        '^table-many$' { return "ft $(& $list $many)", @(& $pairs $many) }
        '^table-auto$' { return "Format-Table $(& $list $few) -AutoSize", @(& $pairs $few) }
        '^table-wrap$' { return "ft $(& $list $few) -Wrap", @(& $pairs $few) }
        '^table-wrapauto$' { return "ft -AutoSize -Wrap $(& $list $few)", @(& $pairs $few) }
        '^table-group$' { $by = & $groups $few; return "ft $(& $list $few) -GroupBy $by", @(& $pairs $few), $by }
        '^table-calc$' { return "ft $(& $list (& $renamed $few ';w=22'))", @(& $shown $few) }
        '^table-bare$' { return "ft $(& $list $few) -HideTableHeaders", @(& $pairs $few) }
        '^table-all$' { return 'ft *', @(& $pairs $all) }
        '^select-few$' { $four = @($few | Select-Object -First 4); return "select $(& $list $four)", @(& $pairs $four) }
        '^select-many$' { return "Select-Object $(& $list $many)", @(& $pairs $many) }
        '^select-calc$' { return "select $(& $list (& $renamed $many ''))", @(& $shown $many) }
        '^expand$' { $name = if ($listed) { Pick $listed } else { Pick $plain }; return "select -ExpandProperty $name", @(, @($name, $name)) }
        '^expand-scalar$' { $name = Pick $plain; return "select -ExpandProperty $name", @(, @($name, $name)) }
        '^json(\d)$' { return "ConvertTo-Json -Depth $($Matches[1])", @(& $pairs $all) }
        '^json$' { return 'ConvertTo-Json', @(& $pairs $all) }
        '^json-compress$' { return 'ConvertTo-Json -Compress -Depth 5', @(& $pairs $all) }
        '^json-enums$' { return 'ConvertTo-Json -EnumsAsStrings -Depth 5', @(& $pairs $all) }
        '^json-select$' { return "select $(& $list $many) | ConvertTo-Json", @(& $pairs $many) }
        '^json-calc$' { return "select $(& $list (& $renamed $many '')) | ConvertTo-Json", @(& $shown $many) }
        '^csv$' { return 'ConvertTo-Csv -NoTypeInformation', @(& $pairs $all) }
        '^csv-select$' { return "select $(& $list $many) | ConvertTo-Csv", @(& $pairs $many) }
        '^csv-culture$' { return 'ConvertTo-Csv -UseCulture', @(& $pairs $all) }
        '^csv-type$' { return 'ConvertTo-Csv -IncludeTypeInformation', @(& $pairs $all) }
        '^csv-needed$' { return 'ConvertTo-Csv -UseQuotes AsNeeded', @(& $pairs $all) }
        '^csv-tab$' { return 'ConvertTo-Csv -Delimiter "`t"', @(& $pairs $all) }
        '^csv-joined$' { return "select $(& $list (& $joined $many)) | ConvertTo-Csv -NoTypeInformation", @(& $pairs $many) }
        '^csv-joined-culture$' { return "select $(& $list (& $joined $many)) | ConvertTo-Csv -UseCulture", @(& $pairs $many) }
        '^html$' { return 'ConvertTo-Html', @(& $pairs $all) }
        '^html-select$' { return "ConvertTo-Html -Property $(& $list $many)", @(& $pairs $many) }
        '^html-list$' { return "ConvertTo-Html -As List -Property $(& $list $many)", @(& $pairs $many) }
        '^html-fragment$' { return "ConvertTo-Html -Fragment -Property $(& $list $many)", @(& $pairs $many) }
        '^xml$' { return 'ConvertTo-Xml -As String', @(& $pairs $all) }
        '^xml-depth(\d)$' { return "ConvertTo-Xml -As String -Depth $($Matches[1])", @(& $pairs $all) }
        '^xml-untyped$' { return 'ConvertTo-Xml -As String -NoTypeInformation', @(& $pairs $all) }
        '^xml-stream$' { return 'ConvertTo-Xml -As Stream', @(& $pairs $all) }
        '^clixml$' { return '', @(& $pairs $all) }
        '^clixml(\d)$' { return " -Depth $($Matches[1])", @(& $pairs $all) }
        '^custom$' { return 'Format-Custom', @(& $pairs $all) }
        '^custom-few$' { return "fc $(& $list $few)", @(& $pairs $few) }
        '^custom-depth1$' { return 'Format-Custom -Depth 1', @(& $pairs $all) }
        '^wide$' { $name = Pick $scalar; return "Format-Wide $name", @(, @($name, $name)) }
    }
    throw "no way $($case.way)"
}

# Cuts lines as the window of a console does. (Wide characters are left where they are: they only move the edge.)
function Fold([string] $text, [int] $width) {
    foreach ($line in $text -replace "`e\[[0-9;]*m" -split "`r?`n") {
        while ($line.Length -gt $width) { $line.Substring(0, $width); $line = $line.Substring($width) }
        $line
    }
}

# A transcript without what tells of this computer and this hour.
function Portable([string] $text) {
    $text -replace '(?m)^(Start|End) time: .*', '$1 time: 20261121101500' -replace '(?m)^(Username|RunAs User): .*', '$1: CONTOSO\administrator' `
        -replace '(?m)^Machine: .*', 'Machine: EX01 (Microsoft Windows NT 10.0.20348.0)' -replace '(?m)^Host Application: .*', 'Host Application: C:\Program Files\PowerShell\7\pwsh.dll' `
        -replace '(?m)^Process ID: .*', 'Process ID: 4711' -replace '(?m)^OS: .*', 'OS: Microsoft Windows 10.0.20348' -replace '(?m)^Platform: .*', 'Platform: Win32NT'
}

$ending = @{ json = 'json'; csv = 'csv'; html = 'html'; xml = 'xml'; clixml = 'xml' }
$marks = [ordered]@{ none = ''; bare = '{0}'; prompt = '[PS] C:\Windows\system32>{0}' }

# Runs a pipeline, lets its output go where the case says, and returns the name of the capture.
function Capture($case, [string] $pipeline) {
    $family = ($case.way -split '[-\d]')[0]
    $plainEnding = if ($ending.Contains($family)) { $ending[$family] } else { 'txt' }
    $name = '{0:0000}-{1}-{2}.{3}' -f $case.number, $case.way, $case.sink, $(if ($case.sink -like 'transcript*' -or $case.sink -in 'fold', 'screen' -or $case.command -ne 'none') { 'txt' } else { $plainEnding })
    $file = Join-Path $Out $name
    $encoding = if ($case.sink -match '^file-(.+)$') { $Matches[1] } else { 'utf8' }
    # The code pages that Windows gives to a culture.
    $page = switch ($encoding) { 'oem' { [cultureinfo]::CurrentCulture.TextInfo.OEMCodePage } 'ansi' { [cultureinfo]::CurrentCulture.TextInfo.ANSICodePage } default { $encoding } }
    if ($family -eq 'clixml') {
        & ([scriptblock]::Create("$($case.kind) | Export-Clixml$pipeline -LiteralPath `$file -Encoding `$page"))
        return $name, $page
    }
    $line = "$($case.kind) | $pipeline"
    $break = if ($case.breaks -eq 'crlf') { "`r`n" } else { "`n" }
    if ($case.sink -eq 'screen' -and $screens.Contains([int] $case.number)) {
        $before = if ($case.command -eq 'none') { '' } else { ($marks[$case.command] -f $line) + $break }
        $before + ($screens[[int] $case.number] -replace "`r?`n", $break) | Out-File -LiteralPath $file -NoNewline
        return $name, 'utf8'
    }
    if ($case.sink -like 'transcript*') {
        $null = if ($case.sink -eq 'transcript-minimal') { Start-Transcript -LiteralPath $file -UseMinimalHeader } else { Start-Transcript -LiteralPath $file }
        try { & ([scriptblock]::Create("$line | Out-Default")) } finally { $null = Stop-Transcript }
        $text = Portable (Get-Content -Raw -LiteralPath $file)
        if ($case.command -eq 'prompt') {
            $text = [regex]::new('(?s)^(\*{22}.*?\n\*{22}\r?\n)').Replace($text, { param($head) $head.Value + ($marks.prompt -f $line) + "`n" }, 1)
            $text = [regex]::new('\*{22}\r?\n[^*]*End time').Replace($text, { param($foot) ($marks.prompt -f 'Stop-Transcript') + "`n" + $foot.Value }, 1)
        }
        $text -replace "`r?`n", $break | Out-File -LiteralPath $file -NoNewline
        return $name, 'utf8'
    }
    $text = switch -Wildcard ($case.sink) {
        'fold' { (Fold (& ([scriptblock]::Create("$line | Out-String -Width $($case.width)"))) $case.width) -join $break }
        'redirect' { & ([scriptblock]::Create("$line > `$file")); Get-Content -Raw -LiteralPath $file }
        'file-*' { & ([scriptblock]::Create("$line | Out-File -LiteralPath `$file -Width $($case.width)")); Get-Content -Raw -LiteralPath $file }
        default { & ([scriptblock]::Create("$line | Out-String -Width $($case.width)")) }
    }
    $typed = $marks[$case.command]
    $before = if ($typed) { ($typed -f $line) + $break } else { '' }
    $after = if ($case.command -eq 'prompt') { ($typed -f '') + $break } else { '' }
    $all = ($before + ($text -replace "`r?`n", $break) + $after)
    $all | Out-File -LiteralPath $file -NoNewline -Encoding $page
    $name, $page
}

# What an encoding makes of a text.
function Through($page, $value) {
    if ($value -is [array]) { return , [string[]] @($value | ForEach-Object { Through $page $_ }) }
    if ($value -is [System.Collections.IDictionary]) { return [ordered]@{ values = [string[]] @($value.values | ForEach-Object { Through $page $_ }); cut = $true } }
    if ($value -isnot [string] -or ($page -isnot [int] -and $page -ne 'ascii')) { return $value }
    $encoding = if ($page -is [int]) { [System.Text.Encoding]::GetEncoding($page) } else { [System.Text.Encoding]::ASCII }
    # A page has names for some of what is not ASCII.
    if ($family -eq 'html') { $value = [System.Net.WebUtility]::HtmlEncode($value) }
    $value = $encoding.GetString($encoding.GetBytes($value))
    if ($family -eq 'html') { $value = [System.Net.WebUtility]::HtmlDecode($value) }
    $value
}

function Recode($fact, $page) {
    $fact.value = Through $page $fact.value
    if ($fact.Contains('also')) { $fact.also = Through $page ([array] $fact.also) }
}

# Makes the objects of a case and the cmdlet that returns them.
function Begin($case) {
    [cultureinfo]::CurrentCulture = $case.culture
    $PSStyle.OutputRendering = $case.colours
    # Of another type it is not taken.
    $global:FormatEnumerationLimit = [int] $case.limit
    $script:printed = @(Objects $case)
    Set-Item -LiteralPath "function:global:$($case.kind)" -Value { $script:printed }
}

$cases = Get-Content -Raw -LiteralPath $Plan | ConvertFrom-Json
if ($OnScreen) {
    foreach ($case in $cases | Where-Object sink -EQ 'screen') {
        Begin $case
        $pipeline, $null = Pipeline $case $script:printed[0]
        stty cols $case.width
        # The console notices its new width when it is told to.
        Start-Sleep -Milliseconds 50
        [Console]::Out.Write("`u{1e}$($case.number)`n")
        & ([scriptblock]::Create("$($case.kind) | $pipeline | Out-Default"))
        [Console]::Out.Write("`u{1e}`n")
    }
    return
}
$screens = @{}
if ($Shell -and ($cases.sink -contains 'screen') -and (Get-Command script -CommandType Application -ErrorAction Ignore)) {
    $log = Join-Path $Out 'screen.log'
    $null | script -qefc "'$Shell' -NoProfile -NonInteractive -File '$PSCommandPath' -Plan '$Plan' -Out '$Out' -OnScreen" $log | Out-Null
    foreach ($found in [regex]::Matches([System.IO.File]::ReadAllText($log), '(?s)\x1e(\d+)\r?\n(.*?)\x1e')) { $screens[[int] $found.Groups[1].Value] = $found.Groups[2].Value }
    Remove-Item -LiteralPath $log
}

$truth = [System.Collections.Generic.List[object]]::new()
foreach ($case in $cases) {
    Begin $case
    $pipeline, $pairs, $by = Pipeline $case $script:printed[0]
    $family = ($case.way -split '[-\d]')[0]
    $name, $page = Capture $case $pipeline
    $decoder = if ($page -is [int]) { [System.Text.Encoding]::GetEncoding($page) } else { $null }
    $file = Join-Path $Out $name
    $text = if ($decoder) { [System.IO.File]::ReadAllText($file, $decoder) } else { [System.IO.File]::ReadAllText($file) }
    $squeezed = Squeeze $text
    # Only the formatter cuts lists; what is expanded, joined or exported is whole.
    $formatted = $family -in 'list', 'table', 'select', 'custom'
    $grouped = $null -ne $by
    # A table drops the columns that it has no room for.
    $rules = @(if ($family -in 'table', 'select') { Rules ($text -split "`r?`n") $grouped })
    $group = -1
    $last = [guid]::NewGuid()
    $records = @(foreach ($object in $script:printed) {
            $facts = [ordered]@{}
            $value = if ($by) { Printed $object.$by $case.limit } else { '' }
            if ($value -cne $last) { $group++; $last = $value }
            $keep = if ($rules.Count) { $rules[[Math]::Min($group, $rules.Count - 1)] } else { @($pairs).Count }
            foreach ($pair in @($pairs | Select-Object -First $keep)) {
                $value = $object.($pair[1])
                # A script block hands over the items of a list, so a single one is no list any more.
                if ($pair[0] -ne $pair[1] -and (Is-List $value) -and @($value).Count -lt 2) { $value = $value | Select-Object -First 1 }
                $fact = Fact $value $(if ($formatted) { $case.limit } else { -1 })
                if ($case.way -like 'csv-joined*' -and (Is-List $value)) { $fact.joined = $true }
                Recode $fact $page
                $fact.readable = Is-Readable $fact $case.way $squeezed
                $facts[$pair[0]] = $fact
            }
            if ($by -and -not $facts.Contains($by)) { $facts[$by] = Fact $object.$by $case.limit; $facts[$by].readable = Is-Readable $facts[$by] $case.way $squeezed }
            $whole = [ordered]@{}
            foreach ($property in $object.PSObject.Properties) {
                $whole[$property.Name] = Fact $property.Value
                Recode $whole[$property.Name] $page
            }
            [ordered]@{ facts = $facts; object = $whole }
        })
    # Lists that are expanded print the items of all objects alike.
    $lists = @($script:printed | Where-Object { (Is-List $_.(@($pairs)[0][1])) })
    if ($case.way -eq 'expand' -and $lists.Count -and @($lists | Where-Object { @($_.(@($pairs)[0][1])).Count -ne 1 }).Count) {
        $expanded = @($pairs)[0][0]
        $all = @(foreach ($record in $records) { $record.facts[$expanded].value })
        $whole = if ($records.Count -eq 1) { $records[0].object } else { @{} }
        $fact = [ordered]@{ value = [string[]] $all; also = [string[]] @(foreach ($record in $records) { if ($record.facts[$expanded].Contains('also')) { $record.facts[$expanded].also } }); readable = $true }
        $records = @([ordered]@{ facts = [ordered]@{ $expanded = $fact }; object = $whole })
    }
    $truth.Add([ordered]@{ file = $name; case = $case; records = $records })
}
, $truth | ConvertTo-Json -Depth 12 -Compress | Out-File -LiteralPath (Join-Path $Out 'truth.json') -Encoding utf8
