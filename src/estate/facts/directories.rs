//! Facts that compare virtual directories with each other, and their URLs with what a URL should be.

use super::derive::{flag, list, plain, text};
use super::{DerivedNoun, Fact, On, Rows, View};
use crate::estate::{Known, Object, Realm, Value, Why};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const FRONT_END: &[&str] = &[
    "mapi-virtual-directory",
    "web-services-virtual-directory",
    "oab-virtual-directory",
    "autodiscover-virtual-directory",
    "active-sync-virtual-directory",
    "owa-virtual-directory",
    "ecp-virtual-directory",
];

const WITH_SERVICE_URL: &[&str] = &[
    "mapi-virtual-directory",
    "web-services-virtual-directory",
    "oab-virtual-directory",
    "active-sync-virtual-directory",
    "client-access-service",
];

/// Properties that tell how a virtual directory authenticates.
const AUTHENTICATION: &[&str] = &[
    "IISAuthenticationMethods",
    "InternalAuthenticationMethods",
    "ExternalAuthenticationMethods",
    "OAuthAuthentication",
    "BasicAuthentication",
    "WindowsAuthentication",
    "DigestAuthentication",
    "FormsAuthentication",
    "AdfsAuthentication",
    "WSSecurityAuthentication",
    "BasicAuthEnabled",
    "WindowsAuthEnabled",
];

const URLS: &[&str] = &["InternalUrl", "ExternalUrl", "AutoDiscoverServiceInternalUri"];

/// All virtual directories of client protocols, compared with their peers.
pub const VIRTUAL_DIRECTORY: DerivedNoun = DerivedNoun {
    name: "virtual-directory",
    doc: "the virtual directories of MAPI, EWS, OAB, Autodiscover, ActiveSync, OWA and ECP that were captured",
    properties: &[
        ("Identity", "SERVER\\name (Site)"),
        ("authentication-drift", "properties in which it differs from most of its kind on other servers; blank if it does not"),
        ("namespace-drift", "URLs whose hosts differ from those of most servers of its site; blank if none does"),
    ],
    rows: |view| {
        let mut all = Rows::default();
        for noun in FRONT_END {
            let Some(rows) = super::rows(view, noun) else { continue };
            let sites = sites(view);
            let authentication = drift(&rows.objects, AUTHENTICATION, &settings);
            let namespace = drift(&rows.objects, &URLS[..2], &|object, property| host(&sites, object, property));
            for ((object, authentication), namespace) in rows.objects.iter().zip(authentication).zip(namespace) {
                let mut row = Object::clone(object);
                row.values.insert("authentication-drift".to_owned(), authentication);
                row.values.insert("namespace-drift".to_owned(), namespace);
                all.objects.push(Cow::Owned(row));
            }
        }
        all
    },
};

/// Whatever holds a URL that clients use.
pub const SERVICE_ENDPOINT: DerivedNoun = DerivedNoun {
    name: "service-endpoint",
    doc: "virtual directories and client access services that hold a URL which clients use",
    properties: &[("Identity", "SERVER\\name (Site)")],
    rows: |view| union(view, WITH_SERVICE_URL, true),
};

fn union<'e>(view: &View<'e>, nouns: &[&str], with_gaps: bool) -> Rows<'e> {
    let mut all = Rows::default();
    for noun in nouns {
        if let Some(rows) = super::rows(view, noun) {
            all.objects.extend(rows.objects);
            if with_gaps {
                all.gaps.extend(rows.gaps);
            }
        }
    }
    all
}

/// Its http URLs.
pub const INSECURE: Fact = Fact {
    name: "insecure-urls",
    doc: "its URLs that begin with http, each with the property that holds it",
    on: On::Nouns(&["service-endpoint"]),
    read: |_, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let mut insecure = Vec::new();
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        let mut unknown = None;
        for property in URLS.iter().filter(|property| object.values.contains_key(**property)) {
            match object.get(property) {
                Known::Known { value: Value::Url(url), at } if url.scheme() != "https" => {
                    insecure.push(format!("{property} {url}"));
                    bad.extend(at);
                }
                Known::Known { at, .. } => good.extend(at),
                Known::Unknown { why, at } => unknown = unknown.or(Some(Known::unknown(why, at))),
            }
        }
        match unknown {
            _ if !insecure.is_empty() => list(insecure, bad),
            Some(unknown) => unknown,
            None if good.is_empty() => Known::unknown(Why::NotPrinted, object.spans()),
            None => list([], good),
        }
    },
};

