# The PowerShell module against the real program: HMAUDIT_EXE names it, HMAUDIT_ACTING a file with the code points that src/text.rs makes visible.
BeforeAll {
    $root = Split-Path -Path (Split-Path -Path $PSScriptRoot -Parent) -Parent
    $module = [System.IO.Path]::Combine($root, 'packaging', 'powershell', 'Hmaudit')
    $estates = [System.IO.Path]::Combine($root, 'fixtures', 'estates')
    $program = $env:HMAUDIT_EXE
    $day = '2026-11-21'
    Import-Module -Name ([System.IO.Path]::Combine($module, 'Hmaudit.psd1')) -Force

    function Get-TemporaryFolders { @(Get-ChildItem -LiteralPath ([System.IO.Path]::GetTempPath()) -Directory -Filter 'hmaudit-*' | ForEach-Object { $_.Name } | Sort-Object) }

    # A virtual directory as the Exchange Management Shell hands it out.
    function New-Directory {
        param([string] $Server, [string[]] $Methods = @('Ntlm', 'OAuth', 'Negotiate'))
        [pscustomobject] @{
            PSTypeName = 'Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.ADMapiVirtualDirectory'
            Identity = $Server + '\mapi (Default Web Site)'; Name = 'mapi (Default Web Site)'; Server = $Server
            InternalUrl = 'https://mail.contoso.com/mapi'; ExternalUrl = 'https://mail.contoso.com/mapi'
            IISAuthenticationMethods = $Methods; InternalAuthenticationMethods = $Methods; ExternalAuthenticationMethods = $Methods
        }
    }
    function New-Principal {
        param([string[]] $Name)
        [pscustomobject] @{
            PSTypeName = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePrincipal'
            AppId = '00000002-0000-0ff1-ce00-000000000000'; DisplayName = 'Office 365 Exchange Online'; AccountEnabled = $true; ServicePrincipalNames = $Name
        }
    }
}

