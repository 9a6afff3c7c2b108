//! How grave a failure is where the rule says that it depends.

use super::Verdict::{Fail, Inconclusive};
use super::rows::{auth_server, estate, flag, text};
use super::{Known, Severity, UnknownReason, Value, judge};

#[test]
fn severity_depends_on_the_row() {
    let rule = "from: auth-server\nmust: { Enabled: True }\nseverity-when:\n  - { to: info, where: { Type: ADFS } }\n";
    let of = |values: &[(&'static str, Known<Value>)]| {
        let found = judge(rule, &estate(vec![auth_server("A", values)], &[]));
        (found[0].verdict, found[0].severity)
    };
    let off = || ("Enabled", flag(false));
    assert_eq!(of(&[off(), ("Type", text("ADFS"))]), (Fail, Severity::Info));
    assert_eq!(of(&[off(), ("Type", text("AzureAD"))]), (Fail, Severity::Error));
    // It may be an error and it may be none: an error-level rule that cannot be decided.
    assert_eq!(of(&[off()]), (Inconclusive, Severity::Error));
}

#[test]
fn a_failure_of_unknown_weight_says_why() {
    let rule = "from: auth-server\nmust: { Enabled: True }\nseverity-when:\n  - { to: info, where: { Type: ADFS } }\n";
    let found = judge(rule, &estate(vec![auth_server("A", &[("Enabled", flag(false))])], &[]));
    assert_eq!(found[0].why, Some(UnknownReason::NotPrinted));
    assert!(found[0].message.contains("how grave that is cannot be told: the captures do not show it"), "{}", found[0].message);
    assert!(found[0].help.contains("Get-AuthServer"), "{}", found[0].help);
}

#[test]
fn what_is_not_known_of_the_organisation_never_makes_a_failure_graver() {
    let rule = "from: auth-server\nmust: { Enabled: True }\nseverity-when:\n  - { to: info, where: { phase: preparing } }\n";
    let found = judge(rule, &estate(vec![auth_server("A", &[("Enabled", flag(false))])], &[]));
    assert_eq!((found[0].verdict, found[0].severity), (Fail, Severity::Info));
    // Between warning and info nothing of the verdict hangs on it: what is certain is reported.
    let rule = "from: auth-server\nmust: { Enabled: True }\nseverity-when:\n  - { to: warning, where: { Type: { is-not: ADFS } } }\n  - { to: info, where: { Type: ADFS } }\n";
    let known = judge(rule, &estate(vec![auth_server("A", &[("Enabled", flag(false)), ("Type", text("AzureAD"))])], &[]));
    assert_eq!((known[0].verdict, known[0].severity), (Fail, Severity::Warning));
}
