//! The plan on the model: what it closes, in which order, and that it can be taken back.

use crate::remedy::estates::{broken, browsers, by_hand, cut, fail, list, object, set, sound};
use hmaudit::check::{Severity, Verdict};
use hmaudit::estate::{Estate, KnownExt as _, Seen, Side, Value, known};
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
    let Some(Ok(Seen { value: Value::List(names), .. })) = principal.values.get_mut("ServicePrincipalNames") else { panic!() };
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
            let (Some(Value::List(before)), Ok(Seen { value: Value::List(after), .. })) = (value.value(), after.get(property))
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

fn accepted(estate: &mut Estate, domain: &str) {
    let row = object("accepted-domain", Side::OnPremises, None, domain, &[("DomainName", crate::remedy::estates::text(domain))]);
    crate::remedy::estates::add(estate, row);
    let whole = hmaudit::estate::Coverage::Whole(Vec::new());
    estate.coverage.insert((Side::OnPremises, "accepted-domain"), whole);
}

fn registers(plan: &hmaudit::remedy::Plan) -> Vec<(Vec<String>, Vec<String>)> {
    let scripted = plan.steps.iter().filter_map(|step| match &step.action {
        Action::Scripted(operation) => Some(&operation.call),
        Action::Manual { .. } => None,
    });
    scripted
        .filter(|call| call.shape().name == "Add-ServicePrincipalName")
        .map(|call| (call.values_of("Name").to_vec(), call.values_of("Ask").to_vec()))
        .collect()
}

#[test]
fn a_stranger_s_host_is_a_step_for_a_person() {
    let mut estate = sound();
    accepted(&mut estate, "contoso.com");
    for host in [
        "tailspin.example",
        "mail.contoso.com.tailspin.example",
        "mail.northcontoso.com",
        "mail.xn--cntoso-wqf.com",
        "mail.fabrikam.com",
    ] {
        let own = fail("HMA-SPN-001", Some("contoso"), "https://new.contoso.com", "add-spn", 1);
        let strange = fail("HMA-SPN-001", Some("contoso"), &format!("https://{host}"), "add-spn", 1);
        let plan = plan(&estate, &[own, strange]);
        assert_eq!(registers(&plan), [(vec!["https://new.contoso.com/".to_owned()], Vec::new())], "{host}");
        let by_hand = plan.steps.iter().any(|step| {
            matches!(step.action, Action::Manual { must: true, .. }) && step.closes.iter().any(|key| key.subject.ends_with(host))
        });
        assert!(by_hand, "{host}: {:?}", plan.steps);
    }
}

#[test]
fn a_verified_domain_counts_for_its_own_tenant_alone() {
    let mut estate = sound();
    accepted(&mut estate, "contoso.com");
    let verified = [("VerifiedDomains", list(&["adatum.com"]))];
    crate::remedy::estates::add(
        &mut estate,
        object("entra-organization", Side::Tenant("fabrikam".to_owned()), None, "Fabrikam", &verified),
    );
    let of = |tenant| fail("HMA-SPN-001", Some(tenant), "https://mail.adatum.com", "add-spn", 1);
    assert_eq!(registers(&plan(&estate, &[of("fabrikam")])).len(), 1);
    assert_eq!(registers(&plan(&estate, &[of("contoso")])).len(), 0);
}

#[test]
fn without_a_list_of_domains_the_script_asks_for_each_host() {
    let of = |host: &str| fail("HMA-SPN-001", Some("contoso"), &format!("https://{host}"), "add-spn", 1);
    let plan = plan(&sound(), &[of("a.contoso.com"), of("b.tailspin.example"), of("mail.xn--cntoso-wqf.com")]);
    let both = vec!["https://a.contoso.com/".to_owned(), "https://b.tailspin.example/".to_owned()];
    assert_eq!(registers(&plan), [(both.clone(), both)], "but a label that mixes scripts is never asked about");
}

