//! Tenants that only an AuthServer names: its Realm is the tenant id.

use super::evidence::{Evidence, is_domain};
use super::{Entry, Tenants, nameless};
use crate::capture::Raw;
use crate::estate::build::IdentifiedRecord;
use crate::estate::parse;
use crate::microsoft;
use std::collections::{BTreeMap, BTreeSet};

/// What the captures on premises tell of tenants.
pub(super) struct Trusted {
    /// The tenants that the Entra AuthServers trust, by id.
    pub tenants: Vec<Evidence>,
    /// The domains of the organisation, as far as they were captured.
    pub domains: BTreeSet<String>,
}

/// The tenants that the organisation trusts, and its domains.
pub(super) fn trusted(records: &[IdentifiedRecord<'_>]) -> Trusted {
    let on_premises = || records.iter().filter(|one| !one.of_tenant);
    let accepted = on_premises().filter(|one| one.cmdlet.noun == "accepted-domain").filter_map(|one| one.text("DomainName"));
    let mut all: BTreeSet<String> = accepted.map(|domain| domain.trim_start_matches("*.").to_lowercase()).collect();
    if !all.is_empty() {
        all.extend(on_premises().filter(|one| one.cmdlet.noun == "auth-server").flat_map(named));
    }
    Trusted { tenants: of_auth_servers(records), domains: all }
}

fn of_auth_servers(records: &[IdentifiedRecord<'_>]) -> Vec<Evidence> {
    let mut realms: BTreeMap<String, Evidence> = BTreeMap::new();
    for one in records.iter().filter(|one| one.cmdlet.noun == "auth-server" && !one.of_tenant && is_entra(one)) {
        let Some(id) = one.text("Realm").and_then(parse::guid) else { continue };
        let evidence = realms.entry(id.clone()).or_insert_with(|| Evidence { id: Some(id), ..Evidence::default() });
        evidence.domains.extend(domains(one));
    }
    realms.into_values().collect()
}

impl Tenants {
    /// Adds the tenants that AuthServers trust and that nothing else names.
    ///
    /// A realm belongs to a known tenant by id or by domain. What remains may be the captured tenants whose id nobody gave: if there are
    /// at least as many of those as realms, no tenant is missing. `nameless` are service principals that nothing attributes yet.
    pub(super) fn add_realms(&mut self, trusted: &Trusted, nameless: &[&IdentifiedRecord<'_>]) {
        let mut unmatched = Vec::new();
        for evidence in &trusted.tenants {
            match self.matching(evidence) {
                Some(at) => self.learn(at, evidence),
                None => unmatched.push(evidence.clone()),
            }
        }
        let is_open = |entry: &Entry| entry.id.is_none() && entry.captured;
        let open: Vec<usize> = (0..self.entries.len()).filter(|&at| self.entries.get(at).is_some_and(is_open)).collect();
        // Where nothing names a tenant, each service principal of Exchange is one.
        let alone = if self.entries.is_empty() {
            nameless::exchange_objects(nameless).len().max(usize::from(!nameless.is_empty()))
        } else {
            0
        };
        match (open.as_slice(), unmatched.as_slice()) {
            ([only], [evidence]) if self.may_be(*only, evidence) => self.learn(*only, evidence),
            // The one that was captured is another.
            ([_], [evidence]) => {
                let at = self.named(&evidence.name());
                self.learn(at, evidence);
            }
            ([], [evidence]) if alone == 1 => {
                let at = self.named(super::ONLY);
                self.learn(at, evidence);
            }
            _ if open.len() + alone >= unmatched.len() => {}
            _ => {
                for evidence in unmatched {
                    let at = self.named(&evidence.name());
                    self.learn(at, &evidence);
                }
            }
        }
    }

    /// Whether a tenant may be the one that evidence speaks of: each has one domain that it began with.
    pub(super) fn may_be(&self, at: usize, evidence: &Evidence) -> bool {
        let Some(entry) = self.entries.get(at) else { return true };
        !Evidence { id: entry.id.clone(), domains: entry.domains.clone() }.contradicts(evidence)
    }
}

fn is_entra(one: &IdentifiedRecord<'_>) -> bool {
    let name = one.text("Name").or_else(|| one.text("Identity")).unwrap_or_default();
    microsoft::is_entra(one.text("Type"), name) == Some(true)
}

/// Initial domains (`contoso.onmicrosoft.com`) that an AuthServer is bound to or reads its keys from.
fn domains(one: &IdentifiedRecord<'_>) -> Vec<String> {
    let metadata = one.text("AuthMetadataUrl").and_then(|url| url.split('/').nth(3)).map(str::to_lowercase);
    let mut domains: Vec<String> = named(one)
        .into_iter()
        .chain(metadata)
        .map(|domain| domain.replace(".mail.onmicrosoft.com", ".onmicrosoft.com"))
        .filter(|domain| is_domain(domain) && domain.ends_with(".onmicrosoft.com"))
        .collect();
    domains.sort();
    domains.dedup();
    domains
}

/// The domains that an AuthServer is bound to.
fn named(one: &IdentifiedRecord<'_>) -> Vec<String> {
    match one.record.field("DomainName").map(|field| &field.raw) {
        Some(Raw::List { items, .. }) => items.iter().map(|item| item.text.trim().to_lowercase()).collect(),
        Some(Raw::Scalar(text)) => text.split([',', ' ']).map(str::to_lowercase).collect(),
        _ => Vec::new(),
    }
}
