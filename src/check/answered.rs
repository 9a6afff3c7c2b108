//! What no further capture decides: the objects that leave it open were printed in full, by the command that would be asked for.

use super::{Finding, Verdict, words};
use crate::catalog::schema::{Cmdlet, Key, Shell};
use crate::estate::{Estate, Known, KnownExt as _, Object, Realm, Unknown, Value, Why};
use crate::source::Span;
use std::collections::BTreeMap;

/// Takes the command from findings that it would leave as undecided as they are, and names the step for a person.
pub(super) fn leave_to_people(findings: &mut [Finding], estate: &Estate) {
    let mut records: BTreeMap<&'static str, Records<'_>> = BTreeMap::new();
    for finding in findings.iter_mut().filter(|finding| finding.verdict == Verdict::Inconclusive) {
        if !matches!(finding.why, Some(Why::NotPrinted | Why::Unreadable { .. } | Why::Lossy { .. })) {
            continue;
        }
        let Some((ask, cmdlet)) = finding.asks.and_then(|ask| Some((ask, ask.cmdlet()?))) else { continue };
        let answer = Answer { cmdlet, of_tenant: ask.of_tenant };
        let records = records.entry(cmdlet.noun).or_insert_with(|| Records::of(estate, cmdlet));
        let mut shown: Vec<&Object> = finding.evidence.iter().filter_map(|place| records.around(place.span)).collect();
        shown.dedup_by_key(|object| std::ptr::from_ref(*object));
        let tenant = finding.tenant.as_deref();
        let is_concerned =
            |object: &&Object| tenant.is_none() || object.realm == Realm::OnPremises || object.realm.tenant() == tenant;
        let is_answered = || estate.all(cmdlet.noun).iter().filter(is_concerned).any(|object| answer.shows_whole(object));
        let help = if shown.is_empty() {
            // What was captured refers to something that is not there.
            let refers = || finding.evidence.iter().any(|place| is_in_record(estate, place.span));
            let is_missed = finding.server.is_none() && (finding.evidence.is_empty() || refers());
            (is_missed && is_answered()).then(|| person(&finding.subject))
        } else if shown.iter().all(|object| answer.shows_whole(object)) {
            Some(person(&finding.subject))
        } else {
            let is_left_over = |object: &&Object| answer.shows_whole(object) || answer.may_be_another(object, estate);
            (shown.iter().all(is_left_over) && is_answered()).then(|| {
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

/// What a command prints of its objects on one side.
#[derive(Clone, Copy)]
struct Answer {
    cmdlet: &'static Cmdlet,
    of_tenant: bool,
}

impl Answer {
    /// Whether an object is of that side, and all properties that the command names are there, uncut.
    fn shows_whole(self, object: &Object) -> bool {
        let is_of_tenant = self.of_tenant || self.cmdlet.shell == Some(Shell::Tenant);
        let list = self.cmdlet.command(self.of_tenant).rsplit_once("Format-List ").map(|(_, list)| list);
        let is_named = |name: &str| match list {
            Some(list) => list.split(',').any(|one| one.eq_ignore_ascii_case(name)),
            None => PRINTED.contains(&name),
        };
        let mut named = self.cmdlet.properties.iter().filter(|property| is_named(property.name));
        (object.realm != Realm::OnPremises) == is_of_tenant
            && !self.is_nameless(object)
            && named.all(|property| object.values.get(property.name).is_some_and(is_uncut))
    }

    /// Whether a record may show an object that another capture shows whole: it has no name, or one of several.
    fn may_be_another(self, object: &Object, estate: &Estate) -> bool {
        let Key::Properties(names) = self.cmdlet.key else { return self.is_nameless(object) };
        let text = |object: &Object, name: &str| object.values.get(name).and_then(|known| known.value().map(words::whole));
        let shares_name = |other: &Object| {
            other.realm == object.realm
                && self.shows_whole(other)
                && names.iter().any(|name| text(object, name).is_some_and(|own| text(other, name) == Some(own)))
        };
        self.is_nameless(object) || estate.all(self.cmdlet.noun).iter().any(shares_name)
    }

    /// Whether nothing tells which object a record shows.
    fn is_nameless(self, object: &Object) -> bool {
        let is_bare = object.subject.strip_prefix(self.cmdlet.doc).is_some_and(|rest| rest.is_empty() || rest.starts_with(" #"));
        self.cmdlet.key != Key::Singleton && (is_bare || self.cmdlet.lives_on_server() && object.server.is_none())
    }
}

/// What a command without a list of properties always prints of what rules need.
const PRINTED: &[&str] =
    &["AppId", "Id", "ServicePrincipalNames", "AccountEnabled", "ReplyUrls", "KeyCredentials", "VerifiedDomains"];

/// Whether a place lies in the record of any object.
fn is_in_record(estate: &Estate, place: Span) -> bool {
    let objects = estate.objects.values().flatten();
    objects.flat_map(|object| &object.sightings).any(|sighting| sighting.at.covers(place))
}

/// The records of a noun in the order of their places.
struct Records<'e>(Vec<(Span, &'e Object)>);

impl<'e> Records<'e> {
    fn of(estate: &'e Estate, cmdlet: &Cmdlet) -> Self {
        let objects = estate.all(cmdlet.noun).iter();
        let mut records: Vec<(Span, &Object)> =
            objects.flat_map(|object| object.spans().into_iter().map(move |span| (span, object))).collect();
        records.sort_by_key(|(span, _)| *span);
        Self(records)
    }

    /// The object whose record a place lies in.
    fn around(&self, place: Span) -> Option<&'e Object> {
        let behind = self.0.partition_point(|(span, _)| (span.source, span.start) <= (place.source, place.start));
        let (span, object) = self.0.get(behind.checked_sub(1)?)?;
        span.covers(place).then_some(object)
    }
}

fn is_uncut(value: &Known<Value>) -> bool {
    match value {
        Ok(seen) => !matches!(&seen.value, Value::List(list) if !list.complete),
        Err(Unknown { why, .. }) => matches!(why, Why::Unreadable { .. } | Why::Conflicting { .. }),
    }
}
