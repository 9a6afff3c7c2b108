# Looks for what Windows PowerShell 5.1 lacks in the syntax trees of scripts, by the table of windows_powershell.json. One line a finding.
param([string[]] $Path)
$ErrorActionPreference = 'Stop'
$table = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText((Join-Path -Path $PSScriptRoot -ChildPath 'windows_powershell.json')))

function Write-Finding {
    param($Ast, [string] $Why)
    [System.IO.Path]::GetFileName($file) + ':' + [string] $Ast.StartLineNumber + ': ' + $Why
}

function Find-InCommand {
    param($Command)
    $name = $Command.GetCommandName()
    if ($null -eq $name) { return }
    if ($table.commands.names -contains $name) { Write-Finding $Command.Extent ($name + ' is not in 5.1') }
    $given = @($Command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] })
    $is = { param($Parameter, [string] $Full) $Full.StartsWith($Parameter.ParameterName, [System.StringComparison]::OrdinalIgnoreCase) }
    foreach ($owner in @('*', $name)) {
        if ($null -eq $table.parameters.PSObject.Properties[$owner]) { continue }
        foreach ($parameter in $given) {
            foreach ($lacking in $table.parameters.$owner) {
                if ($parameter.ParameterName -eq $lacking) { Write-Finding $parameter.Extent ($name + ' has no -' + $lacking + ' in 5.1') }
            }
        }
    }
    if ($null -ne $table.needed.PSObject.Properties[$name]) {
        foreach ($needed in $table.needed.$name) {
            if (@($given | Where-Object { & $is $_ $needed }).Count -eq 0) { Write-Finding $Command.Extent ($name + ' needs -' + $needed + ': the default of 5.1 is another') }
        }
    }
    if ($null -ne $table.together.PSObject.Properties[$name]) {
        foreach ($pair in $table.together.$name.PSObject.Properties) {
            if (@($given | Where-Object { $_.ParameterName -eq $pair.Name }).Count -gt 0) { Write-Finding $Command.Extent ($name + ' -' + $pair.Name + ' ' + $pair.Value) }
        }
    }
    for ($at = 0; $at -lt $Command.CommandElements.Count - 1; $at++) {
        $parameter = $Command.CommandElements[$at]
        if ($parameter -isnot [System.Management.Automation.Language.CommandParameterAst] -or $null -eq $table.values.PSObject.Properties[$parameter.ParameterName]) { continue }
        if ($table.values.($parameter.ParameterName) -contains $Command.CommandElements[$at + 1].Extent.Text.Trim([char[]] "'""")) { Write-Finding $parameter.Extent ('-' + $parameter.ParameterName + ' ' + $Command.CommandElements[$at + 1].Extent.Text + ' is not in 5.1') }
    }
}

function Find-InMember {
    param($Call)
    $member = [string] $Call.Member.Extent.Text
    if ($table.members.names -contains $member) { Write-Finding $Call.Extent ('.NET Framework has no ' + $member) }
    $count = @($Call.Arguments).Count
    if ($null -eq $Call.Arguments) { $count = 0 }
    foreach ($argument in @($Call.Arguments)) {
        if ($null -ne $argument -and $table.members.comparisons -contains $member -and $argument.Extent.Text -match 'StringComparison') { Write-Finding $Call.Extent ('.NET Framework has no ' + $member + ' that compares otherwise') }
    }
    # A text of several characters is a set of them in .NET Framework.
    if ($member -eq 'Split' -and -not $Call.Static -and $count -eq 1 -and $Call.Arguments[0] -is [System.Management.Automation.Language.StringConstantExpressionAst] -and $Call.Arguments[0].Value.Length -gt 1) { Write-Finding $Call.Extent 'Split at a text splits at each of its characters in .NET Framework' }
    $full = $member
    if ($Call.Static) { $full = $Call.Expression.Extent.Text.Trim([char[]] '[]') + '::' + $member }
    $limit = $table.members.counts.PSObject.Properties[$full]
    if ($null -ne $limit -and $count -gt $limit.Value) { Write-Finding $Call.Extent ('.NET Framework has no ' + $full + ' of ' + $count) }
}

function Find-InStatic {
    param($Member)
    if (-not $Member.Static) { return }
    $full = $Member.Expression.Extent.Text.Trim([char[]] '[]')
    if (-not $full.StartsWith('System.')) { $full = 'System.' + $full }
    $full += '::' + [string] $Member.Member.Extent.Text
    if ($table.members.statics -contains $full) { Write-Finding $Member.Extent ('.NET Framework has no ' + $full) }
}

foreach ($file in $Path) {
    $tokens = $null
    $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref] $tokens, [ref] $errors)
    foreach ($fault in $errors) { Write-Finding $fault.Extent $fault.Message }
    foreach ($token in $tokens) {
        $why = $table.syntax.PSObject.Properties[[string] $token.Kind]
        if ($null -ne $why) { Write-Finding $token.Extent $why.Value }
        $patterns = $table.texts.PSObject.Properties[[string] $token.Kind]
        if ($null -ne $patterns) {
            foreach ($pattern in $patterns.Value.PSObject.Properties) { if ($token.Text -match $pattern.Name) { Write-Finding $token.Extent $pattern.Value } }
        }
    }
    if ($null -ne $tree.ScriptRequirements -and $null -ne $tree.ScriptRequirements.RequiredPSVersion -and $tree.ScriptRequirements.RequiredPSVersion -gt [version] '5.1') { Write-Finding $tree.Extent 'it requires a later version' }
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        $kind = $node.GetType().Name
        $why = $table.syntax.PSObject.Properties[$kind]
        if ($null -ne $why) { Write-Finding $node.Extent $why.Value }
        foreach ($name in @('NullConditional', 'Background', 'CleanBlock')) {
            if ($null -ne $node.PSObject.Properties[$name] -and $node.$name) { Write-Finding $node.Extent $table.syntax.$name }
        }
        switch ($kind) {
            'CommandAst' { Find-InCommand $node }
            'InvokeMemberExpressionAst' { Find-InMember $node; Find-InStatic $node }
            'MemberExpressionAst' { Find-InStatic $node }
            'AttributeAst' { if ($table.attributes.names -contains $node.TypeName.FullName) { Write-Finding $node.Extent ('[' + $node.TypeName.FullName + '()] is not in 5.1') } }
            'BinaryExpressionAst' { if ($node.Operator -eq 'DotDot' -and $node.Left -is [System.Management.Automation.Language.StringConstantExpressionAst] -and $node.Left.Value -match '\A\D\z') { Write-Finding $node.Extent 'a range of characters came with 6.0' } }
            'VariableExpressionAst' { if ($table.variables.names -contains $node.VariablePath.UserPath) { Write-Finding $node.Extent ('$' + $node.VariablePath.UserPath + ' is not in 5.1') } }
            'TypeExpressionAst' { if (@($table.types.names) + @($table.types.'as values') -contains $node.TypeName.FullName) { Write-Finding $node.Extent ('[' + $node.TypeName.FullName + '] is not in 5.1') } }
            'TypeConstraintAst' { if ($table.types.names -contains $node.TypeName.FullName) { Write-Finding $node.Extent ('[' + $node.TypeName.FullName + '] is not in 5.1') } }
        }
    }
}
