//! Console sessions in which something ran, or connected, that the text does not show.

use crate::common::{self, healthy};
use hmaudit::report::{Readiness, Report};

const AUTH: &str = "onprem/authserver.txt";
const MAPI: &str = "onprem/mapi.txt";
const ORGANISATION: &str = "onprem/organizationconfig.txt";
const FLAGS: &str = "Get-OrganizationConfig | fl OAuth2ClientProfileEnabled,MapiHttpEnabled";
const FLAGS_PRINTED: &str = "\n\nOAuth2ClientProfileEnabled : True\nMapiHttpEnabled            : True\n\n\n";

/// The command line of a file of the healthy estate, and what it printed.
fn parts(file: &str) -> (String, String) {
    let text = healthy().files.into_iter().find(|(name, _)| name == file).unwrap().1;
    let text = String::from_utf8(text).unwrap();
    let (line, output) = text.split_once('\n').unwrap();
    (line.split_once('>').unwrap().1.to_owned(), output.to_owned())
}

/// The healthy estate, in which commands stand above the output of a file.
fn session(file: &str, commands: &[&str]) -> Report {
    let output = if file == ORGANISATION { FLAGS_PRINTED.to_owned() } else { parts(file).1 };
    let typed: String = commands.iter().map(|command| format!("PS C:\\>{command}\n")).collect();
    healthy().with(file, &format!("{typed}{output}")).audit()
}

fn verdict(file: &str, commands: &[&str]) -> Readiness {
    session(file, commands).verdict
}

#[test]
fn what_a_variable_holds_is_not_known_once_code_ran_that_nobody_knows() {
    assert_eq!(verdict(AUTH, &["$x = Get-AuthServer", "$x | fl"]), Readiness::Ready);
    for between in [
        ". .\\fix.ps1",
        ".\\fix.ps1",
        "& 'C:\\scripts\\fix.ps1'",
        ". $profile",
        "iex $code",
        "Invoke-Expression (gc fix.ps1 -Raw)",
        "gc fix.ps1 -Raw | iex",
        "iex \"$code\"",
        "& $block",
        "& (Get-Code)",
        "Fix-It",
        "Update-It",
        "fixit",
        "function Fix { $script:x = 1 }; Fix",
        "Set-Alias fix .\\fix.ps1; fix",
        "icm -ScriptBlock $block",
        "Invoke-Command $block",
        "$block.Invoke()",
        "1 | % $block",
        "(1..3).ForEach($block)",
        "[scriptblock]::Create($code).Invoke()",
        "$ExecutionContext.InvokeCommand.InvokeScript($code)",
        "$ExecutionContext.SessionState.PSVariable.Set('x', 1)",
        "Set-Variable -Name $name -Value 1",
        "sv $name 1",
        "Get-Variable | % { $_.Value = 1 }",
        "Set-Item variable:x 1",
        "Import-Module .\\fix.psm1",
        "& { $script:x = $x | where Enabled }",
        "if ($all) { $x = Get-AuthServer -Identity EvoSts }",
        "foreach ($name in $names) { $x = Get-AuthServer -Identity $name }",
        "try { $x = Get-AuthServer -Identity EvoSts } catch { }",
    ] {
        for print in ["$x | fl", "$x", "$y = $x; $y | fl"] {
            let report = session(AUTH, &["$x = Get-AuthServer", between, print]);
            assert_ne!(report.verdict, Readiness::Ready, "{between}; {print}: {:#?}", common::told(&report));
        }
    }
    // What was filled anew is known, what leaves variables alone does no harm.
    for between in [
        ".\\fix.ps1; $x = Get-AuthServer",
        "ping ex01",
        "ipconfig.exe /all",
        "Get-Date",
        "Test-NetConnection ex01 > $null",
        "Set-AuthServer EvoSts -IsDefaultAuthorizationEndpoint $true",
        "Start-Transcript C:\\x.txt",
        "$FormatEnumerationLimit = -1",
        "powershell -File fix.ps1",
        "1..3 | % { $_ }",
    ] {
        assert_eq!(verdict(AUTH, &["$x = Get-AuthServer", between, "$x | fl"]), Readiness::Ready, "{between}");
    }
}

