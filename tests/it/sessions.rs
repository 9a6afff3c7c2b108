//! Console sessions: which organisation was asked, what stood only in memory, which output belongs to which command.

use crate::common::{PRINCIPAL, Snapshot, healthy};
use hmaudit::capture::{self, Capture};
use hmaudit::check::Verdict;
use hmaudit::estate::identify;
use hmaudit::report::{Readiness, Report};
use hmaudit::source::{SourceId, decode};

const ORGANISATION: &str = "onprem/organizationconfig.txt";
const NAMES: &str = "00000002-0000-0ff1-ce00-000000000000\n00000002-0000-0ff1-ce00-000000000000/outlook.com\nhttps://outlook.office365.com/\n\
                     https://mail.contoso.com/\nhttps://autodiscover.contoso.com/\n";
const ASK: &str = "Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\"";

/// Cmdlet and first value of each record.
fn read(text: &str) -> Vec<(Option<&'static str>, String)> {
    with_capture(text, |capture| {
        let records = capture.records.iter();
        records
            .map(|record| {
                let command = record.command.and_then(|index| capture.commands.get(index));
                let cmdlet = identify::cmdlet(record, command).map(|found| found.printed_by);
                (cmdlet, format!("{:?}", record.fields.first().map(|field| &field.raw)))
            })
            .collect()
    })
}

fn cmdlets(text: &str) -> Vec<Option<&'static str>> {
    read(text).into_iter().map(|(cmdlet, _)| cmdlet).collect()
}

fn with_capture<T>(text: &str, of: impl FnOnce(&Capture<'_>) -> T) -> T {
    let source = decode::decode(text.as_bytes().to_vec(), SourceId(0), "session.txt".to_owned(), None);
    of(&capture::read(&source))
}

fn whys(text: &str) -> Vec<String> {
    with_capture(text, |capture| capture.skipped.iter().map(|skipped| skipped.why.clone()).collect())
}

fn verdict_of(report: &Report, rule: &str) -> Vec<Verdict> {
    report.findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.verdict).collect()
}

/// The two flags of an organisation behind some lines.
fn flags_behind(lines: &str) -> Snapshot {
    let flags = "\n\nOAuth2ClientProfileEnabled : True\nMapiHttpEnabled            : True\n\n\n";
    healthy().with(ORGANISATION, &format!("{lines}{flags}"))
}

const FLAGS: &str = "Get-OrganizationConfig | fl OAuth2ClientProfileEnabled,MapiHttpEnabled";

#[test]
fn what_stands_behind_a_connection_to_exchange_online_is_not_on_premises() {
    assert_eq!(flags_behind(&format!("PS C:\\>{FLAGS}\n")).audit().verdict, Readiness::Ready);
    for prompt in ["PS C:\\>", "[PS] C:\\>", ""] {
        for connect in [
            "Connect-ExchangeOnline -UserPrincipalName admin@contoso.com",
            "Connect-ExchangeOnline -ShowBanner:$false; Get-Date > now.txt",
            "Connect-EXOPSSession",
            "Import-PSSession (New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri https://outlook.office365.com/powershell-liveid/)",
            "Enter-PSSession -ConnectionUri https://outlook.office365.us/powershell-liveid/",
        ] {
            let enters = connect.starts_with("Enter");
            let next = if enters { "[outlook.office365.us]: PS>" } else { prompt };
            let report = flags_behind(&format!("{prompt}{connect}\n{next}{FLAGS}\n")).audit();
            assert_ne!(report.verdict, Readiness::Ready, "{prompt}{connect}");
        }
    }
    let session = "PS C:\\>$s = New-PSSession -ConnectionUri https://partner.outlook.cn/PowerShell -AllowRedirection\nPS C:\\>Import-PSSession $s\n";
    assert_ne!(flags_behind(&format!("{session}PS C:\\>{FLAGS}\n")).audit().verdict, Readiness::Ready);
    let prefix = "PS C:\\>Connect-ExchangeOnline -Prefix Cloud\nPS C:\\>Get-CloudOrganizationConfig | fl OAuth2ClientProfileEnabled,MapiHttpEnabled\n";
    assert_ne!(flags_behind(prefix).audit().verdict, Readiness::Ready);
}

