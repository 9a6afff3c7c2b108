//! Facts about virtual directories: whether they accept bearer tokens, whether they agree with each other, and whether their URLs are what URLs
//! should be.

use super::derive::{as_flag, as_list, derived, flag, flag_of, list, not_printed, plain, text_of, typed};
use super::drift::{Comparable, drift};
use super::{DerivedNoun, Fact, FactTarget, Gap, Read, Rows, View, certificates, memo};
use crate::catalog;
use crate::catalog::FRONT_END;
use crate::catalog::schema::OAuth;
use crate::estate::value::Version;
use crate::estate::{Coverage, Known, List, Object, Seen, Side, Unknown, UnknownReason, Value, compare_servers, known, unknown};
use std::collections::{BTreeMap, BTreeSet};
use url::{Host, Url};

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
pub(super) const VIRTUAL_DIRECTORY: DerivedNoun = DerivedNoun {
    name: "virtual-directory",
    doc: "the virtual directories of MAPI, EWS, OAB, Autodiscover, ActiveSync, OWA and ECP, compared with those of other servers",
    properties: &[
        ("Identity", "SERVER\\name (Site)"),
        ("authentication-drift", "properties in which it differs from most of its kind on other servers; blank if it does not"),
        ("namespace-drift", "URLs whose hosts differ from those of most servers of its site; blank if none does"),
    ],
    rows: |view| memo::rows(view, |memo| &memo.virtual_directories, compared),
};

/// All virtual directories with what tells them from their peers.
fn compared(view: &View<'_>) -> memo::Derived {
    let (mut all, mut gaps) = (Vec::new(), Vec::new());
    let sites = sites(view);
    let is_alone = has_one_server(view);
    for noun in FRONT_END {
        let rows = super::rows_of(view, noun);
        let missing = rows.gaps.iter().filter(|gap| gap.server.is_some()).count();
        let authentication = drift(&rows.objects, missing, AUTHENTICATION, &settings);
        let namespace = drift(&rows.objects, missing, &URLS[..2], &|object, property| host(&sites, object, property));
        for ((object, authentication), namespace) in rows.objects.iter().zip(authentication).zip(namespace) {
            all.push(row(object, authentication, namespace));
        }
        // OWA and ECP are compared where they were captured, and missed where somebody requires their area.
        let is_asked = catalog::of_noun(noun).is_some_and(|cmdlet| cmdlet.is_required) || view.required.has("browser");
        let is_missed = |gap: &Gap| is_asked || !matches!(gap.why, UnknownReason::NotCaptured { .. });
        if !is_alone {
            gaps.extend(rows.gaps.into_iter().filter(is_missed));
        }
    }
    (all, gaps)
}

/// Whether the organisation is known to have one server, whose virtual directories have no peers.
fn has_one_server(view: &View<'_>) -> bool {
    let coverage = view.estate.coverage(&Side::OnPremises, "exchange-server");
    matches!(coverage, Some(Coverage::Whole(_))) && super::servers::all(view).len() < 2
}

/// The row of a virtual directory: its names, and where it differs.
fn row(object: &Object, authentication: Known<Value>, namespace: Known<Value>) -> Object {
    let names = ["Identity", "Name", "Server"].into_iter();
    let names = names.filter_map(|name| Some((name, object.values.get(name)?.clone())));
    let differences = [("authentication-drift", authentication), ("namespace-drift", namespace)];
    Object { server: object.server.clone(), ..object.derive(object.noun, object.subject.clone(), names.chain(differences)) }
}

/// Whatever holds a URL that clients use.
pub(super) const SERVICE_ENDPOINT: DerivedNoun = DerivedNoun {
    name: "service-endpoint",
    doc: "virtual directories and client access services that hold a URL which clients use",
    properties: &[("Identity", "SERVER\\name (Site)")],
    rows: |view| {
        let nouns: Vec<&str> =
            catalog::services().iter().filter(|(_, service)| service.is_printed).map(|(cmdlet, _)| cmdlet.noun).collect();
        Rows::of_all(view, &nouns)
    },
};