/// Whether the server takes part in publishing to the Internet.
pub const INTERNET_FACING: Fact = Fact {
    name: "internet-facing",
    doc: "whether another virtual directory of the server has an ExternalUrl",
    on: On::Nouns(&["active-sync-virtual-directory"]),
    read: |view, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let server = object.server.as_deref().unwrap_or("");
        let mut unknown = None;
        for noun in ["mapi-virtual-directory", "web-services-virtual-directory", "owa-virtual-directory"] {
            for other in view.estate.of(noun, &Realm::OnPremises) {
                if !other.server.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(server)) {
                    continue;
                }
                match other.get("ExternalUrl") {
                    Known::Known { value: Value::Url(_), at } => return flag(true, at),
                    Known::Known { .. } => {}
                    Known::Unknown { why, at } => unknown = unknown.or(Some(Known::unknown(why, at))),
                }
            }
        }
        unknown.unwrap_or_else(|| flag(false, Vec::new()))
    },
};

/// Whether a service URL names one server instead of a shared namespace.
pub const NAMES_ONE_SERVER: Fact = Fact {
    name: "names-one-server",
    doc: "whether the host is a server's FQDN or short name, has no dot, or is an IP address",
    on: On::Nouns(&["service-url"]),
    read: |view, object| {
        let Some(url) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let at = url.get("origin").at().to_vec();
        let Some(host) = url::Url::parse(&url.subject).ok().and_then(|parsed| parsed.host().map(|host| host.to_owned())) else {
            return Known::unknown(Why::Unreadable { raw: url.subject.clone() }, at);
        };
        let url::Host::Domain(host) = host else { return flag(true, at) };
        if !host.contains('.') {
            return flag(true, at);
        }
        let named = ["exchange-server", "client-access-service"].iter().any(|noun| {
            view.estate
                .of(noun, &Realm::OnPremises)
                .any(|server| super::derive::text_of(server, "Fqdn").is_some_and(|fqdn| fqdn.eq_ignore_ascii_case(&host)))
        });
        flag(named, at)
    },
};

/// Active Directory sites by server name in lower case.
fn sites(view: &View<'_>) -> BTreeMap<String, String> {
    let servers = view.estate.of("exchange-server", &Realm::OnPremises);
    servers
        .filter_map(|server| {
            let site = super::derive::text_of(server, "Site")?;
            Some((server.server.as_deref()?.to_ascii_lowercase(), site.to_ascii_lowercase()))
        })
        .collect()
}

/// A value to compare, and the group within which it is compared.
type Read<'r> = dyn Fn(&Object, &str) -> Option<(String, String)> + 'r;

fn settings(object: &Object, property: &str) -> Option<(String, String)> {
    object.server.as_ref()?;
    let text = match object.values.get(property)?.value()? {
        Value::Null => return None,
        Value::List(list) if !list.complete => return None,
        Value::List(list) => {
            let items: BTreeSet<String> = list.items.iter().map(|item| item.text.to_ascii_lowercase()).collect();
            items.into_iter().collect::<Vec<_>>().join(", ")
        }
        value => plain(value),
    };
    Some((text, String::new()))
}

fn host(sites: &BTreeMap<String, String>, object: &Object, property: &str) -> Option<(String, String)> {
    let Value::Url(url) = object.values.get(property)?.value()? else { return None };
    let site = sites.get(&object.server.as_deref()?.to_ascii_lowercase())?;
    Some((url.host_str()?.to_ascii_lowercase(), site.clone()))
}

/// For each object, in which properties it differs from what most of its group say.
fn drift(objects: &[Cow<'_, Object>], properties: &[&str], read: &Read<'_>) -> Vec<Known<Value>> {
    let mut different: Vec<(Vec<String>, Vec<Span>)> = vec![Default::default(); objects.len()];
    for property in properties {
        let values: Vec<Option<(String, String)>> = objects.iter().map(|object| read(object, property)).collect();
        let mut counts: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
        for (value, group) in values.iter().flatten() {
            *counts.entry(group).or_default().entry(value.clone()).or_default() += 1;
        }
        let usual: BTreeMap<&str, String> = counts.iter().filter_map(|(group, counts)| Some((*group, usual(counts)?))).collect();
        for ((object, value), (texts, at)) in objects.iter().zip(&values).zip(&mut different) {
            let Some((mine, group)) = value else { continue };
            if usual.get(group.as_str()).is_some_and(|usual| usual != mine) {
                texts.push(format!("{property} is {}", if mine.is_empty() { "empty" } else { mine }));
                at.extend(object.get(property).at());
            }
        }
    }
    let said = objects.iter().zip(different).map(|(object, (texts, at))| {
        if texts.is_empty() { Known::known(Value::Null, object.spans()) } else { text(texts.join(", "), at) }
    });
    said.collect()
}

/// What most say; where two values are as frequent, the one that offers OAuth, else the first in order. `None` if all agree.
fn usual(counts: &BTreeMap<String, usize>) -> Option<String> {
    if counts.len() < 2 {
        return None;
    }
    let offers = |value: &str| value.contains("oauth") || value == "True";
    counts.iter().max_by(|(a, n), (b, m)| n.cmp(m).then(offers(a).cmp(&offers(b))).then(b.cmp(a))).map(|(value, _)| value.clone())
}