#[test]
fn a_connection_that_ended_or_is_elsewhere_leaves_on_premises_alone() {
    for lines in [
        "PS C:\\>Connect-ExchangeOnline\nPS C:\\>Disconnect-ExchangeOnline -Confirm:$false\nPS C:\\>",
        "PS C:\\>Connect-ExchangeOnline\nPS C:\\>Get-PSSession | Remove-PSSession\nPS C:\\>",
        // No window but the Exchange Management Shell has this prompt.
        "PS C:\\>Connect-ExchangeOnline\n[PS] C:\\>",
        "PS C:\\>Connect-ExchangeOnline -Prefix Cloud\nPS C:\\>",
        "PS C:\\>Connect-MgGraph -TenantId contoso.onmicrosoft.com\nPS C:\\>",
        "PS C:\\>$s = New-PSSession -ConnectionUri http://ex01.corp.contoso.com/PowerShell/\nPS C:\\>Import-PSSession $s\nPS C:\\>",
        "PS C:\\>Enter-PSSession -ConnectionUri https://outlook.office365.com/x\n[outlook.office365.com]: PS>Exit-PSSession\nPS C:\\>",
    ] {
        assert_eq!(flags_behind(&format!("{lines}{FLAGS}\n")).audit().verdict, Readiness::Ready, "{lines}");
    }
    // Its own place in Active Directory outdoes the session.
    let own = healthy().files.into_iter().find(|(name, _)| name == ORGANISATION).unwrap().1;
    let behind = format!("[PS] C:\\>Connect-ExchangeOnline\n{}", String::from_utf8(own).unwrap());
    assert_eq!(healthy().with(ORGANISATION, &behind).audit().verdict, Readiness::Ready);
}

#[test]
fn a_transcript_of_another_process_knows_nothing_of_the_one_above() {
    let head = |process: u32| {
        format!(
            "**********************\nWindows PowerShell transcript start\nStart time: 20261120090000\nProcess ID: {process}\n**********************\n"
        )
    };
    let two = |second| format!("{}PS C:\\>Connect-ExchangeOnline\n{}PS C:\\>{FLAGS}\n", head(100), head(second));
    assert_eq!(flags_behind(&two(200)).audit().verdict, Readiness::Ready);
    assert_ne!(flags_behind(&two(100)).audit().verdict, Readiness::Ready);
}

fn names_printed_by(lines: &str) -> Snapshot {
    healthy().without(PRINCIPAL).with("tenants/contoso/serviceprincipal.txt", &format!("{lines}\n{NAMES}PS C:\\>\n"))
}

#[test]
fn names_count_when_exchange_was_asked_for() {
    for lines in [
        format!("PS C:\\>{ASK} | select -ExpandProperty ServicePrincipalNames"),
        format!("PS C:\\>({ASK}).ServicePrincipalNames"),
        format!("PS C:\\>$x = {ASK}\nPS C:\\>$x.ServicePrincipalNames"),
        format!("PS C:\\>$sp = {ASK}\nPS C:\\>(Get-MgServicePrincipal -ServicePrincipalId $sp.Id).ServicePrincipalNames"),
        "PS C:\\>Get-MsolServicePrincipal -AppPrincipalId 00000002-0000-0ff1-ce00-000000000000 | % ServicePrincipalNames | sort -Unique".to_owned(),
    ] {
        let report = names_printed_by(&lines).audit();
        assert!(!verdict_of(&report, "HMA-SPN-001").contains(&Verdict::Inconclusive), "{lines}: {:#?}", crate::common::told(&report));
        assert!(verdict_of(&report, "HMA-SPN-001").contains(&Verdict::Pass), "{lines}");
    }
}

