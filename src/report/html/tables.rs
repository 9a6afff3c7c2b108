//! The tables of the page: names by tenant, virtual directories by server, plan, waivers.

use super::findings::Group;
use super::shown::Shown;
use super::words::{self, Badge};
use crate::report::sign_in::{self, SignInGroup, SignInMethod};
use crate::report::{Cell, Report, ServerCell};
use std::collections::BTreeMap;

/// Servers side by side in one table. More are put below each other: a table of twenty columns can be neither read nor printed.
const SERVERS: usize = 5;

/// Requirements of an origin that are shown at once.
const REQUIREMENTS: usize = 3;

/// One origin of the service principal name matrix.
#[derive(Debug)]
pub struct NameRow<'a> {
    /// The origin.
    pub origin: Shown<'a>,
    /// One state per tenant.
    pub cells: Vec<Badge>,
    /// Who needs it: the first few.
    pub required_by: Vec<Shown<'a>>,
    /// And the others.
    pub more: Vec<Shown<'a>>,
}

/// The matrix, its cells in the order of `tenants`. An origin of which the report says nothing for a tenant is unknown there.
#[must_use]
pub fn names<'a>(report: &'a Report, tenants: &[&str]) -> Vec<NameRow<'a>> {
    let rows = report.spn_matrix.iter().map(|row| {
        let mut required_by: Vec<_> = row.required_by.iter().map(|who| Shown::new(who)).collect();
        let more = required_by.split_off(required_by.len().min(REQUIREMENTS));
        let cells = tenants.iter().map(|&name| words::cell(row.tenants.get(name).copied().unwrap_or(Cell::Unknown)));
        NameRow { origin: Shown::new(&row.origin), cells: cells.collect(), required_by, more }
    });
    rows.collect()
}

/// A method by which people sign in.
#[derive(Debug)]
pub struct MethodRow<'a> {
    /// Its name.
    pub method: Shown<'a>,
    /// How it stands in each tenant, and in words; `None` where a tenant has nothing of it.
    pub cells: Vec<Option<(Badge, Shown<'a>)>>,
}

/// People or devices of whom the same is said.
pub struct PeopleRow<'a> {
    /// How many of them, what is said, and where.
    pub title: Shown<'static>,
    /// Who they are.
    pub names: Vec<Shown<'a>>,
}

/// The people and devices that sign-in without a password waits for.
#[must_use]
pub fn people(report: &Report) -> Vec<PeopleRow<'_>> {
    let row = |group: &'_ SignInGroup| format!("{} in {}: {}", group.names.len(), group.tenant, group.what);
    let groups = report.sign_in_groups.iter();
    groups
        .map(|group| PeopleRow {
            title: Shown::owned(&row(group)),
            names: group.names.iter().map(|name| Shown::new(name)).collect(),
        })
        .collect()
}

/// The tenants of which methods are known, and the methods.
#[must_use]
pub fn methods(report: &Report) -> (Vec<Shown<'_>>, Vec<MethodRow<'_>>) {
    let methods = &report.sign_in_methods;
    let cell = |one: Option<&SignInMethod>| one.map(|one| (words::method(one.state), Shown::owned(&one.words())));
    let rows = sign_in::by_method(methods).into_iter();
    let rows = rows.map(|(method, cells)| MethodRow { method: Shown::new(method), cells: cells.into_iter().map(cell).collect() });
    (sign_in::tenants(methods).into_iter().map(Shown::new).collect(), rows.collect())
}

/// A table of a few servers.
#[derive(Debug)]
pub struct ServerTable<'a> {
    /// Column heads.
    pub servers: Vec<Shown<'a>>,
    /// Rows by kind of virtual directory.
    pub directories: Vec<Directory<'a>>,
}

/// The rows of one kind of virtual directory.
#[derive(Debug)]
pub struct Directory<'a> {
    /// `MAPI`.
    pub name: Shown<'a>,
    /// Facts and their cells: text, and whether it differs from most servers.
    pub facts: Vec<(Shown<'a>, Vec<(Shown<'a>, bool)>)>,
}

