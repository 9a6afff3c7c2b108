//! Whose hosts the URLs name: those of the organisation's own domains, or somebody else's.

use super::derive::{as_text, derived, list, not_captured, not_printed, text, typed};
use super::{DerivedNoun, Fact, FactTarget, Gap, Read, Rows, View, captured, memo};
use crate::catalog;
use crate::estate::{
    Coverage, Estate, Item, Known, KnownExt as _, Object, Occurrence, Seen, Side, Unknown, UnknownReason, Value, host, known, spn,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Lists of domains: of the organisation, of a tenant's Exchange Online, of a tenant.
const LISTS: &[&str] = &["accepted-domain", "entra-organization"];

/// The domains that captures show to be the organisation's own.
#[derive(Debug, Clone, Default)]
pub struct OwnDomains {
    domains: BTreeSet<String>,
    /// A list was captured.
    any: bool,
    /// A list was captured whole.
    whole: bool,
    /// Part of a list is not known: a domain without its name, a list that was cut, a filtered command. No host is a stranger's then.
    partial: bool,
}

/// Whether a host is the organisation's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// At or below a domain of a captured list.
    Own,
    /// Outside of every captured list.
    Stranger,
    /// No list was captured, or not all of one.
    Unproven,
}

impl OwnDomains {
    /// The domains of the on-premises organisation and of one tenant, or of all tenants.
    #[must_use]
    pub fn of(estate: &Estate, tenant: Option<&str>) -> Self {
        let mut own = Self::default();
        let concerns = |side: &Side| match side {
            Side::OnPremises => true,
            Side::Tenant(name) => tenant.is_none_or(|tenant| tenant == name),
        };
        for noun in LISTS {
            for object in estate.all(noun).iter().filter(|object| concerns(&object.side)) {
                let before = own.domains.len();
                own.domains.extend(domains(object));
                own.any |= own.domains.len() > before;
                own.partial |= is_partial(object);
            }
        }
        let lists = estate.coverage.iter().filter(|((side, noun), _)| *noun == "accepted-domain" && concerns(side));
        for (_, coverage) in lists {
            own.any = true;
            own.whole |= matches!(coverage, Coverage::Whole(_));
            own.partial |= matches!(coverage, Coverage::Part(_));
        }
        // What a tenant prints of itself holds all of its domains.
        own.whole |=
            estate.all("entra-organization").iter().any(|object| concerns(&object.side) && domains(object).next().is_some());
        own
    }

    /// The domains of one tenant alone.
    #[must_use]
    pub fn of_tenant(estate: &Estate, tenant: &str) -> Self {
        let side = Side::Tenant(tenant.to_owned());
        let domains: BTreeSet<String> = LISTS.iter().flat_map(|noun| estate.of(noun, &side)).flat_map(domains).collect();
        let any = !domains.is_empty();
        let partial = LISTS.iter().flat_map(|noun| estate.of(noun, &side)).any(is_partial);
        Self { domains, any, whole: any, partial }
    }

    /// Whose a host is.
    #[must_use]
    pub fn owner(&self, host: &str) -> Owner {
        let host = host.to_ascii_lowercase();
        match host::and_above(&host).any(|domain| self.domains.contains(domain)) {
            true => Owner::Own,
            false if self.is_whole() => Owner::Stranger,
            false => Owner::Unproven,
        }
    }

    /// Whether a host that is not at or below one of them is somebody else's.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.any && !self.partial
    }

    /// The domains, in lower case.
    pub fn domains(&self) -> impl Iterator<Item = &String> {
        self.domains.iter()
    }
}

/// The domains of all tenants together.
#[derive(Debug, Default)]
pub(super) struct OfTenants {
    domains: HashSet<String>,
    /// The id or a domain of a tenant is still to be captured.
    pub(super) is_open: bool,
}

impl OfTenants {
    pub(super) fn of(view: &View<'_>) -> Self {
        let tenants = &view.estate.tenants;
        let mut all = Self { is_open: tenants.is_empty(), ..Self::default() };
        for tenant in tenants {
            let own = OwnDomains::of_tenant(view.estate, &tenant.name);
            all.is_open |= tenant.id.is_none() || !own.is_whole();
            all.domains.extend(tenant.domains.iter().chain(own.domains()).cloned());
        }
        all
    }

    /// Whether a tenant has a domain, or one above it.
    pub(super) fn has(&self, domain: &str) -> bool {
        host::and_above(domain).any(|domain| self.domains.contains(domain))
    }
}