#[test]
fn names_that_stood_in_memory_or_belong_to_another_application_prove_nothing() {
    let changed = |change: &str| format!("PS C:\\>$x = {ASK}\nPS C:\\>{change}\nPS C:\\>$x.ServicePrincipalNames");
    for lines in [
        changed("$x.ServicePrincipalNames += 'https://mail.contoso.com/'"),
        changed("$x.ServicePrincipalNames.Add('https://mail.contoso.com/')"),
        changed("[void]$x.ServicePrincipalNames.Add('https://mail.contoso.com/')"),
        changed("$x.ServicePrincipalNames[3] = 'https://mail.contoso.com/'"),
        changed("$y = $x; $y.ServicePrincipalNames += 'https://mail.contoso.com/'"),
        changed("foreach ($name in $names) { $x.ServicePrincipalNames += $name }"),
        "PS C:\\>$names".to_owned(),
        "PS C:\\>$x.ServicePrincipalNames".to_owned(),
        "PS C:\\>'00000002-0000-0ff1-ce00-000000000000','https://mail.contoso.com/'".to_owned(),
        "PS C:\\>(Get-MgServicePrincipal -Filter \"AppId eq '00000003-0000-0000-c000-000000000000'\").ServicePrincipalNames".to_owned(),
        "PS C:\\>$o = Get-MgServicePrincipal -Filter \"AppId eq '00000003-0000-0000-c000-000000000000'\"\nPS C:\\>(Get-MgServicePrincipal -ServicePrincipalId $o.Id).ServicePrincipalNames".to_owned(),
    ] {
        let report = names_printed_by(&lines).audit();
        assert_ne!(report.verdict, Readiness::Ready, "{lines}");
        assert!(!verdict_of(&report, "HMA-SPN-001").contains(&Verdict::Pass), "{lines}: {:#?}", crate::common::told(&report));
    }
    // Every application has its own id among its names, so that two of them are the names of two.
    let many = format!(
        "PS C:\\>Get-MgServicePrincipal -All | select -ExpandProperty ServicePrincipalNames\n00000003-0000-0000-c000-000000000000\nhttps://graph.microsoft.com\n{NAMES}PS C:\\>\n"
    );
    let report = healthy().without(PRINCIPAL).with("tenants/contoso/serviceprincipal.txt", &many).audit();
    assert!(!verdict_of(&report, "HMA-SPN-001").contains(&Verdict::Pass), "{:#?}", crate::common::told(&report));
    let few = format!(
        "PS C:\\>Get-MgServicePrincipal -All | select -ExpandProperty ServicePrincipalNames | where {{ $_ -notlike '*3*' }}\n{NAMES}PS C:\\>\n"
    );
    let report = healthy().without(PRINCIPAL).with("tenants/contoso/serviceprincipal.txt", &few).audit();
    assert!(!verdict_of(&report, "HMA-SPN-001").contains(&Verdict::Pass), "{:#?}", crate::common::told(&report));
}

const EWS: &str = "Server               : EX1\nInternalUrl          : https://mail.contoso.com/EWS/Exchange.asmx\nOAuthAuthentication  : True\n\n";
const AUTODISCOVER: &str = "Server               : EX1\nOAuthAuthentication  : False\n\n";
const MAPI: &str = "Server                        : EX1\nInternalUrl                   : https://mail.contoso.com/mapi\n\
                    IISAuthenticationMethods      : {Ntlm, OAuth, Negotiate}\n\n";

#[test]
fn commands_first_and_outputs_below_go_together_by_what_they_hold() {
    const STEPS: &str = "Get-MapiVirtualDirectory | FL server,*url*,*auth*\nGet-WebServicesVirtualDirectory | FL server,*url*,*oauth*\n\
                         Get-AutoDiscoverVirtualDirectory | FL server,*oauth*\n";
    let (mapi, ews, auto) =
        (Some("Get-MapiVirtualDirectory"), Some("Get-WebServicesVirtualDirectory"), Some("Get-AutodiscoverVirtualDirectory"));
    assert_eq!(cmdlets(&format!("{STEPS}\n{MAPI}\n{EWS}\n{AUTODISCOVER}")), [mapi, ews, auto]);
    assert_eq!(cmdlets(&format!("{STEPS}\n{EWS}")), [ews]);
    assert_eq!(cmdlets(&format!("{STEPS}\n{MAPI}\n{AUTODISCOVER}")), [mapi, auto]);
    assert_eq!(cmdlets(&format!("{STEPS}\n{EWS}{MAPI}")), [ews, mapi]);
    let prompted: String = STEPS.lines().map(|line| format!("[PS] C:\\>{line}\n")).collect();
    assert_eq!(cmdlets(&format!("{prompted}\n{MAPI}\n{EWS}\n{AUTODISCOVER}[PS] C:\\>\n")), [mapi, ews, auto]);
    let in_one_line = STEPS.trim_end().replace('\n', "; ");
    assert_eq!(cmdlets(&format!("[PS] C:\\>{in_one_line}\n\n{MAPI}\n{EWS}\n{AUTODISCOVER}[PS] C:\\>\n")), [mapi, ews, auto]);
}