#[test]
fn a_variable_of_another_scope_or_session_is_another_variable() {
    let part = "$x = Get-AuthServer -Identity EvoSts";
    for elsewhere in [
        "& { $x = Get-AuthServer }",
        "icm { $x = Get-AuthServer }",
        "Invoke-Command -ComputerName EX01 { $x = Get-AuthServer }",
        "powershell -Command { $x = Get-AuthServer }",
        "powershell -c \"$x = Get-AuthServer\"",
        "if ($all) { $x = Get-AuthServer }",
        "try { $x = Get-AuthServer } catch { }",
        "switch ($one) { 1 { $x = Get-AuthServer } 2 { } }",
        "foreach ($one in $many) { $x = Get-AuthServer }",
    ] {
        assert_ne!(verdict(AUTH, &[part, elsewhere, "$x | fl"]), Readiness::Ready, "{elsewhere}");
    }
    let output = parts(AUTH).1;
    for (first, second) in [("PS C:\\>", "[PS] C:\\>"), ("[PS] C:\\>", "PS C:\\>"), ("PS C:\\>", "[EX01]: PS C:\\>")] {
        let text = format!("{first}$x = Get-AuthServer\n{second}$x | fl\n{output}");
        assert_ne!(healthy().with(AUTH, &text).audit().verdict, Readiness::Ready, "{first} {second}");
        let own = format!(
            "{first}Get-Date > now.txt\n{second}$x = Get-AuthServer\n{first}Get-Date > now.txt\n{second}$x | fl\n{output}"
        );
        if !second.contains("EX01") {
            assert_eq!(healthy().with(AUTH, &own).audit().verdict, Readiness::Ready, "{first} {second}");
        }
    }
    for scope in [". { $x = Get-AuthServer }", "1 | % { $x = Get-AuthServer }", "try { $x = Get-AuthServer } catch { throw }"] {
        assert_eq!(verdict(AUTH, &[scope, "$x | fl"]), Readiness::Ready, "{scope}");
    }
}

#[test]
fn a_cmdlet_that_is_tried_prints_all_that_it_prints() {
    for whole in [
        "try { Get-AuthServer | fl } catch { }",
        "try { Get-AuthServer | fl } catch { Write-Warning $_ }",
        "try { Get-AuthServer -ErrorAction Stop | fl } catch { Write-Host $_.Exception.Message }",
        "try { Get-AuthServer | fl } catch [System.Exception] { Write-Error $_ } finally { Write-Host done }",
        "try { Get-AuthServer | fl } finally { $done = $true }",
    ] {
        assert_eq!(verdict(AUTH, &[whole]), Readiness::Ready, "{whole}");
    }
    for part in [
        "try { Get-AuthServer -ErrorAction Stop | fl } catch { }",
        "$ErrorActionPreference = 'Stop'; try { Get-AuthServer | fl } catch { }",
        "try { Get-AuthServer EvoSts | fl } catch { }",
        "try { throw } catch { Get-AuthServer | fl }",
        "try { Get-AuthServer -Identity EvoSts | fl } finally { Get-AuthServer | where Enabled | fl }",
        "if ($true) { Get-AuthServer | fl }",
        "do { Get-AuthServer | fl } while ($false)",
    ] {
        assert_ne!(verdict(AUTH, &[part]), Readiness::Ready, "{part}");
    }
}

/// Everything that exists on both sides, or that nobody can tell to be of this side, behind some commands.
fn is_not_ready_behind(commands: &[&str]) {
    for (file, ask) in [(ORGANISATION, FLAGS.to_owned()), (AUTH, parts(AUTH).0), (MAPI, parts(MAPI).0)] {
        let mut all = commands.to_vec();
        all.push(&ask);
        let report = session(file, &all);
        assert_ne!(report.verdict, Readiness::Ready, "{commands:?} {file}: {:#?}", common::told(&report));
    }
}

#[test]
fn objects_of_a_session_whose_making_is_not_shown_may_be_anybodys() {
    for connect in [
        "Import-PSSession $s",
        "ipsn $s -AllowClobber",
        "Import-PSSession (Get-PSSession)",
        "Get-PSSession | Import-PSSession",
        "ipmo (Import-PSSession $s) -Global",
        "$s = New-PSSession -ConnectionUri $uri; Import-PSSession $s",
        "Enter-PSSession $exo",
        "etsn -Session $exo",
        "Enter-PSSession 3",
        "Enter-PSSession -Id 3",
    ] {
        is_not_ready_behind(&[connect]);
    }
    for block in [
        "icm -Session $exo { # }",
        "icm $exo { # }",
        "Invoke-Command -Session (Get-PSSession 1) -ScriptBlock { # }",
        "Invoke-Command -ComputerName $computer { # }",
        "$exo = New-PSSession -ConnectionUri https://outlook.office365.com/powershell-liveid; icm -Session $exo { # }",
        "icm -Session @($here, $exo) { # }",
    ] {
        for (file, ask) in [(ORGANISATION, FLAGS.to_owned()), (AUTH, parts(AUTH).0), (MAPI, parts(MAPI).0)] {
            let report = session(file, &[&block.replace('#', &ask)]);
            assert_ne!(report.verdict, Readiness::Ready, "{block} {file}: {:#?}", common::told(&report));
        }
    }
    let inside =
        format!("PS C:\\>Enter-PSSession EX01\n[EX01]: PS C:\\>Connect-ExchangeOnline\n[EX01]: PS C:\\>{FLAGS}\n{FLAGS_PRINTED}");
    assert_ne!(healthy().with(ORGANISATION, &inside).audit().verdict, Readiness::Ready);
    for known in [
        "Invoke-Command -ComputerName EX01 { # }",
        "Invoke-Command -ComputerName $env:COMPUTERNAME { # }",
        "$ex = New-PSSession -ConnectionUri http://ex01.corp.contoso.com/PowerShell/; icm -Session $ex { # }",
        "$ex = New-PSSession -ComputerName EX01; icm $ex { # }",
    ] {
        assert_eq!(verdict(ORGANISATION, &[&known.replace('#', FLAGS)]), Readiness::Ready, "{known}");
    }
}