/// Whether a host is at or below an accepted domain of the on-premises organisation.
///
/// # Errors
/// Where it is not, but the captures may lack one.
pub(super) fn accepts(view: &View<'_>, host: &str) -> Result<bool, Unknown> {
    let rows = super::rows_of(view, "accepted-domain");
    let is_below = |domain: String| host == domain || host.strip_suffix(&domain).is_some_and(|label| label.ends_with('.'));
    if rows.objects.iter().flat_map(|object| domains(object)).any(is_below) {
        return Ok(true);
    }
    rows.whole()?;
    captured::absence(view, "accepted-domain")?;
    Ok(false)
}

/// The domains that an accepted domain or a tenant names.
fn domains(object: &Object) -> impl Iterator<Item = String> {
    let texts: Vec<String> = match (object.noun, object.get("DomainName").value(), object.get("VerifiedDomains").value()) {
        ("accepted-domain", Some(Value::Text(domain)), _) => vec![domain.clone()],
        ("entra-organization", _, Some(Value::List(list))) => list.items.iter().filter_map(|item| verified(&item.text)).collect(),
        _ => Vec::new(),
    };
    texts.into_iter().filter_map(|text| host::domain(&text))
}

/// Whether an object shows less than all the domains that it stands for.
fn is_partial(object: &Object) -> bool {
    match object.noun {
        "accepted-domain" => object.get("DomainName").value().is_none(),
        _ => matches!(object.get("VerifiedDomains").value(), Some(Value::List(list)) if !list.complete),
    }
}

/// The name of a verified domain, which JSON shows as an object and text as the name alone.
fn verified(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('{') {
        return Some(text.to_owned());
    }
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    let name = object.iter().find(|(name, _)| name.eq_ignore_ascii_case("Name")).map(|(_, value)| value);
    name?.as_str().map(str::to_owned)
}

/// One row for each origin that any URL names.
pub(super) const NOUN: DerivedNoun = DerivedNoun {
    name: "named-origin",
    doc: "an origin that a URL of a virtual directory or a service connection point names, OWA and ECP included",
    properties: &[
        ("origin", "https://host[:port], lower case, punycode, no slash"),
        ("sources", "who names it: `EX01\\mapi (Default Web Site) InternalUrl`"),
    ],
    rows,
};

fn rows<'e>(view: &View<'e>) -> Rows<'e> {
    let mut rows = super::rows_of(view, "service-url");
    let mut browsers: BTreeMap<String, Vec<(Item, Occurrence)>> = BTreeMap::new();
    for noun in ["owa-virtual-directory", "ecp-virtual-directory"] {
        let printed_by = catalog::of_noun(noun).map_or("", |cmdlet| cmdlet.name);
        for object in view.estate.of(noun, &Side::OnPremises) {
            for property in ["InternalUrl", "ExternalUrl"] {
                let Ok(Seen { value: Value::Url(url), at }) = object.get(property) else { continue };
                let Some(origin) = spn::origin(&url) else { continue };
                let occurrence = |at| Occurrence { at, cmdlet: printed_by, ad_properties_only: false };
                let source = |at| Item { text: format!("{} {property}", object.subject), at: Some(at) };
                browsers.entry(origin).or_default().extend(at.into_iter().map(|at| (source(at), occurrence(at))));
            }
        }
    }
    browsers.retain(|origin, _| rows.objects.binary_search_by(|row| row.subject.cmp(origin)).is_err());
    rows.objects.extend(browsers.into_iter().map(|(origin, seen)| Cow::Owned(row(origin, seen))));
    rows
}

fn row(origin: String, seen: Vec<(Item, Occurrence)>) -> Object {
    let at: Vec<_> = seen.iter().map(|(_, occurrence)| occurrence.at).collect();
    let (sources, occurrences): (Vec<Item>, Vec<Occurrence>) = seen.into_iter().unzip();
    let values = [("origin", text(origin.clone(), at.clone())), ("sources", list(sources, at))];
    Object { occurrences, ..Object::derived(NOUN.name, origin, values) }
}

