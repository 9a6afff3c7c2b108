//! The origins that clients ask Entra tokens for, derived once from virtual directories and service connection points (domain.md 1.6).

use super::{DerivedNoun, Fact, Gap, On, Rows, View, captured, list_of, memo, service_principal};
use crate::estate::spn::{self, Class};
use crate::estate::{Item, Known, List, Object, Realm, Sighting, Tenant, Value, Values, Why, cmdlets};
use crate::source::Span;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Where clients find URLs: noun, property, and whether a capture that leaves the property out may hide one. Autodiscover directories
/// normally have none, and the commands of Microsoft's article don't print them \[ODP\].
const NEEDED: &[(&str, &str, bool)] = &[
    ("mapi-virtual-directory", "InternalUrl", true),
    ("mapi-virtual-directory", "ExternalUrl", true),
    ("web-services-virtual-directory", "InternalUrl", true),
    ("web-services-virtual-directory", "ExternalUrl", true),
    ("oab-virtual-directory", "InternalUrl", true),
    ("oab-virtual-directory", "ExternalUrl", true),
    ("active-sync-virtual-directory", "InternalUrl", true),
    ("active-sync-virtual-directory", "ExternalUrl", true),
    ("autodiscover-virtual-directory", "InternalUrl", false),
    ("autodiscover-virtual-directory", "ExternalUrl", false),
    ("client-access-service", "AutoDiscoverServiceInternalUri", true),
];

/// One row for each origin.
pub const NOUN: DerivedNoun = DerivedNoun {
    name: "service-url",
    doc: "an origin that clients use, from virtual directories and service connection points",
    properties: &[
        ("origin", "https://host[:port], lower case, punycode, no slash"),
        ("sources", "who requires it: `EX01\\mapi (Default Web Site) InternalUrl`"),
        ("from-virtual-directory", "a virtual directory names it"),
        ("from-scp", "a service connection point names it"),
    ],
    rows,
};

/// Forms of the origin among the names of the view's tenant that Entra does not match.
pub const INEFFECTIVE_FORMS: Fact = Fact {
    name: "ineffective-forms-in-tenant",
    doc: "service principal names that look like this origin but do not cover it, each with the reason; empty if it is covered",
    on: On::Nouns(&["service-url"]),
    read: ineffective_forms,
};

/// One row for each origin that a service connection point names.
pub const SCP: DerivedNoun = DerivedNoun {
    name: "scp-url",
    doc: "an origin that a service connection point names; virtual directories may name it too, but none needs to be captured",
    properties: NOUN.properties,
    rows: |view| {
        let mut rows = rows(view);
        rows.objects.retain(|row| row.get("from-scp").value() == Some(&Value::Bool(true)));
        rows.gaps = NEEDED.iter().filter(|(noun, ..)| *noun == SCP_NOUN).flat_map(|needed| found(view, needed).1).collect();
        rows
    },
};

const SCP_NOUN: &str = "client-access-service";

fn rows<'e>(view: &View<'e>) -> Rows<'e> {
    memo::rows(view, |memo| &memo.service_urls, derive)
}

fn derive(view: &View<'_>) -> memo::Derived {
    let mut gaps = Vec::new();
    let mut origins: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    let mut asked = "";
    for needed in NEEDED {
        let (seen, mut missing) = found(view, needed);
        if asked == needed.0 {
            // What the cmdlet lacks was told with its first property.
            missing.retain(|gap| cmdlets::named(&gap.subject).is_none());
        }
        asked = needed.0;
        gaps.extend(missing);
        for (origin, seen) in seen {
            origins.entry(origin).or_default().push(seen);
        }
    }
    (origins.into_iter().map(|(origin, sources)| row(origin, sources)).collect(), gaps)
}

/// Who names an origin, whether that is a service connection point, and where.
type Seen = (String, bool, Sighting);

/// The origins that a property names, and what may hide more of them.
fn found(view: &View<'_>, &(noun, property, may_hide): &(&'static str, &'static str, bool)) -> (Vec<(String, Seen)>, Vec<Gap>) {
    let Some(cmdlet) = cmdlets::of_noun(noun) else { return (Vec::new(), Vec::new()) };
    let found = captured::rows(view, cmdlet);
    let mut gaps = found.gaps;
    let mut origins = Vec::new();
    for object in &found.objects {
        match object.get(property) {
            Known::Known { value: Value::Url(url), at } => {
                let Some(origin) = spn::origin(&url) else { continue };
                let source = format!("{} {property}", object.subject);
                let printed_by = object.sightings.first().map_or(cmdlet.name, |sighting| sighting.cmdlet);
                let sightings = at.into_iter().map(|at| Sighting { at, cmdlet: printed_by, ad_properties_only: false });
                origins.extend(sightings.map(|sighting| (origin.clone(), (source.clone(), noun == SCP_NOUN, sighting))));
            }
            Known::Known { .. } => {}
            Known::Unknown { why: Why::NotPrinted, .. } if !may_hide => {}
            Known::Unknown { why, at } => gaps.push(Gap {
                subject: object.subject.clone(),
                server: object.server.clone(),
                tenant: None,
                why,
                at,
                command: object.server.as_deref().map_or_else(|| cmdlet.collect.to_owned(), |server| cmdlet.collect_from(server)),
            }),
        }
    }
    (origins, gaps)
}