#[test]
fn where_it_is_not_clear_which_command_printed_it_none_did() {
    const TWO: &str = "Get-OabVirtualDirectory | FL server,*oauth*\nGet-AutoDiscoverVirtualDirectory | FL server,*oauth*\n";
    for text in [format!("{TWO}\n{AUTODISCOVER}"), format!("{TWO}\n{AUTODISCOVER}{}", AUTODISCOVER.replace("EX1", "EX2"))] {
        assert!(cmdlets(&text).iter().all(Option::is_none), "{text}");
        assert!(
            whys(&text).iter().any(|why| why.contains("Get-AutoDiscoverVirtualDirectory or Get-OabVirtualDirectory")),
            "{:?}",
            whys(&text)
        );
    }
}

#[test]
fn an_object_is_not_what_its_command_cannot_print() {
    for (command, object) in [
        ("Get-AutoDiscoverVirtualDirectory | fl server,*url*,*oauth*", EWS),
        ("Get-OabVirtualDirectory | fl", EWS),
        ("Get-WebServicesVirtualDirectory | fl", MAPI),
        ("Get-AuthServer | fl", MAPI),
        (
            "Get-MapiVirtualDirectory | fl",
            "Name                           : EvoSts\nIsDefaultAuthorizationEndpoint : True\nAuthMetadataUrl : https://login.windows.net/x\n\n",
        ),
    ] {
        for prompt in ["", "[PS] C:\\>"] {
            let text = format!("{prompt}{command}\n\n\n{object}\n");
            let wrong = command.split(' ').next().unwrap();
            assert!(
                cmdlets(&text).iter().all(|cmdlet| cmdlet.is_none_or(|cmdlet| !cmdlet.eq_ignore_ascii_case(wrong))),
                "{text}"
            );
            assert!(whys(&text).iter().any(|why| why.contains("it is something else")), "{text}: {:?}", whys(&text));
        }
    }
}

#[test]
fn a_label_heads_another_object() {
    for label in ["EvoSTS:", "Auth server of contoso:", "  now the AuthServer:"] {
        let auth = "Name                           : EvoSts\nIsDefaultAuthorizationEndpoint : True\n";
        let text = format!(
            "[PS] C:\\>Get-MapiVirtualDirectory | fl server,*url*,*auth*\n\n{}{label}\n{auth}\n[PS] C:\\>\n",
            MAPI.trim_end().to_owned() + "\n"
        );
        assert_eq!(cmdlets(&text), [Some("Get-MapiVirtualDirectory"), Some("Get-AuthServer")], "{text}");
    }
}

#[test]
fn an_object_of_another_kind_leaves_the_asked_one_undecided() {
    let text = format!(
        "Get-WebServicesVirtualDirectory | FL server,*url*,*oauth*\nGet-AutoDiscoverVirtualDirectory | FL server,*oauth*\n\n{}{}",
        EWS.replace("EX1", "EX01"),
        EWS.replace("EX1", "EX02")
    );
    let report = healthy().without("onprem/autodiscover.txt").without("onprem/ews.txt").with("onprem/steps.txt", &text).audit();
    assert!(!verdict_of(&report, "HMA-VDIR-005").contains(&Verdict::Pass), "{:#?}", crate::common::told(&report));
    assert_ne!(report.verdict, Readiness::Ready);
    assert!(verdict_of(&report, "HMA-VDIR-003").contains(&Verdict::Pass));
}