Describe 'The module' {
    It 'has a manifest, exports five functions and leaves nothing else in the session' {
        (Test-ModuleManifest -Path ([System.IO.Path]::Combine($module, 'Hmaudit.psd1'))).Version | Should -Not -BeNullOrEmpty
        $commands = @(Get-Command -Module Hmaudit | ForEach-Object { $_.Name } | Sort-Object)
        $commands | Should -Be @('Compare-HmaReadiness', 'Get-HmaPlan', 'New-HmaRemediation', 'Protect-HmaCapture', 'Test-HmaReadiness')
        Get-Alias | Where-Object { $_.Source -eq 'Hmaudit' } | Should -BeNullOrEmpty
        Get-Variable -Scope Global -Name 'Acting', 'Types' -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'describes each function, each parameter, and shows examples' {
        foreach ($command in @(Get-Command -Module Hmaudit)) {
            $help = Get-Help -Name $command.Name -Full
            $help.Synopsis | Should -Not -Match 'Hma' -Because $command.Name
            $help.Description.Text | Should -Not -BeNullOrEmpty -Because $command.Name
            @($help.Examples.Example).Count | Should -BeGreaterThan 0 -Because $command.Name
            $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
            foreach ($name in @($command.Parameters.Keys | Where-Object { $common -notcontains $_ })) {
                $described = @($help.Parameters.Parameter | Where-Object { $_.Name -eq $name })
                $described[0].Description.Text | Should -Not -BeNullOrEmpty -Because ($command.Name + ' -' + $name)
            }
        }
        (Get-Help -Name 'about_Hmaudit') -join '' | Should -Match 'HMAUDIT_EXE'
    }
}

Describe 'Test-HmaReadiness' {
    BeforeEach {
        Push-Location -LiteralPath $estates
        $before = Get-TemporaryFolders
        $console = [Console]::OutputEncoding
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:COLUMNS = '400'
    }
    AfterEach {
        [Console]::OutputEncoding = $console
        Remove-Item -Path Env:COLUMNS
        Get-TemporaryFolders | Should -Be $before -Because 'the temporary folder goes'
        Pop-Location
    }

    It 'says of every estate what the program says' {
        foreach ($estate in @(Get-ChildItem -LiteralPath $estates -Directory)) {
            $report = Test-HmaReadiness $estate.Name -AsOf $day
            $file = [System.IO.Path]::Combine($TestDrive, 'expected.json')
            $printed = @(& $program check $estate.Name --as-of $day -o $file --quiet)
            $report.ExitCode | Should -Be $LASTEXITCODE -Because $estate.Name
            $json = [System.IO.File]::ReadAllText($file)
            $report.Json | Should -BeExactly $json -Because $estate.Name
            $expected = ConvertFrom-Json -InputObject $json
            $report.PSObject.TypeNames[0] | Should -Be 'Hmaudit.Readiness'
            $report.Verdict | Should -Be $expected.verdict
            $report.VerdictLine | Should -BeExactly $printed[-1]
            $report.VerdictLine | Should -BeLike ($expected.verdict.ToUpperInvariant().Replace('-', ' ') + '*')
            @($report.Findings | ForEach-Object { $_.Fingerprint }) | Should -Be @($expected.findings | ForEach-Object { $_.fingerprint }) -Because $estate.Name
            $report.Findings.Count | Should -Be $expected.findings.Count
            $report.Summary.Pass | Should -Be $expected.summary.pass
            if ($report.Findings.Count -gt 0) { $report.Findings[0].PSObject.TypeNames[0] | Should -Be 'Hmaudit.Finding' }
        }
    }

    It 'keeps lists lists, and the names of tenants names' {
        $report = Test-HmaReadiness 'three-tenants' -AsOf $day
        , $report.Findings | Should -BeOfType [array]
        $report.Findings[0].Tenant | Should -Be 'fabrikam'
        @($report.SpnMatrix[0].Tenants.Keys) | Should -Be @('contoso', 'fabrikam', 'northwind')
        $report.SpnMatrix[2].Tenants['fabrikam'] | Should -Be 'missing'
        $report.Findings[0].Evidence[0].EndLine | Should -Be 6
    }

    It 'lets nothing through that acts on a terminal' {
        $report = Test-HmaReadiness 'hostile' -AsOf $day
        ($report | Out-String -Width 200) + ($report.Findings | Format-List -Property * | Out-String -Width 200) | Should -Not -Match '[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]'
        ($report.Findings | ForEach-Object { $_.Message }) -join '' | Should -Match '\\u\{202e\}'
    }

    It 'ends with the exit codes of the contract' -ForEach @(@{ Name = 'healthy'; Code = 0 }, @{ Name = 'three-tenants'; Code = 1 }, @{ Name = 'truncated'; Code = 3 }) {
        (Test-HmaReadiness $Name -AsOf $day).ExitCode | Should -Be $Code
    }

    It 'passes options on' {
        $report = Test-HmaReadiness 'three-tenants' -AsOf $day -Only 'HMA-VDIR', 'HMA-STS-003' -FailOn never -All -NoWaivers -Strict -Require browser, hybrid -Expect auto
        @($report.Findings | ForEach-Object { $_.Rule -replace '^HMA-VDIR-.*', 'HMA-VDIR' } | Select-Object -Unique | Sort-Object) | Should -Be @('HMA-STS-003', 'HMA-VDIR')
        (Test-HmaReadiness 'three-tenants' -AsOf $day -Skip 'HMA-SPN').Verdict | Should -Be 'not-judged'
    }

    It 'is an error where the program could not run, with its message' {
        { Test-HmaReadiness 'three-tenants' -Only 'HMA-NONE' } | Should -Throw -ExpectedMessage '*no rule is called HMA-NONE*help: *explain*' -ErrorId 'ExitCode2*'
        { Test-HmaReadiness 'nowhere' } | Should -Throw -ExpectedMessage '*there is no such file*'
        { Test-HmaReadiness 'no*where' } | Should -Throw -ExpectedMessage 'No file matches no`*where.*'
        { Test-HmaReadiness } | Should -Throw -ExpectedMessage 'Nothing was given to read.*'
    }

    It 'writes reports, and nothing with -WhatIf' {
        $html = [System.IO.Path]::Combine($TestDrive, 'a report.html')
        $report = Test-HmaReadiness 'three-tenants' -AsOf $day -OutputFile $html -WhatIf
        Test-Path -LiteralPath $html | Should -BeFalse
        $report.Verdict | Should -Be 'not-ready'
        $null = Test-HmaReadiness 'three-tenants' -AsOf $day -OutputFile $html
        [System.IO.File]::ReadAllText($html) | Should -Match '<html'
    }

    It 'shows lines that fit the console and break between words' -ForEach @(@{ Width = 79 }, @{ Width = 119 }) {
        Mock -CommandName Get-Width -ModuleName Hmaudit -MockWith { $Width }.GetNewClosure()
        foreach ($name in @('three-tenants', 'truncated')) {
            $report = Test-HmaReadiness $name -AsOf $day
            $lines = @(($report | Out-String -Width ($Width + 1)) -split '\r?\n')
            ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual $Width
            ($lines -join ' ') -replace '\s+', ' ' | Should -BeLike ('*' + [System.Management.Automation.WildcardPattern]::Escape($report.Findings[0].Message) + '*')
            ($lines -join ' ').TrimEnd() -replace '\s+', ' ' | Should -BeLike ('*' + $report.VerdictLine)
        }
    }

    It 'reads UTF-8 whatever the console is set to' {
        [Console]::OutputEncoding = [System.Text.Encoding]::GetEncoding(28591)
        (Test-HmaReadiness 'three-tenants' -AsOf $day).VerdictLine | Should -Match ([string] [char] 0xb7)
    }

    It 'is not disturbed by the preferences of a profile' {
        $global:PSDefaultParameterValues = @{ '*:Encoding' = 'ascii'; 'ConvertFrom-Json:InputObject' = '{}'; 'Export-Clixml:Depth' = 1 }
        $OFS = ';'
        $ConfirmPreference = 'Low'
        try {
            (New-Directory -Server 'EX01' | Test-HmaReadiness -Only 'HMA-VDIR-001' -All).Findings[0].Verdict | Should -Be 'pass'
        } finally {
            $global:PSDefaultParameterValues = @{}
            $ConfirmPreference = 'High'
        }
    }
}

Describe 'Captures' {
    BeforeAll {
        $source = [System.IO.File]::ReadAllBytes([System.IO.Path]::Combine($estates, 'healthy', 'onprem', 'mapi.txt'))
        $names = @('with blanks.txt', 'brackets [a-z] (1).txt', "it's.txt", '-o.txt', '--help', '-', '$x `n.txt', "$([char] 0xfc)ber $([char] 0x65e5)$([char] 0x672c).txt", '#1 & co %PATH% ^;.txt')
        # Not allowed in names on Windows. In a path that is written, PowerShell takes \ for / everywhere.
        $others = @()
        if ([System.IO.Path]::DirectorySeparatorChar -eq '/') {
            $names += @('a "quoted" one.txt', 'star*.txt')
            $others += @('back\slash\.txt', 'ends with \')
        }
        $folder = [System.IO.Path]::Combine($TestDrive, 'odd [names]')
        $null = [System.IO.Directory]::CreateDirectory($folder)
        foreach ($name in $names + $others) { [System.IO.File]::WriteAllBytes([System.IO.Path]::Combine($folder, $name), $source) }
        $before = Get-TemporaryFolders
    }
    BeforeEach { Push-Location -LiteralPath $folder }
    AfterEach {
        Pop-Location
        Get-TemporaryFolders | Should -Be $before -Because 'the temporary folder goes'
    }

    It 'may have any name' {
        foreach ($name in $names) {
            $report = Test-HmaReadiness -Path $name -Only 'HMA-VDIR-001'
            @($report.Inputs).Count | Should -Be 1 -Because $name
            $report.Inputs[0].Records | Should -BeGreaterThan 0 -Because $name
        }
    }

    It 'come from Get-ChildItem, Get-Item, Resolve-Path, and as paths' {
        @((Get-ChildItem | Test-HmaReadiness -Only 'HMA-VDIR-001').Inputs).Count | Should -Be ($names.Count + $others.Count)
        @((Test-HmaReadiness $folder -Only 'HMA-VDIR-001').Inputs).Count | Should -Be ($names.Count + $others.Count)
        @((Get-Item -LiteralPath $names[1] | Test-HmaReadiness -Only 'HMA-VDIR-001').Inputs).Count | Should -Be 1
        @((Resolve-Path -LiteralPath $names[1] | Test-HmaReadiness -Only 'HMA-VDIR-001').Inputs).Count | Should -Be 1
        @(($names[0], $names[1] | Test-HmaReadiness -Only 'HMA-VDIR-001').Inputs).Count | Should -Be 2
        @((Test-HmaReadiness '*blanks*' -Only 'HMA-VDIR-001').Inputs).Count | Should -Be 1
        { Test-HmaReadiness 'env:PATH' } | Should -Throw -ExpectedMessage '*not in the file system*'
    }

    It 'are shown as a person in this folder writes them' {
        (Test-HmaReadiness 'with blanks.txt' -Only 'HMA-VDIR-001').Inputs[0].Path | Should -Be 'with blanks.txt'
        (Get-ChildItem -LiteralPath 'with blanks.txt' | Test-HmaReadiness -Only 'HMA-VDIR-001').Inputs[0].Path | Should -Be 'with blanks.txt'
    }

    It 'are live objects, too' {
        $found = New-Directory -Server 'EX01' | Test-HmaReadiness -Only 'HMA-VDIR-001' -All
        $found.Findings[0].Verdict | Should -Be 'pass'
        $found.Inputs[0].Path | Should -Be 'pipeline/ADMapiVirtualDirectory.xml'
        $both = @((New-Directory -Server 'EX01'), (New-Directory -Server 'EX02' -Methods 'Ntlm')) | Test-HmaReadiness -Only 'HMA-VDIR-001'
        $both.Findings[0].Subject | Should -Be 'EX02\mapi (Default Web Site)'
        $both.ExitCode | Should -Be 1
    }

    It 'are objects of the mocked shell' -Skip:($PSVersionTable.PSEdition -eq 'Desktop') {
        $exchange = Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, 'exchange.psm1')) -DisableNameChecking -PassThru
        Set-ExchangeMock ([System.IO.Path]::Combine($PSScriptRoot, 'organisation'))
        $report = @(Get-MapiVirtualDirectory; Get-WebServicesVirtualDirectory; Get-OrganizationConfig; Get-AuthServer) | Test-HmaReadiness -All -Only 'HMA-VDIR-001', 'HMA-VDIR-003', 'HMA-ORG-001'
        @($report.Findings | ForEach-Object { $_.Verdict } | Select-Object -Unique) | Should -Be @('pass')
        @($report.Findings | ForEach-Object { $_.Rule } | Select-Object -Unique).Count | Should -Be 3
        Remove-Module -ModuleInfo $exchange
    }

    It 'are text of several lines, and not a layout or a result' {
        (Get-Content -LiteralPath $names[0] -Raw -Encoding UTF8 | Test-HmaReadiness -Only 'HMA-VDIR-001' -All).Inputs[0].Path | Should -Be 'pipeline/text-1.txt'
        (New-Directory -Server 'EX01' | Format-List | Out-String | Test-HmaReadiness -Only 'HMA-VDIR-001').Inputs[0].Records | Should -Be 1
        { New-Directory -Server 'EX01' | Format-List | Test-HmaReadiness } | Should -Throw -ExpectedMessage '*Format-List*'
        { Test-HmaReadiness $names[0] -Only 'HMA-VDIR-001' | Get-HmaPlan } | Should -Throw -ExpectedMessage '*not a capture*'
    }

    It 'of tenants are paths or objects' {
        $tenant = @{ contoso = (New-Principal -Name 'https://mail.contoso.com/'); fabrikam = (New-Principal -Name 'https://autodiscover.fabrikam.com/') }
        $report = New-Directory -Server 'EX01' | Test-HmaReadiness -Tenant $tenant -Only 'HMA-SPN-001'
        $report.SpnMatrix[0].Tenants['contoso'] | Should -Be 'registered'
        $report.SpnMatrix[0].Tenants['fabrikam'] | Should -Be 'missing'
        $tenants = [System.IO.Path]::Combine($estates, 'three-tenants', 'tenants')
        $onprem = [System.IO.Path]::Combine($estates, 'three-tenants', 'onprem')
        $named = Test-HmaReadiness $onprem -AsOf $day -Tenant @{ 'a b' = [System.IO.Path]::Combine($tenants, 'contoso'); "o'neil" = Get-Item -LiteralPath ([System.IO.Path]::Combine($tenants, 'fabrikam')) }
        $named.SpnMatrix[0].Tenants['a b'] | Should -Be 'registered'
        $named.SpnMatrix[2].Tenants["o'neil"] | Should -Be 'missing'
        { Test-HmaReadiness $onprem -Tenant @{ 'a=b' = $tenants } } | Should -Throw -ExpectedMessage '*equals sign*'
        { Test-HmaReadiness $onprem -Tenant @{ contoso = $null } } | Should -Throw -ExpectedMessage 'There is no capture for the tenant contoso*'
    }

    It 'in the temporary folder can be read by this user only' -Skip:([System.IO.Path]::DirectorySeparatorChar -eq '\') {
        InModuleScope -ModuleName Hmaudit {
            $path = New-TemporaryFolder
            [string] [System.IO.File]::GetUnixFileMode($path) | Should -Be 'UserExecute, UserWrite, UserRead'
            Remove-TemporaryFolder $path
        }
    }
}

