//! Forms in which evidence reaches the audit, and what is said of evidence that no cmdlet could be found for.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::{Snapshot, told};
use hmaudit::check::Verdict;
use hmaudit::report::{Overall, Report};

const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

fn healthy() -> Snapshot {
    Snapshot::estate("healthy")
}

/// What a report declined: `path:line why`.
fn skipped(report: &Report) -> Vec<String> {
    report.skipped.iter().map(|skip| format!("{}:{} {}", skip.path, skip.line, skip.why)).collect()
}

/// A snapshot without captures of its own tenants' folders, so that nothing but the files themselves tells whose they are.
fn alone(name: &str, text: &str) -> Snapshot {
    healthy().without("tenants/contoso/serviceprincipal.json").with(name, text)
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
        assert_eq!(report.verdict, Overall::Ready, "{what}");
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
