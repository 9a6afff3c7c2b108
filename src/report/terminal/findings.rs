//! The findings: the first of each rule in full, others with the same miss as a line each.

use super::super::words::{Level, count};
use super::super::{Cell, Evidence, Finding, MatrixRow, Report, RuleText};
use super::layout::{bounded, width};
use super::page::{Page, style};
use super::quote;
use crate::check::{Disposition, words};
use crate::estate::UnknownReason;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The rule that required captures are there.
const MISSING: &str = "CAP-005";

/// Columns that help is indented by, like a note.
const NOTE: usize = 3;

/// Writes all findings but the waived ones, in the order errors, warnings, info, inconclusive, passed.
pub(super) fn write(page: &mut Page, report: &Report) {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.retain(|finding| Level::of(finding) != Level::Waived && (!page.quiet || Level::of(finding) < Level::Inconclusive));
    findings.sort_by_key(|finding| Level::of(finding));
    let folds = !page.quiet && !page.verbose;
    let mut waiting: HashMap<Capture<'_>, Vec<&Finding>> = HashMap::new();
    for finding in report.findings.iter().filter(|_| folds) {
        if let Some(capture) = lacks_capture(finding) {
            waiting.entry(capture).or_default().push(finding);
        }
    }
    // That a capture is missing is told once, with what waits for it.
    let asked: HashSet<&str> = waiting.keys().map(|(cmdlet, _)| *cmdlet).collect();
    let is_told = |finding: &Finding| {
        finding.rule == MISSING && Level::of(finding) <= Level::Info && asked.contains(finding.subject.as_str())
    };
    let (missed, findings): (Vec<&Finding>, Vec<&Finding>) = findings.into_iter().partition(|finding| is_told(finding));
    let servers = report.virtual_directories.servers.len();
    let mut is_first = true;
    let files = file_names(report);
    let origins: HashMap<&str, &MatrixRow> = report.spn_matrix.iter().map(|row| (row.origin.as_str(), row)).collect();
    for group in findings.chunk_by(|one, other| Level::of(one) == Level::of(other) && one.rule == other.rule) {
        let (lacking, group): (Vec<&Finding>, Vec<&Finding>) =
            group.iter().partition(|finding| folds && lacks_capture(finding).is_some());
        let lacking = lacking.into_iter().filter_map(lacks_capture);
        let missing: Vec<Missing<'_>> =
            lacking.filter_map(|capture| Some(Missing::of(capture, &waiting.remove(&capture)?, servers))).collect();
        if !missing.is_empty() && std::mem::take(&mut is_first) {
            page.gap();
            let title = page.paint(style(Level::Inconclusive), "inconclusive:");
            let rule = if missed.is_empty() { String::new() } else { format!(" ({MISSING})") };
            page.line(&format!("{title} rules that wait for captures{rule}"));
        }
        // Captures that are there in part and that the same rules wait for are told together.
        for alike in missing.chunk_by(|one, other| one.place.is_some() && other.place.is_some() && one.rules == other.rules) {
            tell_missing(page, alike, &files);
        }
        let Some(first) = group.first() else { continue };
        let level = Level::of(first);
        if page.quiet {
            group.iter().for_each(|finding| head(page, finding));
        } else if level >= Level::Pass {
            group.iter().for_each(|finding| passed(page, finding, level));
        } else if page.verbose {
            group.iter().for_each(|finding| full(page, report, &origins, std::slice::from_ref(finding)));
            explain(page, report.rules.iter().find(|rule| rule.id == group[0].rule));
        } else {
            full(page, report, &origins, &group);
        }
    }
}

/// A capture by its cmdlet and tenant.
type Capture<'f> = (&'f str, Option<&'f str>);

/// The capture that would decide a finding, where a block supplies it.
fn lacks_capture(finding: &Finding) -> Option<Capture<'_>> {
    let waits = Level::of(finding) == Level::Inconclusive && finding.next.is_some();
    finding.asks.as_deref().filter(|_| waits).map(|cmdlet| (cmdlet, finding.tenant.as_deref()))
}

/// A capture that rules wait for: it is told once, with all of them, and where the captures that are there fall short. The block at the end
/// has the command.
struct Missing<'f> {
    cmdlet: String,
    rules: Vec<&'f str>,
    /// The first place that falls short, where there is one, and how many others there are.
    place: Option<(&'f Evidence, usize)>,
}

