//! Facts that compare virtual directories with each other, and their URLs with what a URL should be.

use super::derive::{flag, list, plain, text_of};
use super::drift::{Says, drift};
use super::{DerivedNoun, Fact, On, Rows, View, memo};
use crate::estate::{Coverage, Known, Object, Realm, Value, Why, cmdlets, compare_servers};
use std::collections::{BTreeMap, BTreeSet};

/// The virtual directories of client protocols.
pub(super) const FRONT_END: &[&str] = &[
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
    rows: |view| memo::rows(view, |memo| &memo.virtual_directories, compared),
};

/// All virtual directories with what tells them from their peers.
fn compared(view: &View<'_>) -> memo::Derived {
    let mut all = Vec::new();
    let sites = sites(view);
    for noun in FRONT_END {
        let Some(rows) = super::rows(view, noun) else { continue };
        let missing = rows.gaps.iter().filter(|gap| gap.server.is_some()).count();
        let authentication = drift(&rows.objects, missing, AUTHENTICATION, &settings);
        let namespace = drift(&rows.objects, missing, &URLS[..2], &|object, property| host(&sites, object, property));
        for ((object, authentication), namespace) in rows.objects.iter().zip(authentication).zip(namespace) {
            all.push(row(object, authentication, namespace));
        }
    }
    (all, Vec::new())
}

/// The row of a virtual directory: its names, and where it differs.
fn row(object: &Object, authentication: Known<Value>, namespace: Known<Value>) -> Object {
    let names = ["Identity", "Name", "Server"].into_iter();
    let names = names.filter_map(|name| Some((name, object.values.get(name)?.clone())));
    let differences = [("authentication-drift", authentication), ("namespace-drift", namespace)];
    Object {
        noun: object.noun,
        realm: object.realm.clone(),
        server: object.server.clone(),
        subject: object.subject.clone(),
        values: names.chain(differences).collect(),
        sightings: object.sightings.clone(),
    }
}

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
        let mut is_shown = false;
        for property in URLS.iter().filter(|property| prints(object, property)) {
            match object.get(property) {
                Known::Known { value: Value::Url(url), at } if url.scheme() != "https" => {
                    insecure.push(format!("{property} {url}"));
                    bad.extend(at);
                }
                Known::Known { at, .. } => {
                    is_shown = true;
                    good.extend(at);
                }
                Known::Unknown { why, at } => unknown = unknown.or(Some(Known::unknown(why, at))),
            }
        }
        match unknown {
            _ if !insecure.is_empty() => list(insecure, bad),
            Some(unknown) => unknown,
            None if !is_shown => Known::unknown(Why::NotPrinted, object.spans()),
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
            let mut others = view.estate.on_server(noun, server).peekable();
            if others.peek().is_none()
                && !matches!(view.estate.coverage(&Realm::OnPremises, noun), Some(Coverage::Whole(_) | Coverage::Shown(_)))
            {
                unknown = unknown.or_else(|| Some(Known::unknown(Why::NotCaptured { noun }, Vec::new())));
            }
            for other in others {
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
        match is_fqdn(view, &host) {
            Ok(named) => flag(named, at),
            Err(why) => Known::unknown(why, at),
        }
    },
};

/// Whether a host is the full name of a server. Where no capture shows a server's, it may be what begins with the server's name.
fn is_fqdn(view: &View<'_>, host: &str) -> Result<bool, Why> {
    const WITH_FQDN: [&str; 2] = ["exchange-server", "client-access-service"];
    let full_names = |server: &str| {
        let of_server = move |noun: &&'static str| view.estate.on_server(noun, server).filter_map(|one| text_of(one, "Fqdn"));
        WITH_FQDN.iter().flat_map(of_server).collect::<Vec<_>>()
    };
    let label = host.split('.').next().unwrap_or(host);
    if WITH_FQDN.iter().all(|noun| view.estate.coverage(&Realm::OnPremises, noun).is_none()) {
        return Err(Why::NotCaptured { noun: "exchange-server" });
    }
    let named = full_names(label);
    let servers = super::servers::all(view);
    let is_server = servers.binary_search_by(|server| compare_servers(Some(&server.name), Some(label))).is_ok();
    match named.iter().any(|fqdn| fqdn.eq_ignore_ascii_case(host)) {
        true => Ok(true),
        false if is_server && named.is_empty() => Err(Why::NotCaptured { noun: "exchange-server" }),
        false => Ok(false),
    }
}

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

fn settings(object: &Object, property: &str) -> Says {
    if object.server.is_none() || !prints(object, property) {
        return Says::Nothing;
    }
    let value = match object.values.get(property) {
        None => return Says::Unknown(Why::NotPrinted),
        Some(Known::Unknown { why, .. }) => return Says::Unknown(why.clone()),
        Some(Known::Known { value: Value::Null, .. }) => return Says::Nothing,
        Some(Known::Known { value: Value::List(list), .. }) if !list.complete => {
            return Says::Unknown(Why::Truncated { shown: list.items.len() });
        }
        Some(Known::Known { value: Value::List(list), .. }) => {
            let items: BTreeSet<String> = list.items.iter().map(|item| item.text.to_ascii_lowercase()).collect();
            items.into_iter().collect::<Vec<_>>().join(", ")
        }
        Some(Known::Known { value, .. }) => plain(value),
    };
    Says::Value { value, group: Some(String::new()) }
}

fn host(sites: &BTreeMap<String, String>, object: &Object, property: &str) -> Says {
    let Some(server) = object.server.as_deref().filter(|_| prints(object, property)) else { return Says::Nothing };
    match object.values.get(property) {
        None => Says::Unknown(Why::NotPrinted),
        Some(Known::Unknown { why, .. }) => Says::Unknown(why.clone()),
        Some(Known::Known { value: Value::Url(url), .. }) => match url.host_str() {
            Some(host) => {
                Says::Value { value: host.to_ascii_lowercase(), group: sites.get(&server.to_ascii_lowercase()).cloned() }
            }
            None => Says::Nothing,
        },
        Some(Known::Known { .. }) => Says::Nothing,
    }
}

/// Whether objects of this kind have the property at all.
fn prints(object: &Object, property: &str) -> bool {
    cmdlets::of_noun(object.noun).is_some_and(|cmdlet| cmdlet.property(property).is_some())
}
