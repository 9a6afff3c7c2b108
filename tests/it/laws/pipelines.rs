//! A pipeline that may leave out a row never leads to `ready`; one that keeps every row does, where the organisation is.

use crate::common::Snapshot;
use hmaudit::report::Readiness;
use proptest::prelude::*;
use proptest::sample::select;

/// A cmdlet, its file, its properties, its objects; in the last one what fails.
struct Case {
    cmdlet: &'static str,
    file: &'static str,
    rows: Vec<Vec<(&'static str, &'static str)>>,
    /// The row that a pipeline leaves out: with it, the organisation is not ready.
    failing: Vec<(&'static str, &'static str)>,
}

fn auth_server(name: &'static str, default: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("Name", name),
        ("Type", "AzureAD"),
        ("Enabled", "True"),
        ("IsDefaultAuthorizationEndpoint", default),
        ("IssuerIdentifier", "https://sts.windows.net/0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80/"),
        ("Realm", "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80"),
        ("TokenIssuingEndpoint", "https://login.windows.net/common/oauth2/token"),
        ("AuthorizationEndpoint", "https://login.windows.net/common/oauth2/authorize"),
        (
            "AuthMetadataUrl",
            "https://login.windows.net/contoso.onmicrosoft.com/federationmetadata/2007-06/federationmetadata.xml",
        ),
        ("ApplicationIdentifier", "4c7e1b90-2d3f-4a5b-9c6d-7e8f90a1b2c3"),
        ("DomainName", "{contoso.onmicrosoft.com}"),
    ]
}

fn mapi(identity: &'static str, server: &'static str, methods: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("Identity", identity),
        ("Server", server),
        ("InternalUrl", "https://mail.contoso.com/mapi"),
        ("ExternalUrl", "https://mail.contoso.com/mapi"),
        ("IISAuthenticationMethods", methods),
        ("InternalAuthenticationMethods", methods),
        ("ExternalAuthenticationMethods", methods),
    ]
}

fn service(name: &'static str, fqdn: &'static str, uri: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![("Name", name), ("Fqdn", fqdn), ("AutoDiscoverServiceInternalUri", uri), ("AutoDiscoverSiteScope", "{}")]
}

fn cases() -> Vec<Case> {
    const OAUTH: &str = "{Ntlm, OAuth, Negotiate}";
    const SCP: &str = "https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml";
    vec![
        Case {
            cmdlet: "Get-AuthServer",
            file: "onprem/authserver.txt",
            rows: vec![auth_server("EvoSts", "True")],
            failing: auth_server("EvoSts - second", "True"),
        },
        Case {
            cmdlet: "Get-MapiVirtualDirectory",
            file: "onprem/mapi.txt",
            rows: vec![
                mapi("EX01\\mapi (Default Web Site)", "EX01", OAUTH),
                mapi("EX02\\mapi (Default Web Site)", "EX02", OAUTH),
            ],
            failing: mapi("EX03\\mapi (Default Web Site)", "EX03", "{Ntlm, Negotiate}"),
        },
        Case {
            cmdlet: "Get-ClientAccessService",
            file: "onprem/clientaccess.txt",
            rows: vec![service("EX01", "EX01.corp.contoso.com", SCP), service("EX02", "EX02.corp.contoso.com", SCP)],
            failing: service("EX03", "EX03.corp.contoso.com", "https://other.contoso.com/Autodiscover/Autodiscover.xml"),
        },
    ]
}

/// Harmless parameters.
const HARMLESS: &[&str] =
    &["", " -DomainController dc01", " -DomainCon dc01", " -Verbose", " -ErrorAction SilentlyContinue", " -ea 0", " -wa:0 -vb"];
/// Stages that keep every row.
const KEEPING: &[&str] = &[
    "",
    " | sort Name",
    " | Sort-Object Name -Desc",
    " | select *",
    " | tee -FilePath c:\\a.txt",
    " | % { $_ }",
    " | ForEach-Object -Process { $_ }",
    " | write-output",
    "|sort-object -Property Name -stable",
];
/// What surrounds a pipeline and keeps every row; several lines are several commands.
const AROUND: &[&str] = &[
    "#",
    "& { # }",
    "(#)",
    "@(#)",
    "Invoke-Command -ComputerName EX01 -ScriptBlock { # }",
    "icm EX01 { # }",
    "$x = #\n$x",
    "$a = $b = #\n$b",
    "($x = #)",
    "foreach ($one in #) { $one }",
];
/// Formats.
const FORMATS: &[&str] = &[
    " | fl",
    " | Format-List",
    " | Format-List -Prop",
    " | fl | Out-String -Width 4096",
    " | fl | more",
    " | fl | oh",
    "|fl|out-host",
];

