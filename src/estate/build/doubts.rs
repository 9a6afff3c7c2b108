//! Captures that count as evidence for nothing.

use super::identified::IdentifiedRecord;
use super::key;
use crate::capture::{Form, Shell};
use crate::estate::attribution::Tenants;
use crate::estate::{Doubt, Doubtful, Side, parse};
use crate::source::manifest::{self, Collected};
use crate::source::{SourceId, Sources, Span};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is in doubt.
#[derive(Debug, Default)]
pub struct Doubts {
    of_record: HashMap<Span, Doubt>,
    altered: HashSet<SourceId>,
    /// The on-premises organisations, where there are several, and where they show.
    organizations: Option<(Doubt, Vec<Span>)>,
}

impl Doubts {
    /// Finds what is in doubt among the records.
    pub fn find(
        records: &[IdentifiedRecord<'_>],
        tenants: &Tenants,
        sources: &Sources,
        collected: &HashMap<SourceId, Collected>,
    ) -> Self {
        let of_record = records.iter().filter_map(|one| Some((one.record.at, tenants.doubt(one.record.at)?.clone())));
        Self {
            of_record: of_record.collect(),
            altered: collected.iter().filter(|(_, file)| file.altered).map(|(source, _)| *source).collect(),
            organizations: organizations(records, sources),
        }
    }

    /// Why a record counts for nothing, if it does.
    pub fn of(&self, one: &IdentifiedRecord<'_>) -> Option<&Doubt> {
        let of_record = self.of_record.get(&one.record.at);
        let altered = || self.altered.contains(&one.record.at.source).then_some(&Doubt::Altered);
        let of_organization = || self.organizations.as_ref().filter(|_| speaks_for_all(one)).map(|(doubt, _)| doubt);
        let of_session = || is_of_unknown_session(one).then_some(&Doubt::Session);
        of_record.or_else(altered).or_else(of_organization).or_else(of_session)
    }

    /// All doubts, one for each noun, realm and reason.
    pub fn list(&self, records: &[IdentifiedRecord<'_>], tenants: &Tenants) -> Vec<Doubtful> {
        let mut all: BTreeMap<(Option<Side>, &'static str, Doubt), Vec<Span>> = BTreeMap::new();
        for one in records.iter().filter(|one| !speaks_for_all(one) || self.organizations.is_none()) {
            if let Some(doubt) = self.of(one) {
                all.entry((key::side(one, tenants), one.cmdlet.noun, doubt.clone())).or_default().push(one.record.at);
            }
        }
        if let Some((doubt, at)) = &self.organizations {
            all.insert((Some(Side::OnPremises), ORGANIZATION, doubt.clone()), at.clone());
        }
        all.into_iter().map(|((side, noun, doubt), at)| Doubtful { noun, side, doubt, at }).collect()
    }
}

const ORGANIZATION: &str = "organization-config";

/// Whether the session around a record had connected to something else than the organisation on premises, and nothing in it tells that it is of that
/// organisation all the same.
fn is_of_unknown_session(one: &IdentifiedRecord<'_>) -> bool {
    let side = match one.cmdlet.shell {
        _ if one.cmdlet.is_of_clients() => None,
        Some(Shell::Tenant) => None,
        _ if one.of_tenant || one.is_on_premises() => None,
        _ => one.record.shell,
    };
    matches!(side, Some(Shell::Unknown | Shell::Tenant)) && !matches!(one.record.form, Form::Xhcw | Form::HcwLog)
}

/// Whether a record is that of the on-premises organisation as a whole.
fn speaks_for_all(one: &IdentifiedRecord<'_>) -> bool {
    one.cmdlet.noun == ORGANIZATION && !one.of_tenant
}

/// The organisations that records are of, where they are of several: told by the id and name of the organisation, and by distinguished names.
fn organizations(records: &[IdentifiedRecord<'_>], sources: &Sources) -> Option<(Doubt, Vec<Span>)> {
    let mut ids: BTreeMap<String, Span> = manifest::organizations(sources).into_iter().collect();
    let mut names: BTreeMap<String, (String, Span)> = BTreeMap::new();
    let mut forests: BTreeMap<String, Span> = BTreeMap::new();
    let of_organization =
        |one: &&IdentifiedRecord<'_>| !one.of_tenant && !one.cmdlet.is_of_tenant() && !one.cmdlet.is_of_clients();
    for one in records.iter().filter(of_organization) {
        let at = |name: &str| one.record.field(name).map_or(one.record.at, |field| field.at);
        let mut named = |name: &str, at: Span| {
            names.entry(name.to_lowercase()).or_insert_with(|| (name.to_owned(), at));
        };
        if one.cmdlet.noun == ORGANIZATION {
            if let Some(id) = one.text("Guid").and_then(parse::guid) {
                ids.entry(id).or_insert_with(|| at("Guid"));
            }
            // One object is of one organisation: its distinguished name tells which, where it was printed.
            if let Some(name) =
                one.text("Name").filter(|_| one.text("DistinguishedName").and_then(of_distinguished_name).is_none())
            {
                named(name, at("Name"));
            }
        }
        if let Some((name, forest)) = one.text("DistinguishedName").and_then(of_distinguished_name) {
            named(name, at("DistinguishedName"));
            forests.entry(forest.to_lowercase()).or_insert_with(|| at("DistinguishedName"));
        }
        for property in ["ExchangeLegacyDN", "LegacyExchangeDN"] {
            if let Some(name) = one.text(property).and_then(of_legacy_name) {
                named(name, at(property));
            }
        }
    }
    let several = |count: usize| count > 1;
    let (shown, at): (Vec<String>, Vec<Span>) = if several(names.len()) {
        names.into_values().unzip()
    } else if several(forests.len()) {
        forests.into_iter().unzip()
    } else if several(ids.len()) {
        ids.into_iter().unzip()
    } else {
        return None;
    };
    let names: BTreeSet<String> = shown.into_iter().collect();
    Some((Doubt::Organizations { names: names.into_iter().collect() }, at))
}

/// Name and forest of the organisation in `…,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com`.
fn of_distinguished_name(name: &str) -> Option<(&str, &str)> {
    const BEHIND: &str = ",CN=Microsoft Exchange,CN=Services,CN=Configuration,";
    let at = name.as_bytes().windows(BEHIND.len()).position(|window| window.eq_ignore_ascii_case(BEHIND.as_bytes()))?;
    let before = name.get(..at)?;
    let organization = before.rsplit(',').next().unwrap_or(before);
    let organization =
        organization.get(..3).filter(|start| start.eq_ignore_ascii_case("CN=")).and_then(|_| organization.get(3..))?;
    Some((organization, name.get(at + BEHIND.len()..)?))
}

/// Name of the organisation in `/o=Contoso/ou=…`.
fn of_legacy_name(name: &str) -> Option<&str> {
    name.get(..3).filter(|start| start.eq_ignore_ascii_case("/o=")).and_then(|_| name.get(3..)?.split('/').next())
}
