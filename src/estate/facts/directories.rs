//! Facts that compare virtual directories with each other, and their URLs with what a URL should be.

use super::derive::{flag, list, plain, text};
use super::{DerivedNoun, Fact, On, Rows, View};
use crate::estate::{Known, Object, Realm, Value, Why};
use crate::source::Span;
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

/// All virtual directories of client protocols.
pub const VIRTUAL_DIRECTORY: DerivedNoun = DerivedNoun {
    name: "virtual-directory",
    doc: "the virtual directories of MAPI, EWS, OAB, Autodiscover, ActiveSync, OWA and ECP that were captured",
    properties: &[("Identity", "SERVER\\name (Site)")],
    rows: |view| union(view, FRONT_END, false),
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

/// How its authentication differs from that of its peers.
pub const AUTHENTICATION_DRIFT: Fact = Fact {
    name: "authentication-drift",
    doc: "properties in which it differs from the other servers' virtual directories of its kind; blank if it does not",
    on: On::Nouns(&["virtual-directory"]),
    read: |view, object| {
        object.map_or_else(|| Known::unknown(Why::NotPrinted, Vec::new()), |own| drift(view, own, AUTHENTICATION, &settings))
    },
};

/// How its hosts differ from those of its peers in the same Active Directory site.
pub const NAMESPACE_DRIFT: Fact = Fact {
    name: "namespace-drift",
    doc: "URLs whose hosts differ from those of the same site's servers; blank if none does",
    on: On::Nouns(&["virtual-directory"]),
    read: |view, object| {
        object.map_or_else(|| Known::unknown(Why::NotPrinted, Vec::new()), |own| drift(view, own, &URLS[..2], &host))
    },
};

type Read = dyn Fn(&View<'_>, &Object, &str) -> Option<(String, String)>;

/// A value to compare, and the group within which it is compared.
fn settings(_: &View<'_>, object: &Object, property: &str) -> Option<(String, String)> {
    let text = match object.get(property).value()? {
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

fn host(view: &View<'_>, object: &Object, property: &str) -> Option<(String, String)> {
    let value = object.get(property);
    let Value::Url(url) = value.value()? else { return None };
    let server = object.server.as_deref()?;
    let site = view
        .estate
        .of("exchange-server", &Realm::OnPremises)
        .find(|other| other.server.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(server)))
        .and_then(|server| super::derive::text_of(server, "Site"))?;
    Some((url.host_str()?.to_ascii_lowercase(), site.to_ascii_lowercase()))
}

fn drift(view: &View<'_>, own: &Object, properties: &[&str], read: &Read) -> Known<Value> {
    let peers: Vec<&Object> = view.estate.of(own.noun, &own.realm).filter(|peer| peer.server.is_some()).collect();
    let mut different = Vec::new();
    let mut at: Vec<Span> = Vec::new();
    for property in properties {
        let Some((mine, group)) = read(view, own, property) else { continue };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (value, _) in peers.iter().filter_map(|peer| read(view, peer, property)).filter(|(_, other)| *other == group) {
            *counts.entry(value).or_default() += 1;
        }
        let usual = usual(&counts);
        if usual.is_some_and(|usual| usual != mine) {
            different.push(format!("{property} is {}", if mine.is_empty() { "empty" } else { &mine }));
            at.extend(own.get(property).at());
        }
    }
    if different.is_empty() { Known::known(Value::Null, own.spans()) } else { text(different.join(", "), at) }
}

/// What most say; where two values are as frequent, the one that offers OAuth, else the first in order. `None` if all agree.
fn usual(counts: &BTreeMap<String, usize>) -> Option<String> {
    if counts.len() < 2 {
        return None;
    }
    let offers = |value: &str| value.contains("oauth") || value == "True";
    counts.iter().max_by(|(a, n), (b, m)| n.cmp(m).then(offers(a).cmp(&offers(b))).then(b.cmp(a))).map(|(value, _)| value.clone())
}