impl<'f> Missing<'f> {
    /// `servers`: how many there are.
    fn of((cmdlet, tenant): Capture<'f>, waiting: &[&'f Finding], servers: usize) -> Self {
        let mut rules: Vec<&str> = waiting.iter().map(|other| other.rule.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        let others = waiting.iter().map(|other| other.evidence.len()).sum::<usize>().saturating_sub(1);
        let lacking: BTreeSet<&str> = waiting.iter().filter_map(|other| other.server.as_deref()).collect();
        // Where all servers lack it, none is named.
        let whose: Vec<&str> = match tenant {
            Some(tenant) => vec![tenant],
            None if lacking.len() < servers => lacking.into_iter().collect(),
            None => Vec::new(),
        };
        let whose = if whose.is_empty() { String::new() } else { format!(" of {}", whose.join(", ")) };
        Self {
            cmdlet: format!("{cmdlet}{whose}"),
            rules,
            place: waiting.iter().find_map(|other| other.primary()).map(|place| (place, others)),
        }
    }
}

/// How many inputs have the same file name.
fn file_names(report: &Report) -> HashMap<&str, usize> {
    let mut names = HashMap::new();
    report.inputs.iter().for_each(|input| *names.entry(file_name(&input.path)).or_default() += 1);
    names
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Captures that the same rules wait for. A path is no longer than it takes to find the file among the inputs.
fn tell_missing(page: &mut Page, missing: &[Missing<'_>], files: &HashMap<&str, usize>) {
    let Some(first) = missing.first() else { return };
    let cmdlets: Vec<&str> = missing.iter().map(|one| one.cmdlet.as_str()).collect();
    let part = first.place.map_or_else(String::new, |(place, _)| {
        let others = missing.iter().filter_map(|one| one.place).map(|(_, others)| others + 1).sum::<usize>() - 1;
        let more = if others > 0 { format!(" and {others} more") } else { String::new() };
        // That a capture does not show something goes without saying.
        let label = Some(&place.label).filter(|label| **label != words::why(&UnknownReason::NotPrinted));
        let label = label.map_or_else(String::new, |label| format!(": {label}{}", if others > 0 { "," } else { "" }));
        let name = file_name(&place.path);
        let path = if files.get(name) == Some(&1) { name } else { &place.path };
        format!(", in part ({path}:{}{label}{more})", place.line)
    });
    page.note("", &format!("{}{part}: {}", cmdlets.join(", "), first.rules.join(", ")));
}

/// The first finding of a group in full, then the others.
fn full(page: &mut Page, report: &Report, origins: &HashMap<&str, &MatrixRow>, group: &[&Finding]) {
    let (finding, others) = (group[0], &group[1..]);
    let level = Level::of(finding);
    page.gap();
    head(page, finding);
    if let Some(primary) = finding.primary() {
        quote::draw(page, primary, level);
    }
    if page.verbose {
        secondary(finding).for_each(|evidence| quote::draw(page, evidence, level));
    } else {
        places(page, finding);
    }
    if let Some(row) = origins.get(finding.subject.as_str()) {
        registered(page, row);
    }
    if let Some(demand) = report.rules.iter().find(|rule| rule.id == finding.rule).and_then(|rule| rule.demand.as_ref()) {
        page.note("rule:", &format!("{}:{}: {}", demand.path, demand.line, demand.text));
    }
    if !finding.help.is_empty() {
        page.advice(if level == Level::Inconclusive { "" } else { "help:" }, &finding.help, NOTE);
    }
    for other in others {
        also(page, finding, other);
    }
    fix(page, group);
}

fn head(page: &mut Page, finding: &Finding) {
    let level = Level::of(finding);
    let marked = format!("{}[{}]:", level.word(), bounded(&finding.rule));
    page.paragraph(&marked, style(level), &format!(" {}", told(finding)), 3);
}

/// The message, and what it is about when it does not say so itself.
fn told(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    let mut about: Vec<&str> = Vec::new();
    if !text.contains(&finding.subject) {
        about.push(&finding.subject);
    }
    about.extend(finding.tenant.as_deref().filter(|tenant| !text.contains(tenant)));
    if !about.is_empty() {
        text.push_str(" · ");
        text.push_str(&about.join(" · "));
    }
    text
}

fn secondary(finding: &Finding) -> impl Iterator<Item = &Evidence> {
    let primary = finding.primary();
    finding.evidence.iter().filter(move |evidence| !primary.is_some_and(|primary| std::ptr::eq(primary, *evidence)))
}

/// The other places: the first two, of different kinds if there are any, a line each; the rest is a number.
fn places(page: &mut Page, finding: &Finding) {
    const SHOWN: usize = 2;
    let places: Vec<_> = secondary(finding).collect();
    let is_first = |at: usize| places[..at].iter().all(|before| before.label != places[at].label);
    let (firsts, again): (Vec<usize>, Vec<usize>) = (0..places.len()).partition(|&at| is_first(at));
    let mut shown: Vec<usize> = firsts.into_iter().chain(again).take(SHOWN).collect();
    shown.sort_unstable();
    for at in shown {
        page.note("in", &format!("{}:{}: {}", places[at].path, places[at].line, places[at].label));
    }
    let more = places.len().saturating_sub(SHOWN);
    if more > 0 {
        page.note("in", &format!("{} (--verbose quotes all)", count(more, "more place")));
    }
}

/// Which tenants know the origin that the finding is about.
fn registered(page: &mut Page, row: &MatrixRow) {
    let states = [
        (Cell::Registered, "registered in"),
        (Cell::Missing, "missing in"),
        (Cell::Ineffective, "ineffective in"),
        (Cell::Unknown, "unknown in"),
    ];
    let parts: Vec<String> = states
        .iter()
        .filter_map(|(cell, words)| {
            let names: Vec<&str> =
                row.tenants.iter().filter(|(_, state)| *state == cell).map(|(name, _)| name.as_str()).collect();
            (!names.is_empty()).then(|| format!("{words} {}", names.join(", ")))
        })
        .collect();
    page.note("", &parts.join(" · "));
}

/// A further finding of the same rule: its subject and place, and its message only when that says something else.
fn also(page: &mut Page, first: &Finding, other: &Finding) {
    let same = shape(first) == shape(other);
    let tenant = other.tenant.as_deref().map_or_else(String::new, |tenant| format!(" in {tenant}"));
    let text = if same { format!("{}{tenant}", other.subject) } else { told(other) };
    let text = bounded(&text).into_owned();
    let place = other.primary().map_or_else(String::new, |place| bounded(&format!("{}:{}", place.path, place.line)).into_owned());
    let used = width("   also ") + width(&text);
    if used + 2 + width(&place) <= page.width {
        page.line(&format!("   also {text}{}{place}", " ".repeat(page.width - used - width(&place))));
    } else {
        page.note("also", &format!("{text} ({place})"));
    }
    if Level::of(other) == Level::Inconclusive && other.help != first.help {
        page.advice("", &other.help, NOTE + 2);
    }
}

/// The message without what names this one finding.
fn shape(finding: &Finding) -> String {
    let mut shape = finding.message.replace(&finding.subject, "\0");
    for name in [&finding.tenant, &finding.server].into_iter().flatten().filter(|name| !name.is_empty()) {
        shape = shape.replace(name, "\0");
    }
    shape
}

fn fix(page: &mut Page, group: &[&Finding]) {
    let steps = |disposition| {
        group.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.disposition == disposition).count()
    };
    let safe = steps(Disposition::Safe);
    if safe > 0 {
        page.note("fix:", &format!("{} (hmaudit remediate)", count(safe, "safe step")));
    }
    let manual = steps(Disposition::Manual);
    if manual > 0 {
        page.note("fix:", &format!("{} by hand (hmaudit plan)", count(manual, "step")));
    }
}

fn explain(page: &mut Page, rule: Option<&RuleText>) {
    let Some(rule) = rule else { return };
    page.note("why:", &rule.why);
    for (url, read) in &rule.sources {
        page.note("source:", &format!("{url} (read {read})"));
    }
}

fn passed(page: &mut Page, finding: &Finding, level: Level) {
    let tenant = finding.tenant.as_deref().map_or_else(String::new, |tenant| format!(" in {tenant}"));
    let marked = format!("{}[{}]:", level.word(), bounded(&finding.rule));
    page.paragraph(&marked, style(level), &format!(" {}{tenant}", finding.subject), 3);
}