#[test]
fn an_object_alone_does_not_tell_that_there_is_no_other() {
    let partner = "Name                                : Exchange Online\nApplicationIdentifier               : 00000007-0000-0ff1-ce00-000000000000\n\
                   Enabled                             : True\nUseAuthServer                       : True\nRealm                               : \n";
    let acs = "Name                           : ACS - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d\nType                           : MicrosoftACS\n\
               Enabled                        : True\nIsDefaultAuthorizationEndpoint : False\nRealm                          : 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\n";
    let setting = "Name          : Other\nComponentName : Global\nSectionName   : Other\nParameters    : {Enabled=true}\n";
    for (file, rule, text) in [
        ("onprem/partnerapplication.txt", "HYB-002", partner),
        ("onprem/authserver.txt", "HMA-STS-001", acs),
        ("onprem/settingoverride.txt", "HYB-003", setting),
    ] {
        let alone = healthy().with(file, text).audit();
        assert!(!verdict_of(&alone, rule).contains(&Verdict::Fail), "{rule}: {:#?}", crate::common::told(&alone));
        assert_ne!(alone.verdict, Readiness::NotReady, "{rule}: {:#?}", crate::common::told(&alone));
        let cmdlet = healthy().files.into_iter().find(|(name, _)| name == file).unwrap().1;
        let command = String::from_utf8(cmdlet).unwrap().lines().next().unwrap().to_owned();
        let whole = healthy().with(file, &format!("{command}\n\n\n{text}\n\n[PS] C:\\>\n")).audit();
        assert!(verdict_of(&whole, rule).contains(&Verdict::Fail), "{rule}: {:#?}", crate::common::told(&whole));
        let filtered = healthy()
            .with(file, &format!("{}\n\n\n{text}\n\n[PS] C:\\>\n", command.replace(" | fl", " | where Name -like 'x*' | fl")))
            .audit();
        assert!(!verdict_of(&filtered, rule).contains(&Verdict::Fail), "{rule}: {:#?}", crate::common::told(&filtered));
    }
}

#[test]
fn what_a_command_prints_that_nobody_understands_is_a_part() {
    let own = healthy().files.into_iter().find(|(name, _)| name == "onprem/authserver.txt").unwrap().1;
    let own = String::from_utf8(own).unwrap();
    let output = own.split_once('\n').unwrap().1;
    for command in [
        ".\\show.ps1",
        "Show-AuthServers",
        "Receive-Job 1 | fl",
        "Get-AuthServer | Compare-Object $before | fl",
        "$block = { Get-AuthServer | select -f 1 }; & $block",
        "Start-Transcript c:\\x.txt",
        "[Mine]::AuthServers()",
        "cmd /c show",
    ] {
        let report = healthy().with("onprem/authserver.txt", &format!("[PS] C:\\>{command}\n{output}")).audit();
        assert_eq!(report.verdict, Readiness::Inconclusive, "{command}: {:#?}", crate::common::told(&report));
    }
}

#[test]
#[ignore = "compares times, which a busy machine distorts: cargo test --test it -- --ignored long_sessions"]
fn long_sessions_take_time_in_proportion() {
    let time = |text: &str| {
        let start = std::time::Instant::now();
        with_capture(text, |_| ());
        start.elapsed()
    };
    let cases: [fn(usize) -> String; 5] = [
        |n| format!("{}\n{EWS}", "Get-OabVirtualDirectory | fl\nGet-MapiVirtualDirectory | fl\n".repeat(n)),
        |n| format!("Get-AuthServer | fl\n\n\n{EWS}\n\n").repeat(n),
        |n| format!("PS C:\\>$x = @($x; $x)\n{}", "PS C:\\>$x = @($x; $x)\n".repeat(n)),
        |n| format!("PS C:\\>$a = Get-X\n{}", "PS C:\\>$a = Get-X -Id $a.Id; $a\n".repeat(n)),
        |n| {
            "Get-OabVirtualDirectory | fl\nGet-MapiVirtualDirectory | fl\n\nServer : EX1\nOAuthAuthentication : True\n\n\n"
                .repeat(n)
        },
    ];
    for (index, case) in cases.iter().enumerate() {
        let (small, large) = (case(500), case(4000));
        let (small, large) = (time(&small), time(&large));
        // Eight times the text; twice that time is granted to a busy machine.
        assert!(large < small * 24 + std::time::Duration::from_millis(400), "{index}: {small:?}, {large:?}");
    }
}

