# Runs scripts against the mocks, many in one process: reads a job a line, as JSON, and answers a line with the prefix "result ".
#
# A job: organisation (folder), run (path of the script), arguments, and where wanted culture, profile (text that runs first, as a profile
# does), shadow (text that runs first in the scope that calls the script, and is gone with it) and folder (current). A job with culture or
# profile has a session of its own, and those that follow with the same have it too. A script at which the mock lets the process die ends
# as it would then: nothing of it runs any more.
$ErrorActionPreference = 'Stop'
$modules = @(foreach ($name in @('exchange', 'Microsoft.Graph', 'Microsoft.PowerShell.Mock')) { Join-Path -Path $PSScriptRoot -ChildPath ($name + '.psm1') })

function New-Session {
    $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    $null = $shell.AddScript('param($Modules) $Modules | ForEach-Object { Import-Module -Name $_ -DisableNameChecking }').AddArgument($modules).Invoke()
    if ($shell.HadErrors) { throw [string] $shell.Streams.Error[0] }
    $shell.Dispose()
    return $runspace
}

$runner = {
    param($Job)
    Set-ExchangeMock $Job.organisation
    Set-GraphMock $Job.organisation
    $global:FormatEnumerationLimit = 4
    if ($Job.culture) {
        [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo] $Job.culture
        [System.Threading.Thread]::CurrentThread.CurrentUICulture = [cultureinfo] $Job.culture
    }
    if ($Job.folder) { Set-Location -LiteralPath $Job.folder }
    if ($Job.profile) { . ([scriptblock]::Create($Job.profile)) }
    $splat = @{}
    if ($Job.arguments) { foreach ($argument in $Job.arguments.PSObject.Properties) { $splat[$argument.Name] = $argument.Value } }
    if ($Job.shadow) { & { . ([scriptblock]::Create($Job.shadow)); & $Job.run @splat }; return }
    & $Job.run @splat
}

$kept = New-Session
$special = $null
$like = ''
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $job = ConvertFrom-Json -InputObject $line
    $own = $null -ne $job.PSObject.Properties['culture'] -or $null -ne $job.PSObject.Properties['profile']
    foreach ($name in @('culture', 'profile', 'shadow', 'folder', 'arguments')) {
        if ($null -eq $job.PSObject.Properties[$name]) { $job.PSObject.Properties.Add([psnoteproperty]::new($name, $null)) }
    }
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $runspace = $kept
    if ($own) {
        $wanted = [string] $job.culture + ' ' + [string] $job.profile
        if ($wanted -eq $like) { $job.profile = $null }
        else {
            if ($null -ne $special) { $special.Dispose() }
            $special = New-Session
            $like = $wanted
        }
        $runspace = $special
    }
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    # At the global scope, as at a prompt.
    $null = $shell.AddScript($runner.ToString(), $false).AddArgument($job)
    $threw = $null
    $said = @()
    $trace = ''
    try { $said = @($shell.Invoke() | ForEach-Object { [string] $_ }) } catch {
        $threw = $_.Exception
        if ($null -ne $threw.InnerException -and $threw.InnerException -is [System.Management.Automation.RuntimeException]) { $trace = [string] $threw.InnerException.ErrorRecord.ScriptStackTrace }
        while ($null -ne $threw.InnerException) { $threw = $threw.InnerException }
    }
    if ($null -eq $threw -and $shell.Streams.Error.Count -gt 0) { $threw = $shell.Streams.Error[0].Exception }
    $killed = [string] $shell.InvocationStateInfo.State -eq 'Stopped'
    $answer = [ordered] @{
        killed = $killed
        threw = $(if ($null -ne $threw -and -not $killed) { [string] $threw.Message })
        trace = $trace
        said = @($said + @($shell.Streams.Information | ForEach-Object { [string] $_ }))
        warned = @($shell.Streams.Warning | ForEach-Object { [string] $_ })
        errors = @($shell.Streams.Error | ForEach-Object { [string] $_ })
    }
    if ($env:HMAUDIT_TIMES) { [Console]::Error.WriteLine([string] $watch.ElapsedMilliseconds + ' ms, CPU so far ' + [string] [System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime.TotalSeconds + ' s: ' + $job.run) }
    $shell.Dispose()
    [Console]::Out.WriteLine('result ' + (ConvertTo-Json -InputObject $answer -Depth 4 -Compress))
}
