//! Facts about tenants, their AuthServers and service principals that compare one with another.

use super::clouds::{SignIn, authorization, metadata};
use super::derive::{both, flag, flag_of, is_text, list, map, plain, text_of};
use super::organization::MOST_PLACES;
use super::own_domains::{OwnDomains, Owner};
use super::{DerivedNoun, Fact, Gap, On, Rows, View, memo};
use crate::estate::spn::EXCHANGE_ONLINE;
use crate::estate::{Item, Known, List, Object, Realm, Value, Values, Why};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Tenants of the organisation: captured, configured, or named by an AuthServer.
pub const TENANT: DerivedNoun = DerivedNoun {
    name: "tenant",
    doc: "tenants of the organisation: captured, configured, or only named by an AuthServer's Realm",
    properties: &[("name", "name in reports")],
    rows: |view| {
        let tenants = view.tenant.map_or(view.estate.tenants.as_slice(), std::slice::from_ref);
        let objects = tenants.iter().map(|tenant| {
            let realm = Realm::Tenant(tenant.name.clone());
            let sightings = view.estate.of("service-principal", &realm).flat_map(|object| object.sightings.clone()).collect();
            Cow::Owned(Object {
                noun: "tenant",
                realm,
                server: None,
                subject: tenant.name.clone(),
                values: Values::from([("name", Known::known(Value::Text(tenant.name.clone()), Vec::new()))]),
                sightings,
            })
        });
        Rows { objects: objects.collect(), gaps: Vec::new() }
    },
};

/// The service URLs that a tenant knows.
pub const REGISTERED_URLS: Fact = Fact {
    name: "registered-service-urls",
    doc: "origins of service URLs that are service principal names in the tenant; complete only if its list is",
    on: On::Nouns(&["tenant"]),
    read: |view, object| {
        let Some(tenant) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let mut found = List { items: Vec::new(), complete: true };
        let mut at = Vec::new();
        let needed = super::rows(view, "service-url").unwrap_or_default();
        if needed.objects.is_empty() {
            let why = needed.gaps.first().map_or(Why::NotPrinted, |gap| gap.why.clone());
            return Known::unknown(why, Vec::new());
        }
        let subjects: HashSet<&str> = needed.objects.iter().map(|url| url.subject.as_str()).collect();
        let principals: Vec<&Object> =
            view.estate.of("service-principal", &tenant.realm).filter(|object| is_exchange(object)).collect();
        if principals.is_empty() {
            let nameless = view.estate.doubts.iter().find(|one| one.noun == "service-principal" && one.realm.is_none());
            return match nameless {
                Some(one) => Known::unknown(Why::Doubtful(one.doubt.clone()), one.at.clone()),
                None => Known::unknown(Why::NotCaptured { noun: "service-principal" }, Vec::new()),
            };
        }
        for principal in principals {
            match super::value(view, Some(principal), "registered-origins").into_owned() {
                Known::Known { value: Value::List(names), at: places } => {
                    found.complete &= names.complete;
                    found.items.extend(names.items.iter().filter(|name| subjects.contains(name.text.as_str())).cloned());
                    at.extend(places);
                }
                other => return map(other, |_| None),
            }
        }
        Known::known(Value::List(found), at)
    },
};

fn is_exchange(object: &Object) -> bool {
    text_of(object, "AppId").is_none_or(|id| id.eq_ignore_ascii_case(EXCHANGE_ONLINE))
}

/// Whether no service principal of Exchange Online was captured beside it.
pub const STANDS_ALONE: Fact = Fact {
    name: "stands-alone",
    doc: "whether the tenant's captures hold no other service principal that is Exchange Online's",
    on: On::Nouns(&["service-principal", "captured-principal"]),
    read: |view, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        memo::kept(
            view,
            |memo| &memo.principals,
            Principals::of,
            |principals| {
                let others = |subjects: &[String]| subjects.iter().any(|other| *other != object.subject);
                match principals.of_realm.get(&object.realm) {
                    Some((exchange, _)) if others(exchange) => flag(false, object.spans()),
                    Some((_, open)) if others(open) => Known::unknown(Why::NotPrinted, object.spans()),
                    _ => flag(true, object.spans()),
                }
            },
        )
    },
};

/// Service principals by tenant: those of Exchange, and those of which no capture tells. At most two of each: enough to find another one.
#[derive(Debug, Default)]
pub(super) struct Principals {
    of_realm: HashMap<Realm, (Vec<String>, Vec<String>)>,
}

