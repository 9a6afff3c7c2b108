//! Sessions that signed in to another tenant than the one that they were to show.

use super::evidence::Evidence;
use super::realm::Trusted;
use super::timeline::Held;
use super::{Attribution, Tenants};
use crate::estate::Doubt;
use crate::estate::build::IdentifiedRecord;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of each record.
struct Asked<'e> {
    at: Span,
    place: Option<usize>,
    held: Option<&'e Held>,
    is_principal: bool,
}

impl Tenants {
    /// The records that count for no tenant, because the session around them was signed in to another tenant than the one that their place is named after,
    /// or to one that no AuthServer trusts, while the one that is trusted was not captured.
    pub(super) fn strangers(
        &self,
        records: &[&IdentifiedRecord<'_>],
        evidence: &BTreeMap<Span, Held>,
        trusted: &Trusted,
        given: &Attribution,
    ) -> Vec<(Span, Doubt)> {
        let Trusted { tenants: trusted, domains } = trusted;
        let asked: Vec<Asked<'_>> = records
            .iter()
            .map(|one| Asked {
                at: one.record.at,
                place: self.of_source.get(&one.record.at.source).copied(),
                held: evidence.get(&one.record.at),
                is_principal: one.cmdlet.noun == "service-principal",
            })
            .collect();
        let configured: BTreeSet<(usize, String)> = given
            .configured
            .iter()
            .filter_map(|(tenant, _)| {
                Some((*self.by_name.get(&tenant.name.to_ascii_lowercase())?, tenant.id.as_ref()?.to_ascii_lowercase()))
            })
            .collect();
        // The trusted tenant that each place is called after.
        let owners: Vec<Option<&Evidence>> = (0..self.entries.len()).map(|place| self.called_after(place, trusted)).collect();
        let owner = |place: Option<usize>| place.and_then(|place| owners.get(place).copied().flatten());
        let captured: BTreeSet<&Evidence> = asked
            .iter()
            .filter(|one| one.is_principal)
            .filter_map(|one| match one.held {
                Some(held) => trusted.iter().find(|trusted| fits(&held.evidence, trusted)),
                None => owner(one.place),
            })
            .collect();
        let missing: Vec<&Evidence> = trusted.iter().filter(|trusted| !captured.contains(trusted)).collect();
        let mut strangers = Vec::new();
        let mut decided: BTreeMap<(Option<usize>, &Held), Option<Doubt>> = BTreeMap::new();
        for one in &asked {
            let Some(held) = one.held else { continue };
            let is_said = one
                .place
                .zip(held.evidence.id.as_ref())
                .is_some_and(|(place, id)| configured.contains(&(place, id.to_ascii_lowercase())));
            if is_said {
                continue;
            }
            let doubt = decided.entry((one.place, held)).or_insert_with(|| {
                let own = one.place.and_then(|place| self.name_of(place));
                let other = held.evidence.name();
                let is_elsewhere = !held.own && held.evidence.is_elsewhere(domains);
                let names: BTreeSet<String> = match owner(one.place) {
                    Some(owner) if is_elsewhere || held.evidence.contradicts(owner) => own.into_iter().chain([other]).collect(),
                    Some(_) => return None,
                    None if held.own || missing.is_empty() => return None,
                    None if !is_elsewhere && !trusted.iter().all(|trusted| held.evidence.contradicts(trusted)) => return None,
                    None => missing.iter().map(|missing| missing.name()).chain([other]).collect(),
                };
                Some(Doubt::OtherTenant { names: names.into_iter().collect() })
            });
            strangers.extend(doubt.clone().map(|doubt| (one.at, doubt)));
        }
        strangers
    }

    /// The only one of the trusted tenants that the user or the name of the place connects with it.
    fn called_after<'e>(&self, place: usize, trusted: &'e [Evidence]) -> Option<&'e Evidence> {
        let entry = self.entries.get(place)?;
        let speaks = |trusted: &&Evidence| {
            let by_id = entry.id.is_some() && entry.id == trusted.id;
            by_id || entry.id.is_none() && trusted.domains.iter().any(|domain| self.speaks_of(domain).any(|at| at == place))
        };
        let mut found = trusted.iter().filter(speaks);
        found.next().filter(|_| found.next().is_none())
    }
}

/// Whether evidence is of a tenant.
fn fits(evidence: &Evidence, tenant: &Evidence) -> bool {
    match (&evidence.id, &tenant.id) {
        (Some(own), Some(other)) => own.eq_ignore_ascii_case(other),
        _ => evidence.domains.intersection(&tenant.domains).next().is_some(),
    }
}
