//! Forms in which evidence reaches the audit, and what is said of evidence that no cmdlet could be found for.

use crate::common::{Snapshot, healthy, told};
use hmaudit::check::Verdict;
use hmaudit::report::{Readiness, Report};

const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// What a report declined: `path:line why`.
fn skipped(report: &Report) -> Vec<String> {
    report.skipped.iter().map(|skip| format!("{}:{} {}", skip.path, skip.line, skip.why)).collect()
}

/// A snapshot without captures of its own tenants' folders, so that nothing but the files themselves tells whose they are.
fn alone(name: &str, text: &str) -> Snapshot {
    healthy().without("tenants/contoso/serviceprincipal.json").placed(name, text)
}

#[test]
fn an_object_without_a_command_is_named_with_what_it_could_be() {
    let text = "OAB (Offline Address Book)\n\nOAuthAuthentication : True\nInternalUrl         :\n";
    let report = healthy().with("notes.txt", text).audit();
    let [line] = &skipped(&report)[..] else { panic!("{:?}", skipped(&report)) };
    assert!(line.starts_with("notes.txt:3 "), "{line}");
    for part in [
        "OAuthAuthentication",
        "Get-OabVirtualDirectory",
        "Get-WebServicesVirtualDirectory",
        "\u{201c}OAB (Offline Address Book)\u{201d}",
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }
    // The URL's path tells, whatever stands above.
    let report = healthy()
        .with("notes.txt", "OWA\n\nServer      : EX01\nInternalUrl : https://mail.contoso.com/OAB\nExternalUrl :\n")
        .audit();
    assert_eq!(skipped(&report), Vec::<String>::new());
}

#[test]
fn many_objects_of_one_kind_without_a_command_share_a_line() {
    let text: String = (0..40).map(|index| format!("EX{index},True,\n")).collect();
    let report = healthy().with("flags.csv", &format!("Server,OAuthAuthentication,ExternalUrl\n{text}")).audit();
    let lines = skipped(&report);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("39 more"), "{lines:?}");
}