/// Parameters that leave out rows.
const FILTERS: &[&str] = &[
    " -Identity EX01",
    " -id EvoSts",
    " EX0*",
    " 'EvoSts'",
    " -Filter {Enabled -eq $true}",
    " -f \"Name -like 'E*'\"",
    " -ResultSize 1",
    " -res 1",
    " -serv EX01",
    " -Server:EX01",
    " @parameters",
    " -Nosuch EX01",
];
/// Stages that leave out rows.
const DROPPING: &[&str] = &[
    " | ? {$_.Enabled}",
    " | where Name -ne 'EX03'",
    "|?{$_.Name -like 'E*'}",
    " | select -First 1",
    " | select -f 1",
    " | select * -Last 1",
    " | select -Skip 1",
    " | select -ind 0",
    " | sort Type -Unique",
    " | sort Type -u",
    " | sort -Top 1 Name",
    " | Get-Unique",
    " | % { if ($_.Enabled) { $_ } }",
    " | % { $_; break }",
    " | % { switch ($_.Name) { 'EvoSts' { $_ } } }",
    " | group Type | % { $_.Group[0] }",
    " | ogv -PassThru",
    " | Out-GridView -p",
    " | .\\filter.ps1",
    " | Select-Mine",
];
/// What surrounds a pipeline and leaves out rows.
const AROUND_DROPPING: &[&str] = &[
    "(#)[0]",
    "(#)[0..1]",
    "(#).Where({ $_.Enabled })",
    "(#).ForEach({ if ($_.Enabled) { $_ } })",
    "& { # | select -First 1 }",
    "& { (#)[0] }",
    "Invoke-Command -ComputerName EX01 { # | where Enabled }",
    "if ($true) { # }",
    "foreach ($one in #) { $one; break }",
    "$x = #\n$x[0]",
    "$x = # | where Enabled\n$x",
    "$x = #\n$x | select -First 1",
    "$x = #\n$x += $x[0]\n$x",
    "foreach ($x in #) { $x.Name > c:\\a.txt }\n$x",
];
/// Filters of text, behind the format.
const GREPPING: &[&str] = &[" | findstr E", " | Out-String -Stream | sls E", " | select-string E", " | find \"E\"", " | grep E"];

fn printed(objects: &[&Vec<(&'static str, &'static str)>]) -> String {
    let mut text = "\n\n".to_owned();
    for object in objects {
        for (name, value) in *object {
            text.push_str(&format!("{name:<30} : {value}\n"));
        }
        text.push('\n');
    }
    text + "\n\n[PS] C:\\>\n"
}

fn session(command: &str, objects: &[&Vec<(&'static str, &'static str)>]) -> String {
    let lines: Vec<String> = command.lines().map(|line| format!("[PS] C:\\>{line}")).collect();
    format!("{}\n{}", lines.join("\n"), printed(objects))
}

/// A pipeline, and whether it may leave out rows.
#[derive(Debug, Clone)]
struct Pipeline {
    text: String,
    drops: bool,
}

fn pipelines(cmdlet: &'static str) -> impl Strategy<Value = Pipeline> {
    let keep = (select(HARMLESS), select(KEEPING), select(KEEPING), select(AROUND), select(FORMATS));
    let drop = (0..5_usize, select(FILTERS), select(DROPPING), select(AROUND_DROPPING), select(GREPPING));
    (keep, drop).prop_map(move |((harmless, one, two, around, format), (way, filter, dropping, outer, grep))| {
        let filter = if way == 1 { filter } else { "" };
        let dropping = if way == 2 { dropping } else { "" };
        let inner = format!("{cmdlet}{harmless}{filter}{one}{dropping}");
        let inner = if way == 3 { outer.replace('#', &inner) } else { inner };
        // What stands on several lines is not put into brackets again.
        let around = if inner.contains('\n') { "#" } else { around };
        let last = inner.clone();
        let text = around.replace('#', &last);
        // A loop is a statement, which nothing can follow in a pipeline.
        let is_loop = text.lines().last().is_some_and(|line| line.starts_with("foreach") || line.starts_with("if "));
        let (two, format) = if is_loop { ("", "") } else { (two, format) };
        let grep = if way == 4 && !is_loop { grep } else { "" };
        Pipeline { text: format!("{text}{two}{format}{grep}"), drops: (1..=3).contains(&way) || !grep.is_empty() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pipeline_that_may_leave_out_a_row_never_leads_to_ready(
        (of, pipeline) in (0..3_usize).prop_flat_map(|of| (Just(of), pipelines(cases()[of].cmdlet)))
    ) {
        let case = &cases()[of];
        let kept: Vec<_> = case.rows.iter().collect();
        let mut snapshot = Snapshot::estate("healthy");
        if pipeline.drops && case.cmdlet != "Get-AuthServer" {
            // A whole list of servers would tell that none is missing.
            snapshot = snapshot.replace("onprem/exchangeserver.txt", "Get-ExchangeServer |", "Get-ExchangeServer | where Name -ne 'EX03' |");
        }
        let with = |rows: &[&Vec<_>]| snapshot.clone().with(case.file, &session(&pipeline.text, rows)).audit().verdict;
        if pipeline.drops {
            prop_assert_ne!(with(&kept), Readiness::Ready, "{}", pipeline.text);
        } else {
            prop_assert_eq!(with(&kept), Readiness::Ready, "{}", pipeline.text);
            let all: Vec<_> = case.rows.iter().chain([&case.failing]).collect();
            prop_assert_ne!(with(&all), Readiness::Ready, "{}", pipeline.text);
        }
    }
}
