use super::*;
use crate::source::SourceId;

/// The only command of a line, and whether it prints.
fn one(text: &str) -> (Command<'static>, bool) {
    let mut told = told(&mut State::default(), text);
    assert_eq!(told.commands.len(), 1, "{text}: {told:?}");
    told.commands.remove(0)
}

fn told(state: &mut State, text: &str) -> Told<'static> {
    read(&Cow::Owned(text.to_owned()), Span::new(SourceId(0), 0, 1), state, Window::Plain)
}

/// What the last of several lines prints.
fn last(lines: &[&str]) -> Told<'static> {
    let mut state = State::default();
    let mut all: Vec<Told<'static>> = lines.iter().map(|line| told(&mut state, line)).collect();
    all.pop().unwrap()
}

#[test]
fn parameters_are_kept_under_their_whole_names() {
    let (command, prints) = one("Get-OwaVirtualDirectory -serv EX01 -ADProp | fl Name,*url*");
    assert_eq!(command.cmdlet, "Get-OwaVirtualDirectory");
    assert_eq!(command.parameters, [("Server".into(), Some("EX01".into())), ("ADPropertiesOnly".into(), None)]);
    assert!(command.partial && prints);
    let (command, _) = one("Get-EcpVirtualDirectory \u{201c}EX01\\ecp (Default Web Site)\u{201d} | fl");
    assert_eq!(command.parameters, [("Identity".into(), Some("EX01\\ecp (Default Web Site)".into()))]);
}

#[test]
fn what_keeps_every_row_is_the_whole() {
    for text in [
        "Get-AuthServer",
        "Get-AuthServer | fl",
        "get-mailbox -ResultSize Unlimited | select Name",
        "Get-X; ",
        "Get-AuthServer -DomainController dc01 -ErrorAction SilentlyContinue -Verbose | fl Name,*url*",
        "Get-AuthServer -ea 0 | Sort-Object Name -Descending | Format-Table -AutoSize -Wrap | Out-String -Width 4096",
        "Get-MapiVirtualDirectory -ADPropertiesOnly -DomainController dc01 | select Server,*url* | ConvertTo-Json -Depth 5",
        "Get-ExchangeServer | Get-MapiVirtualDirectory | fl",
        "Get-AuthServer | ft -GroupBy Type -Property Name | out-host -Paging",
        "Get-AuthServer | more",
        "Get-AuthServer | ft -a",
        "Get-AuthServer | tee -FilePath c:\\auth.txt | fl",
        "Get-AuthServer | % { $_ } | fl",
        "Get-AuthServer | % { $_ | fl }",
        "(Get-AuthServer) | fl",
        "@(Get-AuthServer) | ConvertTo-Json",
        "& { Get-AuthServer | fl }",
        "& \"Get-AuthServer\" | fl",
        "powershell -c \"Get-AuthServer | fl\"",
        "Invoke-Command -ComputerName EX01 -ScriptBlock { Get-AuthServer | fl }",
        "Get-AzureADServicePrincipal -All $true | fl",
        "Exchange\\Get-AuthServer | Microsoft.PowerShell.Utility\\Format-List",
        "Get-AuthServer | fl 2>&1",
        "write-output (Get-AuthServer) | fl",
        "ConvertTo-Json (Get-AuthServer) -Depth 4",
        "Get-AuthServer | select Name,@{n='Url';e={$_.AuthMetadataUrl}}",
    ] {
        let (command, prints) = one(text);
        assert!(!command.partial && prints, "{text}");
    }
}

