# The names of all commands that a script calls, by the tree of the real parser, and of the functions that it defines: "called NAME", "own NAME".
param([string] $Path)
$tree = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $null)
foreach ($node in $tree.FindAll({ $true }, $true)) {
    if ($node -is [System.Management.Automation.Language.FunctionDefinitionAst]) { 'own ' + $node.Name }
    # What is called by an expression is a script block of the library's own.
    if ($node -is [System.Management.Automation.Language.CommandAst] -and $null -ne $node.GetCommandName()) { 'called ' + $node.GetCommandName() }
}
