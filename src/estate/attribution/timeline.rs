//! Which evidence about tenants holds where in a source.

use super::evidence::{self, Evidence};
use crate::capture::{Capture, Command, Record, Service};
use crate::estate::build::Sighted;
use crate::source::{SourceId, Span};
use std::collections::{BTreeMap, HashMap};

/// The evidence for a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// What is said.
    pub evidence: Evidence,
    /// The record says it itself; else what stands beside it does.
    pub own: bool,
}

/// Something that tells of the tenant of a session from there on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    start: u32,
    /// Somebody signed in. What was said before does not hold any more.
    signs_in: bool,
    evidence: Evidence,
    /// The record there says it.
    of_record: bool,
}

impl Event {
    fn new(start: u32, signs_in: bool, evidence: Evidence) -> Self {
        Self { start, signs_in, evidence, of_record: false }
    }
}

/// What is said in one source, in order: by service, and by all of them.
#[derive(Debug, Default)]
struct Events {
    of_service: HashMap<Service, Vec<Event>>,
    /// Of no service that could be told.
    of_none: Vec<Event>,
    /// All that tells of a tenant.
    of_all: Vec<Event>,
    /// Where new sessions begin.
    sessions: Vec<u32>,
}

impl Events {
    fn add(&mut self, service: Option<Service>, event: Event) {
        if !event.evidence.is_nothing() {
            self.of_all.push(event.clone());
        }
        match service {
            Some(service) => self.of_service.entry(service).or_default().push(event),
            None => self.of_none.push(event),
        }
    }

    fn sort(&mut self) {
        for list in self.of_service.values_mut() {
            list.extend(self.of_none.iter().cloned());
            list.sort();
        }
        self.of_all.sort();
        self.sessions.sort_unstable();
    }

    /// What holds for a record of a service: what stands at it or nearest before it, else what comes first behind it in the same session.
    fn at(&self, start: u32, service: Option<Service>) -> Option<Held> {
        let ending = self.sessions.partition_point(|session| *session <= start);
        let session = ending.checked_sub(1).and_then(|at| self.sessions.get(at)).copied().unwrap_or(0);
        let end = self.sessions.get(ending).copied().unwrap_or(u32::MAX);
        let speaks = |list: &&Vec<Event>| {
            let first = list.partition_point(|event| event.start < session);
            list.get(first).is_some_and(|event| event.start < end)
        };
        let of_service = service.and_then(|service| self.of_service.get(&service)).filter(speaks);
        let list = of_service.unwrap_or(&self.of_all);
        let next = list.partition_point(|event| event.start <= start);
        let here = |event: &&Event| (session..end).contains(&event.start);
        let before = next.checked_sub(1).and_then(|at| list.get(at)).filter(here).filter(|event| !event.evidence.is_nothing());
        let behind = || list.get(next).filter(here).filter(|event| !event.signs_in);
        let event = before.or_else(behind)?;
        Some(Held { evidence: event.evidence.clone(), own: event.start == start && event.of_record })
    }
}

/// The evidence for each tenant record.
pub fn of_records(captures: &[Capture<'_>], sighted: &[Sighted<'_>]) -> BTreeMap<Span, Held> {
    let mut said: HashMap<SourceId, Events> = HashMap::new();
    for capture in captures {
        of_capture(capture, &mut said);
    }
    for one in sighted.iter().filter(|one| one.of_tenant) {
        for (evidence, of_record) in [(evidence::of_object(one), true), (of_question(one.above), false)] {
            if !evidence.is_nothing() {
                let event = Event { of_record, ..Event::new(one.record.at.start, false, evidence) };
                said.entry(one.record.at.source).or_default().add(service(one), event);
            }
        }
    }
    said.values_mut().for_each(Events::sort);
    let of_tenant = sighted.iter().filter(|one| one.of_tenant);
    of_tenant
        .filter_map(|one| Some((one.record.at, said.get(&one.record.at.source)?.at(one.record.at.start, service(one))?)))
        .collect()
}

/// What the records and sign-ins of a capture say.
fn of_capture(capture: &Capture<'_>, said: &mut HashMap<SourceId, Events>) {
    let command = |record: &Record<'_>| record.command.and_then(|at| capture.commands.get(at)).map_or("", |own| &*own.cmdlet);
    for record in &capture.records {
        let evidence = evidence::of_record(record);
        if !evidence.is_nothing() {
            let event = Event { of_record: true, ..Event::new(record.at.start, false, evidence) };
            said.entry(record.at.source).or_default().add(Service::of(command(record)), event);
        }
    }
    // All rows of one list are of one tenant.
    let mut lists: BTreeMap<Option<usize>, (Span, Option<Service>, Evidence)> = BTreeMap::new();
    for record in &capture.records {
        let Some(evidence) = evidence::of_domains(record, command(record)) else { continue };
        let (_, _, all) =
            lists.entry(record.command).or_insert_with(|| (record.at, Service::of(command(record)), Evidence::default()));
        all.domains.extend(evidence.domains);
    }
    for (at, service, evidence) in lists.into_values().filter(|(_, _, evidence)| !evidence.is_nothing()) {
        said.entry(at.source).or_default().add(service, Event::new(at.start, false, evidence));
    }
    for signed_in in &capture.sign_ins {
        let events = said.entry(signed_in.at.source).or_default();
        let Some(sign_in) = &signed_in.sign_in else {
            events.sessions.push(signed_in.at.start);
            continue;
        };
        let evidence = sign_in.tenant.as_deref().map(Evidence::typed).unwrap_or_default();
        events.add(Some(sign_in.service), Event::new(signed_in.at.start, true, evidence));
    }
    // Where a sign-in failed, the session stays what it was, whatever that is.
    for failure in &capture.failures {
        if let Some(service) = Service::of(&failure.cmdlet).filter(|_| is_sign_in(&failure.cmdlet)) {
            let event = Event::new(failure.at.start, true, Evidence::default());
            said.entry(failure.at.source).or_default().add(Some(service), event);
        }
    }
}

/// The tenant that a query names: partners ask for those of their customers.
fn of_question(command: Option<&Command<'_>>) -> Evidence {
    let is_tenant = |name: &str| name.len() > 2 && "tenantid".starts_with(&name.to_ascii_lowercase());
    let named = command.and_then(|command| command.parameters.iter().find(|(name, _)| is_tenant(name)));
    named
        .and_then(|(_, value)| value.as_deref())
        .map(|value| Evidence::typed(value.trim_matches(['"', '\'', ' '])))
        .unwrap_or_default()
}

fn is_sign_in(cmdlet: &str) -> bool {
    cmdlet.get(..8).is_some_and(|verb| verb.eq_ignore_ascii_case("connect-"))
}

fn service(one: &Sighted<'_>) -> Option<Service> {
    let by_name = one.above.and_then(|command| Service::of(&command.cmdlet));
    by_name.or_else(|| Service::of(one.printed_by).filter(|_| one.above.is_none())).or_else(|| {
        let of_exchange = one.cmdlet.noun != "service-principal" && one.cmdlet.noun != "entra-organization";
        of_exchange.then_some(Service::Exchange)
    })
}
