//! Tenants that only an AuthServer names: its Realm is the tenant id.

use super::evidence::{Evidence, is_domain};
use super::{Entry, Tenants, nameless};
use crate::capture::Raw;
use crate::estate::build::Sighted;
use crate::estate::parse;
use crate::microsoft;
use std::collections::BTreeMap;

impl Tenants {
    /// Adds the tenants that the Entra AuthServers of the organisation trust and that nothing else names.
    ///
    /// A realm belongs to a known tenant by id or by domain. What remains may be the captured tenants whose id nobody gave: if there are
    /// at least as many of those as realms, no tenant is missing. `nameless` are service principals that nothing attributes yet.
    pub(super) fn add_realms(&mut self, sighted: &[Sighted<'_>], nameless: &[&Sighted<'_>]) {
        let mut realms: BTreeMap<String, Evidence> = BTreeMap::new();
        for one in sighted.iter().filter(|one| one.cmdlet.noun == "auth-server" && !one.of_tenant && is_entra(one)) {
            let Some(id) = one.text("Realm").and_then(parse::guid) else { continue };
            let evidence = realms.entry(id.clone()).or_insert_with(|| Evidence { id: Some(id), ..Evidence::default() });
            evidence.domains.extend(domains(one));
        }
        let mut unmatched = Vec::new();
        for evidence in realms.values() {
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
            ([only], [evidence]) => self.learn(*only, evidence),
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
}

fn is_entra(one: &Sighted<'_>) -> bool {
    let name = one.text("Name").or_else(|| one.text("Identity")).unwrap_or_default();
    microsoft::is_entra(one.text("Type"), name) == Some(true)
}

/// Initial domains (`contoso.onmicrosoft.com`) that an AuthServer is bound to or reads its keys from.
fn domains(one: &Sighted<'_>) -> Vec<String> {
    let bound = match one.record.field("DomainName").map(|field| &field.raw) {
        Some(Raw::List { items, .. }) => items.iter().map(|item| item.text.trim().to_lowercase()).collect(),
        Some(Raw::Scalar(text)) => text.split([',', ' ']).map(str::to_lowercase).collect(),
        _ => Vec::new(),
    };
    let metadata = one.text("AuthMetadataUrl").and_then(|url| url.split('/').nth(3)).map(str::to_lowercase);
    let mut domains: Vec<String> = bound
        .into_iter()
        .chain(metadata)
        .map(|domain| domain.replace(".mail.onmicrosoft.com", ".onmicrosoft.com"))
        .filter(|domain| is_domain(domain) && domain.ends_with(".onmicrosoft.com"))
        .collect();
    domains.sort();
    domains.dedup();
    domains
}
