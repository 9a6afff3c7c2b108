//! Which tenant a capture belongs to (contract.md, "Inputs").

use super::Tenant;
use super::build::Sighted;
use super::spn::EXCHANGE_ONLINE;
use crate::capture::Capture;
use crate::source::{SourceId, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

mod evidence;
mod path;
mod realm;

use evidence::Evidence;

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
        path::tenant(source, &Self { arguments: Vec::new(), configured: self.configured.clone() }).is_some()
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
    /// Object ids of its service principals.
    objects: BTreeSet<String>,
}

/// The tenants of a run, and which of them each record belongs to.
#[derive(Debug, Default)]
pub struct Tenants {
    entries: Vec<Entry>,
    of_record: BTreeMap<Span, usize>,
    of_source: BTreeMap<SourceId, usize>,
    /// The tenant that a source without a sign of its own was given, and the application and object ids of the principals in it.
    given: BTreeMap<SourceId, (usize, BTreeMap<Option<String>, String>)>,
}

impl Tenants {
    /// Finds the tenants that captures and user name, and attributes the records of Entra and Exchange Online.
    #[must_use]
    pub fn find(captures: &[Capture<'_>], sighted: &[Sighted<'_>], sources: &Sources, said: &Attribution) -> Self {
        let mut tenants = Self::default();
        for (tenant, _) in &said.configured {
            let at = tenants.named(&tenant.name);
            tenants.learn(at, &Evidence { id: tenant.id.clone(), domains: tenant.domains.iter().cloned().collect() });
        }
        for (name, _) in &said.arguments {
            tenants.named(name);
        }
        for source in sources.iter() {
            if let Some(name) = path::tenant(&source.name, said) {
                let needs_it = sighted.iter().any(|one| one.of_tenant && one.record.at.source == source.id)
                    || captures.iter().any(|capture| evidence::asks_tenant(capture, source.id));
                if needs_it {
                    let at = tenants.named(&name);
                    tenants.of_source.insert(source.id, at);
                }
            }
        }
        let evidence = evidence::of_records(captures, sighted);
        tenants.attribute(sighted, &evidence, sources, true);
        tenants.add_realms(sighted);
        tenants.attribute(sighted, &evidence, sources, false);
        tenants
    }

    /// The name of the tenant that a place belongs to.
    #[must_use]
    pub fn of(&self, at: Span) -> &str {
        let known = self.of_record.get(&at).or_else(|| self.of_source.get(&at.source)).copied();
        let only = || (self.entries.len() == 1).then_some(0);
        known.or_else(only).and_then(|at| self.entries.get(at)).map_or(ONLY, |entry| entry.name.as_str())
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
        if let Some(at) = self.entries.iter().position(|entry| entry.name.eq_ignore_ascii_case(name)) {
            return at;
        }
        self.entries.push(Entry { name: name.to_owned(), ..Entry::default() });
        self.entries.len() - 1
    }

    fn learn(&mut self, at: usize, evidence: &Evidence) {
        let Some(entry) = self.entries.get_mut(at) else { return };
        if entry.id.is_none() {
            entry.id.clone_from(&evidence.id);
        }
        entry.domains.extend(evidence.domains.iter().cloned());
    }

