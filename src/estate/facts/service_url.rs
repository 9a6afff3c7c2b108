//! The origins that clients ask Entra tokens for, derived once from virtual directories and service connection points.

use super::derive::{list, text};
use super::{DerivedNoun, Fact, FactTarget, Gap, Read, View, captured, memo, service_principal};
use crate::catalog;
use crate::catalog::schema::{Cmdlet, Service};
use crate::estate::spn::{self, Class};
use crate::estate::{Item, Known, Object, Occurrence, Seen, Tenant, Unknown, UnknownReason, Value, known, unknown};
use crate::source::Span;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One row for each origin.
pub(super) const NOUN: DerivedNoun = DerivedNoun {
    name: "service-url",
    doc: "an origin that clients use, from virtual directories and service connection points",
    properties: &[
        ("origin", "https://host[:port], lower case, punycode, no slash"),
        ("sources", "who requires it: `EX01\\mapi (Default Web Site) InternalUrl`"),
        ("from-virtual-directory", "a virtual directory names it"),
        ("from-scp", "a service connection point names it"),
    ],
    rows: |view| memo::rows(view, |memo| &memo.service_urls, derive),
};

/// Facts about service URLs.
pub(super) const FACTS: &[Fact] = &[Fact {
    name: "ineffective-forms-in-tenant",
    doc: "service principal names that look like this origin but do not cover it, each with the reason; empty if it is covered",
    on: FactTarget::Nouns(&["service-url"]),
    read: Read::Row(ineffective_forms),
}];

/// One row for each origin that a service connection point names.
pub(super) const SCP: DerivedNoun = DerivedNoun {
    name: "scp-url",
    doc: "an origin that a service connection point names; virtual directories may name it too, but none needs to be captured",
    properties: NOUN.properties,
    rows: |view| {
        let mut rows = (NOUN.rows)(view);
        rows.objects.retain(|row| matches!(row.get("from-scp"), Ok(Seen { value: Value::Bool(true), .. })));
        rows.gaps = needed().filter(|(cmdlet, ..)| cmdlet.noun == SCP_NOUN).flat_map(|needed| found(view, needed).1).collect();
        rows
    },
};

const SCP_NOUN: &str = "client-access-service";

fn derive(view: &View<'_>) -> memo::Derived {
    let mut gaps = Vec::new();
    let mut origins: BTreeMap<String, Vec<Naming>> = BTreeMap::new();
    let mut asked = "";
    for needed in needed() {
        let (cmdlet, ..) = needed;
        let (seen, mut missing) = found(view, needed);
        if asked == cmdlet.noun {
            // What the cmdlet lacks was told with its first property.
            missing.retain(|gap| catalog::named(&gap.subject).is_none());
        }
        asked = cmdlet.noun;
        gaps.extend(missing);
        for (origin, seen) in seen {
            origins.entry(origin).or_default().push(seen);
        }
    }
    (origins.into_iter().map(|(origin, sources)| row(origin, sources)).collect(), gaps)
}

/// Who names an origin, whether that is a service connection point, and where.
type Naming = (String, bool, Occurrence);

