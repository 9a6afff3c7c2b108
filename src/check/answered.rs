//! What no further capture decides: the objects that leave it open were printed in full, by the command that would be asked for.

use super::{Finding, Verdict, words};
use crate::catalog::schema::{Cmdlet, Key};
use crate::estate::{Estate, Known, KnownExt as _, Object, Side, Unknown, UnknownReason, Value};
use crate::source::Span;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// Takes the command from findings that it would leave as undecided as they are, and names the step for a person.
pub(super) fn leave_to_people(findings: &mut [Finding], estate: &Estate) {
    let mut captures: BTreeMap<(&'static str, bool), Captured<'_>> = BTreeMap::new();
    let records = OnceCell::new();
    for finding in findings.iter_mut().filter(|finding| finding.verdict == Verdict::Inconclusive) {
        if !matches!(
            finding.why,
            Some(UnknownReason::NotPrinted | UnknownReason::Unreadable { .. } | UnknownReason::Lossy { .. })
        ) {
            continue;
        }
        let Some((ask, cmdlet)) = finding.asks.and_then(|ask| Some((ask, ask.cmdlet()?))) else { continue };
        let key = (cmdlet.noun, ask.of_tenant);
        let captured = captures.entry(key).or_insert_with(|| Captured::of(estate, cmdlet, ask.of_tenant));
        let mut shown: Vec<Shown<'_>> = finding.evidence.iter().filter_map(|place| captured.records.around(place.span)).collect();
        shown.dedup_by_key(|shown| std::ptr::from_ref(shown.object));
        let help = if shown.is_empty() {
            // What was captured refers to something that is not there.
            let refers = || {
                let records = records.get_or_init(|| Records::of(estate.objects.values().flatten(), |_| false));
                finding.evidence.iter().any(|place| records.around(place.span).is_some())
            };
            let is_missed = finding.server.is_none() && (finding.evidence.is_empty() || refers());
            (is_missed && captured.has_whole(finding.tenant.as_deref())).then(|| person(&finding.subject))
        } else if shown.iter().all(|shown| shown.is_whole) {
            Some(person(&finding.subject))
        } else {
            let is_left_over = |shown: &Shown<'_>| shown.is_whole || captured.has_another(shown.object);
            (captured.has_whole(finding.tenant.as_deref()) && shown.iter().all(is_left_over)).then(|| {
                "Remove the record, which does not tell for certain what object it shows: another capture shows all of them."
                    .to_owned()
            })
        };
        if let Some(help) = help {
            finding.asks = None;
            finding.help = help;
        }
    }
}

fn person(subject: &str) -> String {
    format!(
        "Look at {} itself, and correct the value or decide by hand: the captures show all that the command prints, and another one \
         would show the same.",
        words::clip(subject)
    )
}

/// What was captured of a command on one side.
struct Captured<'e> {
    cmdlet: &'static Cmdlet,
    records: Records<'e>,
    /// Where an object was captured whole.
    sides: BTreeSet<&'e Side>,
    /// The names of the objects that were captured whole, each with its place and property.
    names: BTreeSet<(&'e Side, &'static str, String)>,
}

impl<'e> Captured<'e> {
    fn of(estate: &'e Estate, cmdlet: &'static Cmdlet, of_tenant: bool) -> Self {
        let objects = estate.all(cmdlet.noun);
        let answer = Answer::of(cmdlet, of_tenant);
        let whole: Vec<&'e Object> = objects.iter().filter(|object| answer.shows_whole(object)).collect();
        let named = |object: &&'e Object| {
            let side = &object.side;
            names(cmdlet, object).map(move |(name, value)| (side, name, value)).collect::<Vec<_>>()
        };
        let names = whole.iter().flat_map(named).collect();
        let sides = whole.iter().map(|object| &object.side).collect();
        let whole: BTreeSet<*const Object> = whole.into_iter().map(std::ptr::from_ref).collect();
        let records = Records::of(objects.iter(), |object| whole.contains(&std::ptr::from_ref(object)));
        Self { cmdlet, records, sides, names }
    }

    /// Whether an object was captured whole that may concern a tenant; any, without one.
    fn has_whole(&self, tenant: Option<&str>) -> bool {
        let concerns = |side: &&&Side| tenant.is_none() || ***side == Side::OnPremises || side.tenant() == tenant;
        self.sides.iter().any(|side| concerns(&side))
    }

    /// Whether a record may show an object that another capture shows whole: it has no name, or one of several.
    fn has_another(&self, object: &Object) -> bool {
        is_nameless(self.cmdlet, object)
            || names(self.cmdlet, object).any(|(name, value)| self.names.contains(&(&object.side, name, value)))
    }
}

