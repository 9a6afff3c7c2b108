//! Strings that somebody put into a capture to have them run.

use crate::remedy::estates::{broken, fail, object, sound};
use hmaudit::estate::{Estate, Side, Value};
use hmaudit::remedy::verify::verify;
use hmaudit::remedy::{plan, scripts};
use proptest::prelude::*;

const PAYLOADS: &[&str] = &[
    "'; Remove-Mailbox *; '",
    "\u{2019}; Remove-Mailbox *; \u{2019}",
    "\u{201b}x",
    "\"$(Remove-Mailbox *)\"",
    "`$(x)",
    "a\r\nRemove-Mailbox *",
    "#> Remove-Mailbox *",
    "@'\r\n'@",
    "'@\r\nRemove-Mailbox *",
    "$env:TEMP",
    "a;b",
    "a|b",
    "a&b",
    "*",
    "EX0?",
    "EX[01]",
    "\u{2013}Confirm",
    "-WhatIf",
    "\u{a0}",
    "\u{202e}",
    "EX01\0",
    "%2e%2e",
    "${x}",
    "EX01\\a\\b",
    "\u{ff07}",
    "\u{fffd}",
    "",
    " ",
];

fn with_names(name: &str) -> (Estate, Vec<hmaudit::check::Finding>) {
    let mut estate = sound();
    let here = Side::OnPremises;
    let flagged = |noun: &'static str| {
        object(
            noun,
            here.clone(),
            Some(name),
            name,
            &[
                ("OAuthAuthentication", Value::Bool(false)),
                ("Enabled", Value::Bool(false)),
                ("Type", Value::Text("AzureAD".to_owned())),
            ],
        )
    };
    for noun in
        ["web-services-virtual-directory", "auth-server", "partner-application", "authentication-policy", "exchange-server"]
    {
        estate.objects.entry(noun).or_default().push(flagged(noun));
    }
    estate.tenants[0].name = name.to_owned();
    for principal in estate.objects.get_mut("service-principal").unwrap() {
        principal.side = Side::Tenant(name.to_owned());
    }
    let findings = vec![
        fail("HMA-VDIR-003", None, name, "add-oauth", 2),
        fail("HMA-STS-002", None, name, "enable-auth-server", 3),
        fail("HMA-SPN-001", Some(name), name, "add-spn", 1),
        fail("HMA-SPN-001", Some(name), &format!("https://{name}"), "add-spn", 1),
        fail("HMA-SPN-001", Some(name), "https://good.contoso.com", "add-spn", 1),
        fail("HMA-URL-001", None, name, "use-https", 2),
    ];
    (estate, findings)
}

/// Whatever comes out is a script that the closed grammar accepts, so the name can only stand in an allow-listed literal.
fn check(name: &str) {
    let (estate, findings) = with_names(name);
    let plan = plan(&estate, &findings);
    for script in scripts(&plan, &["c".repeat(64)]) {
        for text in [&script.text, &script.undo] {
            assert!(verify(text).is_ok(), "{name:?} in {}: {:?}", script.name, verify(text).unwrap_err().why);
        }
        assert!(
            script.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{}",
            script.name
        );
    }
}

#[test]
fn payloads_are_refused_with_a_reason() {
    for payload in PAYLOADS {
        check(payload);
        let (estate, findings) = with_names(payload);
        let plan = plan(&estate, &findings);
        let refused: Vec<_> = plan.refused.iter().map(|refusal| refusal.finding.rule.as_str()).collect();
        assert!(refused.contains(&"HMA-VDIR-003") && refused.contains(&"HMA-STS-002"), "{payload:?}: {refused:?}");
        for script in scripts(&plan, &["c".repeat(64)]) {
            assert!(!script.text.contains("Remove-Mailbox") && !script.undo.contains("Remove-Mailbox"), "{payload:?}");
        }
    }
}

#[test]
fn a_name_of_a_hundred_kilobytes_is_refused() {
    let long = "a".repeat(100_000);
    check(&long);
    let (estate, findings) = with_names(&long);
    assert!(scripts(&plan(&estate, &findings), &[]).iter().all(|script| script.text.len() < 60_000));
}

#[test]
fn every_character_alone_and_inside_a_name() {
    // A plan and its scripts for each of a million scalars would take an hour; the allow-lists are tried with all of them in quote.rs.
    for character in
        (0..0x3000).chain(0xfe00..0xff20).filter_map(char::from_u32).filter(|c| !c.is_ascii_alphanumeric()).step_by(61)
    {
        check(&format!("EX01{character}mapi"));
    }
}

#[test]
fn values_of_lists_are_not_copied_into_scripts() {
    let (mut estate, findings) = broken();
    let names = crate::remedy::estates::list(&["https://evil.example/'; Remove-Mailbox *; '", "$(Remove-Mailbox)"]);
    crate::remedy::estates::set(
        &mut estate,
        "service-principal",
        "Office 365 Exchange Online",
        "ServicePrincipalNames",
        hmaudit::estate::known(names.clone(), vec![]),
    );
    crate::remedy::estates::set(
        &mut estate,
        "mapi-virtual-directory",
        "EX01\\mapi (Default Web Site)",
        "IISAuthenticationMethods",
        hmaudit::estate::known(names, vec![]),
    );
    let plan = plan(&estate, &findings);
    assert!(plan.refused.iter().any(|refusal| refusal.finding.rule == "HMA-VDIR-001"));
    for script in scripts(&plan, &[]) {
        assert!(!script.text.contains("Remove-Mailbox") && !script.text.contains("evil"), "{}", script.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_name_at_all(name in any::<String>()) {
        check(&name);
    }

    #[test]
    fn verifying_never_panics_whatever_is_verified(before in 0usize..20_000, text in any::<String>()) {
        let (estate, findings) = broken();
        let script = scripts(&plan(&estate, &findings), &[]).remove(0).text;
        let cut = before.min(script.len());
        let mixed = format!("{}{text}{}", &script[..cut], &script[cut..]);
        if !text.is_empty() {
            prop_assert!(verify(&mixed).is_err());
        }
        let _ = verify(&text).map_err(|rejected| rejected.place(&text));
    }
}