Describe 'Get-HmaPlan and New-HmaRemediation' {
    BeforeEach { Push-Location -LiteralPath $estates }
    AfterEach { Pop-Location }

    It 'lists the steps' {
        $plan = Get-HmaPlan 'three-tenants' -AsOf $day
        $plan.PSObject.TypeNames[0] | Should -Be 'Hmaudit.Plan'
        $plan.VerdictAfter | Should -Be 'ready'
        $plan.Steps[0].Script | Should -Be '01-entra-fabrikam.ps1'
        $plan.ExitCode | Should -Be 0
        $plan | Out-String | Should -Match '1\. Register 1 service principal name in fabrikam \(01-entra-fabrikam\.ps1\)'
        (Get-HmaPlan 'three-tenants' -AsOf $day -Skip 'HMA-SPN').Steps.Count | Should -Be 0
    }

    It 'writes scripts that the program accepts' {
        $out = [System.IO.Path]::Combine($TestDrive, 'scripts [1]')
        New-HmaRemediation 'three-tenants' -AsOf $day -OutputFolder $out -WhatIf
        Test-Path -LiteralPath $out | Should -BeFalse
        $scripts = @(New-HmaRemediation 'three-tenants' -AsOf $day -OutputFolder $out)
        $scripts.Count | Should -Be 1
        Test-Path -LiteralPath $scripts[0].Path | Should -BeTrue
        Test-Path -LiteralPath $scripts[0].Undo | Should -BeTrue
        $null = & $program verify-script $out
        $LASTEXITCODE | Should -Be 0
        { New-HmaRemediation 'three-tenants' -AsOf $day -OutputFolder $out } | Should -Throw -ErrorId 'ExitCode2*'
        @(New-HmaRemediation 'three-tenants' -AsOf $day -OutputFolder $out -Force).Count | Should -Be 1
    }
}

