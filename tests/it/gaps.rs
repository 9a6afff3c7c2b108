//! What is missing is told once, however many rules, servers and tenants wait for it.

use crate::common::{Snapshot, ids};
use hmaudit::catalog::schema::Place;
use hmaudit::check::Verdict;
use hmaudit::report::{Finding, Report};
use std::collections::BTreeSet;

/// The estate of three tenants with servers of which nothing but the list was captured.
fn with_servers(count: usize) -> Report {
    let snapshot = Snapshot::estate("three-tenants");
    let (name, bytes) = snapshot.files.iter().find(|(name, _)| name == "onprem/exchangeserver.txt").unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let start = text.find("Name                 : EX01").unwrap();
    let one = text[start..].split("\n\n").next().unwrap();
    let more: String = (0..count).map(|number| format!("{}\n\n", one.replace("EX01", &format!("EXN{number}")))).collect();
    let (name, text) = (name.clone(), format!("{}{more}{}", &text[..start], &text[start..]));
    snapshot.with(&name, &text).audit()
}

/// The findings about a cmdlet that shows too little.
fn gaps(report: &Report) -> Vec<&Finding> {
    let is_gap = |finding: &&Finding| finding.verdict == Verdict::Inconclusive && finding.subject.starts_with("Get-");
    report.findings.iter().filter(is_gap).collect()
}

#[test]
fn a_gap_is_not_told_for_each_tenant() {
    let report = with_servers(1);
    let gaps = gaps(&report);
    assert!(!gaps.is_empty());
    // What Exchange Online lacks, each tenant lacks by itself.
    for gap in gaps.iter().filter(|gap| gap.next != Some(Place::Online)) {
        let same = |other: &&&Finding| (&other.rule, &other.subject, &other.server) == (&gap.rule, &gap.subject, &gap.server);
        assert_eq!(gaps.iter().filter(same).count(), 1, "{} {}", gap.rule, gap.subject);
    }
}

#[test]
fn gaps_of_two_servers_have_fingerprints_of_their_own() {
    let report = with_servers(3);
    let gaps = gaps(&report);
    let prints: BTreeSet<&str> = gaps.iter().map(|gap| gap.fingerprint.as_str()).collect();
    assert_eq!(prints.len(), gaps.len());
    assert!(gaps.iter().any(|gap| gap.server.as_deref() == Some("EXN2") && gap.subject.contains("EXN2")));
}

#[test]
fn many_servers_without_records_are_one_gap() {
    let (nine, sixty) = (with_servers(9), with_servers(60));
    assert_eq!(gaps(&nine).len(), gaps(&sixty).len());
    assert!(gaps(&sixty).len() < 80, "{}", gaps(&sixty).len());
    // What is said of a server itself grows with their number, and not with that of rules, cmdlets and tenants.
    assert!(sixty.findings.len() - nine.findings.len() < 51 * 20, "{}", sixty.findings.len() - nine.findings.len());
    assert!(gaps(&sixty).iter().any(|gap| gap.subject == "Get-MapiVirtualDirectory (60 servers)"));
}

#[test]
fn names_of_service_connection_points_need_no_virtual_directory() {
    let mut snapshot = Snapshot::estate("healthy");
    for file in ["mapi", "ews", "oab", "autodiscover", "activesync", "owa", "ecp"] {
        snapshot = snapshot.without(&format!("onprem/{file}.txt"));
    }
    let report = snapshot.audit();
    assert!(ids(&report, Verdict::Inconclusive).contains("HMA-SPN-001"));
    assert!(ids(&report, Verdict::Pass).contains("HMA-SPN-002") && !ids(&report, Verdict::Inconclusive).contains("HMA-SPN-002"));
}

#[test]
fn a_tenant_whose_captures_show_names_only_is_noted() {
    let names = "PS C:\\> Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | select -ExpandProperty ServicePrincipalNames\n\
        00000002-0000-0ff1-ce00-000000000000\nhttps://outlook.office365.com/\nhttps://mail.contoso.com/\nhttps://autodiscover.contoso.com/\nPS C:\\> \n";
    let spn = "tenants/contoso/serviceprincipal.json";
    let report = Snapshot::estate("healthy").without(spn).with("tenants/contoso/names.txt", names).audit();
    assert!(!ids(&report, Verdict::Inconclusive).contains("HMA-SPN-007"));
    assert_eq!(report.notes.len(), 1, "{:?}", report.notes);
    assert!(report.notes[0].contains("HMA-SPN-007 was not asked of contoso"));
    assert_eq!(Snapshot::estate("healthy").audit().notes.len(), 0);
    // A property that was asked for and lost is a gap all the same.
    let lost = Snapshot::estate("healthy").replace(spn, "\"accountEnabled\": true,", "").audit();
    assert!(ids(&lost, Verdict::Inconclusive).contains("HMA-SPN-007"));
}

#[test]
fn what_exchange_online_would_tell_is_asked_there_and_of_the_tenants_that_lack_it() {
    let report = Snapshot::estate("three-tenants");
    let report = report.without("tenants/fabrikam/online.txt").without("tenants/northwind/online.txt").audit();
    assert!(ids(&report, Verdict::Pass).contains("HMA-ORG-003"));
    let open: Vec<_> =
        report.findings.iter().filter(|one| one.rule == "HMA-ORG-003" && one.verdict == Verdict::Inconclusive).collect();
    assert_eq!(open.len(), 2);
    assert!(open.iter().all(|one| one.next == Some(Place::Online) && one.tenant.as_deref() != Some("contoso")));
    let block = report.next.iter().find(|block| block.shell == Place::Online).unwrap();
    assert_eq!(block.tenants.len(), 2, "{:?}", block.tenants);
    assert!(block.commands.iter().any(|command| command.contains("Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy")));
    // The organisation on premises is asked in its own shell, and one does not stand for the other.
    let without = Snapshot::estate("healthy").without("onprem/organizationconfig.txt").audit();
    let of_core: Vec<_> = without.findings.iter().filter(|one| one.rule == "HMA-ORG-001").collect();
    assert!(of_core.iter().all(|one| one.verdict == Verdict::Inconclusive && one.next == Some(Place::Exchange)));
}

#[test]
fn classic_hybrid_has_no_agent_to_look_for() {
    use crate::common::{RULES, options};
    let snapshot = Snapshot::estate("healthy").without("tenants/contoso/online.txt");
    let open = |report: &Report| ids(report, Verdict::Inconclusive).contains("HYB-001");
    let audit = |snapshot: &Snapshot, is_classic_hybrid: bool| {
        let required = hmaudit::area::Required::captures();
        let options = hmaudit::Options { is_classic_hybrid, required, ..options(snapshot, &RULES) };
        hmaudit::audit(snapshot.files.clone(), &options)
    };
    assert!(open(&audit(&snapshot, false)));
    let declared = |snapshot: &Snapshot| audit(snapshot, true);
    assert!(!open(&declared(&snapshot)));
    // What shows the agent all the same is told.
    let agent = "TargetSharingEpr      : https://0d3f9a1e.resource.mailboxmigration.his.msappproxy.net/EWS/Exchange.asmx";
    let shown = Snapshot::estate("healthy").replace("tenants/contoso/online.txt", "TargetSharingEpr      : ", agent);
    assert!(ids(&declared(&shown), Verdict::Fail).contains("HYB-001"));
}