#[test]
fn what_may_leave_out_a_row_is_a_part() {
    for text in [
        "Get-AuthServer EvoSts | fl",
        "Get-AuthServer -id EvoSts | fl",
        "Get-MapiVirtualDirectory -serv EX01 | fl",
        "Get-MapiVirtualDirectory -Server:EX01 | fl",
        "Get-X –Filter {a}",
        "Get-X @parameters | fl",
        "Get-X -Nosuch y | fl",
        "Get-CASMailbox -ResultSize 1",
        "Get-CASMailbox -result 1",
        "Get-X | ? {$_.Enabled}",
        "Get-X|?{$_.Enabled}|fl",
        "Get-X | where Enabled -eq $true | fl",
        "Get-X | select -First 1",
        "Get-X | select -f 1 Name",
        "Get-X | select -Last 2",
        "Get-X | select -Skip 1",
        "Get-X | select -Index 0",
        "Get-X | select Name -Unique",
        "Get-X | sort Name -Unique | fl",
        "Get-X | sort Name -u | fl",
        "Get-X | sort -Top 1 Name",
        "Get-X | Get-Unique | fl",
        "(Get-X)[1] | fl",
        "(Get-X)[0..1]",
        "(Get-X).Where({ $_.Enabled }) | fl",
        "(Get-X | ? Enabled).Name",
        "Get-X | % { if ($_.Enabled) { $_ } } | fl",
        "Get-X | % { if ($_.Enabled) { $_ | fl } }",
        "(Get-X).ForEach({ if ($_.Enabled) { $_ } })",
        "Get-X | % { $_; break }",
        "Get-X | group Type | % { $_.Group[0] } | fl",
        "Get-X | ogv -PassThru | fl",
        "Get-X | ogv -p | fl",
        "Invoke-Command -ComputerName EX01 { Get-X | where Enabled }",
        "icm EX01 { Get-X -Server EX01 }",
        "& { Get-X | select -First 1 }",
        ". { (Get-X)[0] }",
        "powershell -c \"Get-X | where {$_.Enabled} | fl\"",
        "powershell -c Get-X | findstr True",
        "pwsh -NoProfile -Command 'Get-X | select -First 1'",
        "iex 'Get-X | ? Enabled'",
        "Get-X | fl | Out-String -Stream | sls Name",
        "Get-X | fl | findstr Name",
        "Get-X | fl | find \"Name\"",
        "Get-X | Show-Some",
        "Get-X | fl | more +10",
        "$block = { Get-X | select -f 1 }; & $block",
        "Get-X | .\\filter.ps1",
        "Get-X | fl -Nosuch 1",
        "Get-ExchangeServer EX01 | Get-X",
        "Get-ExchangeServer | ? Name -like 'EX0*' | Get-X | fl",
        "'EX01','EX02' | % { Get-X -Server $_ } | fl",
        "'EX01' | Get-X | fl",
        "if ($true) { Get-X | fl }",
        "foreach ($s in 'EX01','EX02') { Get-X -Server $s | fl }",
        "foreach ($s in Get-ExchangeServer) { Get-X -Server $s.Name | fl; break }",
        "while ($true) { Get-X | fl; break }",
        "Get-X -All:$false | fl",
        "$(Get-X | select -First 1) | fl",
        "[array](Get-X)[0]",
        "Get-X && Get-X | Select-Object -First 1",
    ] {
        let told = told(&mut State::default(), text);
        let partial = told
            .commands
            .iter()
            .filter(|(_, prints)| *prints)
            .any(|(command, _)| command.partial || command.cmdlet == "powershell");
        assert!(partial, "{text}: {told:?}");
    }
}

#[test]
fn a_variable_stands_for_what_filled_it() {
    let printed = |lines: &[&str]| {
        let told = last(lines);
        let (command, prints) = told.commands.into_iter().next_back().unwrap();
        assert!(prints && told.unstored.is_none(), "{lines:?}");
        command
    };
    let whole = printed(&["$servers = Get-ExchangeServer", "$servers | fl"]);
    assert!(whole.cmdlet == "Get-ExchangeServer" && !whole.partial && whole.filled_by.is_some());
    assert!(!printed(&["$a = $b = Get-X", "$a"]).partial);
    assert!(!printed(&["$a = Get-X", "$b = $a", "$b | ConvertTo-Json"]).partial);
    assert!(!printed(&["Get-X -OutVariable a | Out-Null", "$a | fl"]).partial);
    assert!(!printed(&["Set-Variable a (Get-X)", "$a | fl"]).partial);
    assert!(!printed(&["$s = Get-ExchangeServer", "foreach ($one in $s) { Get-X | fl }"]).partial);
    for lines in [
        ["$a = Get-X | ? Enabled", "$a | fl"],
        ["$a = Get-X", "$a[0] | fl"],
        ["$a = Get-X", "$a | select -Last 1"],
        ["$a = Get-X -Server EX01", "$a"],
        ["foreach ($a in Get-X) { $a.Name }", "$a | fl"],
        ["Get-X -OutVariable a | select -First 1 | Out-Null", "$a | fl"],
        ["Get-X | Tee-Object -Variable a | select -First 1", "$a | fl"],
        ["Get-X -ov a | % { $_; break }", "$a | fl"],
        ["$s = 'EX01'", "foreach ($one in $s) { Get-X -Server $one | fl }"],
    ] {
        assert!(printed(&lines).partial, "{lines:?}");
    }
    let asked = printed(&[
        "$sp = Get-MgServicePrincipal -Filter \"AppId eq '0a'\"",
        "(Get-MgServicePrincipal -ServicePrincipalId $sp.Id).ServicePrincipalNames",
    ]);
    assert!(asked.asked().contains("0a"));
}