/// The virtual directories that mail clients use.
pub(super) const CLIENT_DIRECTORY: DerivedNoun = DerivedNoun {
    name: "client-directory",
    doc: "the virtual directories of MAPI, EWS, OAB, Autodiscover and ActiveSync",
    properties: &[
        ("Identity", "SERVER\\name (Site)"),
        ("Server", "short name of the server it lives on"),
        ("ExtendedProtectionTokenChecking", "`None`, `Allow` or `Require`"),
    ],
    rows: |view| {
        let services = catalog::services().into_iter().map(|(cmdlet, _)| cmdlet);
        let nouns: Vec<&str> = services.filter(|cmdlet| cmdlet.directory.is_some()).map(|cmdlet| cmdlet.noun).collect();
        Rows::of_all(view, &nouns)
    },
};

/// Facts about virtual directories and their URLs.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "insecure-urls",
        doc: "its URLs that begin with http, each with the property that holds it",
        on: FactTarget::Nouns(&["service-endpoint"]),
        read: Read::Row(|_, endpoint| insecure_urls(endpoint)),
    },
    Fact {
        name: "tls-device-hint",
        doc: "whether SSLOffloading is True for Outlook Anywhere of a server with 2019 CU14 or later, where set-up turns it off, or a probe was shown a certificate that no server has",
        on: FactTarget::Organization,
        read: Read::Whole(tls_device_hint),
    },
    Fact {
        name: "internet-facing",
        doc: "whether another virtual directory of the server has an ExternalUrl",
        on: FactTarget::Nouns(&["active-sync-virtual-directory"]),
        read: Read::Row(is_internet_facing),
    },
    Fact {
        name: "names-one-server",
        doc: "whether the host is a server's FQDN or short name, has no dot, or is an IP address",
        on: FactTarget::Nouns(&["service-url"]),
        read: Read::Row(names_one_server),
    },
    Fact {
        name: "offers-basic",
        doc: "the virtual directory accepts Basic: from its flag or IIS list, or where these are blank from complete method lists",
        on: FactTarget::Nouns(&["client-directory"]),
        read: Read::Row(|_, directory| offers_basic(directory).map(Into::into)),
    },
    Fact {
        name: "offers-oauth",
        doc: "the virtual directory accepts OAuth: from its flag, or where that is blank from complete method lists",
        on: FactTarget::Nouns(FRONT_END),
        read: Read::Row(|_, directory| offers_oauth(directory).map(Into::into)),
    },
];

/// False if no capture shows a hint.
fn tls_device_hint(view: &View<'_>) -> Known<Value> {
    const TURNED_OFF_SINCE: Version = Version([15, 2, 1544, 4]);
    for directory in &super::rows_of(view, "outlook-anywhere").objects {
        if flag_of(directory, "SSLOffloading") != Some(true) {
            continue;
        }
        let server = directory.server.as_deref().unwrap_or("");
        let mut servers = view.estate.on_server("exchange-server", server);
        if servers.any(|one| super::servers::build(view, one).is_ok_and(|build| build.value >= TURNED_OFF_SINCE)) {
            return flag(true, directory.places("SSLOffloading"));
        }
    }
    match certificates::of_no_server(view) {
        Some(at) => flag(true, at),
        None => flag(false, Vec::new()),
    }
}

/// Its http URLs.
fn insecure_urls(endpoint: &Object) -> Known<Value> {
    let mut insecure = Vec::new();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let mut open: Result<(), Unknown> = Ok(());
    let mut is_shown = false;
    for property in URLS.iter().filter(|property| prints(endpoint, property)) {
        match endpoint.get(property) {
            Ok(Seen { value: Value::Url(url), at }) if url.scheme() != "https" => {
                insecure.push(derived(format!("{property} {url}")));
                bad.extend(at);
            }
            Ok(Seen { at, .. }) => {
                is_shown = true;
                good.extend(at);
            }
            Err(reason) => open = open.and(Err(reason)),
        }
    }
    if !insecure.is_empty() {
        return list(insecure, bad);
    }
    open?;
    if is_shown { list(Vec::new(), good) } else { not_printed(endpoint.spans()) }
}

/// Whether the server takes part in publishing to the Internet.
fn is_internet_facing(view: &View<'_>, directory: &Object) -> Known<Value> {
    let server = directory.server.as_deref().unwrap_or("");
    let mut open: Result<(), Unknown> = Ok(());
    for noun in ["mapi-virtual-directory", "web-services-virtual-directory", "owa-virtual-directory"] {
        let mut others = view.estate.on_server(noun, server).peekable();
        let coverage = view.estate.coverage(&Side::OnPremises, noun);
        if others.peek().is_none() && !matches!(coverage, Some(Coverage::Whole(_) | Coverage::Shown(_))) {
            open = open.and(Err(Unknown { why: UnknownReason::NotCaptured { noun }, at: Vec::new() }));
        }
        for other in others {
            match other.get("ExternalUrl") {
                Ok(Seen { value: Value::Url(_), at }) => return flag(true, at),
                Ok(_) => {}
                Err(reason) => open = open.and(Err(reason)),
            }
        }
    }
    open.and(flag(false, Vec::new()))
}