impl Principals {
    fn of(view: &View<'_>) -> Self {
        let mut principals = Self::default();
        for object in view.estate.all("service-principal") {
            let (exchange, open) = principals.of_realm.entry(object.realm.clone()).or_default();
            match is_text(object, "AppId", EXCHANGE_ONLINE) {
                Some(true) if exchange.len() < 2 => exchange.push(object.subject.clone()),
                None if open.len() < 2 => open.push(object.subject.clone()),
                _ => {}
            }
        }
        principals
    }
}

/// Whether the endpoint of an AuthServer is Entra's.
pub const IS_ENTRA_ENDPOINT: Fact = Fact {
    name: "is-entra-endpoint",
    doc: "whether Type is AzureAD and its addresses are Entra's: https, default port, a sign-in host, a path for signing in, its own tenant",
    on: On::Nouns(&["auth-server"]),
    read: |view, object| {
        let Some(server) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        match super::value(view, Some(server), "is-entra").into_owned() {
            Known::Known { value: Value::Bool(true), at } => {
                let judged = [("AuthorizationEndpoint", authorization as fn(&url::Url) -> SignIn), ("AuthMetadataUrl", metadata)]
                    .map(|(property, judge)| address(view, server, property, judge));
                // What is certainly wrong outdoes what is not known.
                let is =
                    |value: &Option<Known<Value>>, wanted| value.as_ref().is_some_and(|value| value.value().is_some() == wanted);
                let [endpoint, keys] = judged;
                let wrong = [&endpoint, &keys].into_iter().find(|value| is(value, true)).cloned().flatten();
                // Clients are sent to the authorization endpoint; where keys come from is judged where it was printed.
                let is_printed = server.values.contains_key("AuthMetadataUrl");
                wrong.or(endpoint).or(keys.filter(|_| is_printed)).unwrap_or_else(|| flag(true, at))
            }
            other => other,
        }
    },
};

/// Why an address of an AuthServer is not, or may not be, one of Entra: false with its place, or not known. `None` where it is in order, or
/// blank, which is the business of another rule.
fn address(view: &View<'_>, server: &Object, property: &str, judge: fn(&url::Url) -> SignIn) -> Option<Known<Value>> {
    let (url, at) = match server.get(property) {
        Known::Known { value: Value::Url(url), at } => (url, at),
        Known::Known { value: Value::Null, .. } => return None,
        Known::Known { value, at } => return Some(Known::unknown(Why::Unreadable { raw: plain(&value) }, at)),
        Known::Unknown { why, at } => return Some(Known::unknown(why, at)),
    };
    match judge(&url) {
        SignIn::Valid(None) => None,
        SignIn::Valid(Some(tenant)) => match names_tenant(view, server, &tenant) {
            Ok(true) => None,
            Ok(false) => Some(flag(false, at)),
            Err(why) => Some(Known::unknown(why, at)),
        },
        SignIn::Wrong(_) => Some(flag(false, at)),
        // A cloud may be newer than this table: where the metadata come from the same host, nobody can tell from here.
        SignIn::OtherHost(host) => {
            let metadata = server.get("AuthMetadataUrl");
            let same = matches!(metadata.value(), Some(Value::Url(url)) if url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(&host)));
            Some(if same { Known::unknown(Why::Unreadable { raw: host }, at) } else { flag(false, at) })
        }
    }
}

/// Where each tenant stands among all, by its id.
fn tenants_by_id(view: &View<'_>) -> HashMap<String, usize> {
    let tenants = view.estate.tenants.iter().enumerate().rev();
    tenants.filter_map(|(at, tenant)| Some((tenant.id.clone()?, at))).collect()
}

/// Whether the id or domain is that of the tenant whose id the AuthServer has as its Realm.
fn names_tenant(view: &View<'_>, server: &Object, named: &str) -> Result<bool, Why> {
    let realm = match server.get("Realm") {
        Known::Known { value, .. } => plain(&value).to_ascii_lowercase(),
        Known::Unknown { why, .. } => return Err(why),
    };
    if named == realm {
        return Ok(true);
    }
    if crate::estate::parse::guid(named).is_some() {
        return Ok(false);
    }
    let of_realm = memo::kept(view, |memo| &memo.tenants_by_id, tenants_by_id, |tenants| tenants.get(&realm).copied());
    let Some(tenant) = of_realm.and_then(|at| view.estate.tenants.get(at)) else {
        return Err(Why::NotCaptured { noun: "entra-organization" });
    };
    if tenant.domains.iter().any(|domain| domain == named) {
        return Ok(true);
    }
    match OwnDomains::of_tenant(view.estate, &tenant.name).owner(named) {
        Owner::Own => Ok(true),
        Owner::Stranger => Ok(false),
        Owner::Unproven => Err(Why::NotCaptured { noun: "entra-organization" }),
    }
}

