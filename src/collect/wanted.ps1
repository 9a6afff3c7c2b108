function Test-Wanted([string] $Command) {
    return $only.Count -eq 0 -or $only -contains $Command
}
