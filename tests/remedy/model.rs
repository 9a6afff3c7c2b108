//! The plan on the model: what it closes, in which order, and that it can be taken back.

use crate::estates::{broken, browsers, by_hand, cut, fail, list, set, sound};
use hmaudit::check::{Severity, Verdict};
use hmaudit::estate::{Estate, Known, Value};
use hmaudit::remedy::plan::{apply_with_journal, undo};
use hmaudit::remedy::{Action, apply, plan};
use proptest::prelude::*;

fn shape(estate: &Estate) -> String {
    format!("{:?}", estate.objects)
}

#[test]
fn every_finding_is_closed_by_a_step_and_steps_stand_in_order() {
    let (estate, findings) = broken();
    let plan = plan(&estate, &findings);
    assert_eq!((plan.refused.len(), plan.no_remedy.len()), (0, 0), "{:?} {:?}", plan.refused, plan.no_remedy);
    for finding in &findings {
        let closes = plan
            .steps
            .iter()
            .flat_map(|step| &step.closes)
            .filter(|key| key.rule == finding.rule && key.subject == finding.subject);
        assert!(closes.count() >= 1, "{} {}", finding.rule, finding.subject);
    }
    let scripted: Vec<u8> =
        plan.steps.iter().filter(|step| matches!(step.action, Action::Scripted(_))).map(|step| step.phase).collect();
    assert!(scripted.is_sorted(), "{scripted:?}");
    assert!(plan.steps.iter().enumerate().all(|(at, step)| step.number == at + 1));
    let last = plan.steps.last().unwrap();
    assert_eq!(last.title, "Offer modern authentication to all clients");
}

#[test]
fn every_step_holds_after_it_was_applied_and_a_second_run_has_nothing_to_do() {
    for (estate, findings) in [broken(), browsers()] {
        let plan = plan(&estate, &findings);
        let mut after = apply(&plan, estate.clone());
        for step in &plan.steps {
            if let Action::Scripted(operation) = &step.action {
                assert!(!operation.verify(&estate), "was so before: {}", step.title);
                assert!(operation.verify(&after), "{}", step.title);
            }
        }
        let again = apply_with_journal(&plan, &mut after);
        assert!(again.iter().all(|(_, changes)| changes.is_empty()), "{again:?}");
    }
}

#[test]
fn undoing_gives_the_estate_back() {
    for (estate, findings) in [broken(), browsers()] {
        let plan = plan(&estate, &findings);
        let mut changed = estate.clone();
        let journal = apply_with_journal(&plan, &mut changed);
        assert_ne!(shape(&changed), shape(&estate));
        undo(&plan, &journal, &mut changed);
        assert_eq!(shape(&changed), shape(&estate));
    }
}

#[test]
fn undoing_keeps_what_others_added_meanwhile() {
    let (estate, findings) = broken();
    let plan = plan(&estate, &findings);
    let mut changed = estate.clone();
    let journal = apply_with_journal(&plan, &mut changed);
    let principal = &mut changed.objects.get_mut("service-principal").unwrap()[0];
    let Some(Known::Known { value: Value::List(names), .. }) = principal.values.get_mut("ServicePrincipalNames") else {
        panic!()
    };
    names.items.push(hmaudit::estate::Item { text: "https://new.contoso.com/".to_owned(), at: None });
    undo(&plan, &journal, &mut changed);
    let names = format!("{:?}", changed.objects["service-principal"][0].get("ServicePrincipalNames"));
    assert!(names.contains("https://new.contoso.com/") && !names.contains("ex01.corp"), "{names}");
}

#[test]
fn lists_never_shrink() {
    let (estate, findings) = broken();
    let after = apply(&plan(&estate, &findings), estate.clone());
    for (before, after) in estate.objects.values().flatten().zip(after.objects.values().flatten()) {
        for (property, value) in before.values.iter() {
            let (Some(Value::List(before)), Known::Known { value: Value::List(after), .. }) =
                (value.value(), after.get(property))
            else {
                continue;
            };
            assert!(before.items.iter().all(|item| after.items.contains(item)), "{property}");
        }
    }
}

#[test]
fn a_cut_list_is_refused_with_the_capture_to_take() {
    let (mut estate, findings) = broken();
    set(&mut estate, "mapi-virtual-directory", "EX01\\mapi (Default Web Site)", "IISAuthenticationMethods", cut(3));
    set(&mut estate, "service-principal", "Office 365 Exchange Online", "ServicePrincipalNames", cut(4));
    let plan = plan(&estate, &findings);
    let refused: Vec<&str> = plan.refused.iter().map(|refusal| refusal.finding.rule.as_str()).collect();
    for rule in ["HMA-VDIR-001", "HMA-SPN-001", "HMA-SPN-002", "HMA-ORG-001", "HMA-STS-003", "HMA-STS-004"] {
        assert!(refused.contains(&rule), "{rule} {refused:?}");
    }
    let mapi = plan.refused.iter().find(|refusal| refusal.finding.rule == "HMA-VDIR-001").unwrap();
    assert_eq!(mapi.reason, "PowerShell cut IISAuthenticationMethods after 3 values");
    assert!(mapi.capture.as_ref().unwrap().contains("Get-MapiVirtualDirectory"));
    assert!(plan.steps.iter().all(|step| step.phase < 6));
}

#[test]
fn an_empty_active_sync_list_is_left_alone() {
    let subject = "EX01\\Microsoft-Server-ActiveSync (Default Web Site)";
    let plan = plan(&sound(), &[fail("HMA-VDIR-006", None, subject, "add-oauth", 2)]);
    assert!(plan.steps.is_empty() && plan.refused.len() == 1);
}

