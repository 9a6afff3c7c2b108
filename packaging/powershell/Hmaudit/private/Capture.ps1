# What came in: paths, objects of cmdlets, and captured text; and the arguments that name them to the program.

# Captures that are still to be named. Objects and text wait until the end, because a temporary folder must not outlive a pipeline that is cut short.
function New-CaptureSet {
    return [pscustomobject] @{
        Paths   = New-Object -TypeName 'System.Collections.Generic.List[string]'
        Objects = New-Object -TypeName 'System.Collections.Generic.List[object]'
        Texts   = New-Object -TypeName 'System.Collections.Generic.List[string]'
    }
}

# Adds what was given or piped.
function Add-Capture {
    param($Caller, $Set, $Item)
    foreach ($one in @($Item)) {
        if ($null -eq $one) { continue }
        # A path that a cmdlet returned is a string with notes on it.
        $plain = $one.PSObject.BaseObject
        $type = [string] $one.PSObject.TypeNames[0]
        if ($plain -is [System.IO.FileSystemInfo]) { $Set.Paths.Add($plain.FullName) }
        elseif ($plain -is [System.Management.Automation.PathInfo]) { $Set.Paths.Add($plain.ProviderPath) }
        elseif ($plain -is [string] -and $plain -match '[\r\n]') { $Set.Texts.Add($plain) }
        elseif ($plain -is [string]) { Resolve-CapturePath -Caller $Caller -Path $plain | ForEach-Object { $Set.Paths.Add($_) } }
        elseif ($type -like 'Microsoft.PowerShell.Commands.Internal.Format.*') {
            Stop-Caller -Caller $Caller -Id 'FormattedObject' -Category InvalidType -Target $one -Message 'This is the layout of Format-List or Format-Table, and not the objects.' -Help 'Leave out the Format cmdlet, or put Out-String behind it.'
        } elseif ($type -like 'Hmaudit.*') {
            Stop-Caller -Caller $Caller -Id 'NotACapture' -Category InvalidType -Target $one -Message ('This is a result (' + $type + '), and not a capture.') -Help 'Name the captures that the result was made from.'
        } else { $Set.Objects.Add($one) }
    }
}

# The files and folders that a path means. As in the program, what exists under this very name comes first, and then it is a pattern.
function Resolve-CapturePath {
    param($Caller, [string] $Path)
    $full = Resolve-FilePath -Caller $Caller -Path $Path
    if (-not (Test-Path -LiteralPath $full) -and [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Path)) {
        $matching = @(Resolve-Path -Path $Path -ErrorAction Ignore)
        if ($matching.Count -eq 0) {
            Stop-Caller -Caller $Caller -Id 'PathNotFound' -Category ObjectNotFound -Target $Path -Message ('No file matches ' + $Path + '.') -Help 'Correct the pattern; * stands for any characters.'
        }
        return @($matching | ForEach-Object { $_.ProviderPath })
    }
    return $full
}

# The path as a person in the current folder would write it, and as reports show it then.
function Get-ShortPath {
    param($Caller, [string] $Path)
    $folder = $Caller.SessionState.Path.CurrentFileSystemLocation.ProviderPath.TrimEnd([char[]] '\/') + [string] [System.IO.Path]::DirectorySeparatorChar
    # Ordinal and exact: a path that is written otherwise stays whole, which is never wrong.
    if (-not $Path.StartsWith($folder, [System.StringComparison]::Ordinal) -or $Path.Length -eq $folder.Length) { return $Path }
    $short = $Path.Substring($folder.Length)
    # Alone it would mean standard input.
    if ($short -eq '-') { return [System.IO.Path]::Combine('.', $short) }
    return $short
}

# A new folder that only this user can read. Whoever asks for it removes it.
function New-TemporaryFolder {
    # .NET 7 and newer. In Windows PowerShell 5.1 the folder for temporary files is the user's own.
    if ($null -ne [System.IO.Directory].GetMethod('CreateTempSubdirectory')) { return [System.IO.Directory]::CreateTempSubdirectory('hmaudit-').FullName }
    $path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'hmaudit-' + [guid]::NewGuid().ToString('N'))
    return [System.IO.Directory]::CreateDirectory($path).FullName
}

function Remove-TemporaryFolder {
    param([string] $Folder)
    # A scanner may hold a file. The answer is there all the same, but captures must not stay behind unnoticed.
    try { [System.IO.Directory]::Delete($Folder, $true) } catch { Write-Warning -Message ('The temporary folder ' + $Folder + ' could not be removed: ' + $_.Exception.GetBaseException().Message) }
}

