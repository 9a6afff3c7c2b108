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
    if ($null -ne $table.parameters.PSObject.Properties[$name]) {
        foreach ($parameter in $given) {
            foreach ($lacking in $table.parameters.$name) {
                if ($parameter.ParameterName -eq $lacking) { Write-Finding $parameter.Extent ($name + ' has no -' + $lacking + ' in 5.1') }
            }
        }
    }
    if ($null -ne $table.needed.PSObject.Properties[$name]) {
        $needed = $table.needed.$name
        if (@($given | Where-Object { & $is $_ $needed }).Count -eq 0) { Write-Finding $Command.Extent ($name + ' needs -' + $needed + ': the default of 5.1 is another') }
    }
    if ($null -ne $table.together.PSObject.Properties[$name] -and @($given | Where-Object { $_.ParameterName -eq $table.together.$name }).Count -gt 0) {
        Write-Finding $Command.Extent ($name + ' -' + $table.together.$name + ' does something else in 5.1')
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
    $full = $member
    if ($Call.Static) { $full = $Call.Expression.Extent.Text.Trim([char[]] '[]') + '::' + $member }
    $limit = $table.members.counts.PSObject.Properties[$full]
    if ($null -ne $limit -and $count -gt $limit.Value) { Write-Finding $Call.Extent ('.NET Framework has no ' + $full + ' of ' + $count) }
}

foreach ($file in $Path) {
    $tokens = $null
    $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref] $tokens, [ref] $errors)
    foreach ($fault in $errors) { Write-Finding $fault.Extent $fault.Message }
    foreach ($token in $tokens) {
        $why = $table.syntax.PSObject.Properties[[string] $token.Kind]
        if ($null -ne $why) { Write-Finding $token.Extent $why.Value }
    }
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        $kind = $node.GetType().Name
        $why = $table.syntax.PSObject.Properties[$kind]
        if ($null -ne $why) { Write-Finding $node.Extent $why.Value }
        foreach ($name in @('NullConditional', 'Background', 'CleanBlock')) {
            if ($null -ne $node.PSObject.Properties[$name] -and $node.$name) { Write-Finding $node.Extent $table.syntax.$name }
        }
        switch ($kind) {
            'CommandAst' { Find-InCommand $node }
            'InvokeMemberExpressionAst' { Find-InMember $node }
            'VariableExpressionAst' { if ($table.variables.names -contains $node.VariablePath.UserPath) { Write-Finding $node.Extent ('$' + $node.VariablePath.UserPath + ' is not in 5.1') } }
            'TypeExpressionAst' { if ($table.types.names -contains $node.TypeName.FullName) { Write-Finding $node.Extent ('[' + $node.TypeName.FullName + '] is not in 5.1') } }
            'TypeConstraintAst' { if ($table.types.names -contains $node.TypeName.FullName) { Write-Finding $node.Extent ('[' + $node.TypeName.FullName + '] is not in 5.1') } }
        }
    }
}
