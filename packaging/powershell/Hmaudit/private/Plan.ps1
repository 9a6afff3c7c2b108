# What Get-HmaPlan and New-HmaRemediation share.

function Get-PlanOption {
    param($Caller, $Bound)
    ConvertTo-Option -Caller $Caller -Bound $Bound -PathName 'Config', 'Rules' -Name 'Only', 'Skip', 'AsOf'
}

# The plan for captures, which are given as arguments.
function Read-Plan {
    param($Caller, $Options, $Captures, [string] $Folder)
    $result = Invoke-Program -Caller $Caller -Argument (@('plan', '--format=json') + $Options + $Captures)
    $plan = ConvertFrom-Answer -Caller $Caller -Json (Remove-FolderName -Json $result.Output -Folder $Folder) -Schema 'hmaudit-plan-1' -Type 'Hmaudit.Plan'
    return $plan | Add-Member -NotePropertyName 'ExitCode' -NotePropertyValue $result.ExitCode -PassThru
}
