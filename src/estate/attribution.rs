//! Which tenant a capture belongs to (docs/captures.md).

use super::build::IdentifiedRecord;
use super::{Doubt, Tenant};
use crate::capture::Capture;
use crate::source::{SourceId, Sources, Span};
use std::collections::{BTreeMap, BTreeSet, HashMap};

mod contradiction;
mod evidence;
mod nameless;
mod path;
mod realm;
mod stranger;
mod timeline;
mod together;

use evidence::Evidence;
use timeline::Held;

/// What the user said about tenants, strongest first.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    /// `--tenant NAME=PATH`: a source whose name is this path, or lies below it, belongs to the tenant.
    pub arguments: Vec<(String, String)>,
    /// `tenants:` of the configuration: the tenant (with its id) and the folder of its captures, relative to the working directory.
    pub configured: Vec<(Tenant, Option<String>)>,
}

impl Attribution {
    /// Whether a source lies in a folder that holds the captures of one tenant, by the configuration or by its name `tenants/NAME/`. What
    /// could be of either side is of the tenant there.
    #[must_use]
    pub fn is_tenant_folder(&self, source: &str) -> bool {
        path::by_folder(source, self).is_some()
    }

    /// The tenant that `--tenant NAME=PATH` names for a source outside all tenant folders.
    #[must_use]
    pub fn argument_of(&self, source: &str) -> Option<&str> {
        path::by_argument(source, self).filter(|_| !self.is_tenant_folder(source))
    }
}

/// Name of the tenant when there is only one and nothing names it.
const ONLY: &str = "tenant";

/// A tenant while it is being found.
#[derive(Debug, Default)]
struct Entry {
    name: String,
    id: Option<String>,
    domains: BTreeSet<String>,
    /// A service principal capture belongs to it.
    captured: bool,
    /// Object ids of its service principals of Exchange.
    objects: BTreeSet<String>,
}

/// The tenants of a run, and which of them each record belongs to.
#[derive(Debug, Default)]
pub struct Tenants {
    entries: Vec<Entry>,
    /// By name in lower case, by id, and by each domain: the entries in the order in which they were found.
    by_name: HashMap<String, usize>,
    by_id: HashMap<String, usize>,
    by_domain: HashMap<String, Vec<usize>>,
    of_record: HashMap<Span, usize>,
    of_source: BTreeMap<SourceId, usize>,
    /// Why records count for no tenant.
    doubts: HashMap<Span, Doubt>,
}

impl Tenants {
    /// Finds the tenants that captures and user name, and attributes the records of Entra and Exchange Online.
    #[must_use]
    pub fn find(captures: &[Capture<'_>], records: &[IdentifiedRecord<'_>], sources: &Sources, given: &Attribution) -> Self {
        let mut tenants = Self::default();
        for (tenant, _) in &given.configured {
            let at = tenants.named(&tenant.name);
            tenants.learn(at, &Evidence { id: tenant.id.clone(), domains: tenant.domains.iter().cloned().collect() });
        }
        for (name, _) in &given.arguments {
            tenants.named(name);
        }
        let of_tenant: Vec<&IdentifiedRecord<'_>> = records.iter().filter(|one| one.of_tenant).collect();
        let mut needed: BTreeSet<SourceId> = of_tenant.iter().map(|one| one.record.at.source).collect();
        needed.extend(captures.iter().flat_map(evidence::sources_that_ask_tenants));
        for source in sources.iter().filter(|source| needed.contains(&source.id)) {
            if let Some(name) = path::tenant(&source.name, given) {
                let at = tenants.named(&name);
                tenants.of_source.insert(source.id, at);
            }
        }
        let (evidence, unsettled) = timeline::of_records(captures, records);
        let trusted = realm::trusted(records);
        let mut strangers = tenants.strangers(&of_tenant, &evidence, &trusted, given);
        strangers.extend(unsettled);
        tenants.find_contradictions(&of_tenant, &evidence, strangers, sources, given);
        let (principals, others): (Vec<_>, Vec<_>) =
            of_tenant.into_iter().partition(|one| one.cmdlet.noun == "service-principal");
        let nameless = tenants.attribute(principals, &evidence, sources);
        tenants.add_realms(&trusted, &nameless);
        tenants.attribute_nameless(&nameless);
        let nameless = tenants.attribute(others, &evidence, sources);
        tenants.attribute_nameless(&nameless);
        tenants
    }

    /// The name of the tenant that a place belongs to; `None` where several are known and nothing tells which of them it is.
    #[must_use]
    pub fn of(&self, at: Span) -> Option<&str> {
        let known = self.of_record.get(&at).or_else(|| self.of_source.get(&at.source)).copied();
        match (known, self.entries.as_slice()) {
            (Some(at), entries) => entries.get(at).map(|entry| entry.name.as_str()),
            (None, []) => Some(ONLY),
            (None, [only]) if !self.doubts.contains_key(&at) => Some(&only.name),
            (None, _) => None,
        }
    }

