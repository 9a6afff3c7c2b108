//! What captures themselves say about their tenant.

use crate::capture::{Capture, Raw, Record};
use crate::catalog;
use crate::estate::build::IdentifiedRecord;
use crate::estate::parse;
use crate::source::SourceId;
use std::collections::BTreeSet;

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

    /// Whether it says nothing.
    pub fn is_nothing(&self) -> bool {
        self.id.is_none() && self.domains.is_empty()
    }

    /// What the name of a tenant tells that somebody typed: its id, or one of its domains.
    pub fn typed(name: &str) -> Self {
        let name = name.trim().to_lowercase();
        let id = parse::guid(&name);
        let domains = Some(name).filter(|name| id.is_none() && is_domain(name)).into_iter().collect();
        Self { id, domains }
    }

    /// Whether both cannot be of one tenant: it has one id, and one domain that it began with.
    pub fn contradicts(&self, other: &Self) -> bool {
        if let (Some(own), Some(other)) = (&self.id, &other.id) {
            return !own.eq_ignore_ascii_case(other);
        }
        let shared = self.domains.intersection(&other.domains).next().is_some();
        !shared && self.initial_domains().next().is_some() && other.initial_domains().next().is_some()
    }

    /// Whether it is but a domain that the organisation does not have, as far as its own are known.
    pub fn is_elsewhere(&self, known: &BTreeSet<String>) -> bool {
        let is_known = |domain: &String| {
            let above = domain.match_indices('.').filter_map(|(at, _)| domain.get(at + 1..));
            std::iter::once(domain.as_str()).chain(above).any(|domain| known.contains(domain))
        };
        let only_domains = self.id.is_none() && self.initial_domains().next().is_none() && !self.domains.is_empty();
        only_domains && !known.is_empty() && !self.domains.iter().any(is_known)
    }

    /// What the tenant is called if nobody named it: its domain, preferably the one it began with, else its id.
    pub fn name(&self) -> String {
        let domain = self.initial_domains().next().or_else(|| self.domains.first());
        domain.cloned().or_else(|| self.id.clone()).unwrap_or_else(|| super::ONLY.to_owned())
    }
}

/// The sources that hold a command of Entra cmdlets, with or without records.
pub fn sources_that_ask_tenants<'c>(capture: &'c Capture<'_>) -> impl Iterator<Item = SourceId> + use<'c> {
    let of_tenant = |name: &str| catalog::named(name).is_some_and(|(cmdlet, _)| cmdlet.is_of_tenant());
    capture.commands.iter().filter(move |command| of_tenant(&command.cmdlet)).map(|command| command.at.source)
}

/// The properties that tell of the tenant beside what a cmdlet printed: those that the collector writes, and those of a session.
pub fn of_record(record: &Record<'_>) -> Evidence {
    let text = |name: &str| match record.field(name).map(|field| &field.raw) {
        Some(Raw::Scalar(text)) => Some(text.trim().to_lowercase()).filter(|text| !text.is_empty()),
        _ => None,
    };
    let id = ["TenantId", "Tenant"].iter().find_map(|name| text(name).and_then(|id| parse::guid(&id)));
    let domains =
        ["TenantDomain", "InitialDomain"].iter().filter_map(|name| text(name)).filter(|domain| is_domain(domain)).collect();
    Evidence { id, domains }
}

/// The domains among the rows that a cmdlet for the domains of a tenant prints.
pub fn of_domains(record: &Record<'_>, command: &str) -> Option<Evidence> {
    const LISTS: &[&str] = &["get-mgdomain", "get-entradomain", "get-azureaddomain", "get-msoldomain"];
    if !LISTS.iter().any(|list| list.eq_ignore_ascii_case(command)) {
        return None;
    }
    let named = ["Id", "Name"].iter().find_map(|name| record.field(name)).map(|field| &field.raw);
    let texts: Vec<&str> = match named {
        Some(Raw::Scalar(text)) => vec![text],
        Some(Raw::List { items, .. }) => items.iter().map(|item| &*item.text).collect(),
        _ => Vec::new(),
    };
    let domains = texts.into_iter().map(|text| text.trim().to_lowercase()).filter(|domain| is_domain(domain)).collect();
    Some(Evidence { id: None, domains })
}

/// What an object of the tenant tells of it.
pub fn of_object(one: &IdentifiedRecord<'_>) -> Evidence {
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
