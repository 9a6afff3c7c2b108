//! Findings put in order: one a subject, sorted, with an identity.

use super::{Evidence, Finding, Verdict};
use crate::digest::sha256_hex;
use crate::estate::UnknownReason;
use crate::estate::value::{Known, Seen, Unknown, Value};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

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

/// One finding per tenant, server and subject of what one rule says: the worst verdict with the evidence of all.
pub(super) fn settle(findings: Vec<Finding>) -> Vec<Finding> {
    let mut known: HashMap<String, usize> = HashMap::with_capacity(findings.len());
    let mut settled: Vec<Option<Finding>> = Vec::with_capacity(findings.len());
    for finding in findings {
        match known.entry(key(&finding)) {
            Entry::Vacant(vacant) => {
                vacant.insert(settled.len());
                settled.push(Some(finding));
            }
            Entry::Occupied(occupied) => {
                if let Some(slot) = settled.get_mut(*occupied.get()) {
                    *slot = Some(match slot.take() {
                        Some(other) => merge(other, finding),
                        None => finding,
                    });
                }
            }
        }
    }
    settled.into_iter().flatten().map(tidy).collect()
}

/// What tells the findings of one rule apart, letter case ignored.
fn key(finding: &Finding) -> String {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let mut key = String::with_capacity(finding.subject.len() + length(&finding.tenant) + length(&finding.server) + 4);
    for part in [&finding.tenant, &finding.server] {
        match part {
            Some(text) => {
                key.push('+');
                fold(text, &mut key);
            }
            None => key.push('-'),
        }
        key.push('\0');
    }
    fold(&finding.subject, &mut key);
    key
}

fn fold(text: &str, into: &mut String) {
    if text.is_ascii() {
        let start = into.len();
        into.push_str(text);
        into[start..].make_ascii_lowercase();
    } else {
        into.push_str(&text.to_lowercase());
    }
}

/// By severity, rule, tenant and subject.
pub(super) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        (a.severity, &a.rule, &a.tenant, &a.subject, &a.server).cmp(&(b.severity, &b.rule, &b.tenant, &b.subject, &b.server))
    });
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
pub(super) fn group_key(known: &Known<Value>) -> Result<String, UnknownReason> {
    match known {
        Ok(Seen { value: Value::List(list), .. }) if !list.complete => Err(UnknownReason::Truncated { shown: list.items.len() }),
        Ok(Seen { value, .. }) => Ok(super::words::whole(value)),
        Err(Unknown { why, .. }) => Err(why.clone()),
    }
}

/// Each place once, exactly one of them primary.
fn tidy(mut finding: Finding) -> Finding {
    if finding.verdict != Verdict::Inconclusive {
        finding.why = None;
        finding.asks = None;
    }
    let mut seen = std::collections::BTreeSet::new();
    finding.evidence.retain(|place| seen.insert(place.span));
    finding.evidence.truncate(MOST_EVIDENCE);
    let first = finding.evidence.iter().position(|place| place.primary).unwrap_or(0);
    let first = first_alike(&finding.evidence, first);
    for (index, place) in finding.evidence.iter_mut().enumerate() {
        place.primary = index == first;
    }
    finding
}

/// Of the places in the same source that show the same, the first: objects come in the order of their names, and other names must not point to
/// another place.
fn first_alike(evidence: &[Evidence], first: usize) -> usize {
    let Some(chosen) = evidence.get(first) else { return first };
    let alike =
        |place: &Evidence| place.span.source == chosen.span.source && shown_part(&place.label) == shown_part(&chosen.label);
    let places = evidence.iter().enumerate().filter(|(_, place)| alike(place));
    places.min_by_key(|(_, place)| (place.span.start, place.span.end)).map_or(first, |(index, _)| index)
}

/// What a label tells of a place, without whose it is: `blank` of `EX01: blank`.
#[must_use]
pub fn shown_part(label: &str) -> &str {
    label.rsplit_once(": ").map_or(label, |(_, shown)| shown)
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