#[test]
fn wrappers_and_banners_connect_too() {
    const BANNER: &str = "----------------------------------------------------------------------------------------\n\
        This V3 EXO PowerShell module contains new REST API backed Exchange Online cmdlets which doesn't require WinRM for Client-Server communication.\n\n\
        Unlike the EXO* prefixed cmdlets, the cmdlets in this module support full functional parity with the RPS (V1) cmdlets.\n\
        ----------------------------------------------------------------------------------------\n";
    for connect in [
        "Connect-EXO",
        "Connect-M365 -All",
        "Connect-ToCloud",
        "Connect-Exchange`Online",
        "C`onnect-ExchangeOnline",
        "Connect-Exchange\"Online\"",
        "cexo",
        "& $connect",
        "$c = 'Connect-ExchangeOnline'; & $c",
        ".\\Connect-EXO.ps1",
        ". .\\ConnectO365Services.ps1",
        "iex 'Connect-ExchangeOnline'",
        "function Go { Connect-ExchangeOnline }; Go",
        "Set-Alias go Connect-ExchangeOnline; go",
        "Connect-ExchangeServer -auto; Connect-EXO",
    ] {
        is_not_ready_behind(&[connect]);
    }
    for (file, ask) in [(ORGANISATION, FLAGS.to_owned()), (AUTH, parts(AUTH).0), (MAPI, parts(MAPI).0)] {
        let output = if file == ORGANISATION { FLAGS_PRINTED.to_owned() } else { parts(file).1 };
        for announced in [
            BANNER,
            "WARNING: Your connection has been redirected to the following URI: \"https://ps.outlook.com/PowerShell-LiveID?PSVersion=5.1.22621.2506 \"\n",
            "WARNING: The names of some imported commands from the module 'tmp_ixwxw3.vhz' include unapproved verbs that might make them less discoverable.\n",
            "\nModuleType Version    Name                                ExportedCommands\n---------- -------    ----                                ----------------\nScript     1.0        tmp_0b1cdfzm.dfu                    {Add-AvailabilityAddressSpace, Add-DistributionGroupMember}\n\n\n",
        ] {
            for typed in ["", "PS C:\\>start-work\n"] {
                let text = format!("{typed}{announced}PS C:\\>{ask}\n{output}");
                let report = healthy().with(file, &text).audit();
                assert_ne!(report.verdict, Readiness::Ready, "{announced} {file}: {:#?}", common::told(&report));
            }
        }
    }
    // They connect to nothing that has cmdlets of Exchange, or back to the organisation.
    for connect in [
        "Connect-MgGraph -Scopes Application.Read.All",
        "Connect-MicrosoftTeams",
        "Connect-EXO; Disconnect-ExchangeOnline -Confirm:$false",
        "Connect-EXO; Connect-ExchangeServer -auto",
        "Import-PSSession $s; Get-PSSession | Remove-PSSession",
    ] {
        assert_eq!(verdict(ORGANISATION, &[connect, FLAGS]), Readiness::Ready, "{connect}");
    }
    let prefixed = format!("PS C:\\>Connect-ExchangeOnline -Prefix Cloud\n{BANNER}PS C:\\>{FLAGS}\n{FLAGS_PRINTED}");
    assert_eq!(healthy().with(ORGANISATION, &prefixed).audit().verdict, Readiness::Ready);
    // The distinguished name tells of which organisation an object is.
    let own = healthy().files.into_iter().find(|(name, _)| name == ORGANISATION).unwrap().1;
    let own = format!("PS C:\\>Connect-ToCloud\n{}", String::from_utf8(own).unwrap());
    assert_eq!(healthy().with(ORGANISATION, &own).audit().verdict, Readiness::Ready);
}
