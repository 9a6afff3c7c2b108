//! Ways to lose evidence, and what losing it must never do.

use crate::common::Snapshot;
use hmaudit::check::{Severity, Verdict};
use hmaudit::report::{Finding, Readiness, Report};
use std::collections::{BTreeMap, BTreeSet};

/// A snapshot with something missing, and what.
pub struct Less {
    /// What is missing, for the message of a failed test.
    pub what: String,
    /// What is left.
    pub snapshot: Snapshot,
}

/// Every way to lose one file, one object of a server, one property, or the tail of one list.
///
/// Contract and issue speak of captures and of lists; objects and properties go beyond them, as far as what is left can show that something
/// is missing. It cannot where the only trace of an object is the object itself (one AuthServer of two, one override): a capture of the whole
/// set then says that there are no others. Nor does it where rules judge what was printed because most captures leave it out:
/// AuthMetadataUrl of an AuthServer (HMA-STS-004), TargetSharingEpr of a connector (HYB-001), the Type of an AuthServer that is called
/// EvoSTS, flags and URLs that no capture of any server shows (HMA-VDIR-008, HMA-VDIR-009), Exchange's answers over the
/// wire, which are never demanded.
pub fn ways(snapshot: &Snapshot) -> Vec<Less> {
    let mut ways = Vec::new();
    for (index, (name, bytes)) in snapshot.files.iter().enumerate() {
        let mut left = snapshot.clone();
        left.files.remove(index);
        ways.push(Less { what: format!("without {name}"), snapshot: left });
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        for (number, range) in objects_of_servers(&text) {
            let without = format!("{}{}", &text[..range.start], &text[range.end..]);
            ways.push(changed(snapshot, index, format!("{name}:{number} without this object"), without));
        }
        for (number, line, rest) in lines(&text) {
            if is_property(line) {
                let without = format!("{}{}", &text[..rest.0], &text[rest.1..]);
                ways.push(changed(snapshot, index, format!("{name}:{number} without {}", line.trim()), without));
            }
            for (what, cut) in cuts(line) {
                let with = format!("{}{cut}{}", &text[..rest.0], &text[rest.1..]);
                ways.push(changed(snapshot, index, format!("{name}:{number} cut to {what}"), with));
            }
        }
    }
    ways
}

/// Line number and range of each paragraph of Format-List that is an object of a server, where there are several.
fn objects_of_servers(text: &str) -> Vec<(usize, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    for paragraph in text.split_inclusive("\n\n") {
        let range = at..at + paragraph.len();
        at = range.end;
        let names_server = |line: &str| {
            let value = line.split_once(" : ").map_or("", |(_, value)| value.trim());
            value.starts_with("EX0") && is_property(line)
        };
        if !paragraph.contains('>') && paragraph.lines().filter(|line| !line.is_empty()).take(2).any(names_server) {
            found.push((text[..range.start].lines().count() + 1, range));
        }
    }
    if found.len() > 1 { found } else { Vec::new() }
}

fn changed(snapshot: &Snapshot, file: usize, what: String, text: String) -> Less {
    let mut left = snapshot.clone();
    left.files[file].1 = text.into_bytes();
    Less { what, snapshot: left }
}

/// Number, text and range of each line, the list that JSON spreads over several lines taken as one.
fn lines(text: &str) -> Vec<(usize, &str, (usize, usize))> {
    let mut lines: Vec<(usize, &str, (usize, usize))> = Vec::new();
    let mut at = 0;
    let mut list = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        match list {
            None if line.trim_end().ends_with("\": [") => list = Some((index + 1, at)),
            None => lines.push((index + 1, line, (at, end))),
            Some((number, start)) if line.trim_start().starts_with(']') => {
                lines.push((number, &text[start..end], (start, end)));
                list = None;
            }
            Some(_) => {}
        }
        at = end;
    }
    lines
}

fn is_property(line: &str) -> bool {
    line.contains(" : ") || line.trim_start().starts_with('"') && line.contains("\": ")
}