#[test]
fn what_was_changed_in_memory_is_not_what_is_stored() {
    const FILL: &str = "$x = Get-MgServicePrincipal -Filter \"AppId eq '0a'\"";
    for change in [
        "$x.ServicePrincipalNames += 'https://mail.contoso.com/'",
        "$x.ServicePrincipalNames = $x.ServicePrincipalNames + 'https://mail.contoso.com/'",
        "$x.ServicePrincipalNames.Add('https://mail.contoso.com/')",
        "[void]$x.ServicePrincipalNames.Add('https://mail.contoso.com/')",
        "$x.ServicePrincipalNames.Insert(0, 'https://mail.contoso.com/')",
        "[void]$x.ServicePrincipalNames.Insert(0, 'https://mail.contoso.com/')",
        "$null = $x.ServicePrincipalNames.Remove('https://mail.contoso.com/')",
        "$x.ServicePrincipalNames.Clear()",
        "$x.ServicePrincipalNames[0] = 'https://mail.contoso.com/'",
        "$x += 'https://mail.contoso.com/'",
        "$y = $x; $y.ServicePrincipalNames += 'https://mail.contoso.com/'",
        "$names = $x.ServicePrincipalNames; $names.Add('https://mail.contoso.com/')",
        "Add-Names ([ref]$x)",
        "AddNames $x 'https://mail.contoso.com/'",
        "$x | % { $_.ServicePrincipalNames += 'https://mail.contoso.com/' }",
        "foreach ($one in $x) { $one.ServicePrincipalNames = @() }",
        "if ($true) { $x.ServicePrincipalNames += 'https://mail.contoso.com/' }",
    ] {
        for print in ["$x.ServicePrincipalNames", "$x | fl", "$x | select -ExpandProperty ServicePrincipalNames", "$x | % { $_ }"]
        {
            assert_eq!(last(&[FILL, change, print]).unstored, Some(Unstored::Changed), "{change}; {print}");
        }
        assert_eq!(last(&[FILL, change, FILL, "$x.ServicePrincipalNames"]).unstored, None, "{change}");
    }
    for harmless in [
        "$x.ServicePrincipalNames.Count",
        "$x.ServicePrincipalNames -contains 'https://mail.contoso.com/'",
        "$x.ServicePrincipalNames.Contains('https://mail.contoso.com/')",
        "Update-MgServicePrincipal -ServicePrincipalId $x.Id -ServicePrincipalNames $x.ServicePrincipalNames",
        "$y = 'other'; $y += 'more'",
        "$x",
    ] {
        assert_eq!(last(&[FILL, harmless, "$x.ServicePrincipalNames"]).unstored, None, "{harmless}");
    }
    assert_eq!(last(&["$z.ServicePrincipalNames"]).unstored, Some(Unstored::Unfilled));
    assert_eq!(last(&["$z.ServicePrincipalNames += 'x'", "$z | fl"]).unstored, Some(Unstored::Changed));
    assert_eq!(
        last(&["$z = 'https://mail.contoso.com/','https://autodiscover.contoso.com/'", "$z"]).unstored,
        Some(Unstored::Typed)
    );
}

#[test]
fn connections_are_followed() {
    let side = |lines: &[&str]| {
        let told = last(lines);
        let (command, _) = told.commands.into_iter().next_back().unwrap();
        (command.cmdlet.into_owned(), command.shell)
    };
    let online = Some(Shell::Tenant);
    let ask = "Get-OrganizationConfig | fl";
    let plain = |side| ("Get-OrganizationConfig".to_owned(), side);
    assert_eq!(side(&[ask]), plain(None));
    for connect in [
        "Connect-ExchangeOnline -UserPrincipalName admin@contoso.com",
        "Connect-ExchangeOnline -ShowBanner:$false",
        "Connect-EXOPSSession",
        "$s = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri https://outlook.office365.com/powershell-liveid/ -Credential $c -Authentication Basic -AllowRedirection; Import-PSSession $s",
        "Import-PSSession (New-PSSession -ConnectionUri https://outlook.office365.us/powershell-liveid) -AllowClobber",
        "$uri = 'https://partner.outlook.cn/PowerShell'; $s = New-PSSession -ConnectionUri $uri; Import-Module (Import-PSSession $s -DisableNameChecking) -Global",
        "Enter-PSSession -ConnectionUri https://outlook.office365.com/powershell-liveid/",
    ] {
        assert_eq!(side(&[connect, ask]), plain(online), "{connect}");
    }
    for end in ["Disconnect-ExchangeOnline -Confirm:$false", "Get-PSSession | Remove-PSSession", "Remove-Module tmp_abc"] {
        assert_eq!(side(&["Connect-ExchangeOnline", end, ask]), plain(None), "{end}");
    }
    assert_eq!(side(&["Enter-PSSession -ConnectionUri https://outlook.office365.com/x", "Exit-PSSession", ask]), plain(None));
    assert_eq!(side(&["Connect-ExchangeOnline", "Connect-ExchangeServer -auto", ask]), plain(Some(Shell::OnPremises)));
    assert_eq!(side(&["Connect-ExchangeOnline -Prefix Cloud", ask]), plain(None));
    assert_eq!(side(&["Connect-ExchangeOnline -Prefix Cloud", "Get-CloudOrganizationConfig | fl"]), plain(online));
    assert_eq!(
        side(&[
            "$s = New-PSSession -ConnectionUri http://ex01.corp.contoso.com/PowerShell/",
            "Invoke-Command -Session $s { Get-OrganizationConfig }"
        ]),
        plain(Some(Shell::OnPremises))
    );
}