/// Whether a service URL names one server instead of a shared namespace.
fn names_one_server(view: &View<'_>, url: &Object) -> Known<Value> {
    let at = url.places("origin");
    match Url::parse(&url.subject).ok().and_then(|parsed| parsed.host().map(|host| host.to_owned())) {
        None => unknown(UnknownReason::Unreadable { raw: url.subject.clone() }, at),
        Some(Host::Domain(host)) if host.contains('.') => match is_fqdn(view, &host) {
            Ok(named) => flag(named, at),
            Err(why) => unknown(why, at),
        },
        Some(_) => flag(true, at),
    }
}

/// Whether a host is the full name of a server. Where no capture shows a server's, it may be what begins with the server's name.
fn is_fqdn(view: &View<'_>, host: &str) -> Result<bool, UnknownReason> {
    const WITH_FQDN: [&str; 2] = ["exchange-server", "client-access-service"];
    let full_names = |server: &str| {
        let of_server = move |noun: &&'static str| view.estate.on_server(noun, server).filter_map(|one| text_of(one, "Fqdn"));
        WITH_FQDN.iter().flat_map(of_server).collect::<Vec<_>>()
    };
    let label = host.split('.').next().unwrap_or(host);
    if WITH_FQDN.iter().all(|noun| view.estate.coverage(&Side::OnPremises, noun).is_none()) {
        return Err(UnknownReason::NotCaptured { noun: "exchange-server" });
    }
    let named = full_names(label);
    let servers = super::servers::all(view);
    let is_server = servers.binary_search_by(|server| compare_servers(Some(&server.name), Some(label))).is_ok();
    match named.iter().any(|fqdn| fqdn.eq_ignore_ascii_case(host)) {
        true => Ok(true),
        false if is_server && named.is_empty() => Err(UnknownReason::NotCaptured { noun: "exchange-server" }),
        false => Ok(false),
    }
}

/// Active Directory sites by server name in lower case.
fn sites(view: &View<'_>) -> BTreeMap<String, String> {
    let servers = view.estate.of("exchange-server", &Side::OnPremises);
    servers
        .filter_map(|server| {
            let site = text_of(server, "Site")?;
            Some((server.server.as_deref()?.to_ascii_lowercase(), site.to_ascii_lowercase()))
        })
        .collect()
}

fn settings(object: &Object, property: &str) -> Comparable {
    if object.server.is_none() || !prints(object, property) {
        return Comparable::Nothing;
    }
    let value = match object.values.get(property) {
        None => return Comparable::Unknown(UnknownReason::NotPrinted),
        Some(Err(Unknown { why, .. })) => return Comparable::Unknown(why.clone()),
        Some(Ok(Seen { value: Value::Null, .. })) => return Comparable::Nothing,
        Some(Ok(Seen { value: Value::List(list), .. })) if !list.complete => {
            return Comparable::Unknown(UnknownReason::Truncated { shown: list.items.len() });
        }
        Some(Ok(Seen { value: Value::List(list), .. })) => {
            let items: BTreeSet<String> = list.items.iter().map(|item| item.text.to_ascii_lowercase()).collect();
            items.into_iter().collect::<Vec<_>>().join(", ")
        }
        Some(Ok(Seen { value, .. })) => plain(value),
    };
    Comparable::Value { value, group: Some(String::new()) }
}

fn host(sites: &BTreeMap<String, String>, object: &Object, property: &str) -> Comparable {
    let Some(server) = object.server.as_deref().filter(|_| prints(object, property)) else { return Comparable::Nothing };
    match object.values.get(property) {
        None => Comparable::Unknown(UnknownReason::NotPrinted),
        Some(Err(Unknown { why, .. })) => Comparable::Unknown(why.clone()),
        Some(Ok(Seen { value: Value::Url(url), .. })) => match url.host_str() {
            Some(host) => {
                Comparable::Value { value: host.to_ascii_lowercase(), group: sites.get(&server.to_ascii_lowercase()).cloned() }
            }
            None => Comparable::Nothing,
        },
        Some(Ok(_)) => Comparable::Nothing,
    }
}