Describe 'Protect-HmaCapture' {
    It 'writes captures with pseudonyms, and back' {
        $source = [System.IO.Path]::Combine($estates, 'three-tenants')
        $out = [System.IO.Path]::Combine($TestDrive, 'redacted')
        $key = [System.IO.Path]::Combine($TestDrive, 'key.json')
        Protect-HmaCapture $source -OutputFolder $out -Key $key -WhatIf
        Test-Path -LiteralPath $out | Should -BeFalse
        $files = @(Protect-HmaCapture $source -OutputFolder $out -Key $key -WarningVariable warned -WarningAction SilentlyContinue)
        $files.Count | Should -BeGreaterThan 10
        $files[0] | Should -BeOfType [System.IO.FileInfo]
        $warned.Count | Should -BeGreaterThan 0
        ($files | ForEach-Object { [System.IO.File]::ReadAllText($_.FullName) }) -join '' | Should -Not -Match 'contoso'
        (Test-HmaReadiness $out -AsOf $day).Verdict | Should -Be 'not-ready'
        $back = [System.IO.Path]::Combine($TestDrive, 'back')
        $restored = @(Protect-HmaCapture $out -OutputFolder $back -Key $key -Reverse)
        ($restored | ForEach-Object { [System.IO.File]::ReadAllText($_.FullName) }) -join '' | Should -Match 'outlook\.corp\.contoso\.com'
        { Protect-HmaCapture $source -OutputFolder $out } | Should -Throw -ErrorId 'ExitCode2*'
    }
}