# Writes objects and texts into a folder, a file for each type, and returns the paths that name the whole set.
function Save-CaptureSet {
    param($Caller, $Set, [string] $Folder)
    foreach ($path in $Set.Paths) { Get-ShortPath -Caller $Caller -Path $path }
    if ($Set.Objects.Count + $Set.Texts.Count -eq 0) { return }
    $null = [System.IO.Directory]::CreateDirectory($Folder)
    foreach ($group in @($Set.Objects | Group-Object -Property { Get-FileName $_ })) {
        # As the collectors do it.
        $group.Group | Export-Clixml -LiteralPath ([System.IO.Path]::Combine($Folder, $group.Name + '.xml')) -Depth 3 -Encoding UTF8 -WhatIf:$false -Confirm:$false
    }
    for ($at = 0; $at -lt $Set.Texts.Count; $at++) {
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($Folder, 'text-' + [string] ($at + 1) + '.txt'), $Set.Texts[$at])
    }
    return $Folder
}

# What an object is called in its type: ADMapiVirtualDirectory.
function Get-FileName {
    param($Object)
    $name = (([string] $Object.PSObject.TypeNames[0]) -split '[`\[]')[0].Split([char] '.')[-1] -replace '[^A-Za-z0-9_]', ''
    if (-not $name) { $name = 'Object' }
    return $name
}

# The arguments for captures and tenants. A tenant's captures are paths, objects or text, too.
function ConvertTo-CaptureArgument {
    param($Caller, $Set, $Tenant, [string] $Folder)
    $paths = @(Save-CaptureSet -Caller $Caller -Set $Set -Folder ([System.IO.Path]::Combine($Folder, 'pipeline')))
    $number = 0
    foreach ($name in @(if ($null -ne $Tenant) { $Tenant.Keys | Sort-Object })) {
        if ([string] $name -match '=') { Stop-Caller -Caller $Caller -Id 'TenantName' -Category InvalidArgument -Target $name -Message ('The tenant ' + $name + ' has an equals sign in its name.') -Help 'Write -Tenant @{ contoso = ''tenants/contoso'' }.' }
        $number++
        $own = New-CaptureSet
        Add-Capture -Caller $Caller -Set $own -Item $Tenant[$name]
        $ofTenant = @(Save-CaptureSet -Caller $Caller -Set $own -Folder ([System.IO.Path]::Combine($Folder, 'tenant-' + [string] $number)))
        if ($ofTenant.Count -eq 0) { Stop-Caller -Caller $Caller -Id 'NoCapture' -Category InvalidArgument -Target $name -Message ('There is no capture for the tenant ' + $name + '.') -Help 'Give it a path, or the objects that Get-MgServicePrincipal returns.' }
        foreach ($path in $ofTenant) { '--tenant=' + [string] $name + '=' + $path }
        $paths += $ofTenant
    }
    if ($paths.Count -eq 0) { Stop-Caller -Caller $Caller -Id 'NoCapture' -Category InvalidArgument -Target $null -Message 'Nothing was given to read.' -Help 'Name a file or a folder with -Path, or pipe the objects of a cmdlet such as Get-MapiVirtualDirectory.' }
    # Behind it nothing is an option any more.
    '--'
    $paths
}

# One side of a comparison as an argument: a report object becomes a file, a path stays one.
function Save-Report {
    param($Caller, $Side, [string] $Folder, [string] $Name)
    if ($Side.PSObject.TypeNames[0] -eq 'Hmaudit.Readiness') {
        $file = [System.IO.Path]::Combine($Folder, $Name + '.json')
        [System.IO.File]::WriteAllText($file, $Side.Json)
        return $file
    }
    $set = New-CaptureSet
    Add-Capture -Caller $Caller -Set $set -Item $Side
    if ($set.Paths.Count -ne 1 -or $set.Objects.Count + $set.Texts.Count -gt 0) {
        Stop-Caller -Caller $Caller -Id 'NotASide' -Category InvalidArgument -Target $Side -Message ('-' + $Name + ' is neither one path nor a report.') -Help 'Give a folder of captures, a JSON report, or what Test-HmaReadiness returned.'
    }
    return Get-ShortPath -Caller $Caller -Path $set.Paths[0]
}