/// Whether an enabled AuthServer trusts the tenant's tokens.
pub const HAS_AUTH_SERVER: Fact = Fact {
    name: "has-auth-server",
    doc: "whether an enabled Entra AuthServer has the tenant's id as its Realm; where the id is not known, whether there are enough Realms that no other tenant has",
    on: On::Nouns(&["tenant"]),
    read: |view, object| {
        let Some(row) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        memo::kept(
            view,
            |memo| &memo.realms,
            Realms::of,
            |realms| {
                if let Some(id) = realms.ids.get(&row.subject) {
                    return match realms.trusts(id) {
                        Known::Known { value: Value::Bool(true), at } => flag(true, at),
                        other => super::captured::absence(view, "auth-server").unwrap_or(other),
                    };
                }
                if realms.unclaimed >= realms.nameless {
                    flag(true, realms.places.clone())
                } else {
                    Known::unknown(Why::NotCaptured { noun: "entra-organization" }, realms.places.clone())
                }
            },
        )
    },
};

/// Whether another AuthServer does its work.
pub const STANDS_BY: Fact = Fact {
    name: "stands-by",
    doc: "whether it is not the default endpoint, and another, enabled Entra AuthServer has its Realm",
    on: On::Nouns(&["auth-server"]),
    read: |view, object| {
        let Some(server) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        match server.get("IsDefaultAuthorizationEndpoint") {
            Known::Known { value: Value::Bool(true), at } => flag(false, at),
            Known::Unknown { why, at } => match super::value(view, Some(server), "shares-realm").into_owned() {
                Known::Known { value: Value::Bool(false), at } => flag(false, at),
                _ => Known::unknown(why, at),
            },
            Known::Known { .. } => super::value(view, Some(server), "shares-realm").into_owned(),
        }
    },
};

/// Whether the Realm is the id of a tenant that this audit knows.
pub const REALM_IS_KNOWN: Fact = Fact {
    name: "realm-is-known-tenant",
    doc: "whether Realm is a GUID and, for the default endpoint, one of the tenant ids that the configuration expects, if it does",
    on: On::Nouns(&["auth-server"]),
    read: |view, object| {
        let Some(server) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let is_default = flag_of(server, "IsDefaultAuthorizationEndpoint");
        let expected = &view.estate.expected_ids;
        let (realm, at) = match server.get("Realm") {
            Known::Known { value, at } => (plain(&value), at),
            unknown @ Known::Unknown { .. } => return unknown,
        };
        let is_guid = realm.len() == 36 && realm.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        let is_expected = expected.is_empty() || expected.iter().any(|id| id.eq_ignore_ascii_case(&realm));
        match is_default {
            _ if !is_guid => flag(false, at),
            _ if is_expected => flag(true, at),
            Some(is_default) => flag(!is_default, at),
            None => Known::unknown(Why::NotPrinted, server.spans()),
        }
    },
};

/// Whether another enabled Entra AuthServer has the same Realm.
pub const SHARES_REALM: Fact = Fact {
    name: "shares-realm",
    doc: "whether another enabled Entra AuthServer has the same Realm",
    on: On::Nouns(&["auth-server"]),
    read: |view, object| {
        let Some(server) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let (realm, at) = match server.get("Realm") {
            Known::Known { value, at } => (plain(&value), at),
            unknown @ Known::Unknown { .. } => return unknown,
        };
        if realm.is_empty() {
            return flag(false, at);
        }
        memo::kept(view, |memo| &memo.realms, Realms::of, |realms| realms.shared(&realm, &server.subject, at))
    },
};

/// The AuthServers of the organisation that may be enabled ones of Entra, by Realm in lower case.
#[derive(Debug, Default)]
pub(super) struct Realms {
    of_realm: HashMap<String, Trusting>,
    /// Those whose Realm no capture shows.
    anywhere: Trusting,
    gap: Option<(Why, Vec<Span>)>,
    /// Where Realms stand, as many as a finding shows.
    places: Vec<Span>,
    /// The ids of tenants, by name.
    ids: HashMap<String, String>,
    /// How many tenants have no id, and how many Realms are of none of the others.
    nameless: usize,
    unclaimed: usize,
}