Describe 'Compare-HmaReadiness' {
    It 'compares folders, reports and objects alike' {
        $from = [System.IO.Path]::Combine($estates, 'preparing')
        $to = [System.IO.Path]::Combine($estates, 'three-tenants')
        $folders = Compare-HmaReadiness $from $to -AsOf $day
        $folders.PSObject.TypeNames[0] | Should -Be 'Hmaudit.Comparison'
        $folders.ExitCode | Should -Be 1
        $folders.Findings[0].PSObject.TypeNames[0] | Should -Be 'Hmaudit.Change'
        $folders.Findings[0].Change | Should -Be 'new'
        $folders | Out-String | Should -Match 'new\[HMA-SPN-001\]'
        $objects = Test-HmaReadiness $to -AsOf $day | Compare-HmaReadiness -Before (Test-HmaReadiness $from -AsOf $day)
        @($objects.Findings | ForEach-Object { $_.Change + $_.Fingerprint }) | Should -Be @($folders.Findings | ForEach-Object { $_.Change + $_.Fingerprint })
        { Compare-HmaReadiness @($from, $to) $to } | Should -Throw -ExpectedMessage '-before is neither one path nor a report*'
    }
}

Describe 'The program' {
    BeforeAll {
        $copy = [System.IO.Path]::Combine($TestDrive, 'copy', 'Hmaudit')
        Copy-Item -LiteralPath $module -Destination $copy -Recurse
        $name = Split-Path -Path $program -Leaf
        $capture = [System.IO.Path]::Combine($estates, 'healthy')
        $path = $env:PATH
    }
    AfterEach {
        $env:HMAUDIT_EXE = $program
        $env:PATH = $path
        Remove-Module -Name Hmaudit
        Import-Module -Name ([System.IO.Path]::Combine($module, 'Hmaudit.psd1'))
    }

    It 'is searched beside the module, then where HMAUDIT_EXE says, then on the path' {
        Remove-Module -Name Hmaudit
        Import-Module -Name ([System.IO.Path]::Combine($copy, 'Hmaudit.psd1'))
        $env:PATH = ''
        Remove-Item -Path Env:HMAUDIT_EXE
        { Test-HmaReadiness $capture } | Should -Throw -ExpectedMessage '*hmaudit was not found*HMAUDIT_EXE*path*' -ErrorId 'ProgramNotFound*'
        $env:PATH = Split-Path -Path $program -Parent
        (Test-HmaReadiness $capture -AsOf $day).Verdict | Should -Be 'ready'
        $env:HMAUDIT_EXE = [System.IO.Path]::Combine($TestDrive, 'nowhere')
        { Test-HmaReadiness $capture } | Should -Throw -ExpectedMessage 'HMAUDIT_EXE names *nowhere*'
        $bin = [System.IO.Path]::Combine($copy, 'bin')
        $null = [System.IO.Directory]::CreateDirectory($bin)
        Copy-Item -LiteralPath $program -Destination ([System.IO.Path]::Combine($bin, $name))
        (Test-HmaReadiness $capture -AsOf $day).Verdict | Should -Be 'ready'
    }

    It 'that cannot be started is an error' {
        $env:HMAUDIT_EXE = [System.IO.Path]::Combine($module, 'Hmaudit.psd1')
        { Test-HmaReadiness $capture } | Should -Throw -ExpectedMessage '*could not be started*hmaudit.html*' -ErrorId 'ProgramNotStarted*'
    }
}

