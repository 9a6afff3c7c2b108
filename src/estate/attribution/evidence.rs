//! What captures themselves say about their tenant.

use crate::capture::{Capture, Raw, Record};
use crate::catalog;
use crate::estate::build::Sighted;
use crate::estate::parse;
use crate::source::{SourceId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Id and domains of a tenant as a capture gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Tenant id, lower case.
    pub id: Option<String>,
    /// Domains, lower case.
    pub domains: BTreeSet<String>,
}

impl Evidence {
    /// The domain that Microsoft gave the tenant, or several. Nobody else has it.
    pub fn initial_domains(&self) -> impl Iterator<Item = &String> {
        self.domains.iter().filter(|domain| domain.ends_with(".onmicrosoft.com") && !domain.ends_with(".mail.onmicrosoft.com"))
    }

    fn is_nothing(&self) -> bool {
        self.id.is_none() && self.domains.is_empty()
    }

    /// What the tenant is called if nobody named it: its domain, preferably the one it began with, else its id.
    pub fn name(&self) -> String {
        let domain = self.initial_domains().next().or_else(|| self.domains.first());
        domain.cloned().or_else(|| self.id.clone()).unwrap_or_else(|| super::ONLY.to_owned())
    }
}

/// The sources that hold a command of Entra cmdlets, with or without records.
pub fn sources_that_ask_tenants<'c>(capture: &'c Capture<'_>) -> impl Iterator<Item = SourceId> + use<'c> {
    let of_tenant =
        |name: &str| catalog::named(name).is_some_and(|(cmdlet, _)| cmdlet.shell == Some(crate::capture::Shell::Tenant));
    capture.commands.iter().filter(move |command| of_tenant(&command.cmdlet)).map(|command| command.at.source)
}

/// The evidence for each tenant record: its own, else that of the nearest record before it in its source, else of the first in the source.
pub fn of_records(captures: &[Capture<'_>], sighted: &[Sighted<'_>]) -> BTreeMap<Span, Evidence> {
    let mut said: BTreeMap<SourceId, Vec<(u32, Evidence)>> = BTreeMap::new();
    for record in captures.iter().flat_map(|capture| &capture.records) {
        let evidence = of_record(record);
        if !evidence.is_nothing() {
            said.entry(record.at.source).or_default().push((record.at.start, evidence));
        }
    }
    for one in sighted.iter().filter(|one| one.of_tenant) {
        let evidence = of_object(one);
        if !evidence.is_nothing() {
            said.entry(one.record.at.source).or_default().push((one.record.at.start, evidence));
        }
    }
    for list in said.values_mut() {
        list.sort();
    }
    let mut of_records = BTreeMap::new();
    for one in sighted.iter().filter(|one| one.of_tenant) {
        let Some(list) = said.get(&one.record.at.source) else { continue };
        let before = list.partition_point(|(start, _)| *start <= one.record.at.start);
        if let Some((_, evidence)) = before.checked_sub(1).and_then(|at| list.get(at)).or_else(|| list.first()) {
            of_records.insert(one.record.at, evidence.clone());
        }
    }
    of_records
}

/// The properties that the collector writes beside what a cmdlet printed.
fn of_record(record: &Record<'_>) -> Evidence {
    let text = |name: &str| match record.field(name).map(|field| &field.raw) {
        Some(Raw::Scalar(text)) => Some(text.trim().to_lowercase()).filter(|text| !text.is_empty()),
        _ => None,
    };
    let id = text("TenantId").and_then(|id| parse::guid(&id));
    let domains =
        ["TenantDomain", "InitialDomain"].iter().filter_map(|name| text(name)).filter(|domain| is_domain(domain)).collect();
    Evidence { id, domains }
}

fn of_object(one: &Sighted<'_>) -> Evidence {
    let mut evidence = Evidence::default();
    match one.cmdlet.noun {
        "entra-organization" => {
            evidence.id = one.text("Id").and_then(parse::guid);
            if let Some(Raw::List { items, .. }) = one.record.field("VerifiedDomains").map(|field| &field.raw) {
                evidence
                    .domains
                    .extend(items.iter().map(|item| item.text.trim().to_lowercase()).filter(|domain| is_domain(domain)));
            }
        }
        "organization-config" => {
            let names = ["Identity", "Name"].iter().filter_map(|name| one.text(name)).map(str::to_lowercase);
            evidence.domains.extend(names.filter(|name| is_domain(name) && name.ends_with(".onmicrosoft.com")));
        }
        _ => {}
    }
    if let Some(name) = one.text("DistinguishedName") {
        let units = name.split(',').filter_map(|part| part.trim().strip_prefix("OU=")).map(str::to_lowercase);
        evidence.domains.extend(units.filter(|unit| is_domain(unit) && unit.ends_with(".onmicrosoft.com")));
    }
    evidence
}

/// Whether a text may be the name of a domain.
pub fn is_domain(text: &str) -> bool {
    text.contains('.')
        && text.len() < 254
        && text.split('.').all(|label| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        })
}