#[test]
fn what_holds_no_evidence_is_not_named() {
    for text in ["Name    : EX01\nEnabled : True\nSite    : contoso.local/x\n", "Mailbox : ann\nSize    : 3\nQuota   : 5\n"] {
        let report = healthy().with("notes.txt", text).audit();
        assert_eq!(skipped(&report), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn principals_of_other_applications_belong_to_the_tenant_of_their_file() {
    let spn = |id: &str, app: &str, names: &str| {
        format!(
            r#"{{"id":"{id}","appId":"{app}","displayName":"x","accountEnabled":true,"keyCredentials":[],"replyUrls":[],"servicePrincipalNames":[{names}]}}"#
        )
    };
    let names = format!(
        r#""{EXCHANGE}","https://outlook.office365.com/","https://mail.contoso.com/","https://autodiscover.contoso.com/""#
    );
    let exchange = spn("9d1e2f30-4a5b-4c6d-8e7f-901a2b3c4d5e", EXCHANGE, &names);
    let graph =
        spn("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "00000003-0000-0000-c000-000000000000", r#""https://graph.microsoft.com""#);
    let own = spn("1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "2a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", r#""api://x""#);
    let is_ready = |snapshot: Snapshot, what: &str| {
        let report = snapshot.audit();
        assert_eq!(told(&report), Vec::<String>::new(), "{what}");
        assert_eq!(report.verdict, Readiness::Ready, "{what}");
        assert_eq!(report.tenants.len(), 1, "{what}");
    };
    is_ready(alone("all.json", &format!("[{exchange},\n{graph},\n{own}]")), "one array");
    is_ready(alone("all.json", &format!("[{graph},\n{own},\n{exchange}]")), "Exchange last");
    is_ready(alone("all.json", &format!(r#"{{"value":[{graph},{exchange},{own}]}}"#)), "Graph");
    is_ready(alone("a.json", &format!("[{graph},{own}]")).with("b.json", &exchange), "two files");

    // Two objects of Exchange in one file are two tenants.
    let second = exchange.replace("9d1e2f30", "9d1e2f31");
    let report = alone("all.json", &format!("[{exchange},{second}]")).audit();
    assert_eq!(report.tenants.len(), 2);
}

#[test]
fn a_table_of_directories_of_all_kinds_is_read_row_by_row() {
    let table = "\"Server\",\"VirtualDirectory\",\"InternalURL\",\"ExternalURL\",\"InternalAuthenticationMethods\",\"IISAuthenticationMethods\",\"Exchange2003URL\"\n\
        \"EX01\",\"mapi (Default Web Site)\",\"https://mail.contoso.com/mapi\",\"https://mail.contoso.com/mapi\",\"Ntlm, OAuth, Negotiate\",\"Ntlm, OAuth, Negotiate\",\"\"\n\
        \"EX01\",\"EWS (Exchange Back End)\",\"https://ex01.contoso.local:444/ews/exchange.asmx\",\"\",\"WSSecurity\",\"\",\"\"\n";
    let report = healthy().with("all.csv", table).audit();
    assert_eq!((told(&report), skipped(&report)), (vec![], vec![]));
    let report = healthy().with("all.csv", &table.replace("Ntlm, OAuth, Negotiate", "Ntlm, Negotiate")).audit();
    assert!(told(&report).iter().any(|line| line.contains("CAP-008") && line.contains("EX01\\mapi")), "{:?}", told(&report));
}

#[test]
fn the_service_connection_point_of_active_directory_counts_for_its_server() {
    let point = "DistinguishedName         : CN=EX01,CN=Autodiscover,CN=Protocols,CN=EX01,CN=Servers,CN=Exchange Administrative Group,CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=local\n\
        Name                      : EX01\nObjectClass               : serviceConnectionPoint\nServiceBindingInformation : https://stray.contoso.com/Autodiscover/Autodiscover.xml\n";
    let report = healthy().with("scp.txt", point).audit();
    assert!(
        report.findings.iter().any(|finding| finding.rule == "CAP-008" && finding.verdict == Verdict::Fail),
        "{:?}",
        told(&report)
    );
}

const CHALLENGE: &str = "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\", authorization_uri=\"https://login.windows.net/common/oauth2/authorize\"";

/// Verdicts of the rules over answers, without those that do not apply.
fn wire(report: &Report) -> Vec<String> {
    let is_wire =
        |finding: &&hmaudit::report::Finding| finding.rule.starts_with("HMA-WIRE") && finding.verdict != Verdict::NotApplicable;
    report.findings.iter().filter(is_wire).map(|finding| format!("{} {:?}", finding.rule, finding.verdict)).collect()
}

#[test]
fn a_challenge_wrapped_within_an_id_still_names_its_tenant() {
    let at = CHALLENGE.find("77b4").unwrap() + 6;
    for glue in ["\n", "\n                   ", " "] {
        let text = format!(
            "curl -i -H 'Authorization: Bearer' https://mail.contoso.com/mapi\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: {}{glue}{}\n\n",
            &CHALLENGE[..at],
            &CHALLENGE[at..]
        );
        let report = healthy().with("answer.txt", &text).audit();
        assert_eq!(told(&report), Vec::<String>::new(), "{text}");
        assert!(wire(&report).contains(&"HMA-WIRE-004 Pass".to_owned()), "{:?}", wire(&report));
    }
    // The rest of it is lost: nobody knows which tenant it was.
    let text = format!(
        "curl -i -H 'Authorization: Bearer' https://mail.contoso.com/mapi\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: {}\"\n\n",
        &CHALLENGE[..at]
    );
    let report = healthy().with("answer.txt", &text).audit();
    assert!(wire(&report).contains(&"HMA-WIRE-004 Inconclusive".to_owned()), "{:?}", wire(&report));
}

#[test]
fn an_answer_that_tells_nothing_of_tokens_does_not_show_that_tls_is_kept() {
    let autodiscover = r#"{"Protocol":"ActiveSync","Url":"https://mail.contoso.com/Microsoft-Server-ActiveSync"}"#;
    let report = healthy().with("autodiscover.json", autodiscover).audit();
    assert_eq!(wire(&report), ["HMA-WIRE-006 Pass"]);
    let refused = "https://mail.contoso.com/mapi\nx-ms-diagnostics: 2000003;reason=\"The hostname component of the audience claim value is invalid. Expected 'https://mail.contoso.com'. Actual 'http://mail.contoso.com'.\";error_category=\"invalid_resource\"\n";
    let report = healthy().with("autodiscover.json", autodiscover).with("answer.txt", refused).audit();
    assert!(wire(&report).contains(&"HMA-WIRE-005 Fail".to_owned()), "{:?}", wire(&report));
    let report = healthy().with("answer.txt", &format!("https://mail.contoso.com/mapi\nWWW-Authenticate: {CHALLENGE}\n")).audit();
    assert!(wire(&report).contains(&"HMA-WIRE-005 Pass".to_owned()), "{:?}", wire(&report));
}

#[test]
fn an_answer_of_exchange_online_is_set_aside_aloud() {
    let text = format!(
        "Message : challenge from 'https://outlook.office365.com/EWS/Exchange.asmx' received: {}\n",
        CHALLENGE.replace("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80", "*")
    );
    let report = healthy().with("test.txt", &text).audit();
    assert_eq!((told(&report), wire(&report)), (vec![], vec![]));
    assert!(skipped(&report).iter().any(|line| line.contains("Exchange Online")), "{:?}", skipped(&report));
}

/// The cmdlet of a record, and its properties.
type Read = (Option<&'static str>, Vec<(String, String)>);

/// What `parse` shows: cmdlet and properties of each record.
fn records(text: &str) -> Vec<Read> {
    let source = hmaudit::source::Source::from_text(hmaudit::source::SourceId(0), "capture.txt", text);
    let capture = hmaudit::capture::read(&source);
    let shown = |raw: &hmaudit::capture::Raw<'_>| match raw {
        hmaudit::capture::Raw::Scalar(text) => text.to_string(),
        hmaudit::capture::Raw::Cut(text) => format!("{text}…"),
        hmaudit::capture::Raw::Blank => String::new(),
        hmaudit::capture::Raw::List { items, cut } => {
            format!(
                "{{{}{}}}",
                items.iter().map(|item| item.text.as_ref()).collect::<Vec<_>>().join(", "),
                if *cut { "…" } else { "" }
            )
        }
    };
    let records = capture.records.iter().map(|record| {
        for field in &record.fields {
            assert!(field.at.start < field.at.end && (field.at.end as usize) <= text.len(), "{} stands nowhere", field.name);
        }
        let command = record.command.and_then(|index| capture.commands.get(index));
        let cmdlet = hmaudit::estate::identify::cmdlet(record, command).map(|identified| identified.printed_by);
        (cmdlet, record.fields.iter().map(|field| (field.name.to_string(), shown(&field.raw))).collect())
    });
    records.collect()
}

/// Cmdlets of the records of a text.
fn cmdlets(text: &str) -> Vec<Option<&'static str>> {
    records(text).into_iter().map(|(cmdlet, _)| cmdlet).collect()
}

fn property(text: &str, record: usize, name: &str) -> Option<String> {
    let (_, properties) = records(text).into_iter().nth(record)?;
    properties.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[test]
fn lists_written_as_json_in_a_text_are_lists() {
    let text = format!(
        "appId                 : {EXCHANGE}\nkeyCredentials        : []\nnotes                 : null\nservicePrincipalNames : [\"{EXCHANGE}\",\"https://mail.contoso.com/\"]\nreplyUrls             : [ ]\n"
    );
    assert_eq!(cmdlets(&text), [Some("Get-MgServicePrincipal")]);
    for (name, value) in [("keyCredentials", ""), ("notes", ""), ("replyUrls", "")] {
        assert_eq!(property(&text, 0, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(property(&text, 0, "servicePrincipalNames"), Some(format!("{{{EXCHANGE}, https://mail.contoso.com/}}")));
    let objects = "appId : x\nkeyCredentials : [{\"keyId\":\"a\"},{\"keyId\":\"b\"}]\nservicePrincipalNames : [\"https://a/\"]\n";
    assert_eq!(property(objects, 0, "keyCredentials").as_deref(), Some("{{\"keyId\":\"a\"}, {\"keyId\":\"b\"}}"));
    let cut = "appId : x\nservicePrincipalNames : [\"https://a/\",\"https://b/\",\"http";
    assert_eq!(property(cut, 0, "servicePrincipalNames").as_deref(), Some("{https://a/, https://b/…}"));
    let python = "appId : x\nkeyCredentials : None\nservicePrincipalNames : ['https://a/', 'https://b/']\n";
    assert_eq!(property(python, 0, "keyCredentials").as_deref(), Some(""));
    assert_eq!(property(python, 0, "servicePrincipalNames").as_deref(), Some("{https://a/, https://b/}"));
    let pretty = "appId : x\nservicePrincipalNames : [\n  \"https://a/\",\n  \"https://b/\"\n]\n";
    assert_eq!(property(pretty, 0, "servicePrincipalNames").as_deref(), Some("{…}"));
    for value in ["[REDACTED]", "[PS]", "[::1]", "[\"a\"] and more"] {
        let text = format!("Name  : x\nRealm : {value}\n");
        assert_eq!(property(&text, 0, "Realm").as_deref(), Some(value));
    }
}

#[test]
fn a_principal_in_the_text_of_another_command_line_leaves_a_healthy_estate_ready() {
    let text = format!(
        "accountEnabled        : true\nappId                 : {EXCHANGE}\nid                    : 9d1e2f30-4a5b-4c6d-8e7f-901a2b3c4d5e\nkeyCredentials        : []\nreplyUrls             : [\"https://outlook.office365.com/owa/\"]\nservicePrincipalNames : [\"{EXCHANGE}\",\"https://outlook.office365.com/\",\"https://mail.contoso.com/\",\"https://autodiscover.contoso.com/\"]\n"
    );
    let report = alone("spn.txt", &text).audit();
    assert_eq!((told(&report), report.verdict), (vec![], Readiness::Ready));
}

#[test]
fn the_output_of_a_cmdlet_in_a_string_is_read() {
    let object = "\\r\\nServer                   : EX01\\r\\nIdentity                 : EX01\\\\mapi (Default Web Site)\\r\\nInternalUrl              : https://mail.contoso.com/mapi\\r\\nIISAuthenticationMethods : {Ntlm, OAuth, Negotiate}\\r\\n\\r\\n";
    let lines: Vec<String> = object.split("\\r\\n").map(|line| format!("\"{line}\"")).collect();
    let lines = lines.join(", ");
    for text in [
        format!(r#"{{"changed": true, "rc": 0, "stdout": "{object}", "stderr": ""}}"#),
        format!(r#"{{"stdout": "{object}", "stdout_lines": [{lines}]}}"#),
        format!(r#"{{"stdout_lines": [{lines}]}}"#),
        format!(r#"{{"plays": [{{"tasks": [{{"hosts": {{"ex01": {{"stdout": "{object}"}}}}}}]}}]}}"#),
        format!(r#"{{"value": [{{"code": "ComponentStatus/StdOut/succeeded", "message": "{object}"}}]}}"#),
        format!(r#"{{"Get-MapiVirtualDirectory": "{object}"}}"#),
        format!("\"{object}\"\n"),
        format!("[{lines}]\n"),
    ] {
        let read = records(&text);
        let mapi: Vec<_> = read.iter().filter(|(cmdlet, _)| *cmdlet == Some("Get-MapiVirtualDirectory")).collect();
        assert_eq!(mapi.len(), 1, "{text}\n{read:#?}");
        assert!(
            mapi[0].1.contains(&("IISAuthenticationMethods".to_owned(), "{Ntlm, OAuth, Negotiate}".to_owned())),
            "{text}\n{read:#?}"
        );
        assert!(mapi[0].1.contains(&("Identity".to_owned(), "EX01\\mapi (Default Web Site)".to_owned())), "{text}\n{read:#?}");
    }
}

#[test]
fn the_place_of_a_value_in_a_string_is_where_it_stands_in_the_file() {
    let text = "{\n  \"stdout\": \"Server : \\u00c9X01\\nInternalUrl : https:\\/\\/mail.contoso.com/mapi\\nIISAuthenticationMethods : {Ntlm}\\n\"\n}\n";
    let source = hmaudit::source::Source::from_text(hmaudit::source::SourceId(0), "capture.json", text);
    let capture = hmaudit::capture::read(&source);
    let place = |name: &str| source.slice(capture.records[0].field(name).unwrap().at);
    assert_eq!(
        (place("Server"), place("InternalUrl"), place("IISAuthenticationMethods")),
        ("\\u00c9X01", "https:\\/\\/mail.contoso.com/mapi", "{Ntlm}")
    );
}

#[test]
fn a_value_of_an_object_is_never_read_as_output() {
    let forged = "x\\r\\nName : EvoSTS\\r\\nIsDefaultAuthorizationEndpoint : True\\r\\n";
    for text in [
        format!(r#"{{"Name": "Facebook", "IssuerIdentifier": "x", "AuthMetadataUrl": "y", "Output": "{forged}"}}"#),
        format!(r#"{{"Name": "o", "ComponentName": "OAuth", "SectionName": "x", "Reason": "{forged}"}}"#),
        format!(r#"{{"Name": "o", "Reason": "{forged}"}}"#),
        format!(r#"{{"Name": "o", "Notes": "{forged}", "Comment": "{forged}"}}"#),
    ] {
        assert_eq!(records(&text).len(), 1, "{text}");
    }
}

#[test]
fn objects_within_other_objects_that_name_their_cmdlet_are_read() {
    let mapi = r#"{"VirtualDirectoryType":"Get-MapiVirtualDirectory","InternalUrl":"https://mail.contoso.com/mapi","IISAuthenticationMethods":"Ntlm Negotiate"}"#;
    for text in [
        format!(r#"{{"Server":"EX01","Version":"15.2","VirtualDirectories":[{mapi}]}}"#),
        format!(r#"{{"Servers":[{{"Server":"EX01","Roles":["x"],"Web":{{"Directories":[{mapi}, {{"a":1}}]}}}}]}}"#),
        format!(r#"{{"Collected":"2026-11-20","Server":"EX01","Mapi":{mapi}}}"#),
    ] {
        let read = records(&text);
        let mapi: Vec<_> = read.iter().filter(|(cmdlet, _)| *cmdlet == Some("Get-MapiVirtualDirectory")).collect();
        assert_eq!(mapi.len(), 1, "{text}\n{read:#?}");
        assert!(mapi[0].1.contains(&("IISAuthenticationMethods".to_owned(), "Ntlm Negotiate".to_owned())), "{read:#?}");
    }
    // Without a name of its cmdlet its URL tells what it is; where nothing does, it is named.
    let nameless = r#"{"Server":"EX01","Web":{"Items":[{"Kind":"x","InternalUrl":"https://mail.contoso.com/OAB"},{"Kind":"y","OAuthAuthentication":true}]}}"#;
    assert_eq!(cmdlets(nameless).iter().flatten().collect::<Vec<_>>(), [&"Get-OabVirtualDirectory"]);
    let report = healthy().with("peer.json", nameless).audit();
    assert!(skipped(&report).iter().any(|line| line.contains("OAuthAuthentication")), "{:?}", skipped(&report));
    let by_name = r#"{"Collected":"2026-11-20","Get-AuthServer":[{"Name":"EvoSts","Type":"AzureAD"}],"New-AuthServer":[{"Name":"x","Type":"AzureAD"}]}"#;
    assert_eq!(cmdlets(by_name).iter().flatten().collect::<Vec<_>>(), [&"Get-AuthServer"]);
    let report = healthy()
        .with(
            "peer.json",
            &format!(
                r#"{{"Servers":[{{"Server":"EX01","Dirs":[{}]}}]}}"#,
                mapi.replace("}", ",\"Identity\":\"EX01\\\\mapi (Default Web Site)\"}")
            ),
        )
        .audit();
    assert!(told(&report).iter().any(|line| line.contains("CAP-008") && line.contains("EX01\\mapi")), "{:?}", told(&report));
}

#[test]
fn what_a_command_made_is_declined_in_every_form() {
    const MADE: &str = "\"Name\":\"EvoSts\",\"Type\":\"AzureAD\",\"IsDefaultAuthorizationEndpoint\":true";
    let log = "2026.10.12 09:14:05.066         10276 [Client=UX, Session=OnPremises, Cmdlet=New-AuthServer, Thread=6] START New-AuthServer -Name 'x'\r\n2026.10.12 09:14:05.101         10277 [Client=UX, Session=OnPremises, Cmdlet=New-AuthServer, Thread=6] \r\n                                      FINISH Time=35.1ms Results=1\r\n                                      AuthServer {Name='EvoSts' Type='AzureAD' IsDefaultAuthorizationEndpoint=1}\r\n";
    let cache = "<invoke start=\"10/12/2026 09:14:05.101\" duration=\"35\" type=\"OnPremises\" cmdlet=\"New-AuthServer\"><results><object type=\"Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.AuthServer\"><property name=\"Name\" type=\"System.String\" value=\"EvoSts\" /></object></results></invoke>\r\n";
    for text in [
        format!("{{\"Cmdlet\":\"New-AuthServer\",{MADE}}}"),
        format!("{{\"Cmdlet\":\"New-AuthServer\",\"Objects\":[{{{MADE}}}]}}"),
        format!("{{\"New-AuthServer\":[{{{MADE}}}],\"Get-AuthConfig\":[]}}"),
        format!("[PS] C:\\>New-AuthServer -Name x | ConvertTo-Json\n{{{MADE}}}\n[PS] C:\\>\n"),
        "[PS] C:\\>New-AuthServer -Name x | ConvertTo-Csv\n\"Name\",\"Type\",\"IsDefaultAuthorizationEndpoint\"\n\"EvoSts\",\"AzureAD\",\"True\"\n[PS] C:\\>\n".to_owned(),
        "\"Cmdlet\",\"Name\",\"Type\",\"IsDefaultAuthorizationEndpoint\"\n\"New-AuthServer\",\"EvoSts\",\"AzureAD\",\"True\"\n".to_owned(),
        "[PS] C:\\>New-AuthServer -Name x | fl\n\nName : EvoSts\nType : AzureAD\nIsDefaultAuthorizationEndpoint : True\n\n[PS] C:\\>\n".to_owned(),
        log.to_owned(),
        cache.to_owned(),
    ] {
        assert!(cmdlets(&text).iter().all(Option::is_none), "{text}\n{:?}", records(&text));
        let report = healthy().with("made.txt", &text).audit();
        assert_eq!(told(&report), Vec::<String>::new(), "{text}");
        assert!(skipped(&report).iter().any(|line| line.contains("changes something")), "{text}\n{:?}", skipped(&report));
    }
}

#[test]
fn the_wizards_log_holds_the_names_that_graph_answered() {
    let entry = |time: &str, what: &str| format!("2026.10.12 {time}         10276 {what}\r\n");
    let names = |more: &str| {
        format!(
            "{{\"AppId\":\"{EXCHANGE}\",\"Id\":\"9d1e2f30-4a5b-4c6d-8e7f-901a2b3c4d5e\",\"ServicePrincipalNames\":[\"{EXCHANGE}\",\"https://outlook.office365.com/\"{more}]}}"
        )
    };
    let before = names("");
    let after = names(",\"https://mail.contoso.com/\"");
    let (first, rest) = after.split_at(60);
    let wrapped = format!("{first}\r\n{}{rest}", " ".repeat(38));
    for log in [
        entry(
            "09:14:05.066",
            &format!("[Client=UX, Session=Tenant, Cmdlet=Get-MgServicePrincipal, Thread=6] FINISH Time=35.1ms Results={after}"),
        ),
        entry("09:14:05.066", &format!("[Client=UX, Page=Graph, Thread=6] GET servicePrincipals Results={after}")),
        entry("09:14:05.066", &format!("[Client=UX, Thread=6] Results={before}"))
            + &entry("09:14:06.066", &format!("[Client=UX, Thread=6] Results={wrapped}")),
        entry("09:14:05.066", &format!("[Client=UX, Thread=6] Results=[{after}]")),
    ] {
        let read = records(&log);
        assert_eq!(read.len(), 1, "{log}\n{read:#?}");
        assert_eq!(read[0].0, Some("Get-MgServicePrincipal"), "{log}");
        let list = format!("{{{EXCHANGE}, https://outlook.office365.com/, https://mail.contoso.com/}}");
        assert!(read[0].1.contains(&("ServicePrincipalNames".to_owned(), list)), "{log}\n{read:#?}");
    }
}

#[test]
fn a_test_of_oauth_is_read() {
    let text = format!(
        "Task        : Checking EWS API Call Under Oauth\nDetail      : challenge from 'https://outlook.office365.com/ews/exchange.asmx' received: {CHALLENGE}\n              The trusted issuers are not configured locally.\nResultType  : Error\nIdentity    : x\nIsValid     : True\nObjectState : New\n"
    );
    let read = records(&text);
    assert_eq!(read[0].0, Some("Test-OAuthConnectivity"), "{read:#?}");
    assert_eq!(property(&text, 0, "ResultType").as_deref(), Some("Error"));
    assert!(property(&text, 0, "Detail").unwrap().contains("configured locally"));
    let prompted = format!(
        "[PS] C:\\>Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox ann | fl\n\n{text}\n[PS] C:\\>\n"
    );
    assert_eq!(records(&prompted)[0].0, Some("Test-OAuthConnectivity"));
    let report = healthy().with("oauth.txt", &prompted).audit();
    assert_eq!((told(&report), report.verdict), (vec![], Readiness::Ready));
}

/// What `capture::read` declines in a text.
fn declined(text: &str) -> Vec<String> {
    let source = hmaudit::source::Source::from_text(hmaudit::source::SourceId(0), "capture.txt", text);
    hmaudit::capture::read(&source)
        .skipped
        .into_iter()
        .map(|skip| format!("{} {}", source.line_of(skip.at.start as usize), skip.why))
        .collect()
}

#[test]
fn lists_of_urls_that_a_script_prints_are_declined_by_name() {
    let list = "Outlook Web App\n - Internal: https://mail.contoso.com/owa\n - External: https://mail.contoso.com/owa\n\nMAPI\n - Internal: https://mail.contoso.com/mapi\n - External: https://mail.contoso.com/mapi\n\nAutodiscover\n - Internal SCP: https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml\n";
    let transcript = format!(
        "**********************\nWindows PowerShell transcript start\nStart time: 20261120081503\n**********************\nPS C:\\>.\\GetExchangeURLs.ps1 -Server EX01\n----------------\n Querying EX01\n----------------\n\n{list}\nPS C:\\>Get-AuthServer | fl Name\n\nName : EvoSts\n\nPS C:\\>\n"
    );
    for text in [
        list.to_owned(),
        transcript.clone(),
        transcript.replace('\n', "\r\n"),
        list.replace("External: https://mail.contoso.com/owa", "External: "),
    ] {
        let lines = declined(&text);
        assert_eq!(lines.len(), 1, "{text}\n{lines:?}");
        assert!(lines[0].contains("GetExchangeURLs"), "{lines:?}");
        assert_eq!(cmdlets(&text).len(), usize::from(text.contains("EvoSts")), "{text}");
    }
    assert_eq!(declined("- Internal: the meeting room\n- External: none\n"), Vec::<String>::new());
}

#[test]
fn yaml_is_declined_whole() {
    let yaml = format!(
        "accountEnabled: true\naddIns: []\nappId: {EXCHANGE}\nappRoles:\n- allowedMemberTypes:\n  - Application\n  description: 'Allows the app\n\u{20}   to use it'\ndisplayName: Office 365 Exchange Online\nreplyUrls:\n- https://outlook.office365.com/owa/\nservicePrincipalNames:\n- {EXCHANGE}\n- https://mail.contoso.com/\ntags: []\n"
    );
    for text in [
        yaml.clone(),
        format!("PS C:\\> az ad sp show --id {EXCHANGE} -o yaml\n{yaml}PS C:\\>\n"),
        format!("'@odata.context': https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity\n{yaml}"),
        format!(
            "Id: 9d1e2f30-4a5b-4c6d-8e7f-901a2b3c4d5e\nAppId: {EXCHANGE}\nServicePrincipalNames:\n- {EXCHANGE}\n- https://mail.contoso.com/\n"
        ),
        yaml.replace('\n', "\r\n"),
        format!(
            "- accountEnabled: true\n  appId: {EXCHANGE}\n  servicePrincipalNames:\n  - {EXCHANGE}\n  - https://mail.contoso.com/\n- accountEnabled: true\n  appId: x\n"
        ),
    ] {
        let lines = declined(&text);
        assert_eq!(lines.len(), 1, "{text}\n{lines:?}");
        assert!(lines[0].contains("YAML"), "{lines:?}");
        assert_eq!(records(&text), [], "{text}");
    }
    // A pasted list with bullets is none.
    let bullets = format!("ServicePrincipalNames:\n- {EXCHANGE}\n- https://mail.contoso.com/\n");
    assert!(declined(&bullets).iter().all(|line| !line.contains("YAML")));
}

#[test]
fn what_convertto_xml_wrote_is_read() {
    let object = "<Object Type=\"Microsoft.Exchange.Data.Directory.SystemConfiguration.ADMapiVirtualDirectory\">\r\n    <Property Name=\"Server\" Type=\"System.String\">EX01</Property>\r\n    <Property Name=\"Identity\" Type=\"Microsoft.Exchange.Data.Directory.ADObjectId\">\r\n      <Property Type=\"System.String\">EX01\\mapi (Default Web Site)</Property>\r\n      <Property Name=\"Name\" Type=\"System.String\">mapi (Default Web Site)</Property>\r\n    </Property>\r\n    <Property Name=\"InternalUrl\" Type=\"System.Uri\">https://mail.contoso.com/mapi?a=1&amp;b=2</Property>\r\n    <Property Name=\"ExternalUrl\" Type=\"System.Object\" />\r\n    <Property Name=\"IISAuthenticationMethods\" Type=\"Microsoft.Exchange.Data.MultiValuedProperty`1[[X]]\">\r\n      <Property Type=\"X\">Ntlm</Property>\r\n      <Property Type=\"X\">OAuth</Property>\r\n    </Property>\r\n    <Property Name=\"ExtendedProtectionFlags\" Type=\"System.Object[]\" />\r\n  </Object>";
    let whole = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Objects>\r\n  {object}\r\n</Objects>\r\n");
    for text in [
        whole.clone(),
        format!("PS C:\\> Get-MapiVirtualDirectory | ConvertTo-Xml -As String\r\n{whole}PS C:\\>\r\n"),
        whole.replace(" Type=\"Microsoft.Exchange.Data.Directory.SystemConfiguration.ADMapiVirtualDirectory\"", ""),
    ] {
        let read = records(&text);
        assert_eq!(read.len(), 1, "{text}");
        assert_eq!(read[0].0, Some("Get-MapiVirtualDirectory"));
        for (name, value) in [
            ("Server", "EX01"),
            ("Identity", "EX01\\mapi (Default Web Site)"),
            ("InternalUrl", "https://mail.contoso.com/mapi?a=1&b=2"),
            ("ExternalUrl", ""),
            ("IISAuthenticationMethods", "{Ntlm, OAuth}"),
            ("ExtendedProtectionFlags", "{}"),
        ] {
            assert!(read[0].1.contains(&(name.to_owned(), value.to_owned())), "{name}: {read:#?}");
        }
        assert_eq!(declined(&text), Vec::<String>::new());
    }
    let untyped = "<Objects><Object><Property Name=\"AppId\">x</Property><Property Name=\"ServicePrincipalNames\"><Property>a</Property><Property>b</Property></Property></Object></Objects>";
    assert_eq!(property(untyped, 0, "ServicePrincipalNames").as_deref(), Some("{a, b}"));
    let names = format!(
        "<Objects>\n  <Object Type=\"System.String\">{EXCHANGE}</Object>\n  <Object Type=\"System.String\">https://mail.contoso.com/</Object>\n</Objects>\n"
    );
    assert_eq!(cmdlets(&names), [Some("Get-MgServicePrincipal")]);
    for damaged in [
        &whole[..whole.len() - 40],
        "<Objects><Object><Property Name=\"a\">b</Object>",
        "<Objects>",
        "<Objects><Object><Property Name=\"a\">&x;",
    ] {
        let _ = records(damaged);
        assert!(damaged == "<Objects>" || !declined(damaged).is_empty(), "{damaged}");
    }
}

#[test]
fn tables_made_by_hand_are_read_where_a_column_names_the_object() {
    for text in [
        "Identity,BasicAuthEnabled\nEX01\\Microsoft-Server-ActiveSync (Default Web Site),True\n",
        "Identity;BasicAuthEnabled;WindowsAuthEnabled\n\"EX01\\Microsoft-Server-ActiveSync (Default Web Site)\";True;False\n",
        "\"BasicAuthEnabled\",\"Identity\"\n\"True\",\"EX01\\Microsoft-Server-ActiveSync (Default Web Site)\"\n",
        "Identity\tBasicAuthEnabled\nEX01\\Microsoft-Server-ActiveSync (Default Web Site)\tTrue\n",
    ] {
        assert_eq!(cmdlets(text), [Some("Get-ActiveSyncVirtualDirectory")], "{text}");
        assert_eq!(property(text, 0, "BasicAuthEnabled").as_deref(), Some("True"), "{text}");
    }
    let point =
        "\"Name\",\"serviceBindingInformation\"\n\"EX01\",\"https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml\"\n";
    assert_eq!(cmdlets(point), [Some("Get-ClientAccessService")]);
    assert_eq!(cmdlets("Identity,Size\nann,3\n"), []);
}

#[test]
fn an_export_of_an_unknown_type_is_used_or_named() {
    let export = |properties: &str| {
        format!(
            "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\"><T>Adatum.Collector.Snapshot</T><T>System.Object</T></TN><Props>{properties}</Props></Obj></Objs>\n"
        )
    };
    let mapi =
        export("<S N=\"Identity\">EX01\\mapi (Default Web Site)</S><S N=\"InternalUrl\">https://stray.contoso.com/mapi</S>");
    let class = export(
        "<S N=\"Server\">EX01</S><S N=\"ObjectClass\">top, msExchMapiVirtualDirectory</S><S N=\"InternalUrl\">https://stray.contoso.com/mapi</S>",
    );
    let url = export("<S N=\"Server\">EX01</S><S N=\"InternalUrl\">https://stray.contoso.com/mapi</S>");
    for text in [mapi, class, url] {
        let report = healthy().with("export.xml", &text).audit();
        assert!(
            told(&report).iter().any(|line| line.contains("CAP-008") && line.contains("EX01\\mapi")),
            "{text}\n{:?}",
            told(&report)
        );
    }
    let unclear = export("<S N=\"Server\">EX01</S><B N=\"OAuthAuthentication\">true</B>");
    let report = healthy().with("exchange/mapi.xml", &unclear).audit();
    assert!(skipped(&report).iter().any(|line| line.contains("OAuthAuthentication")), "{:?}", skipped(&report));
}

#[test]
fn a_wrong_principal_fails_and_is_not_undecided_besides() {
    let wrong = r#"{"id":"1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d","appId":"2a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d","displayName":"ExchangeServerApp","accountEnabled":true,"servicePrincipalNames":["api://x"],"replyUrls":[],"keyCredentials":[]}"#;
    for (file, text) in [
        ("tenants/contoso/spn.json", wrong.to_owned()),
        ("spn.json", format!("[{wrong}]")),
        (
            "tenants/contoso/spn.txt",
            format!(
                "PS C:\\> Get-MgServicePrincipal -Filter \"displayName eq 'ExchangeServerApp'\" | ConvertTo-Json\n{wrong}\nPS C:\\>\n"
            ),
        ),
    ] {
        let report = alone(file, &text).audit();
        let of_rule: Vec<_> =
            report.findings.iter().filter(|finding| finding.rule == "HMA-SPN-006").map(|finding| finding.verdict).collect();
        assert_eq!(of_rule, [Verdict::Fail], "{file}: {:?}", told(&report));
    }
    // Nothing captured at all stays undecided.
    let report = healthy().without("tenants/contoso/serviceprincipal.json").audit();
    assert!(
        report.findings.iter().any(|finding| finding.rule == "HMA-SPN-006" && finding.verdict == Verdict::Inconclusive),
        "{:?}",
        told(&report)
    );
}

#[test]
fn the_bare_build_of_exsetup_is_read_whoever_was_asked() {
    for text in [
        "[PS] C:\\>(Get-Command ExSetup.exe).FileVersionInfo.ProductVersion\n15.02.1544.011\n[PS] C:\\>\n",
        "[PS] C:\\>Get-Command ExSetup.exe | ForEach-Object { $_.FileVersionInfo.ProductVersion }\n15.02.1544.011\n[PS] C:\\>\n",
    ] {
        let read = records(text);
        assert_eq!(read.len(), 1, "{text}\n{read:#?}");
        assert_eq!(read[0].0, Some("Get-Command"), "{text}");
        assert_eq!(read[0].1[0].1, "15.02.1544.011", "{text}");
    }
    let assigned = "[PS] C:\\>$v = (Get-Command ExSetup.exe).FileVersionInfo.ProductVersion\n[PS] C:\\>\n";
    assert_eq!(records(assigned), []);
    // One that nobody can place says nothing about a server, and is named.
    let text = "[PS] C:\\>(Get-Command ExSetup.exe).FileVersionInfo.ProductVersion\n15.02.2562.017\n[PS] C:\\>\n";
    let report = healthy().with("build.txt", text).audit();
    assert!(told(&report).iter().all(|line| line.contains("CAP-003")), "{:?}", told(&report));
}

#[test]
fn an_object_below_a_command_that_is_not_audited_is_named() {
    let text = "[PS] C:\\>Get-Mailbox | fl\n\n\nName                           : EvoSts - 11111111-2222-4333-8444-555555555555\nType                           : AzureAD\nEnabled                        : True\nIsDefaultAuthorizationEndpoint : True\nRealm                          : 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\n\n\n[PS] C:\\>\n";
    let report = healthy().with("onprem/more.txt", text).audit();
    let lines = skipped(&report);
    assert!(lines.iter().any(|line| line.contains("below Get-Mailbox that looks like one of Get-AuthServer")), "{lines:?}");
}
