//! From records to objects.

use super::attribution::{Attribution, Tenants};
use super::{Estate, Known, KnownExt as _, Object, Occurrence, Side, UnknownReason, parse, unknown};
use crate::capture::Capture;
use crate::catalog::schema::{Kind, Shell};
use crate::source::{Sources, Span, manifest};
use std::collections::{BTreeMap, BTreeSet, HashMap};

mod asked;
mod certificate;
mod coverage;
mod dates;
mod doubts;
mod identified;
mod key;
mod lost;
mod merge;
mod notation;
mod taken;

use doubts::Doubts;
pub use identified::IdentifiedRecord;
use key::ObjectKey;
use taken::Times;

/// Builds the estate from all captures of a run. Never fails; independent of the order of `captures`.
#[must_use]
pub fn build(captures: &[Capture<'_>], sources: &Sources, attribution: &Attribution) -> Estate {
    let mut records: Vec<IdentifiedRecord<'_>> = captures.iter().flat_map(identified::all).collect();
    let name = |one: &IdentifiedRecord<'_>| sources.get(one.record.at.source).name.as_str();
    // What `--tenant` names may be a folder of everything; what could be of either side is of the tenant only where nothing else is on premises.
    let on_premises = records.iter().filter(|one| one.cmdlet.shell == Some(Shell::OnPremises) && !one.cmdlet.is_of_clients());
    let mixed: BTreeSet<&str> = on_premises.filter_map(|one| attribution.argument_of(name(one))).collect();
    let is_of_tenant = |one: &IdentifiedRecord<'_>| {
        attribution.is_tenant_folder(name(one))
            || attribution.argument_of(name(one)).is_some_and(|tenant| !mixed.contains(tenant))
    };
    for one in &mut records {
        let exists_on_both_sides = one.cmdlet.shell.is_none() && one.record.shell.is_none() && !one.cmdlet.is_of_clients();
        if exists_on_both_sides && !one.is_on_premises() && is_of_tenant(one) {
            one.of_tenant = true;
        }
    }
    identified::drop_superseded(&mut records);
    let tenants = Tenants::find(captures, &records, sources, attribution);
    let collected = manifest::collected(sources);
    let doubts = Doubts::find(&records, &tenants, sources, &collected);
    let reading = Reading { doubts: &doubts, times: Times::of(sources, &collected), dates: dates::orders(captures) };
    let expected = attribution.configured.iter().filter_map(|(tenant, _)| tenant.id.as_deref());
    let mut estate = Estate {
        coverage: coverage::of(captures, &records, &tenants),
        doubts: doubts.list(&records, &tenants),
        expected_ids: expected.map(str::to_ascii_lowercase).collect(),
        failures: failures(captures, sources),
        ..Estate::default()
    };

    let mut groups: BTreeMap<(&'static str, Side, ObjectKey), Vec<IdentifiedRecord<'_>>> = BTreeMap::new();
    for (side, key, one) in key::assign(records, &tenants) {
        groups.entry((one.cmdlet.noun, side, key)).or_default().push(one);
    }
    for ((noun, side, key), mut group) in groups {
        group.sort_by(|a, b| place(sources, a).cmp(&place(sources, b)));
        let object = object(noun, side, &key, &group, &reading);
        estate.objects.entry(noun).or_default().push(object);
    }
    if let Some(certificates) = estate.objects.get_mut("exchange-certificate") {
        certificate::share_dates(certificates);
    }
    for objects in estate.objects.values_mut() {
        objects.sort_by(|a, b| {
            let servers = || super::compare_servers(a.server.as_deref(), b.server.as_deref());
            a.side.cmp(&b.side).then_with(servers).then_with(|| (&a.subject, &a.server).cmp(&(&b.subject, &b.server)))
        });
        number_namesakes(objects);
    }
    estate.doubts.extend(lost::doubts(captures, sources, &tenants));
    estate.tenants = tenants.into_list();
    estate
}

/// Cmdlets that failed where they were to be captured, by noun.
fn failures(captures: &[Capture<'_>], sources: &Sources) -> BTreeMap<&'static str, Vec<(Span, String)>> {
    let mut failures: BTreeMap<&'static str, Vec<(Span, String)>> = BTreeMap::new();
    for failure in captures.iter().flat_map(|capture| &capture.failures) {
        if let Some((cmdlet, _)) = crate::catalog::named(&failure.cmdlet) {
            failures.entry(cmdlet.noun).or_default().push((failure.at, failure.text.clone()));
        }
    }
    for of_noun in failures.values_mut() {
        of_noun.sort_by(|(a, _), (b, _)| (&sources.get(a.source).name, a.start).cmp(&(&sources.get(b.source).name, b.start)));
    }
    failures
}

/// Where a record stands, in an order that does not depend on the order of reading.
fn place<'s>(sources: &'s Sources, one: &IdentifiedRecord<'_>) -> (&'s str, u32, u32) {
    (sources.get(one.record.at.source).name.as_str(), one.record.at.start, one.record.at.source.0)
}

/// What is known of all records together, and needed to read each.
struct Reading<'d> {
    doubts: &'d Doubts,
    times: Times,
    dates: HashMap<crate::source::SourceId, parse::date::Order>,
}

fn object(noun: &'static str, side: Side, key: &ObjectKey, group: &[IdentifiedRecord<'_>], reading: &Reading<'_>) -> Object {
    let mut read: BTreeMap<&'static str, Vec<merge::Said>> = BTreeMap::new();
    for one in group {
        let context = parse::Context {
            form: one.record.form,
            ad_properties_only: one.ad_properties_only,
            lacks_ews_policy: !one.has_switch("RetrieveEwsOperationAccessPolicy"),
            dates: reading.dates.get(&one.record.at.source).copied(),
        };
        let taken = reading.times.taken(one.record.at);
        let doubt = reading.doubts.of(one);
        let mut add = |name: &'static str, value: Known<super::Value>, printed: String| {
            let value = match doubt {
                Some(doubt) => unknown(UnknownReason::Doubtful(doubt.clone()), value.at().to_vec()),
                None => value,
            };
            read.entry(name).or_default().push(merge::Said { value, printed, taken });
        };
        for property in one.cmdlet.properties {
            if let Some(field) = one.field(property) {
                add(
                    property.name,
                    parse::value(property, field, context),
                    if group.len() > 1 { merge::printed(&field.raw) } else { String::new() },
                );
            }
        }
        for (name, value) in one.inferred() {
            add(name, value, String::new());
        }
    }
    let kind = |name: &str| {
        crate::catalog::of_noun(noun).and_then(|cmdlet| cmdlet.property(name)).map_or(Kind::Text, |property| property.kind)
    };
    let mut values = super::Values::default();
    for (name, said) in read {
        let reduced = merge::reduce(kind(name), said);
        values.insert(name, reduced.value);
        reduced.cut.into_iter().for_each(|at| values.cut_elsewhere(name, at));
    }
    let occurrences = group
        .iter()
        .map(|one| Occurrence { at: one.record.at, cmdlet: one.printed_by, ad_properties_only: one.ad_properties_only })
        .collect();
    Object { noun, side, server: key::server(key, group), subject: key::subject(key, group), values, occurrences }
}

/// Objects that nothing tells apart by name get a number, so that each finding has a subject of its own.
fn number_namesakes(objects: &mut [Object]) {
    let mut seen: BTreeMap<(Side, String), usize> = BTreeMap::new();
    for object in objects {
        let count = seen.entry((object.side.clone(), object.subject.to_ascii_lowercase())).or_default();
        *count += 1;
        if *count > 1 {
            object.subject = format!("{} #{count}", object.subject);
        }
    }
}
