//! Records that neither their place nor their text attributes to a tenant.

use super::{ONLY, Tenants};
use crate::estate::Doubt;
use crate::estate::build::IdentifiedRecord;
use crate::microsoft;
use crate::source::SourceId;
use std::collections::{BTreeMap, BTreeSet};

/// The object id of a record of Exchange's service principal, which differs from tenant to tenant.
pub(super) fn exchange_object(one: &IdentifiedRecord<'_>) -> Option<String> {
    let is_exchange = one.app_id().is_none_or(|id| id == microsoft::EXCHANGE_ONLINE);
    one.text("Id").filter(|_| is_exchange).map(str::to_lowercase)
}

/// The different object ids of Exchange's service principal among records.
pub(super) fn exchange_objects(records: &[&IdentifiedRecord<'_>]) -> BTreeSet<String> {
    records.iter().filter(|one| one.cmdlet.noun == "service-principal").filter_map(|one| exchange_object(one)).collect()
}

impl Tenants {
    /// Records that nothing attributes belong to the only tenant there is. Where no tenant is known, each service principal of Exchange makes
    /// one; where several are, nobody knows whose they are.
    pub(super) fn attribute_nameless(&mut self, records: &[&IdentifiedRecord<'_>]) {
        let objects = exchange_objects(records);
        let is_another =
            |entry: &super::Entry| !entry.objects.is_empty() && objects.iter().any(|object| !entry.objects.contains(object));
        match (self.entries.as_slice(), objects.len()) {
            (_, _) if records.is_empty() => {}
            ([], 0 | 1) => {
                let at = self.named(ONLY);
                records.iter().for_each(|one| self.belongs(one, at));
            }
            ([only], 0 | 1) if !is_another(only) => records.iter().for_each(|one| self.belongs(one, 0)),
            ([], _) => self.one_each(records),
            _ => self.doubts.extend(records.iter().map(|one| (one.record.at, Doubt::NoTenant))),
        }
    }

    /// One tenant for each service principal of Exchange. What lies in the same file is of the same tenant.
    fn one_each(&mut self, records: &[&IdentifiedRecord<'_>]) {
        let mut of_file: BTreeMap<SourceId, BTreeSet<String>> = BTreeMap::new();
        for one in records {
            of_file.entry(one.record.at.source).or_default().extend(exchange_object(one));
        }
        for one in records {
            let own = exchange_object(one).or_else(|| match of_file.get(&one.record.at.source) {
                Some(objects) if objects.len() == 1 => objects.first().cloned(),
                _ => None,
            });
            match own {
                Some(object) => {
                    let short: String = object.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
                    let at = self.named(&format!("{ONLY}-{short}"));
                    self.belongs(one, at);
                }
                None => drop(self.doubts.insert(one.record.at, Doubt::NoTenant)),
            }
        }
    }
}