/// Whether objects of this kind have the property at all.
fn prints(object: &Object, property: &str) -> bool {
    catalog::of_noun(object.noun).is_some_and(|cmdlet| cmdlet.property(property).is_some())
}

const BOTH: [&str; 2] = ["InternalAuthenticationMethods", "ExternalAuthenticationMethods"];

/// Whether a virtual directory accepts OAuth.
///
/// # Errors
/// Where the captures do not tell.
pub fn offers_oauth(directory: &Object) -> Known<bool> {
    let holds_oauth = |list, empty_allows| holds(directory, list, "OAuth", empty_allows);
    let of_lists = |empty_allows| BOTH.map(|list| holds_oauth(list, empty_allows));
    let oauth = catalog::of_noun(directory.noun).and_then(|cmdlet| cmdlet.directory).map_or(OAuth::Flag, |kind| kind.oauth);
    match oauth {
        // No flag: the list that IIS enforces decides, and where IIS was not read, those that Active Directory mirrors.
        OAuth::IisList => match holds_oauth("IISAuthenticationMethods", false) {
            Err(Unknown { why: UnknownReason::AdPropertiesOnly | UnknownReason::NotPrinted, .. }) => {
                decide(of_lists(false), true)
            }
            decided => decided,
        },
        // An empty list excludes nothing.
        OAuth::Lists => decide(of_lists(true), false),
        OAuth::Flag | OAuth::LateFlag => match directory.get("OAuthAuthentication") {
            Ok(Seen { value: Value::Bool(flag), at }) => known(flag, at),
            Err(reason)
                if reason.why == UnknownReason::NotPrinted && oauth == OAuth::Flag && lacks_flag_among_others(directory) =>
            {
                Err(reason)
            }
            Ok(_) | Err(Unknown { why: UnknownReason::AdPropertiesOnly | UnknownReason::NotPrinted, .. }) => {
                decide(of_lists(false), true)
            }
            Err(reason) => Err(reason),
        },
    }
}

/// Whether a virtual directory accepts Basic. The lists of ActiveSync only exclude methods, so that they do not tell.
fn offers_basic(directory: &Object) -> Known<bool> {
    const FLAGS: [&str; 2] = ["BasicAuthentication", "BasicAuthEnabled"];
    let decided = match FLAGS.into_iter().find(|flag| prints(directory, flag)) {
        Some(flag) => typed(directory.get(flag), as_flag),
        None => holds(directory, "IISAuthenticationMethods", "Basic", false),
    };
    match decided {
        Err(Unknown { why: UnknownReason::AdPropertiesOnly | UnknownReason::NotPrinted, .. })
            if !prints(directory, "BasicAuthEnabled") =>
        {
            decide(BOTH.map(|list| holds(directory, list, "Basic", false)), true)
        }
        decided => decided,
    }
}

/// Flags that Exchange prints wherever it prints `OAuthAuthentication`.
const BESIDE: [&str; 4] = ["BasicAuthentication", "WindowsAuthentication", "DigestAuthentication", "WSSecurityAuthentication"];

/// Whether IIS was read and its other flags were printed: then this one got lost, and may have contradicted the lists. Where only lists
/// were asked for, they decide. The admin centre of Exchange 2016 has no such flag.
fn lacks_flag_among_others(directory: &Object) -> bool {
    BESIDE.iter().any(|flag| flag_of(directory, flag).is_some())
}

/// What both lists say: one that says `outdoes` is enough, else both must be known to say the opposite.
fn decide(lists: [Known<bool>; 2], outdoes: bool) -> Known<bool> {
    if let Some(list) = lists.iter().find(|list| matches!(list, Ok(seen) if seen.value == outdoes)) {
        return list.clone();
    }
    let mut at = Vec::new();
    for list in lists {
        at.extend(list?.at);
    }
    known(!outdoes, at)
}

fn holds(directory: &Object, property: &str, method: &str, empty_allows: bool) -> Known<bool> {
    let Seen { value: List { items, complete }, at } = typed(directory.get(property), as_list)?;
    if items.iter().any(|item| item.text.eq_ignore_ascii_case(method)) || empty_allows && complete && items.is_empty() {
        known(true, at)
    } else if complete {
        known(false, at)
    } else {
        unknown(UnknownReason::Truncated { shown: items.len() }, at)
    }
}
