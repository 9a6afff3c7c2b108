//! Findings put in order: one a subject, sorted, with an identity.

use super::{Evidence, Finding, Verdict};
use crate::digest::sha256_hex;
use crate::estate::Why;
use crate::estate::value::{Known, Value};
use std::collections::BTreeMap;

/// Most places that one finding shows; more of the same convince nobody.
const MOST_EVIDENCE: usize = 40;

/// The identity of a finding across runs: 32 hexadecimal digits from rule, tenant and subject (letter case ignored) alone.
#[must_use]
pub fn fingerprint(rule: &str, tenant: Option<&str>, subject: &str) -> String {
    let key = format!("{}\n{}\n{}", rule, tenant.unwrap_or("").to_lowercase(), subject.to_lowercase());
    let mut digest = sha256_hex(key.as_bytes());
    digest.truncate(32);
    digest
}

/// One finding a rule, tenant, server and subject: the worst verdict with the evidence of all. Sorted by severity, rule, tenant, subject.
pub(super) fn settle(findings: Vec<Finding>) -> Vec<Finding> {
    type Key = (String, Option<String>, Option<String>, String);
    let mut by_subject: BTreeMap<Key, Finding> = BTreeMap::new();
    for finding in findings {
        let lower = |text: &Option<String>| text.as_deref().map(str::to_lowercase);
        let key = (finding.rule.clone(), lower(&finding.tenant), lower(&finding.server), finding.subject.to_lowercase());
        match by_subject.remove(&key) {
            None => by_subject.insert(key, finding),
            Some(other) => by_subject.insert(key, merge(other, finding)),
        };
    }
    let mut settled: Vec<Finding> = by_subject.into_values().map(tidy).collect();
    settled.sort_by(|a, b| {
        (a.severity, &a.rule, &a.tenant, &a.subject, &a.server).cmp(&(b.severity, &b.rule, &b.tenant, &b.subject, &b.server))
    });
    settled
}

fn merge(one: Finding, other: Finding) -> Finding {
    let rank = |finding: &Finding| (finding.verdict, finding.severity);
    let (mut worse, milder) = if rank(&other) < rank(&one) { (other, one) } else { (one, other) };
    // Evidence for a pass does not explain a failure of the same subject.
    if milder.verdict == worse.verdict {
        worse.evidence.extend(milder.evidence.into_iter().map(|place| Evidence { primary: false, ..place }));
    }
    worse
}

/// The text that a value groups rows by; the reason if it is not known.
pub(super) fn group_key(known: &Known<Value>) -> Result<String, Why> {
    match known {
        Known::Known { value: Value::List(list), .. } if !list.complete => Err(Why::Truncated { shown: list.items.len() }),
        Known::Known { value, .. } => Ok(super::words::whole(value)),
        Known::Unknown { why, .. } => Err(why.clone()),
    }
}

/// Each place once, exactly one of them primary.
fn tidy(mut finding: Finding) -> Finding {
    let mut seen = std::collections::BTreeSet::new();
    finding.evidence.retain(|place| seen.insert(place.span));
    finding.evidence.truncate(MOST_EVIDENCE);
    let first = finding.evidence.iter().position(|place| place.primary).unwrap_or(0);
    for (index, place) in finding.evidence.iter_mut().enumerate() {
        place.primary = index == first;
    }
    if finding.verdict != Verdict::Inconclusive {
        finding.why = None;
    }
    if finding.verdict != Verdict::Fail {
        finding.fix = None;
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_depends_on_rule_tenant_and_subject_only() {
        let one = fingerprint("HMA-SPN-001", Some("contoso"), "https://mail.contoso.com");
        assert_eq!(one.len(), 32);
        assert_eq!(one, fingerprint("HMA-SPN-001", Some("Contoso"), "https://MAIL.contoso.com"));
        assert_ne!(one, fingerprint("HMA-SPN-001", None, "https://mail.contoso.com"));
        assert_ne!(one, fingerprint("HMA-SPN-001", Some("fabrikam"), "https://mail.contoso.com"));
        assert_ne!(one, fingerprint("HMA-SPN-002", Some("contoso"), "https://mail.contoso.com"));
        assert_ne!(fingerprint("A", Some("b"), "c"), fingerprint("A", Some("b\nc"), ""));
    }
}