/// Subjects of AuthServers, at most two of each: enough to find another one.
#[derive(Debug, Default)]
struct Trusting {
    certain: Vec<(String, Vec<Span>)>,
    maybe: Vec<(String, Vec<Span>)>,
}

impl Realms {
    fn of(view: &View<'_>) -> Self {
        let rows = super::rows(view, "auth-server").unwrap_or_default();
        let mut realms = Self { gap: rows.gaps.first().map(|gap| (gap.why.clone(), gap.at.clone())), ..Self::default() };
        for row in &rows.objects {
            let is_entra = super::value(view, Some(row), "is-entra").value().map(|value| *value == Value::Bool(true));
            let is_on = row.get("Enabled").value().map(|value| *value == Value::Bool(true));
            let trusting = match row.get("Realm") {
                Known::Known { value, .. } => realms.of_realm.entry(plain(&value).to_ascii_lowercase()).or_default(),
                Known::Unknown { .. } => &mut realms.anywhere,
            };
            match both(is_on, is_entra) {
                Some(true) if trusting.certain.len() < 2 => trusting.certain.push((row.subject.clone(), row.spans())),
                None if trusting.maybe.len() < 2 => trusting.maybe.push((row.subject.clone(), row.spans())),
                _ => {}
            }
            let room = MOST_PLACES.saturating_sub(realms.places.len());
            realms.places.extend(row.get("Realm").at().iter().take(room));
        }
        let tenants = &view.estate.tenants;
        realms.ids = tenants.iter().filter_map(|tenant| Some((tenant.name.clone(), tenant.id.clone()?))).collect();
        realms.nameless = tenants.len() - realms.ids.len();
        let ids: HashSet<&str> = realms.ids.values().map(String::as_str).collect();
        let is_unclaimed = |(realm, trusting): &(&String, &Trusting)| {
            !trusting.certain.is_empty() && crate::estate::parse::guid(realm).is_some() && !ids.contains(realm.as_str())
        };
        realms.unclaimed = realms.of_realm.iter().filter(is_unclaimed).count();
        realms
    }

    /// Whether an AuthServer trusts the tenant of an id.
    fn trusts(&self, id: &str) -> Known<Value> {
        let own = self.of_realm.get(&id.to_ascii_lowercase());
        if let Some((_, at)) = own.and_then(|own| own.certain.first()) {
            return flag(true, at.clone());
        }
        let open = own.into_iter().flat_map(|own| &own.maybe).chain(&self.anywhere.maybe).chain(&self.anywhere.certain).next();
        match (open, &self.gap) {
            (Some((_, at)), _) => Known::unknown(Why::NotPrinted, at.clone()),
            (None, Some((why, at))) => Known::unknown(why.clone(), at.clone()),
            (None, None) => flag(false, self.places.clone()),
        }
    }

    /// Whether another AuthServer than `subject` trusts the tenant.
    fn shared(&self, realm: &str, subject: &str, at: Vec<Span>) -> Known<Value> {
        let own = self.of_realm.get(&realm.to_ascii_lowercase());
        if own.is_some_and(|own| own.certain.iter().any(|(other, _)| other != subject)) {
            return flag(true, at);
        }
        let maybe = own.into_iter().chain([&self.anywhere]).flat_map(|trusting| &trusting.maybe);
        let mut others = maybe.filter(|(other, _)| other != subject).map(|(_, at)| at.clone());
        // One whose Realm is not known may trust this tenant, too.
        let unknown =
            others.next().or_else(|| self.anywhere.certain.iter().any(|(other, _)| other != subject).then(|| at.clone()));
        match (unknown, &self.gap) {
            (Some(places), _) => Known::unknown(Why::NotPrinted, places),
            (None, Some((why, places))) => Known::unknown(why.clone(), places.clone()),
            (None, None) => flag(false, at),
        }
    }
}

/// Whether a registered name is the customer's own, not one of Microsoft's.
pub const CUSTOM: Fact = Fact {
    name: "custom",
    doc: "whether the name is the customer's own, not one of Microsoft's",
    on: On::Nouns(&["registered-name"]),
    read: |_, object| {
        let Some(name) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let text = name.subject.trim().to_ascii_lowercase();
        let host = text.rsplit_once("://").map_or(text.as_str(), |(_, rest)| rest);
        let host = host.strip_prefix(EXCHANGE_ONLINE).map_or(host, |rest| rest.trim_start_matches('/'));
        let host = host.split(['/', ':']).next().unwrap_or(host).trim_start_matches("*.");
        flag(host.contains('.') && !is_microsofts(host), name.spans())
    },
};

