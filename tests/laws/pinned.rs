//! What the law of missing evidence caught once.

use crate::common::Snapshot;
use crate::less::violations;
use hmaudit::check::Verdict;

fn verdict(snapshot: &Snapshot, rule: &str, subject: &str) -> Verdict {
    let report = snapshot.audit();
    let finding = report.findings.iter().find(|finding| finding.rule == rule && finding.subject == subject);
    finding.unwrap_or_else(|| panic!("{rule} says nothing about {subject}")).verdict
}

#[test]
fn a_url_that_was_not_printed_is_not_https() {
    let subject = r"EX01\mapi (Default Web Site)";
    let line = "ExternalUrl                   : https://mail.contoso.com/mapi\n";
    let http = Snapshot::estate("healthy").replace("onprem/mapi.txt", line, &line.replace("https", "http"));
    let unprinted = Snapshot::estate("healthy").replace("onprem/mapi.txt", line, "");
    assert_eq!(verdict(&http, "HMA-URL-001", subject), Verdict::Fail);
    assert_eq!(verdict(&unprinted, "HMA-URL-001", subject), Verdict::Inconclusive);
    assert_eq!(violations(&http.audit(), &unprinted.audit()), Vec::<String>::new());
}

#[test]
fn servers_that_were_not_read_do_not_agree() {
    let list = "IISAuthenticationMethods      : {Ntlm, OAuth, Negotiate}";
    let other = Snapshot::estate("healthy").replace("onprem/mapi.txt", list, "IISAuthenticationMethods      : {Ntlm, Negotiate}");
    let cut = Snapshot::estate("healthy").replace("onprem/mapi.txt", list, "IISAuthenticationMethods      : {Ntlm...}");
    let subject = r"EX01\mapi (Default Web Site)";
    assert_eq!(verdict(&other, "HMA-VDIR-008", subject), Verdict::Fail);
    assert_eq!(verdict(&cut, "HMA-VDIR-008", subject), Verdict::Inconclusive);
    assert_eq!(violations(&other.audit(), &cut.audit()), Vec::<String>::new());
}

#[test]
fn hosts_that_differ_in_sites_that_are_not_known_may_be_one_site() {
    let line = "InternalUrl                   : https://mail.contoso.com/OAB";
    let drift = Snapshot::estate("healthy").replace("onprem/oab.txt", line, &line.replace("mail", "other"));
    let siteless = drift.clone().without("onprem/exchangeserver.txt");
    assert!(drift.audit().findings.iter().any(|finding| finding.rule == "HMA-VDIR-009" && finding.verdict == Verdict::Fail));
    assert_eq!(violations(&drift.audit(), &siteless.audit()), Vec::<String>::new());
    // Where all hosts are the same, the site does not matter.
    let report = Snapshot::estate("healthy").without("onprem/exchangeserver.txt").audit();
    let open = |verdict| matches!(verdict, Verdict::Fail | Verdict::Inconclusive);
    assert!(!report.findings.iter().any(|finding| finding.rule == "HMA-VDIR-009" && open(finding.verdict)));
}

#[test]
fn a_tenant_is_not_blamed_for_urls_that_nobody_captured() {
    let mut snapshot = Snapshot::estate("three-tenants");
    snapshot.files.retain(|(name, _)| !name.starts_with("onprem/"));
    let fails = snapshot.audit().findings.into_iter().filter(|finding| finding.verdict == Verdict::Fail);
    assert_eq!(
        fails.map(|finding| finding.rule).filter(|rule| !rule.starts_with("CAP-")).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}
