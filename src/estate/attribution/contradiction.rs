//! Captures that speak of another tenant than the place they were found in: they are evidence for neither.

use super::evidence::Evidence;
use super::timeline::Held;
use super::{Attribution, Tenants};
use crate::capture::Raw;
use crate::estate::Doubt;
use crate::estate::build::IdentifiedRecord;
use crate::source::{Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The tenants that something unique (an id, an initial domain) was found under.
type Owners = BTreeMap<String, BTreeSet<usize>>;

/// The id of a service principal, and its names in one order.
type Shown<'c> = (String, Vec<&'c str>);

impl Tenants {
    /// Finds the records that count for no tenant: their own id contradicts that of their place, or is found under several names. What lies
    /// beside them and has no id of its own is of the same origin.
    pub(super) fn find_contradictions(
        &mut self,
        records: &[&IdentifiedRecord<'_>],
        evidence: &BTreeMap<Span, Held>,
        strangers: Vec<(Span, Doubt)>,
        sources: &Sources,
        given: &Attribution,
    ) {
        let placed: Vec<(&IdentifiedRecord<'_>, usize, Option<&Evidence>)> = records
            .iter()
            .filter_map(|one| {
                Some((*one, *self.of_source.get(&one.record.at.source)?, evidence.get(&one.record.at).map(|held| &held.evidence)))
            })
            .collect();
        let mut owners = Owners::new();
        let mut ids: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let configured: BTreeMap<usize, String> = given
            .configured
            .iter()
            .filter_map(|(tenant, _)| {
                Some((*self.by_name.get(&tenant.name.to_ascii_lowercase())?, tenant.id.as_ref()?.to_ascii_lowercase()))
            })
            .collect();
        for (place, id) in &configured {
            owners.entry(id.clone()).or_default().insert(*place);
        }
        for (_, place, evidence) in &placed {
            let Some(evidence) = evidence else { continue };
            for unique in evidence.id.iter().chain(evidence.initial_domains()) {
                owners.entry(unique.clone()).or_default().insert(*place);
            }
            ids.entry(*place).or_default().extend(evidence.id.clone());
        }
        let mut of_place: BTreeMap<usize, Doubt> = BTreeMap::new();
        let mut found = strangers.clone();
        for (one, place, evidence) in &placed {
            let Some(evidence) = evidence else { continue };
            let mut names: BTreeSet<String> = BTreeSet::new();
            for unique in evidence.id.iter().chain(evidence.initial_domains()) {
                let owners = owners.get(unique).into_iter().flatten().copied();
                names.extend(owners.chain(self.speaks_of(unique)).filter_map(|at| self.name_of(at)));
            }
            if let Some(id) = &evidence.id {
                let others = ids.get(place).into_iter().flatten();
                match configured.get(place) {
                    Some(own) if own != id => names.extend([id.clone()]),
                    Some(_) => {}
                    None => names.extend(others.filter(|other| *other != id).cloned()),
                }
            }
            names.extend(self.name_of(*place));
            if names.len() > 1 {
                let doubt = Doubt::OtherTenant { names: names.into_iter().collect() };
                of_place.entry(*place).or_insert_with(|| doubt.clone());
                found.push((one.record.at, doubt));
            }
        }
        for (at, doubt) in strangers {
            if let Some(place) = self.of_source.get(&at.source) {
                of_place.entry(*place).or_insert(doubt);
            }
        }
        for (one, names) in self.copies(&placed) {
            found.push((one, Doubt::OtherTenant { names }));
        }
        // What has no id of its own is believed only where nothing beside it is in doubt.
        let folder = |at: Span| sources.get(at.source).name.rsplit_once('/').map(|(folder, _)| folder);
        let doubtful: BTreeSet<_> = found.iter().map(|(at, _)| folder(*at)).collect();
        for (one, place, evidence) in &placed {
            if let (None, Some(doubt)) = (evidence, of_place.get(place))
                && doubtful.contains(&folder(one.record.at))
            {
                found.push((one.record.at, doubt.clone()));
            }
        }
        self.doubts.extend(found);
    }

    /// The service principals of Exchange that one capture shows in the folders of several tenants: each tenant has an object of its own, with an id of
    /// its own. The same id with the same names is the same object; where a capture names its tenant, that decides.
    fn copies(&self, placed: &[(&IdentifiedRecord<'_>, usize, Option<&Evidence>)]) -> Vec<(Span, Vec<String>)> {
        let mut seen: BTreeMap<Shown<'_>, Vec<(Span, usize)>> = BTreeMap::new();
        for (one, place, evidence) in placed {
            let is_named = evidence.is_some_and(|evidence| evidence.id.is_some());
            if let (Some(object), Some(names), false) = (super::nameless::exchange_object(one), names(one), is_named) {
                seen.entry((object, names)).or_default().push((one.record.at, *place));
            }
        }
        let mut copies = Vec::new();
        for places in seen.into_values() {
            let owners: BTreeSet<usize> = places.iter().map(|(_, place)| *place).collect();
            if owners.len() > 1 {
                let mut tenants: Vec<String> = owners.into_iter().filter_map(|at| self.name_of(at)).collect();
                tenants.sort();
                copies.extend(places.into_iter().map(|(at, _)| (at, tenants.clone())));
            }
        }
        copies
    }

    pub(super) fn name_of(&self, at: usize) -> Option<String> {
        self.entries.get(at).map(|entry| entry.name.clone())
    }
}

/// The service principal names of a record, in one order.
fn names<'c>(one: &IdentifiedRecord<'c>) -> Option<Vec<&'c str>> {
    let field = one.field(one.cmdlet.property("ServicePrincipalNames")?)?;
    let Raw::List { items, .. } = &field.raw else { return None };
    let mut names: Vec<&str> = items.iter().map(|item| &*item.text).collect();
    names.sort_unstable();
    (!names.is_empty()).then_some(names)
}