/// Domains of Microsoft's own names on the service principal \[KRGUIDE\].
const MICROSOFT: &[&str] = &[
    "outlook.com",
    "office365.com",
    "office.com",
    "office365.us",
    "microsoft.com",
    "outlook-sdf.com",
    "outlook-tdf.com",
    "outlook.office.com",
    "partner.outlook.cn",
    "outlook.cn",
    "office.net",
    "office.us",
    "outlook.us",
    "outlook.de",
    "apps.mil",
    "azure.com",
    "windows.net",
    "microsoftonline.com",
];

/// Whether a host, in lower case, is one of Microsoft's own.
pub fn is_microsofts(host: &str) -> bool {
    MICROSOFT.iter().any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Whether a service URL of this organisation uses the name.
pub const USED: Fact = Fact {
    name: "used-on-premises",
    doc: "whether a virtual directory, an SCP, or autodiscover.<domain> of a mail domain uses the name's origin",
    on: On::Nouns(&["registered-name"]),
    read: |view, object| {
        let Some(name) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let origin = match name.get("origin") {
            Known::Known { value, .. } => plain(&value),
            Known::Unknown { why, at } => return Known::unknown(why, at),
        };
        memo::kept(
            view,
            |memo| &memo.used,
            UsedUrls::of,
            |used| match &used.gap {
                _ if used.uses(&origin) => flag(true, name.spans()),
                Some(gap) => Known::unknown(gap.why.clone(), gap.at.clone()),
                None => flag(false, name.spans()),
            },
        )
    },
};

/// Origins and URLs that the organisation uses.
#[derive(Debug, Default)]
pub(super) struct UsedUrls {
    all: BTreeSet<String>,
    gap: Option<Gap>,
}

impl UsedUrls {
    fn of(view: &View<'_>) -> Self {
        let mut used = Self::default();
        for noun in ["service-url", "accepted-autodiscover", "owa-url"] {
            let rows = super::rows(view, noun).unwrap_or_default();
            used.all.extend(rows.objects.iter().map(|row| row.subject.clone()));
            used.gap = used.gap.or_else(|| rows.gaps.into_iter().next());
        }
        used
    }

    /// Whether an origin, or a URL below it, is used.
    fn uses(&self, origin: &str) -> bool {
        let below = format!("{origin}/");
        self.all.contains(origin) || self.all.range(below.clone()..).next().is_some_and(|url| url.starts_with(&below))
    }
}

/// What is untidy about a name.
pub const HYGIENE: Fact = Fact {
    name: "hygiene-problems",
    doc: "what is untidy about the name: upper case, a default port, a domain that is no public one",
    on: On::Nouns(&["registered-name"]),
    read: |_, object| {
        let Some(name) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let text = &name.subject;
        let mut problems = Vec::new();
        if text.chars().any(char::is_uppercase) {
            problems.push("upper case".to_owned());
        }
        if text.trim_end_matches('/').ends_with(":443") {
            problems.push("default port".to_owned());
        }
        let host = text.trim().trim_end_matches('/').rsplit('/').next().unwrap_or(text).to_ascii_lowercase();
        if [".local", ".lan", ".internal", ".intern", ".corp", ".home"].iter().any(|ending| host.ends_with(ending)) {
            problems.push("a domain that is not public".to_owned());
        }
        let items = problems.into_iter().map(|text| Item { text, at: None }).collect::<Vec<_>>();
        if items.is_empty() {
            list([], name.spans())
        } else {
            Known::known(Value::List(List { items, complete: true }), name.spans())
        }
    },
};

/// Whether an object of Exchange Online was captured where one of the on-premises organisation is needed.
pub const MISTAKEN: Fact = Fact {
    name: "mistaken-for-on-premises",
    doc: "whether it is an object of Exchange Online and no object of its kind was captured on premises",
    on: On::AnyObject,
    read: |view, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let online = super::value(view, Some(object), "exchange-online").into_owned();
        let lacks_twin = view.estate.coverage(&Realm::OnPremises, object.noun).is_none();
        map(online, |value| Some(Value::Bool(*value == Value::Bool(true) && lacks_twin)))
    },
};