/// Facts about the host of an origin.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "mixed-script-labels",
        doc: "labels of the host that mix scripts, Latin and Cyrillic letters for one, as people would read them",
        on: FactTarget::Nouns(&["named-origin"]),
        read: Read::Row(|_, origin| list(mixed_labels(origin).into_iter().map(derived).collect(), origin.places("origin"))),
    },
    Fact {
        name: "outside-own-domains",
        doc: "whether the host is neither at nor below an accepted domain or a verified domain of a tenant",
        on: FactTarget::Nouns(&["named-origin"]),
        read: Read::Row(|view, origin| is_outside(view, origin).map(Into::into)),
    },
    Fact {
        name: "domain-problem",
        doc: "what is wrong with the host, in words: a label that mixes scripts, or a domain of somebody else; blank if nothing is",
        on: FactTarget::Nouns(&["named-origin"]),
        read: Read::Row(|view, origin| {
            if let Some(label) = mixed_labels(origin).first() {
                return text(format!("has a label that mixes scripts, {label}"), origin.places("origin"));
            }
            let Seen { value: is_outside, at } = is_outside(view, origin)?;
            if is_outside { text("is in no domain of this organisation or its tenants", at) } else { known(Value::Null, at) }
        }),
    },
];

/// Labels of the host that look like letters of another script.
fn mixed_labels(origin: &Object) -> Vec<String> {
    host::mixed_labels(&host::of_origin(&origin.subject).unwrap_or_default())
}

/// Whether the host belongs to nobody that the captures know.
fn is_outside(view: &View<'_>, origin: &Object) -> Known<bool> {
    let at = origin.places("origin");
    let host = host::of_origin(&origin.subject).unwrap_or_default();
    let judge = |own: &OwnDomains| match own.owner(&host) {
        Owner::Own => known(false, at),
        Owner::Unproven if own.partial => not_printed(at),
        Owner::Unproven => not_captured("accepted-domain"),
        // A part of the list may leave out the very domain.
        Owner::Stranger if !own.whole => not_printed(at),
        Owner::Stranger => known(true, at),
    };
    memo::kept(view, |memo| &memo.own_domains, |view| OwnDomains::of(view.estate, None), judge)
}

/// One row for each authoritative accepted domain: where Outlook asks outside the network. Wildcard domains have no host; domains of
/// Microsoft's are served by Exchange Online. A tenant whose domains are known has nothing to do with those of another one.
pub(super) const ACCEPTED_AUTODISCOVER: DerivedNoun = DerivedNoun {
    name: "accepted-autodiscover",
    doc: "https://autodiscover.<domain> of an authoritative accepted domain",
    properties: &[("origin", "https://autodiscover.<domain>"), ("domain", "the accepted domain")],
    rows: |view| {
        let found = super::rows_of(view, "accepted-domain");
        let mut rows = Rows { objects: Vec::new(), gaps: found.gaps };
        let own = view.tenant.map(|tenant| OwnDomains::of_tenant(view.estate, &tenant.name));
        let is_elsewhere = |accepted: &Object| {
            let mut domains =
                domains(accepted).filter(|domain| own.as_ref().is_some_and(|own| own.owner(domain) == Owner::Stranger));
            domains.any(|domain| memo::kept(view, |memo| &memo.of_tenants, OfTenants::of, |all| all.has(&domain)))
        };
        for domain in found.objects.iter().filter(|domain| !is_elsewhere(domain)) {
            match autodiscover(domain) {
                Ok(row) => rows.objects.extend(row.map(Cow::Owned)),
                Err(reason) => rows.gaps.extend(Gap::of_object(domain, reason)),
            }
        }
        rows
    },
};

fn autodiscover(accepted: &Object) -> Result<Option<Object>, Unknown> {
    if !typed(accepted.get("DomainType"), as_text)?.value.eq_ignore_ascii_case("Authoritative") {
        return Ok(None);
    }
    let Seen { value: domain, at } = typed(accepted.get("DomainName"), as_text)?;
    if domain.to_ascii_lowercase().ends_with(".onmicrosoft.com") || domain.starts_with('*') {
        return Ok(None);
    }
    // What is not a domain has no Autodiscover host: a URL or an address there would make up a name that nobody has.
    let url = host::domain(&domain).map(|domain| format!("https://autodiscover.{domain}"));
    let Some(origin) = url.as_deref().and_then(spn::service_url).as_ref().and_then(spn::origin) else {
        return Err(Unknown { why: UnknownReason::Unreadable { raw: domain }, at });
    };
    let values = [("origin", text(origin.clone(), at.clone())), ("domain", text(domain, at))];
    Ok(Some(Object { side: Side::OnPremises, ..accepted.derive(ACCEPTED_AUTODISCOVER.name, origin, values) }))
}
