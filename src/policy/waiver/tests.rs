use super::*;
use crate::check::{Severity, Verdict};
use proptest::prelude::*;

fn finding(rule: &str, subject: &str, verdict: Verdict) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity: Severity::Error,
        verdict,
        tenant: Some("contoso".to_owned()),
        server: None,
        subject: subject.to_owned(),
        message: String::new(),
        help: String::new(),
        evidence: Vec::new(),
        fix: None,
        core: true,
        why: None,
        asks: None,
    }
}

fn waivers(text: &str) -> Vec<Waiver> {
    crate::policy::config::read_waivers("waivers.yml", text).expect("readable").waivers
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

const ONE: &str =
    "- rule: HMA-SPN-001\n  subject: https://legacy.contoso.com\n  reason: Switched off soon\n  expires: 2027-02-01\n";

#[test]
fn a_waiver_holds_through_its_last_day() {
    for (as_of, waived, expected) in [
        ("2026-11-21", true, WaiverState::Holds),
        ("2027-01-02", true, WaiverState::Expiring),
        ("2027-02-01", true, WaiverState::Expiring),
        ("2027-02-02", false, WaiverState::Expired),
    ] {
        let findings = [finding("HMA-SPN-001", "https://legacy.contoso.com", Verdict::Fail)];
        let (decided, statuses) = decide(&findings, &waivers(ONE), day(as_of));
        assert_eq!((decided[0].is_some(), statuses[0].state), (waived, expected), "{as_of}");
        assert_eq!((statuses[0].covers, statuses[0].line), (1, 1));
    }
}

/// The notice about the first waiver.
fn told(statuses: &[WaiverStatus]) -> String {
    let notice = crate::report::notice::Notice::of(&statuses[0]).expect("a notice");
    format!("{}: {}", notice.level.word(), notice.sentence())
}

#[test]
fn notices_say_where_the_waiver_stands() {
    let findings = [finding("HMA-SPN-001", "https://legacy.contoso.com", Verdict::Fail)];
    let (_, expired) = decide(&findings, &waivers(ONE), day("2027-02-03"));
    insta::assert_snapshot!(told(&expired), @"warning: the waiver for HMA-SPN-001 https://legacy.contoso.com expired 2 days ago: the findings it covered count again (waivers.yml:1)");
    let (_, unused) = decide(&[], &waivers(ONE), day("2026-11-21"));
    insta::assert_snapshot!(told(&unused), @"warning: the waiver for HMA-SPN-001 https://legacy.contoso.com covers nothing: remove it, or correct its rule or subject (waivers.yml:1)");
    let (_, soon) = decide(&findings, &waivers(ONE), day("2027-01-31"));
    insta::assert_snapshot!(told(&soon), @"info: the waiver for HMA-SPN-001 https://legacy.contoso.com expires tomorrow (waivers.yml:1)");
}

#[test]
fn tenant_and_server_narrow_a_waiver() {
    let all = waivers(
        "waivers:\n- {rule: R-1, subject: '*', tenant: fabrikam, reason: x}\n- {rule: R-1, subject: '*', server: EX*, reason: y}\n",
    );
    let mut findings =
        [finding("R-1", "a", Verdict::Fail), finding("R-1", "b", Verdict::Inconclusive), finding("R-1", "c", Verdict::Fail)];
    findings[1].tenant = Some("Fabrikam".to_owned());
    findings[2].server = Some("ex02".to_owned());
    let (decided, _) = decide(&findings, &all, day("2026-11-21"));
    let reasons: Vec<_> = decided.iter().map(|waived| waived.as_ref().map(|waived| waived.reason.as_str())).collect();
    assert_eq!(reasons, [None, Some("x"), Some("y")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_waiver_covers_its_own_findings_and_no_others(
        parts in proptest::collection::vec((0..3_u8, "[ab]{1,2}", 0..4_u8), 0..12),
        rule in 0..3_u8, subject in "[ab*]{1,2}", expired: bool,
    ) {
        let verdicts = [Verdict::Fail, Verdict::Inconclusive, Verdict::Pass, Verdict::NotApplicable];
        let findings: Vec<_> = parts.iter().map(|(rule, subject, verdict)| finding(&format!("R-{rule}"), subject, verdicts[usize::from(*verdict)])).collect();
        let expires = if expired { "2026-11-20" } else { "2026-11-21" };
        let text = format!("- {{rule: R-{rule}, subject: '{subject}', reason: why, expires: {expires}}}\n");
        let (decided, statuses) = decide(&findings, &waivers(&text), day("2026-11-21"));
        let mut covered = 0;
        for (finding, waived) in findings.iter().zip(&decided) {
            let its_own = finding.rule == format!("R-{rule}") && Pattern::new(&subject).matches(&finding.subject)
                && matches!(finding.verdict, Verdict::Fail | Verdict::Inconclusive);
            covered += usize::from(its_own);
            prop_assert_eq!(waived.is_some(), its_own && !expired);
        }
        prop_assert_eq!(statuses[0].covers, covered);
    }
}