/// The key properties of an object with their values, as far as they are known.
fn names(cmdlet: &'static Cmdlet, object: &Object) -> impl Iterator<Item = (&'static str, String)> {
    let properties = if let Key::Properties(names) = cmdlet.key { names } else { &[] };
    properties.iter().filter_map(|name| Some((*name, words::whole(object.values.get(name)?.value()?))))
}

/// Whether nothing tells which object a record shows.
fn is_nameless(cmdlet: &Cmdlet, object: &Object) -> bool {
    let is_bare = object.subject.strip_prefix(cmdlet.doc).is_some_and(|rest| rest.is_empty() || rest.starts_with(" #"));
    cmdlet.key != Key::Singleton && (is_bare || cmdlet.lives_on_server() && object.server.is_none())
}

/// What a command prints of its objects on one side.
struct Answer {
    cmdlet: &'static Cmdlet,
    is_of_tenant: bool,
    /// The properties that it names.
    named: Vec<&'static str>,
}

impl Answer {
    fn of(cmdlet: &'static Cmdlet, of_tenant: bool) -> Self {
        let list = cmdlet.command(of_tenant).rsplit_once("Format-List ").map(|(_, list)| list);
        let is_named = |name: &&str| match list {
            Some(list) => list.split(',').any(|one| one.eq_ignore_ascii_case(name)),
            None => PRINTED.contains(name),
        };
        let named = cmdlet.properties.iter().map(|property| property.name).filter(is_named).collect();
        Self { cmdlet, is_of_tenant: of_tenant || cmdlet.is_of_tenant(), named }
    }

    /// Whether an object is of that side, and all properties that the command names are there, uncut.
    fn shows_whole(&self, object: &Object) -> bool {
        (object.side != Side::OnPremises) == self.is_of_tenant
            && !is_nameless(self.cmdlet, object)
            && self.named.iter().all(|name| object.values.get(name).is_some_and(is_uncut))
    }
}

/// What a command without a list of properties always prints of what rules need.
const PRINTED: &[&str] =
    &["AppId", "Id", "ServicePrincipalNames", "AccountEnabled", "ReplyUrls", "KeyCredentials", "VerifiedDomains"];

/// An object that a place shows.
#[derive(Clone, Copy)]
struct Shown<'e> {
    object: &'e Object,
    is_whole: bool,
}

/// The records of objects in the order of their places.
struct Records<'e>(Vec<(Span, Shown<'e>)>);

impl<'e> Records<'e> {
    fn of(objects: impl Iterator<Item = &'e Object>, is_whole: impl Fn(&Object) -> bool) -> Self {
        let mut records: Vec<(Span, Shown<'_>)> = Vec::new();
        for object in objects {
            let shown = Shown { object, is_whole: is_whole(object) };
            records.extend(object.spans().into_iter().map(|span| (span, shown)));
        }
        records.sort_by_key(|(span, _)| *span);
        Self(records)
    }

    /// The object whose record contains a place.
    fn around(&self, place: Span) -> Option<Shown<'e>> {
        let behind = self.0.partition_point(|(span, _)| (span.source, span.start) <= (place.source, place.start));
        let (span, shown) = self.0.get(behind.checked_sub(1)?)?;
        span.covers(place).then_some(*shown)
    }
}

fn is_uncut(value: &Known<Value>) -> bool {
    match value {
        Ok(seen) => !matches!(&seen.value, Value::List(list) if !list.complete),
        Err(Unknown { why, .. }) => matches!(why, UnknownReason::Unreadable { .. } | UnknownReason::Conflicting { .. }),
    }
}