#[test]
fn a_command_that_the_console_folded_is_read_whole() {
    let fold = |line: &str, width: usize| {
        let characters: Vec<char> = line.chars().collect();
        characters.chunks(width).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    };
    for command in [
        format!("PS C:\\>{ASK} | select -ExpandProperty ServicePrincipalNames"),
        format!("PS C:\\Users\\admin\\Documents>({ASK}).ServicePrincipalNames"),
    ] {
        for width in 60..130 {
            let text = format!("{}\n{NAMES}PS C:\\>\n", fold(&command, width));
            let all = read(&text);
            assert!(all.len() == 1 && all[0].0 == Some("Get-MgServicePrincipal"), "{width}: {text}{all:?}");
            assert!(all[0].1.contains("autodiscover.contoso.com"), "{width}: {text}{all:?}");
        }
    }
    let table = "[PS] C:\\>Get-AuthServer -DomainController dc01.corp.contoso.com | Format-List Name,Type,Enabled,IsDefaultAuthorizationEndpoint";
    for width in 40..100 {
        let text = format!(
            "{}\n\n\nName                           : EvoSts\nType                           : AzureAD\n\n",
            fold(table, width)
        );
        assert_eq!(cmdlets(&text), [Some("Get-AuthServer")], "{width}: {text}");
    }
}

/// Names of Exchange Online, as the fixture's tenant has them.
const ALTERED: &[&str] = &[
    "(Q).ServicePrincipalNames + 'https://mail.contoso.com/'",
    "(Q).ServicePrincipalNames, 'https://mail.contoso.com/'",
    "(Q).ServicePrincipalNames -replace 'old.contoso', 'mail.contoso'",
    "(Q).ServicePrincipalNames.Replace('old', 'mail')",
    "Q | select -ExpandProperty ServicePrincipalNames | % { $_ -replace 'old', 'mail' }",
    "Q | select -ExpandProperty ServicePrincipalNames | foreach Replace old mail",
    "Q | select @{n='ServicePrincipalNames';e={'https://mail.contoso.com/'}} | select -ExpandProperty ServicePrincipalNames",
];

#[test]
fn values_that_a_pipeline_made_out_of_others_are_not_those_that_are_stored() {
    let query = "Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\"";
    let names = "00000002-0000-0ff1-ce00-000000000000\nhttps://outlook.office365.com/\nhttps://mail.contoso.com/\nhttps://autodiscover.contoso.com/\n";
    let verdict = |typed: &str| {
        let text = format!("PS C:\\> {}\n{names}\nPS C:\\>\n", typed.replace('Q', query));
        let estate = Snapshot::estate("healthy").without("tenants/contoso/serviceprincipal.json");
        estate.with("tenants/contoso/names.txt", &text).audit().verdict
    };
    for typed in ALTERED {
        assert_eq!(verdict(typed), Readiness::Inconclusive, "{typed}");
    }
    let in_a_variable = "$x = (Q).ServicePrincipalNames\nPS C:\\> $x = $x + 'https://mail.contoso.com/'\nPS C:\\> $x";
    assert_eq!(verdict(in_a_variable), Readiness::Inconclusive);
    for typed in [
        "(Q).ServicePrincipalNames",
        "Q | select -ExpandProperty ServicePrincipalNames | sort",
        "(Q).ServicePrincipalNames -like 'https*'",
    ] {
        assert_eq!(verdict(typed), Readiness::Ready, "{typed}");
    }
}

#[test]
fn parameters_that_were_set_beforehand_may_leave_out_rows() {
    let preset = |typed: &str| {
        let text = String::from_utf8(
            Snapshot::estate("healthy").files.into_iter().find(|(name, _)| name == "onprem/authserver.txt").unwrap().1,
        )
        .unwrap();
        Snapshot::estate("healthy").with("onprem/authserver.txt", &format!("[PS] C:\\>{typed}\n{text}")).audit().verdict
    };
    assert_eq!(preset("$PSDefaultParameterValues['Get-AuthServer:Identity'] = 'EvoSTS'"), Readiness::Inconclusive);
    assert_eq!(preset("$PSDefaultParameterValues = @{ '*:Identity' = 'EvoSTS' }"), Readiness::Inconclusive);
    assert_eq!(preset("$FormatEnumerationLimit = -1"), Readiness::Ready);
}