#[test]
fn what_is_expanded() {
    for text in [
        "Get-MsolServicePrincipal -AppPrincipalId 0 | select -ExpandProperty ServicePrincipalNames",
        "(Get-MgServicePrincipal -Filter \"appId eq '0'\").ServicePrincipalNames",
        "Get-X | % { $_.ServicePrincipalNames }",
        "Get-X | % ServicePrincipalNames",
        "Get-X | select -exp ServicePrincipalNames | sort -Unique",
    ] {
        let (command, _) = one(text);
        assert!(command.expands.as_deref() == Some("ServicePrincipalNames") && !command.values_partial, "{text}");
    }
    for text in [
        "(Get-X).ServicePrincipalNames -like 'https*'",
        "(Get-X).ServicePrincipalNames[0]",
        "Get-X | select -exp ServicePrincipalNames | sls https",
        "Get-X | % { $_.ServicePrincipalNames | ? { $_ -like 'https*' } }",
    ] {
        assert!(one(text).0.values_partial, "{text}");
    }
    assert!(told(&mut State::default(), "(Get-AuthServer).Count").commands.is_empty());
}

#[test]
fn what_goes_elsewhere_is_not_printed() {
    for text in [
        "$spn = Get-MgServicePrincipal -All",
        "Get-AuthServer | fl > C:\\auth.txt",
        "Get-X | Export-Clixml x.xml",
        "Get-X *> x.txt",
        "Get-X | Out-Null",
        "Get-X | ogv",
    ] {
        assert!(!one(text).1, "{text}");
    }
    let told = told(&mut State::default(), "Get-OwaVirtualDirectory | Set-OwaVirtualDirectory -OAuthAuthentication $true");
    assert!(told.changes && told.commands.is_empty());
    assert_eq!(one("$FormatEnumerationLimit = -1; Get-AuthServer | fl").0.cmdlet, "Get-AuthServer");
}

#[test]
fn no_line_is_too_odd() {
    for text in [
        "",
        ")",
        "}}",
        "$",
        "$(",
        "@{",
        "((((",
        "'",
        "\"",
        "`",
        "|",
        "%",
        "% {",
        "foreach (",
        "foreach ($x in",
        "if (",
        "[",
        "[x",
        "$x[",
        "$x.",
        "&",
        ".",
        "@",
        "--",
        "-x",
        "a|b|",
        "1..",
        "é | ü { ß }",
        "$é.ü += 'ß'",
    ] {
        let _ = told(&mut State::default(), text);
        let _ = told(&mut State::default(), &format!("Get-X {text}"));
        let _ = told(&mut State::default(), &text.repeat(500));
    }
}

#[test]
fn sentences_are_no_commands() {
    for text in [
        "Get-AuthServer",
        "get-mapivirtualdirectory|fl",
        "Get-AuthServer EvoSts",
        "Set-AuthServer -Identity x",
        "$x = Get-AuthServer",
        "(Get-AuthServer).Realm",
    ] {
        assert!(is_command(text), "{text}");
    }
    for text in [
        "Get-AuthServer shows the default endpoint.",
        "Get-OwaVirtualDirectory output",
        "Get-X:",
        "Get-Well soon to all",
        "Set-up is done",
        "$5 per user",
    ] {
        assert!(!is_command(text), "{text}");
    }
}
