# Finds the program and runs it.

# The program beside the module, else the one that HMAUDIT_EXE names, else the one on the path.
function Find-Program {
    param($Caller)
    $name = 'hmaudit'
    if ([System.Environment]::OSVersion.Platform -eq [System.PlatformID]::Win32NT) { $name = 'hmaudit.exe' }
    $own = [System.IO.Path]::Combine((Split-Path -Path $PSScriptRoot -Parent), 'bin', $name)
    if (Test-Path -LiteralPath $own -PathType Leaf) { return $own }
    if ($env:HMAUDIT_EXE) {
        $named = Resolve-FilePath -Caller $Caller -Path $env:HMAUDIT_EXE
        if (Test-Path -LiteralPath $named -PathType Leaf) { return $named }
        Stop-Caller -Caller $Caller -Id 'ProgramNotFound' -Category ObjectNotFound -Target $named -Message ('HMAUDIT_EXE names ' + $named + ', and there is no such file.') -Help 'Correct the variable, or remove it.'
    }
    $onPath = @(Get-Command -Name 'hmaudit' -CommandType Application -TotalCount 1 -ErrorAction Ignore)
    if ($onPath.Count -eq 0) {
        Stop-Caller -Caller $Caller -Id 'ProgramNotFound' -Category ObjectNotFound -Target $own -Message ('The program hmaudit was not found: not as ' + $own + ', not through HMAUDIT_EXE, and not on the path.') -Help ('Save ' + $name + ' as ' + $own + ', or set $env:HMAUDIT_EXE to its path.')
    }
    return $onPath[0].Path
}

# Ends the calling cmdlet with an error record.
function Stop-Caller {
    param($Caller, [string] $Id, [System.Management.Automation.ErrorCategory] $Category, $Target, [string] $Message, [string] $Help)
    $text = $Message
    if ($Help) { $text += [System.Environment]::NewLine + 'help: ' + $Help }
    $exception = New-Object -TypeName 'System.InvalidOperationException' -ArgumentList $text
    $Caller.ThrowTerminatingError((New-Object -TypeName 'System.Management.Automation.ErrorRecord' -ArgumentList $exception, $Id, $Category, $Target))
}

# The path in the file system that a path of PowerShell means, whether there is something or not.
function Resolve-FilePath {
    param($Caller, [string] $Path)
    $provider = $null
    $drive = $null
    $full = $Caller.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path, [ref] $provider, [ref] $drive)
    if ($provider.Name -ne 'FileSystem') {
        Stop-Caller -Caller $Caller -Id 'NotAFile' -Category InvalidArgument -Target $Path -Message ($Path + ' is in the provider ' + $provider.Name + ', and not in the file system.') -Help 'Name a file or a folder.'
    }
    return $full
}

# One argument as the C runtime, and .NET on every system, takes it apart again. Windows PowerShell 5.1 itself loses quotes and empty arguments.
function ConvertTo-QuotedArgument {
    param([string] $Argument)
    if ($Argument -match '^[^\s"]+$') { return $Argument }
    $escaped = $Argument -replace '(\\*)"', '$1$1\"'
    return '"' + ($escaped -replace '(\\+)$', '$1$1') + '"'
}

# The option of the program for each parameter that was given: -AsOf is --as-of. Of an array each value becomes an option of its own.
function ConvertTo-Option {
    param($Caller, $Bound, [string[]] $Name, [string[]] $PathName = @())
    foreach ($parameter in @($Name + $PathName)) {
        if (-not $Bound.ContainsKey($parameter)) { continue }
        $option = '--' + ($parameter -creplace '(?<=.)(?=[A-Z])', '-').ToLowerInvariant()
        foreach ($value in @($Bound[$parameter])) {
            if ($value -is [switch]) { if ($value) { $option } }
            elseif ($PathName -contains $parameter) { $option + '=' + (Resolve-FilePath -Caller $Caller -Path $value) }
            else { $option + '=' + [string] $value }
        }
    }
}

# Runs the program in the current folder. Both of its streams are UTF-8, whatever the console is set to.
function Invoke-Program {
    param($Caller, [string[]] $Argument)
    $start = New-Object -TypeName 'System.Diagnostics.ProcessStartInfo'
    $start.FileName = Find-Program -Caller $Caller
    $start.Arguments = @($Argument | ForEach-Object { ConvertTo-QuotedArgument $_ }) -join ' '
    $start.WorkingDirectory = $Caller.SessionState.Path.CurrentFileSystemLocation.ProviderPath
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = [System.Text.Encoding]::UTF8
    $start.StandardErrorEncoding = [System.Text.Encoding]::UTF8
    # Lines as wide as the program makes them: PowerShell wraps what it shows.
    $start.EnvironmentVariables['COLUMNS'] = '400'
    $start.EnvironmentVariables['NO_COLOR'] = '1'
    $Caller.WriteVerbose($start.FileName + ' ' + $start.Arguments)

    $process = New-Object -TypeName 'System.Diagnostics.Process'
    $process.StartInfo = $start
    $isStarted = $false
    try {
        try { $isStarted = $process.Start() } catch {
            Stop-Caller -Caller $Caller -Id 'ProgramNotStarted' -Category PermissionDenied -Target $start.FileName -Message ($start.FileName + ' could not be started: ' + $_.Exception.GetBaseException().Message) -Help 'If a policy forbids programs here, hmaudit.html does the same in a browser.'
        }
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $trouble = $process.StandardError.ReadToEndAsync()
        # In short waits, so that Ctrl+C is obeyed.
        while (-not $process.WaitForExit(100)) { }
        $process.WaitForExit()
        $result = [pscustomobject] @{ ExitCode = $process.ExitCode; Output = $output.Result; Trouble = $trouble.Result }
    } finally {
        if ($isStarted -and -not $process.HasExited) { $process.Kill() }
        $process.Dispose()
    }
    # 0, 1 and 3 are results.
    if (@(0, 1, 3) -notcontains $result.ExitCode) { Stop-ForProgram -Caller $Caller -Result $result }
    return $result
}

# Ends the calling cmdlet with the message of the program, without the marks of its layout.
function Stop-ForProgram {
    param($Caller, $Result)
    $lines = @($Result.Trouble -split '\r?\n' | ForEach-Object { ($_ -replace '^\s*[\u00d7\u2502]\s', '').TrimEnd() } | Where-Object { $_ })
    $help = @($lines | Where-Object { $_ -match '^\s+help: ' } | Select-Object -First 1)
    $at = $lines.Count
    if ($help.Count -gt 0) { $at = [array]::IndexOf($lines, $help[0]) }
    $message = @($lines | Select-Object -First $at) -join [System.Environment]::NewLine
    $advice = (@($lines | Select-Object -Skip $at | ForEach-Object { $_.Trim() }) -join ' ') -replace '^help: ', ''
    if (-not $message) { $message = 'hmaudit ended with exit code ' + [string] $Result.ExitCode + ' and said nothing.' }
    Stop-Caller -Caller $Caller -Id ('ExitCode' + [string] $Result.ExitCode) -Category InvalidData -Target $null -Message $message -Help $advice
}