    /// The tenant that evidence speaks of: by id, else by domain, else by a name that is the first label of a domain.
    fn matching(&self, evidence: &Evidence) -> Option<usize> {
        let by_id = || {
            let id = evidence.id.as_deref()?;
            self.entries.iter().position(|entry| entry.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id)))
        };
        let contradicts =
            |entry: &Entry| matches!((&entry.id, &evidence.id), (Some(own), Some(other)) if !own.eq_ignore_ascii_case(other));
        let by_domain = || {
            self.entries.iter().position(|entry| {
                let names = |domain: &String| {
                    entry.domains.contains(domain)
                        || entry.name.eq_ignore_ascii_case(domain)
                        || domain.strip_suffix(".onmicrosoft.com").is_some_and(|label| entry.name.eq_ignore_ascii_case(label))
                };
                !contradicts(entry) && evidence.domains.iter().any(names)
            })
        };
        by_id().or_else(by_domain)
    }

    /// Attributes records by source and evidence: first service principals, which make tenants, then the rest, which joins them.
    fn attribute(&mut self, sighted: &[Sighted<'_>], evidence: &BTreeMap<Span, Evidence>, sources: &Sources, principals: bool) {
        let mut records: Vec<&Sighted<'_>> =
            sighted.iter().filter(|one| one.of_tenant && (one.cmdlet.noun == "service-principal") == principals).collect();
        let known = |one: &Sighted<'_>| evidence.get(&one.record.at);
        records.sort_by_key(|one| {
            let known = known(one);
            let is_full = known.is_some_and(|evidence| evidence.id.is_some() && !evidence.domains.is_empty());
            // Only the principal of Exchange makes a tenant; the others of its file join it.
            (
                known.is_none(),
                !is_full,
                known.cloned(),
                is_of_other_application(one),
                sources.get(one.record.at.source).name.as_str(),
                one.record.at.start,
            )
        });
        for one in records {
            let at = match (self.of_source.get(&one.record.at.source).copied(), known(one)) {
                (Some(at), known) => {
                    if let Some(evidence) = known {
                        self.learn(at, evidence);
                    }
                    at
                }
                (None, Some(evidence)) => {
                    let only = || (!principals && self.entries.len() == 1).then_some(0);
                    let at = self.matching(evidence).or_else(only).unwrap_or_else(|| self.named(&evidence.name()));
                    self.learn(at, evidence);
                    at
                }
                (None, None) => self.nameless(one, principals),
            };
            self.of_record.insert(one.record.at, at);
            if principals
                && !is_of_other_application(one)
                && let Some(entry) = self.entries.get_mut(at)
            {
                entry.captured = true;
                entry.objects.extend(one.text("Id").map(str::to_lowercase));
            }
        }
    }

    /// The tenant of a record that nothing attributes: that of its file, as long as no other object of the same application stands there; the
    /// only one there is; the only one without a capture; else one of its own.
    fn nameless(&mut self, one: &Sighted<'_>, is_principal: bool) -> usize {
        let source = one.record.at.source;
        let id = one.text("Id").filter(|_| is_principal).map(str::to_lowercase);
        let application = one.app_id();
        if let Some((at, seen)) = self.given.get_mut(&source) {
            let is_second = |id: &String| application.is_some() && seen.get(&application).is_some_and(|other| other != id);
            if !id.as_ref().is_some_and(is_second) {
                seen.extend(id.map(|id| (application, id)));
                return *at;
            }
        }
        let at = self.nameless_file(id.as_deref().filter(|_| !is_of_other_application(one)), is_principal);
        if is_principal {
            let (_, seen) = self.given.entry(source).or_insert_with(|| (at, BTreeMap::new()));
            seen.extend(id.map(|id| (application, id)));
        }
        at
    }

    /// The tenant of the first record of a file that nothing attributes; `id` is the object id of its principal of Exchange.
    fn nameless_file(&mut self, id: Option<&str>, is_principal: bool) -> usize {
        if let Some(id) = id
            && let Some(at) = self.entries.iter().position(|entry| entry.objects.contains(id))
        {
            return at;
        }
        let may_be = |entry: &Entry| id.is_none() || entry.objects.is_empty();
        match self.entries.as_slice() {
            [only] if may_be(only) => return 0,
            entries => {
                let mut open = entries.iter().enumerate().filter(|(_, entry)| !entry.captured && entry.name != ONLY);
                if let (Some((at, _)), None) = (open.next(), open.next())
                    && is_principal
                {
                    return at;
                }
            }
        }
        let Some(at) = self.entries.iter().position(|entry| entry.name == ONLY) else { return self.named(ONLY) };
        match id {
            Some(id) if !self.entries.get(at).is_some_and(may_be) => {
                let short: String = id.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
                self.named(&format!("{ONLY}-{short}"))
            }
            _ => at,
        }
    }
}

/// Whether a record is a service principal of an application that is not Exchange.
fn is_of_other_application(one: &Sighted<'_>) -> bool {
    one.cmdlet.noun == "service-principal" && one.app_id().is_some_and(|id| id != EXCHANGE_ONLINE)
}
