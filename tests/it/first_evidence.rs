//! The evidence that a failure quotes first marks the object that is wrong, and not a neighbour of it.

use crate::common::Snapshot;
use hmaudit::check::Verdict;
use hmaudit::report::{Evidence, Report};
use std::path::Path;

fn case(name: &str) -> Report {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules").join(name);
    if path.is_dir() {
        return Snapshot::folder(&path).audit_all_areas();
    }
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    Snapshot::text("capture.txt", &text).audit_all_areas()
}

/// All places of the first failure of a rule, the one that is quoted first in front.
fn evidence(report: &Report, rule: &str) -> Vec<Evidence> {
    let is_it = |finding: &&hmaudit::report::Finding| finding.rule == rule && finding.verdict == Verdict::Fail;
    let finding = report.findings.iter().find(is_it).unwrap_or_else(|| panic!("{rule} does not fail"));
    let mut evidence = finding.evidence.clone();
    evidence.sort_by_key(|place| !place.primary);
    evidence
}

#[test]
fn what_is_quoted_first_is_what_is_wrong() {
    // Rule, case, text and label of the first place.
    let cases = [
        ("HMA-STS-003", "default-endpoint-exists/fail.txt", "15: False", "not the default authorization endpoint"),
        ("HMA-STS-006", "half-enabled/fail.txt", "5: True", "one of the two switches"),
        (
            "HMA-STS-013",
            "auth-server-for-each-tenant/fail-disabled.txt",
            "21: 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80",
            "the Realms as captured",
        ),
        ("HMA-OWA-005", "download-domain-override/fail.txt", "80: True", "on"),
        ("HMA-OWA-006", "owa-needs-modern-auth/fail.txt", "51: True", "OAuth is on"),
        ("HMA-SPN-009", "orphan-name/fail.txt", "315: https://old.contoso.com/", "not used by any service URL"),
        ("HMA-SPN-010", "name-hygiene/fail-port.txt", "21: https://mail.contoso.com:443/", "as registered"),
        (
            "HMA-WIRE-006",
            "autodiscover-answers-external-url/fail.txt",
            "23: https://old.contoso.com/Microsoft-Server-ActiveSync",
            "the URL that was returned",
        ),
        ("HYB-007", "graph-routing-placed/fail-2019.txt", "7: Enabled=true", "on"),
        ("HYB-010", "app-may-use-ews/fail-empty", "5: {}", "the application is not allowed"),
        ("HMA-OWA-003", "owa-build/fail-cu14-without-update.txt", "104: 15.02.1544.009", "build"),
        ("HMA-POL-004", "no-user-blocked/fail.txt", "17: True", "blocks modern authentication"),
    ];
    let mut wrong = Vec::new();
    for (rule, name, text, label) in cases {
        let evidence = evidence(&case(name), rule);
        let first = evidence.first().map(|place| (format!("{}: {}", place.line, place.text), place.label.clone()));
        if first != Some((text.to_owned(), label.to_owned())) {
            wrong.push(format!("{rule} in {name}: {first:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_access_control_service_is_no_evidence_about_sign_in() {
    for (rule, estate) in [("HMA-STS-003", "preparing"), ("HMA-STS-003", "hostile"), ("HMA-STS-006", "hostile")] {
        let report = Snapshot::estate(estate).audit();
        let places = evidence(&report, rule);
        let of_acs = places.iter().filter(|place| place.path == "onprem/authserver.txt" && (2..=14).contains(&place.line));
        assert_eq!(of_acs.count(), 0, "{rule} in {estate}: {places:#?}");
    }
}

#[test]
fn captures_that_disagree_are_both_quoted() {
    let evidence = evidence(&case("captures-agree/fail.txt"), "CAP-008");
    let texts: Vec<&str> = evidence.iter().map(|place| place.text.as_str()).collect();
    assert_eq!(texts, ["True", "False"]);
}

#[test]
fn what_makes_a_rule_apply_is_evidence_where_nothing_else_is() {
    let evidence = evidence(&case("resource-forest-override/fail.txt"), "HMA-OWA-009");
    assert!(evidence[0].text.contains("Ann"), "{evidence:#?}");
}