    /// Why the record at a place counts for no tenant, if it does not.
    #[must_use]
    pub fn doubt(&self, at: Span) -> Option<&Doubt> {
        self.doubts.get(&at)
    }

    /// All tenants, sorted by name.
    #[must_use]
    pub fn into_list(self) -> Vec<Tenant> {
        let mut list: Vec<Tenant> = self
            .entries
            .into_iter()
            .map(|entry| Tenant { name: entry.name, id: entry.id, domains: entry.domains.into_iter().collect() })
            .collect();
        list.sort_by(|a, b| a.name.cmp(&b.name));
        list
    }

    /// The tenant of a name, letter case ignored; new if there is none.
    fn named(&mut self, name: &str) -> usize {
        let next = self.entries.len();
        let at = *self.by_name.entry(name.to_ascii_lowercase()).or_insert(next);
        if at == next {
            self.entries.push(Entry { name: name.to_owned(), ..Entry::default() });
        }
        at
    }

    fn learn(&mut self, at: usize, evidence: &Evidence) {
        let Some(entry) = self.entries.get_mut(at) else { return };
        if let (None, Some(id)) = (&entry.id, &evidence.id) {
            entry.id = Some(id.clone());
            self.by_id.entry(id.to_ascii_lowercase()).or_insert(at);
        }
        for domain in &evidence.domains {
            if entry.domains.insert(domain.clone()) {
                self.by_domain.entry(domain.clone()).or_default().push(at);
            }
        }
    }

    /// The tenant that evidence speaks of: by id, else by domain, else by a name that is the first label of a domain.
    fn matching(&self, evidence: &Evidence) -> Option<usize> {
        let by_id = evidence.id.as_ref().and_then(|id| self.by_id.get(&id.to_ascii_lowercase())).copied();
        by_id.or_else(|| {
            let contradicts = |at: &usize| !self.may_be(*at, evidence);
            evidence.domains.iter().flat_map(|domain| self.speaks_of(domain)).filter(|at| !contradicts(at)).min()
        })
    }

    /// The tenants that a domain speaks of: those that have it, and those that are called by it or by its first label.
    fn speaks_of<'t>(&'t self, domain: &str) -> impl Iterator<Item = usize> + use<'t> {
        let label = domain.strip_suffix(".onmicrosoft.com");
        let named =
            [Some(domain), label].into_iter().flatten().filter_map(|name| self.by_name.get(name)).copied().collect::<Vec<_>>();
        self.by_domain.get(domain).into_iter().flatten().copied().chain(named)
    }

    /// Attributes records by source and evidence. Returns those that nothing attributes.
    fn attribute<'o, 'c>(
        &mut self,
        mut records: Vec<&'o IdentifiedRecord<'c>>,
        evidence: &BTreeMap<Span, Held>,
        sources: &Sources,
    ) -> Vec<&'o IdentifiedRecord<'c>> {
        let known = |one: &IdentifiedRecord<'_>| evidence.get(&one.record.at).map(|held| &held.evidence);
        records.sort_by_cached_key(|one| {
            let known = known(one);
            let is_full = known.is_some_and(|evidence| evidence.id.is_some() && !evidence.domains.is_empty());
            (known.is_none(), !is_full, known.cloned(), sources.get(one.record.at.source).name.as_str(), one.record.at.start)
        });
        let mut nameless = Vec::new();
        for one in records {
            let place = self.of_source.get(&one.record.at.source).copied();
            let is_doubtful = self.doubts.contains_key(&one.record.at);
            let at = match (place, known(one)) {
                (Some(at), Some(evidence)) if !is_doubtful => {
                    self.learn(at, evidence);
                    at
                }
                (Some(at), _) => at,
                (None, Some(_)) if is_doubtful => continue,
                (None, Some(evidence)) => {
                    let only = || (one.cmdlet.noun != "service-principal" && self.entries.len() == 1).then_some(0);
                    let at = self.matching(evidence).or_else(only).unwrap_or_else(|| self.named(&evidence.name()));
                    self.learn(at, evidence);
                    at
                }
                (None, None) => {
                    nameless.push(one);
                    continue;
                }
            };
            self.belongs(one, at);
        }
        nameless
    }

    /// A record belongs to a tenant.
    fn belongs(&mut self, one: &IdentifiedRecord<'_>, at: usize) {
        self.of_record.insert(one.record.at, at);
        if let Some(entry) = self.entries.get_mut(at).filter(|_| one.cmdlet.noun == "service-principal") {
            entry.captured = true;
            entry.objects.extend(nameless::exchange_object(one));
        }
    }
}