Describe 'The parts' {
    It 'quote arguments as the C runtime reads them' {
        InModuleScope -ModuleName Hmaudit {
            foreach ($pair in @(@('a', 'a'), @('', '""'), @('a b', '"a b"'), @('a"b', '"a\"b"'), @('a\b', 'a\b'), @('a b\', '"a b\\"'), @('a\\"b c', '"a\\\\\"b c"'), @('-x', '-x'))) {
                ConvertTo-QuotedArgument $pair[0] | Should -BeExactly $pair[1]
            }
        }
    }

    It 'say which temporary folder is left' {
        InModuleScope -ModuleName Hmaudit {
            Remove-TemporaryFolder ([System.IO.Path]::Combine($TestDrive, 'gone')) 3>&1 | Should -Match 'gone could not be removed'
        }
    }

    It 'keep text that looks like a time, and decline another schema' {
        InModuleScope -ModuleName Hmaudit {
            (ConvertFrom-Answer -Caller $null -Json '{"schema":"s","at":"2026-11-21T10:00:00Z"}' -Schema 's' -Type 'Hmaudit.X').At | Should -BeExactly '2026-11-21T10:00:00Z'
            Mock -CommandName Stop-Caller -MockWith { throw $Message }
            { ConvertFrom-Answer -Caller $null -Json '{"schema":"hmaudit-report-3"}' -Schema 'hmaudit-report-2' -Type 'x' } | Should -Throw -ExpectedMessage '*hmaudit-report-3; this module reads hmaudit-report-2*'
        }
    }

    It 'make visible what the program makes visible' {
        $expected = @([System.IO.File]::ReadAllText($env:HMAUDIT_ACTING).Split([char[]] ',') | ForEach-Object { [int] $_ })
        $text = New-Object -TypeName 'System.Text.StringBuilder'
        for ($point = 0; $point -le 0x10ffff; $point++) {
            if ($point -lt 0xd800 -or $point -gt 0xdfff) { $null = $text.Append([char]::ConvertFromUtf32($point)) }
        }
        $found = InModuleScope -ModuleName Hmaudit -Parameters @{ Text = $text.ToString() } { @($script:Acting.Matches($Text) | ForEach-Object { [char]::ConvertToUtf32($_.Value, 0) }) }
        $found.Count | Should -Be $expected.Count
        Compare-Object -ReferenceObject $expected -DifferenceObject $found | Should -BeNullOrEmpty
        InModuleScope -ModuleName Hmaudit {
            ConvertTo-VisibleText '##vso[x] ##[error] ::error::y' | Should -BeExactly '#\u{23}vso[x] #\u{23}[error] \u{3a}:error\u{3a}:y'
        }
    }
}
