//! Which evidence about tenants holds where in a source.

use super::evidence::{self, Evidence};
use super::together::Lines;
use crate::capture::{Capture, Command, Moment, Record, Service};
use crate::estate::Doubt;
use crate::estate::build::IdentifiedRecord;
use crate::source::{SourceId, Span};
use crate::text::case::begins;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The evidence for a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// What is said.
    pub evidence: Evidence,
    /// The record says it itself; else what stands beside it does.
    pub own: bool,
}

/// A place in a source, and the step of the command line that stands there.
type Place = (u32, u32);

/// The last sign-in of each command line that signs in.
type SignInsOfLines = HashMap<Span, u32>;

/// Something that tells of the tenant of a session from there on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    place: Place,
    /// Somebody signed in. What was said before does not hold any more.
    signs_in: bool,
    evidence: Evidence,
    /// The record there says it.
    of_record: bool,
}

impl Event {
    fn new(place: Place, signs_in: bool, evidence: Evidence) -> Self {
        Self { place, signs_in, evidence, of_record: false }
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
    /// What records say of themselves that were asked for before, by where they start.
    kept: HashMap<u32, Held>,
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

    /// What a record says, or the question that it answers. `asked`: when, if that was before something else.
    fn say(&mut self, record: &Record<'_>, asked: Option<Moment>, service: Option<Service>, evidence: Evidence, of_record: bool) {
        let start = record.at.start;
        let Some(asked) = asked else {
            self.add(service, Event { of_record, ..Event::new((start, 0), false, evidence) });
            return;
        };
        self.kept.entry(start).or_insert_with(|| Held { evidence: evidence.clone(), own: of_record });
        // A question about the tenant of a customer tells nothing of the session.
        if of_record {
            self.add(service, Event::new((asked.line.start, asked.step), false, evidence));
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

    /// What holds for what a service was asked at a place: what stands at it or nearest before it, else what comes first behind it in the same session.
    fn at(&self, place: Place, service: Option<Service>) -> Option<Held> {
        let (start, _) = place;
        let ending = self.sessions.partition_point(|session| *session <= start);
        let session = ending.checked_sub(1).and_then(|at| self.sessions.get(at)).copied().unwrap_or(0);
        let end = self.sessions.get(ending).copied().unwrap_or(u32::MAX);
        let speaks = |list: &&Vec<Event>| {
            let first = list.partition_point(|event| event.place.0 < session);
            list.get(first).is_some_and(|event| event.place.0 < end)
        };
        let of_service = service.and_then(|service| self.of_service.get(&service)).filter(speaks);
        let list = of_service.unwrap_or(&self.of_all);
        let next = list.partition_point(|event| event.place <= place);
        let here = |event: &&Event| (session..end).contains(&event.place.0);
        let before = next.checked_sub(1).and_then(|at| list.get(at)).filter(here).filter(|event| !event.evidence.is_nothing());
        let behind = || list.get(next).filter(here).filter(|event| !event.signs_in);
        let event = before.or_else(behind)?;
        Some(Held { evidence: event.evidence.clone(), own: event.place.0 == start && event.of_record })
    }
}

/// When what a record shows was asked for, if something else may have been signed in to between that and its output: it was kept in a variable, or its
/// command line signs in behind the query.
fn asked_before(command: Option<&Command<'_>>, lines: &SignInsOfLines) -> Option<Moment> {
    let command = command?;
    let asked = command.asked_at?;
    let signs_in_later = lines.get(&asked.line).is_some_and(|last| *last > asked.step);
    (asked.line != command.at || signs_in_later).then_some(asked)
}

/// The evidence for each tenant record, and those that may be of either of several tenants.
pub fn of_records(captures: &[Capture<'_>], records: &[IdentifiedRecord<'_>]) -> (BTreeMap<Span, Held>, Vec<(Span, Doubt)>) {
    let signed_in = captures.iter().flat_map(|capture| &capture.sign_ins);
    // In the order in which they ran, so that the last one of a line stays.
    let lines: SignInsOfLines = signed_in.map(|signed_in| (signed_in.at.line, signed_in.at.step)).collect();
    let mut given: HashMap<SourceId, Events> = HashMap::new();
    for capture in captures {
        of_capture(capture, &lines, &mut given);
    }
    let of_tenant = || records.iter().filter(|one| one.of_tenant);
    for one in of_tenant() {
        let events = given.entry(one.record.at.source).or_default();
        let asked = asked_before(one.above, &lines);
        for (evidence, of_record) in [(evidence::of_object(one), true), (of_question(one.above), false)] {
            if !evidence.is_nothing() {
                events.say(one.record, asked, service(one), evidence, of_record);
            }
        }
    }
    given.values_mut().for_each(Events::sort);
    let typed = Lines::of(captures);
    let (mut held, mut doubts) = (BTreeMap::new(), Vec::new());
    for one in of_tenant() {
        let Some(events) = given.get(&one.record.at.source) else { continue };
        let start = one.record.at.start;
        let mut possible = Vec::new();
        for above in typed.printed_by(one) {
            possible.extend(match asked_before(above, &lines) {
                Some(asked) => {
                    let own = events.kept.get(&start).cloned();
                    own.or_else(|| events.at((asked.line.start, asked.step), service(one)))
                }
                None => events.at((start, u32::MAX), service(one)),
            });
        }
        if let Some(first) = possible.first() {
            if possible.iter().any(|other| other.evidence.contradicts(&first.evidence)) {
                let names: BTreeSet<String> = possible.iter().map(|held| held.evidence.name()).collect();
                doubts.push((one.record.at, Doubt::OtherTenant { names: names.into_iter().collect() }));
            }
            held.insert(one.record.at, first.clone());
        }
    }
    (held, doubts)
}

/// What the records and sign-ins of a capture say.
fn of_capture(capture: &Capture<'_>, lines: &SignInsOfLines, given: &mut HashMap<SourceId, Events>) {
    let above = |record: &Record<'_>| record.command.and_then(|at| capture.commands.get(at));
    let command = |record: &Record<'_>| above(record).map_or("", |own| &*own.cmdlet);
    for record in &capture.records {
        let evidence = evidence::of_record(record);
        if !evidence.is_nothing() {
            let asked = asked_before(above(record), lines);
            let events = given.entry(record.at.source).or_default();
            events.say(record, asked, Service::of(command(record)), evidence, true);
        }
    }
    // All rows of one list are of one tenant.
    let mut lists: BTreeMap<Option<usize>, (SourceId, Place, Option<Service>, Evidence)> = BTreeMap::new();
    for record in &capture.records {
        let Some(evidence) = evidence::of_domains(record, command(record)) else { continue };
        let (_, _, _, all) = lists.entry(record.command).or_insert_with(|| {
            let asked = asked_before(above(record), lines);
            let place = asked.map_or((record.at.start, 0), |asked| (asked.line.start, asked.step));
            (record.at.source, place, Service::of(command(record)), Evidence::default())
        });
        all.domains.extend(evidence.domains);
    }
    for (source, place, service, evidence) in lists.into_values().filter(|(_, _, _, evidence)| !evidence.is_nothing()) {
        given.entry(source).or_default().add(service, Event::new(place, false, evidence));
    }
    for signed_in in &capture.sign_ins {
        let Moment { line, step } = signed_in.at;
        let events = given.entry(line.source).or_default();
        let Some(sign_in) = &signed_in.sign_in else {
            events.sessions.push(line.start);
            continue;
        };
        let evidence = sign_in.tenant.as_deref().map(Evidence::typed).unwrap_or_default();
        events.add(Some(sign_in.service), Event::new((line.start, step), true, evidence));
    }
    // Where a sign-in failed, the session stays what it was, whatever that is.
    for failure in &capture.failures {
        if let Some(service) = Service::of(&failure.cmdlet).filter(|_| is_sign_in(&failure.cmdlet)) {
            let event = Event::new((failure.at.start, 0), true, Evidence::default());
            given.entry(failure.at.source).or_default().add(Some(service), event);
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
    begins(cmdlet, "connect-")
}

fn service(one: &IdentifiedRecord<'_>) -> Option<Service> {
    let by_name = one.above.and_then(|command| Service::of(&command.cmdlet));
    by_name.or_else(|| Service::of(one.printed_by).filter(|_| one.above.is_none())).or_else(|| {
        let of_exchange = one.cmdlet.noun != "service-principal" && one.cmdlet.noun != "entra-organization";
        of_exchange.then_some(Service::Exchange)
    })
}