/// The cmdlets and properties that hold URLs, and whether a capture that leaves the property out may hide one.
fn needed() -> impl Iterator<Item = (&'static Cmdlet, &'static str, bool)> {
    let of =
        |(cmdlet, service): (&'static Cmdlet, Service)| service.urls.iter().map(move |url| (cmdlet, *url, service.is_printed));
    catalog::services().into_iter().flat_map(of)
}

/// The origins that a property names, and what may hide more of them.
fn found(
    view: &View<'_>,
    (cmdlet, property, may_hide): (&'static Cmdlet, &'static str, bool),
) -> (Vec<(String, Naming)>, Vec<Gap>) {
    let found = captured::rows(view, cmdlet);
    let mut gaps = found.gaps;
    let mut origins = Vec::new();
    for object in &found.objects {
        match object.get(property) {
            Ok(Seen { value: Value::Url(url), at }) => {
                let Some(origin) = spn::origin(&url) else { continue };
                let source = format!("{} {property}", object.subject);
                let printed_by = object.occurrences.first().map_or(cmdlet.name, |occurrence| occurrence.cmdlet);
                let occurrences = at.into_iter().map(|at| Occurrence { at, cmdlet: printed_by, ad_properties_only: false });
                origins.extend(
                    occurrences.map(|occurrence| (origin.clone(), (source.clone(), cmdlet.noun == SCP_NOUN, occurrence))),
                );
            }
            Ok(_) => {}
            Err(Unknown { why: UnknownReason::NotPrinted, .. }) if !may_hide => {}
            Err(reason) => gaps.extend(Gap::of_object(object, reason)),
        }
    }
    (origins, gaps)
}

fn row(origin: String, seen: Vec<Naming>) -> Object {
    let at: Vec<_> = seen.iter().map(|(.., occurrence)| occurrence.at).collect();
    let mut named = HashSet::new();
    let first_places = seen.iter().filter(|(text, ..)| named.insert(text.as_str()));
    let sources = first_places.map(|(text, _, occurrence)| Item { text: text.clone(), at: Some(occurrence.at) }).collect();
    let named_by = |scp: bool| {
        let at: Vec<_> = seen.iter().filter(|(_, of_scp, _)| *of_scp == scp).map(|(.., occurrence)| occurrence.at).collect();
        known(Value::Bool(!at.is_empty()), at)
    };
    let values = [
        ("origin", text(origin.clone(), at.clone())),
        ("sources", list(sources, at)),
        ("from-virtual-directory", named_by(false)),
        ("from-scp", named_by(true)),
    ];
    let occurrences = seen.into_iter().map(|(.., occurrence)| occurrence).collect();
    Object { occurrences, ..Object::derived(NOUN.name, origin, values) }
}

/// Forms of the origin among the names of the view's tenant that Entra does not match.
fn ineffective_forms(view: &View<'_>, url: &Object) -> Known<Value> {
    let of_tenant = |forms: &HashMap<String, Forms>| forms.get(&view.tenant?.name).map(|forms| forms.about(&url.subject));
    let kept = view.tenant.and_then(|_| memo::kept(view, |memo| &memo.forms, forms_by_tenant, of_tenant));
    kept.unwrap_or_else(|| Forms::of(view).about(&url.subject))
}

fn forms_by_tenant(view: &View<'_>) -> HashMap<String, Forms> {
    let of = |tenant: &Tenant| (tenant.name.clone(), Forms::of(&View { tenant: Some(tenant), ..*view }));
    view.estate.tenants.iter().map(of).collect()
}

/// The names of a tenant by the origin that they cover or resemble.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// Why the names are not known, if they are not.
    unknown: Option<Unknown>,
    covers: HashMap<String, Option<Span>>,
    /// Items in a form that Entra does not match, with their number in the list; those for a whole domain by `.contoso.com`.
    resembles: HashMap<String, Vec<(usize, Item)>>,
    wildcards: HashMap<String, Vec<(usize, Item)>>,
    count: usize,
    complete: bool,
    at: Vec<Span>,
}

impl Forms {
    fn of(view: &View<'_>) -> Self {
        let (names, at) = match service_principal::exchange_names(view) {
            Ok(Seen { value, at }) => (value, at),
            Err(reason) => return Self { unknown: Some(reason), ..Self::default() },
        };
        let mut forms = Self { count: names.items.len(), complete: names.complete, at, ..Self::default() };
        for (index, item) in names.items.into_iter().enumerate() {
            let name = spn::classify(&item.text);
            let Some(origin) = name.origin else { continue };
            if name.class == Class::Covers {
                forms.covers.entry(origin).or_insert(item.at);
                continue;
            }
            let Some(item) = defective(&item) else { continue };
            if name.class == Class::LegacyWildcard
                && let Some(domain) = origin.strip_prefix("https://*")
            {
                forms.wildcards.entry(domain.to_owned()).or_default().push((index, item.clone()));
            }
            forms.resembles.entry(origin).or_default().push((index, item));
        }
        forms
    }

    /// The forms that look like an origin, in the order of the list.
    fn about(&self, origin: &str) -> Known<Value> {
        if let Some(reason) = &self.unknown {
            return Err(reason.clone());
        }
        if let Some(at) = self.covers.get(origin) {
            return list(Vec::new(), at.iter().copied().collect());
        }
        if !self.complete {
            return unknown(UnknownReason::Truncated { shown: self.count }, self.at.clone());
        }
        let of_domains = origin.match_indices('.').filter_map(|(dot, _)| self.wildcards.get(origin.get(dot..)?));
        let mut found: Vec<&(usize, Item)> = of_domains.chain(self.resembles.get(origin)).flatten().collect();
        found.sort_by_key(|(index, _)| *index);
        found.dedup_by_key(|(index, _)| *index);
        let forms: Vec<Item> = found.into_iter().map(|(_, item)| item.clone()).collect();
        let at = if forms.is_empty() { self.at.clone() } else { forms.iter().filter_map(|item| item.at).collect() };
        list(forms, at)
    }
}

/// A name with the reason why Entra does not match it, if it looks as if it were matched.
fn defective(item: &Item) -> Option<Item> {
    let defect = spn::defect(&item.text)?;
    Some(Item { text: format!("{} ({defect})", item.text), at: item.at })
}