/// Virtual directories by server, a few servers a table.
#[must_use]
pub fn servers(report: &Report) -> Vec<ServerTable<'_>> {
    let matrix = &report.virtual_directories;
    // Six servers make two tables of three, and not one of five and one of one.
    let columns = matrix.servers.len().div_ceil(matrix.servers.len().div_ceil(SERVERS).max(1)).max(1);
    let tables = matrix.servers.chunks(columns).enumerate().map(|(at, servers)| {
        let mut directories: Vec<Directory<'_>> = Vec::new();
        let mut last = None;
        for row in &matrix.rows {
            if last != Some(&row.directory) {
                directories.push(Directory { name: Shown::new(&row.directory), facts: Vec::new() });
                last = Some(&row.directory);
            }
            let cells = row.cells.iter().skip(at * columns).take(servers.len());
            let cells = cells.map(|ServerCell { text, odd }| (Shown::new(text), *odd)).collect();
            if let Some(directory) = directories.last_mut() {
                directory.facts.push((Shown::new(&row.fact), cells));
            }
        }
        ServerTable { servers: servers.iter().map(|name| Shown::new(name)).collect(), directories }
    });
    tables.filter(|table| !table.directories.is_empty()).collect()
}

/// The steps of one phase.
#[derive(Debug)]
pub struct PlanPhase<'a> {
    /// Heading.
    pub title: &'static str,
    /// Steps.
    pub steps: Vec<Step<'a>>,
}

/// One step.
#[derive(Debug)]
pub struct Step<'a> {
    /// Number from 1.
    pub number: usize,
    /// What it does.
    pub title: Shown<'a>,
    /// `by script`, `by hand`.
    pub by: &'static str,
    /// Number on the page, rule and tenant or server of each finding that it closes.
    pub closes: Vec<(usize, String)>,
}

/// The plan by phase.
#[must_use]
pub fn plan<'a>(report: &'a Report, groups: &[Group<'a>]) -> Vec<PlanPhase<'a>> {
    let all = groups.iter().flat_map(|group| group.items.iter().map(move |item| (group, item)));
    let known: BTreeMap<String, (usize, String, String)> = all
        .map(|(group, item)| {
            let place = item.tenant.as_ref().or(item.server.as_ref());
            let label = place.map_or_else(|| group.rule.to_string(), |place| format!("{} in {place}", group.rule));
            (item.fingerprint.to_string(), (item.number, label, format!("{} {}", group.rule, item.subject)))
        })
        .collect();
    let mut phases: Vec<PlanPhase<'a>> = Vec::new();
    let mut last = None;
    for step in &report.plan {
        if last != Some(step.phase) {
            phases.push(PlanPhase { title: words::plan_phase(step.phase), steps: Vec::new() });
            last = Some(step.phase);
        }
        let closed: Vec<_> = step.closes.iter().filter_map(|fingerprint| known.get(fingerprint)).collect();
        // Links of one step that would read alike name what they lead to.
        let is_alone = |label: &String| closed.iter().filter(|(_, other, _)| other == label).count() == 1;
        let name = |label: &String, subject: &String| if is_alone(label) { label.clone() } else { subject.clone() };
        let closes = closed.iter().map(|(number, label, subject)| (*number, name(label, subject))).collect();
        let by = words::disposition(step.disposition);
        if let Some(phase) = phases.last_mut() {
            phase.steps.push(Step { number: step.number, title: Shown::new(&step.title), by, closes });
        }
    }
    phases
}

/// A waiver of the configuration.
#[derive(Debug)]
pub struct WaiverRow<'a> {
    /// Rule.
    pub rule: Shown<'a>,
    /// Subject as written.
    pub subject: Shown<'a>,
    /// Reason.
    pub reason: Shown<'a>,
    /// Whether it still holds.
    pub look: Badge,
    /// For how long.
    pub left: String,
    /// Last day.
    pub expires: Shown<'a>,
    /// Number of findings it covers.
    pub covers: usize,
    /// File and line of the configuration.
    pub place: Shown<'a>,
}

/// All waivers.
#[must_use]
pub fn waivers(report: &Report) -> Vec<WaiverRow<'_>> {
    let rows = report.waivers.iter().map(|waiver| {
        let (look, left) = words::waiver(waiver);
        WaiverRow {
            rule: Shown::new(&waiver.rule),
            subject: Shown::new(&waiver.subject),
            reason: Shown::new(&waiver.reason),
            look,
            left,
            expires: Shown::new(waiver.expires.as_deref().unwrap_or("")),
            covers: waiver.covers,
            place: Shown::owned(&format!("{}:{}", waiver.path, waiver.line)),
        }
    });
    rows.collect()
}