#[test]
fn a_finding_without_operation_has_no_remedy_unless_it_is_only_information() {
    let mut finding = fail("X-001", None, "x", "no-such-operation", 2);
    assert_eq!(plan(&sound(), &[finding.clone()]).no_remedy.len(), 1);
    finding.fix = None;
    assert_eq!(plan(&sound(), &[finding.clone()]).no_remedy.len(), 1);
    finding.severity = Severity::Info;
    assert_eq!(plan(&sound(), &[finding.clone()]).no_remedy.len(), 0);
    finding.verdict = Verdict::Pass;
    assert_eq!(plan(&sound(), &[finding]).steps.len(), 0);
}

#[test]
fn owa_is_not_touched_before_hybrid_modern_authentication_is_on() {
    let plan = plan(&sound(), &[fail("HMA-OWA-001", None, "EX01\\owa (Default Web Site)", "owa-oauth-only", 5)]);
    assert!(matches!(plan.steps.as_slice(), [step] if matches!(step.action, Action::Manual { .. })));
}

#[test]
fn steps_of_people_come_first_in_their_phase() {
    let findings = [
        fail("HMA-VDIR-004", None, "EX01\\OAB (Default Web Site)", "add-oauth", 2),
        by_hand("HMA-SRV-001", "EX01", "upgrade-server", 2),
    ];
    let plan = plan(&sound(), &findings);
    assert_eq!(plan.steps[0].title, "Update Exchange");
}

#[test]
fn a_finding_about_a_tenant_is_closed_with_its_names() {
    let whole = fail("HMA-SPN-008", Some("fabrikam"), "fabrikam", "add-spn", 1);
    let name = fail("HMA-SPN-001", Some("fabrikam"), "https://new.contoso.com", "add-spn", 1);
    let both = plan(&sound(), &[whole.clone(), name]);
    assert_eq!((both.steps.len(), both.steps[0].closes.len(), both.refused.len()), (1, 2, 0));
    let alone = plan(&sound(), &[whole]);
    assert_eq!((alone.steps.len(), alone.refused.len()), (0, 1));
}

#[test]
fn what_only_lacks_a_decision_is_a_step_for_a_person() {
    let (mut estate, _) = broken();
    let odd = Known::known(crate::estates::url("http://mail.contoso.com:8080/OAB"), Vec::new());
    set(&mut estate, "oab-virtual-directory", "EX02\\OAB (Default Web Site)", "InternalUrl", odd);
    let plan = plan(&estate, &[fail("HMA-URL-001", None, "EX02\\OAB (Default Web Site)", "use-https", 2)]);
    assert!(!plan.lacks_evidence());
    assert!(
        matches!(&plan.steps[..], [step] if matches!(&step.action, Action::Manual { how, must: true } if how.contains("port of its own")))
    );
}

#[test]
fn a_step_for_a_person_that_scripts_make_superfluous_is_dropped() {
    let drift = by_hand("HMA-VDIR-008", "EX01\\OAB (Default Web Site)", "review", 4);
    let findings = [fail("HMA-VDIR-004", None, "EX01\\OAB (Default Web Site)", "add-oauth", 2), drift.clone()];
    let mut settled = plan(&sound(), &findings);
    settled.settle(std::slice::from_ref(&drift));
    assert_eq!((settled.steps.len(), settled.on_the_way.len()), (2, 0));
    settled.settle(&[]);
    assert_eq!((settled.steps.len(), settled.on_the_way.len()), (1, 1));
    assert_eq!(settled.steps[0].number, 1);
}

#[test]
fn each_finding_brings_its_own_phase() {
    let late = by_hand("HMA-STS-006", "phase", "review", 6);
    let early = by_hand("HMA-VDIR-008", "EX01\\OAB (Default Web Site)", "review", 2);
    let plan = plan(&sound(), &[late, early]);
    let phases: Vec<u8> = plan.steps.iter().map(|step| step.phase).collect();
    assert_eq!(phases, [2, 6]);
}

#[test]
fn the_order_of_findings_does_not_matter() {
    let (estate, mut findings) = broken();
    let one = plan(&estate, &findings);
    findings.reverse();
    assert_eq!(one, plan(&estate, &findings));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Any subset of what can be wrong, any lists: applying closes each step, undoing restores, nothing is lost on the way.
    #[test]
    fn applying_and_undoing_is_nothing(
        chosen in proptest::collection::vec(any::<bool>(), 24),
        methods in proptest::sample::subsequence(vec!["Basic", "Ntlm", "Negotiate", "Fba", "OAuth"], 0..5),
        names in proptest::collection::vec("[a-z]{1,8}\\.contoso\\.com", 0..5),
    ) {
        let (mut estate, findings) = broken();
        let findings: Vec<_> = findings.into_iter().zip(chosen.iter().cycle()).filter(|(_, keep)| **keep).map(|(finding, _)| finding).collect();
        set(&mut estate, "mapi-virtual-directory", "EX01\\mapi (Default Web Site)", "IISAuthenticationMethods", Known::known(list(&methods), Vec::new()));
        let urls: Vec<String> = names.iter().map(|name| format!("https://{name}")).collect();
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        set(&mut estate, "service-principal", "Office 365 Exchange Online", "ServicePrincipalNames", Known::known(list(&urls), Vec::new()));
        let plan = plan(&estate, &findings);
        let mut changed = estate.clone();
        let journal = apply_with_journal(&plan, &mut changed);
        for step in &plan.steps {
            if let Action::Scripted(operation) = &step.action {
                prop_assert!(operation.verify(&changed), "{}", step.title);
            }
        }
        undo(&plan, &journal, &mut changed);
        prop_assert_eq!(shape(&changed), shape(&estate));
    }
}