#[test]
fn a_stranger_s_reply_url_is_a_step_for_a_person() {
    let mut estate = sound();
    accepted(&mut estate, "contoso.com");
    let strange = known(crate::remedy::estates::url("https://owa.tailspin.example/owa"), Vec::new());
    set(&mut estate, "owa-virtual-directory", "EX01\\owa (Default Web Site)", "ExternalUrl", strange);
    let of = |url: &str| fail("HMA-OWA-004", Some("contoso"), url, "owa-reply-urls", 5);
    let plan = plan(&estate, &[of("https://owa.tailspin.example/owa"), of("https://mail.contoso.com/owa")]);
    let text = format!("{:?}", plan.steps.iter().filter(|step| matches!(step.action, Action::Scripted(_))).collect::<Vec<_>>());
    assert!(text.contains("mail.contoso.com/owa") && !text.contains("tailspin"), "{text}");
    assert!(plan.steps.iter().any(|step| matches!(step.action, Action::Manual { .. })));
}

#[test]
fn urls_of_mapi_are_set_by_a_person() {
    let mapi = "EX01\\mapi (Default Web Site)";
    for (property, text) in [
        ("InternalUrl", "http://mail.contoso.com/mapi"),
        ("ExternalUrl", "https://mail.contoso.com:8443/mapi"),
        ("InternalUrl", "https://mail.contoso.com/mapi2"),
    ] {
        let mut estate = broken().0;
        set(&mut estate, "mapi-virtual-directory", mapi, property, known(crate::remedy::estates::url(text), Vec::new()));
        for finding in [fail("HMA-VDIR-001", None, mapi, "add-oauth", 2), fail("HMA-URL-001", None, mapi, "use-https", 2)] {
            let plan = plan(&estate, std::slice::from_ref(&finding));
            assert!(matches!(&plan.steps[..], [step] if matches!(step.action, Action::Manual { .. })), "{text} {}", finding.rule);
        }
    }
}

#[test]
fn a_url_in_its_own_letters_is_compared_in_ascii() {
    let mut estate = sound();
    let oab = "EX01\\OAB (Default Web Site)";
    let old = known(crate::remedy::estates::url("http://mail.m\u{fc}ller-bau.de/OAB"), Vec::new());
    set(&mut estate, "oab-virtual-directory", oab, "InternalUrl", old);
    let plan = plan(&estate, &[fail("HMA-URL-001", None, oab, "use-https", 2)]);
    let Action::Scripted(operation) = &plan.steps[0].action else { panic!() };
    assert_eq!(operation.call.value_of("Audited"), Some("http://mail.xn--mller-bau-q9a.de/OAB"));
    let script = &hmaudit::remedy::scripts(&plan, &[])[0];
    assert!(
        script.text.contains("-Plain { param([string] $Value) Get-PlainUrl -Url $Value }") && script.text.contains("IdnHost")
    );
}

#[test]
fn the_name_that_the_wizard_gives_with_braces_is_enabled() {
    let mut estate = sound();
    let name = "EvoSTS - {6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d}";
    for server in estate.objects.get_mut("auth-server").unwrap() {
        if server.subject.starts_with("EvoSts") && server.subject.contains(crate::remedy::estates::CONTOSO) {
            server.subject = name.to_owned();
        }
    }
    let findings = [
        fail("HMA-STS-003", None, "IsDefaultAuthorizationEndpoint", "enable-default-endpoint", 6),
        fail("HMA-ORG-001", None, "OAuth2ClientProfileEnabled", "enable-modern-auth", 6),
    ];
    let plan = plan(&estate, &findings);
    assert_eq!((plan.endpoint.as_str(), plan.refused.len()), (name, 0), "{:?}", plan.refused);
    let scripts = hmaudit::remedy::scripts(&plan, &[]);
    let enable = scripts.iter().find(|script| script.name.ends_with("enable")).unwrap();
    assert!(hmaudit::remedy::verify::verify(&enable.text).is_ok() && enable.text.contains(&format!("'{name}'")));
}