fn row(origin: String, seen: Vec<Seen>) -> Object {
    let at: Vec<_> = seen.iter().map(|(.., sighting)| sighting.at).collect();
    let mut named = HashSet::new();
    let first_places = seen.iter().filter(|(text, ..)| named.insert(text.as_str()));
    let sources = first_places.map(|(text, _, sighting)| Item { text: text.clone(), at: Some(sighting.at) }).collect();
    let named_by = |scp: bool| {
        let at: Vec<_> = seen.iter().filter(|(_, of_scp, _)| *of_scp == scp).map(|(.., sighting)| sighting.at).collect();
        Known::known(Value::Bool(!at.is_empty()), at)
    };
    let values = [
        ("origin", Known::known(Value::Text(origin.clone()), at.clone())),
        ("sources", Known::known(Value::List(List { items: sources, complete: true }), at)),
        ("from-virtual-directory", named_by(false)),
        ("from-scp", named_by(true)),
    ];
    Object {
        noun: NOUN.name,
        realm: Realm::OnPremises,
        server: None,
        subject: origin,
        values: Values::from(values),
        sightings: seen.into_iter().map(|(.., sighting)| sighting).collect(),
    }
}

fn ineffective_forms(view: &View<'_>, object: Option<&Object>) -> Known<Value> {
    let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
    match view.tenant {
        Some(tenant) => memo::kept(
            view,
            |memo| &memo.forms,
            forms_by_tenant,
            |forms| {
                forms
                    .get(&tenant.name)
                    .map_or_else(|| Forms::of(view).about(&object.subject), |forms| forms.about(&object.subject))
            },
        ),
        None => Forms::of(view).about(&object.subject),
    }
}

fn forms_by_tenant(view: &View<'_>) -> HashMap<String, Forms> {
    let of = |tenant: &Tenant| (tenant.name.clone(), Forms::of(&View { tenant: Some(tenant), ..*view }));
    view.estate.tenants.iter().map(of).collect()
}

/// The names of a tenant by the origin that they cover or resemble.
#[derive(Debug)]
pub(super) struct Forms {
    /// Why the names are not known, if they are not.
    unknown: Option<(Why, Vec<Span>)>,
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
        let mut forms = Self {
            unknown: None,
            covers: HashMap::new(),
            resembles: HashMap::new(),
            wildcards: HashMap::new(),
            count: 0,
            complete: true,
            at: Vec::new(),
        };
        let (names, at) = match service_principal::exchange_names(view) {
            Known::Known { value, at } => (value, at),
            Known::Unknown { why, at } => return Self { unknown: Some((why, at)), ..forms },
        };
        forms.at = at;
        forms.complete = names.complete;
        forms.count = names.items.len();
        for (index, item) in names.items.into_iter().enumerate() {
            let name = spn::classify(&item.text);
            let Some(origin) = name.origin else { continue };
            match name.class {
                Class::Covers => drop(forms.covers.entry(origin).or_insert(item.at)),
                Class::LegacyWildcard => {
                    let Some(item) = defective(&item) else { continue };
                    if let Some(domain) = origin.strip_prefix("https://*") {
                        forms.wildcards.entry(domain.to_owned()).or_default().push((index, item.clone()));
                    }
                    forms.resembles.entry(origin).or_default().push((index, item));
                }
                _ => {
                    if let Some(item) = defective(&item) {
                        forms.resembles.entry(origin).or_default().push((index, item));
                    }
                }
            }
        }
        forms
    }

    /// The forms that look like an origin, in the order of the list.
    fn about(&self, origin: &str) -> Known<Value> {
        if let Some((why, at)) = &self.unknown {
            return Known::unknown(why.clone(), at.clone());
        }
        if let Some(at) = self.covers.get(origin) {
            return list_of(Vec::new(), at.iter().copied().collect());
        }
        if !self.complete {
            return Known::unknown(Why::Truncated { shown: self.count }, self.at.clone());
        }
        let of_domains = origin.match_indices('.').filter_map(|(dot, _)| self.wildcards.get(origin.get(dot..)?));
        let mut found: Vec<&(usize, Item)> = of_domains.chain(self.resembles.get(origin)).flatten().collect();
        found.sort_by_key(|(index, _)| *index);
        found.dedup_by_key(|(index, _)| *index);
        let forms: Vec<Item> = found.into_iter().map(|(_, item)| item.clone()).collect();
        let at = if forms.is_empty() { self.at.clone() } else { forms.iter().filter_map(|item| item.at).collect() };
        list_of(forms, at)
    }
}

/// A name with the reason why Entra does not match it, if it looks as if it were matched.
fn defective(item: &Item) -> Option<Item> {
    let defect = spn::defect(&item.text)?;
    Some(Item { text: format!("{} ({defect})", item.text), at: item.at })
}