/// A list of Format-List cut behind its first and behind its last value but one, with the three dots of both PowerShells.
fn cuts(line: &str) -> Vec<(String, String)> {
    let Some((label, value)) = line.split_once(" : ") else { return Vec::new() };
    let Some(items) = value.trim().strip_prefix('{').and_then(|items| items.strip_suffix('}')) else { return Vec::new() };
    let items: Vec<&str> = items.split(", ").filter(|item| !item.is_empty()).collect();
    let mut counts = vec![1, items.len().saturating_sub(1)];
    counts.retain(|count| (1..items.len()).contains(count));
    counts.dedup();
    let dots = |count: usize| if count == 1 { "..." } else { "\u{2026}" };
    let cut = counts.into_iter().map(|count| format!("{{{}{}}}", items[..count].join(", "), dots(count)));
    cut.map(|cut| (cut.clone(), format!("{label} : {cut}\n"))).collect()
}

type Key = (String, Option<String>, Option<String>, String);

fn verdicts(report: &Report) -> BTreeMap<Key, Verdict> {
    let key = |finding: &Finding| {
        (
            finding.rule.clone(),
            finding.tenant.clone(),
            finding.server.as_deref().map(str::to_lowercase),
            finding.subject.to_lowercase(),
        )
    };
    report.findings.iter().filter(|finding| !is_about_captures(finding)).map(|finding| (key(finding), finding.verdict)).collect()
}

/// The worst that a rule says in a tenant.
fn by_rule(report: &Report) -> BTreeMap<(String, Option<String>), (Verdict, Severity)> {
    let mut rules = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| !is_about_captures(finding)) {
        let worst = rules.entry((finding.rule.clone(), finding.tenant.clone())).or_insert((finding.verdict, finding.severity));
        *worst = (*worst).min((finding.verdict, finding.severity));
    }
    rules
}

/// Rules about what was captured (HMA-VDIR-007: from every server) say something else when less was captured.
fn is_about_captures(finding: &Finding) -> bool {
    finding.rule.starts_with("CAP-") || finding.rule == "HMA-VDIR-007"
}

fn is_open(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Fail | Verdict::Inconclusive)
}

/// What became better, or was blamed on the organisation, although nothing was learnt.
pub fn violations(before: &Report, after: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    let was = verdicts(before);
    let failed: BTreeSet<&String> = was.iter().filter(|(_, verdict)| **verdict == Verdict::Fail).map(|(key, _)| &key.0).collect();
    // Where one tenant is left, an AuthServer that nobody else claims is its own.
    let is_other_question = |rule: &str| rule == "HMA-STS-013" && after.tenants.len() < before.tenants.len();
    for (key, verdict) in verdicts(after).into_iter().filter(|(key, _)| !is_other_question(&key.0)) {
        match was.get(&key) {
            Some(old) if is_open(*old) && !is_open(verdict) => wrong.push(format!("{key:?}: {old:?} became {verdict:?}")),
            Some(old) if !is_open(*old) && verdict == Verdict::Fail => wrong.push(format!("{key:?}: {old:?} became Fail")),
            // What names an object may be missing: then the same failure has another subject.
            None if verdict == Verdict::Fail && !failed.contains(&key.0) => wrong.push(format!("{key:?}: a new Fail")),
            _ => {}
        }
    }
    let now = by_rule(after);
    for (key, (old, _)) in by_rule(before) {
        // A tenant of which nothing is left is not known to exist.
        if key.1.as_ref().is_some_and(|name| after.tenants.iter().all(|tenant| tenant.name != *name)) {
            continue;
        }
        if is_other_question(&key.0) {
            continue;
        }
        // That every tenant is registered is asked of several tenants only.
        if key.0 == "HMA-SPN-008" && before.tenants.len() > 1 && after.tenants.len() < 2 {
            continue;
        }
        // What is missing on premises is one finding for all tenants.
        let of_all = now.get(&(key.0.clone(), None));
        let verdict = now.get(&key).into_iter().chain(of_all).map(|(verdict, _)| *verdict).min();
        if is_open(old) && !verdict.is_some_and(is_open) {
            wrong.push(format!("{key:?}: {old:?} became {verdict:?} as a whole"));
        }
    }
    let mut overall = vec![("the run".to_owned(), before.verdict, Some(after.verdict))];
    for tenant in &before.tenants {
        let now = after.tenants.iter().find(|other| other.name == tenant.name).map(|other| other.verdict);
        overall.push((tenant.name.clone(), tenant.verdict, now));
    }
    for (who, old, now) in overall {
        if now != Some(old) && matches!(now, Some(Readiness::Ready | Readiness::ReadyToEnable)) {
            wrong.push(format!("{who}: {old:?} became {now:?}"));
        }
    }
    wrong
}