#[test]
fn a_default_that_leads_elsewhere_gives_way_to_one_of_entra() {
    let first = format!("EvoSts - {}", crate::remedy::estates::CONTOSO);
    let findings = [
        fail("HMA-STS-004", None, &first, "clear-default-endpoint", 3),
        fail("HMA-ORG-001", None, "OAuth2ClientProfileEnabled", "enable-modern-auth", 6),
    ];
    for url in [
        "https://login.tailspin.example/common/oauth2/authorize",
        "http://login.windows.net/common/oauth2/authorize",
        "https://login.windows.net/adfs/oauth2/authorize/x",
    ] {
        let mut estate = sound();
        set(&mut estate, "auth-server", &first, "AuthorizationEndpoint", known(crate::remedy::estates::url(url), Vec::new()));
        set(&mut estate, "auth-server", &first, "IsDefaultAuthorizationEndpoint", known(Value::Bool(true), Vec::new()));
        let plan = plan(&estate, &findings);
        assert_eq!(plan.cleared, [first.as_str()], "{url}");
        assert!(plan.endpoint.contains(crate::remedy::estates::FABRIKAM), "{url}: {}", plan.endpoint);
    }
}

#[test]
fn an_auth_server_that_is_to_be_the_default_gets_its_endpoint_first() {
    let first = format!("EvoSts - {}", crate::remedy::estates::CONTOSO);
    let second = format!("EvoSts - {}", crate::remedy::estates::FABRIKAM);
    let findings = [
        fail("HMA-STS-003", None, "IsDefaultAuthorizationEndpoint", "enable-default-endpoint", 6),
        fail("HMA-ORG-001", None, "OAuth2ClientProfileEnabled", "enable-modern-auth", 6),
    ];
    let mut estate = sound();
    for name in [&first, &second] {
        set(&mut estate, "auth-server", name, "AuthorizationEndpoint", known(Value::Null, Vec::new()));
    }
    let refreshed = plan(&estate, &findings);
    let titles: Vec<&str> = refreshed.steps.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(titles[0], format!("Read the metadata of {first} again"), "{titles:?}");
    assert!(refreshed.steps[0].phase < 6 && titles.len() == 3, "{titles:?}");
    // Where nothing could be read, no script is written that can only refuse.
    for name in [&first, &second] {
        let elsewhere = crate::remedy::estates::url("https://adfs.contoso.com/federationmetadata/2007-06/federationmetadata.xml");
        set(&mut estate, "auth-server", name, "AuthMetadataUrl", known(elsewhere, Vec::new()));
    }
    let scripts = hmaudit::remedy::scripts(&plan(&estate, &findings), &[]);
    assert!(scripts.iter().all(|script| !script.name.contains("enable")));
}

#[test]
fn what_a_repair_sets_is_known_at_the_place_of_what_was() {
    let snapshot = crate::common::Snapshot::estate("healthy").replace(
        "onprem/clientaccess.txt",
        "https://autodiscover.contoso.com/Autodiscover",
        "http://autodiscover.contoso.com/Autodiscover",
    );
    crate::common::with_estate(&snapshot, |estate, findings| {
        let plan = plan(estate, findings);
        let after = apply(&plan, estate.clone());
        let view = hmaudit::estate::facts::View::new(&after, crate::common::AS_OF.parse().unwrap(), false);
        let open: Vec<_> = hmaudit::check::run(&crate::common::RULES, &view)
            .into_iter()
            .filter(|finding| matches!(finding.verdict, Verdict::Fail | Verdict::Inconclusive))
            .map(|finding| format!("{} {}", finding.rule, finding.message))
            .collect();
        assert_eq!(open, Vec::<String>::new());
    });
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
    let odd = known(crate::remedy::estates::url("http://mail.contoso.com:8080/OAB"), Vec::new());
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
        set(&mut estate, "mapi-virtual-directory", "EX01\\mapi (Default Web Site)", "IISAuthenticationMethods", known(list(&methods), Vec::new()));
        let urls: Vec<String> = names.iter().map(|name| format!("https://{name}")).collect();
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        set(&mut estate, "service-principal", "Office 365 Exchange Online", "ServicePrincipalNames", known(list(&urls), Vec::new()));
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
