//! Which servers there are, which of them should have virtual directories, and what was not captured of them.

use super::derive::{flag_of, list, text, typed};
use super::{DerivedNoun, Fact, FactTarget, Read, View, builds, captured, memo};
use crate::catalog;
use crate::catalog::schema::Key;
use crate::estate::value::Version;
use crate::estate::{Estate, Item, Known, Object, Occurrence, Seen, Side, UnknownReason, Value, known, unknown};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One row for each server.
pub(super) const SERVER: DerivedNoun = DerivedNoun {
    name: "server",
    doc: "a server of the organisation that any capture shows, Edge servers excepted",
    properties: &[
        ("name", "short name"),
        ("serves-clients", "clients connect to it, so it has virtual directories"),
        ("uncovered", "the captured ones of the five virtual directories and the client access service that lack a record of it"),
        ("version", "its build, with updates where the installed build was captured"),
        ("family", "2007, 2010, 2013, 2016, 2019 or SE"),
    ],
    rows: |view| memo::rows(view, |memo| &memo.server_rows, derive),
};

/// Facts about the build of a server.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "exact-version",
        doc: "build of ExSetup.exe, which alone shows hotfix and security updates",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(exact_version),
    },
    Fact {
        name: "family",
        doc: "2007, 2010, 2013, 2016, 2019 or SE",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|view, server| family(version(view, server))),
    },
    Fact {
        name: "version",
        doc: "build: that of ExSetup.exe if captured, else AdminDisplayVersion (cumulative update only)",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(version),
    },
];

fn exact_version(view: &View<'_>, server: &Object) -> Known<Value> {
    let own = server.server.as_deref().unwrap_or(&server.subject);
    match view.estate.on_server("exchange-setup", own).next() {
        Some(setup) => setup.get("ProductVersion"),
        None => unknown(UnknownReason::NotCaptured { noun: "exchange-setup" }, server.places("AdminDisplayVersion")),
    }
}

fn as_version(value: Value) -> Option<Version> {
    if let Value::Version(version) = value { Some(version) } else { None }
}

/// The build that ExSetup.exe of a server tells, hotfix and security updates included.
///
/// # Errors
/// When it was not captured.
pub(super) fn installed(view: &View<'_>, server: &Object) -> Known<Version> {
    typed(exact_version(view, server), as_version)
}

/// The build of an exchange-server object, as exactly as it is known.
///
/// # Errors
/// When it was not printed.
pub(super) fn build(view: &View<'_>, server: &Object) -> Known<Version> {
    typed(version(view, server), as_version)
}

fn version(view: &View<'_>, server: &Object) -> Known<Value> {
    match installed(view, server) {
        Ok(Seen { value, at }) => known(Value::Version(value), at),
        Err(_) => server.get("AdminDisplayVersion"),
    }
}

/// The family of a build.
fn family(version: Known<Value>) -> Known<Value> {
    match version? {
        Seen { value: Value::Version(version), at } => text(builds::family(version), at),
        other => Ok(other),
    }
}

/// A server that some capture shows.
#[derive(Debug, Clone)]
pub struct Server {
    /// Short name as printed.
    pub name: String,
    /// Places that show it: of Get-ExchangeServer if there is one, else of whatever else lives on it.
    pub at: Vec<Span>,
    /// Index of its Get-ExchangeServer object among those of the estate, if captured.
    object: Option<usize>,
    /// Whether clients connect to it, so that it has virtual directories. Edge servers and the transport, mailbox and messaging roles of old
    /// versions have none. A server whose role was not captured counts as one that has them: what is not proven is asked for.
    pub serves_clients: bool,
    /// Whether it is an Edge server; `None` if the captures don't tell.
    pub is_edge: Option<bool>,
}

impl Server {
    /// Its Get-ExchangeServer object, if captured.
    #[must_use]
    pub fn object<'e>(&self, estate: &'e Estate) -> Option<&'e Object> {
        self.object.and_then(|index| estate.all(NOUN).get(index))
    }
}

const NOUN: &str = "exchange-server";

fn serves_clients(object: &Object) -> bool {
    if flag_of(object, "IsEdgeServer") == Some(true) {
        return false;
    }
    if let Some(known) = flag_of(object, "IsClientAccessServer") {
        return known;
    }
    match object.values.get("ServerRole") {
        Some(Ok(Seen { value: Value::Text(roles), .. })) => roles.contains("ClientAccess") || roles.contains("Mailbox"),
        _ => true,
    }
}

/// Whether an exchange-server object is an Edge server; `None` if the captures don't tell.
#[must_use]
pub fn is_edge(object: &Object) -> Option<bool> {
    flag_of(object, "IsEdgeServer").or_else(|| match object.values.get("ServerRole") {
        Some(Ok(Seen { value: Value::Text(roles), .. })) => Some(roles.eq_ignore_ascii_case("Edge")),
        _ => None,
    })
}

/// Whether an object proves that its kind was captured of its server: a virtual directory does so only for the web site that clients
/// connect to. Other objects always do.
#[must_use]
pub fn is_of_front_end(object: &Object) -> bool {
    if catalog::of_noun(object.noun).is_none_or(|cmdlet| cmdlet.key != Key::VirtualDirectory) {
        return true;
    }
    let by_name = object.subject.strip_suffix(')').and_then(|name| name.rsplit_once('(')).map(|(_, site)| site.trim());
    let is_first = |path: &str| path.to_ascii_lowercase().contains("/w3svc/1/");
    by_name.is_some_and(|site| site.eq_ignore_ascii_case("Default Web Site"))
        || super::derive::text_of(object, "MetabasePath").is_some_and(|path| is_first(&path))
}

/// All servers that the captures show: those of Get-ExchangeServer, and those that any virtual directory or client access service lives on.
/// Sorted by name, letter case ignored.
#[must_use]
pub fn all<'e>(view: &View<'e>) -> Cow<'e, [Server]> {
    match view.memo {
        Some(memo) => Cow::Borrowed(memo.servers.get_or_init(|| find(view.estate))),
        None => Cow::Owned(find(view.estate)),
    }
}

fn find(estate: &Estate) -> Vec<Server> {
    let mut servers: BTreeMap<String, Server> = BTreeMap::new();
    for (index, object) in estate.all(NOUN).iter().enumerate().filter(|(_, object)| object.side == Side::OnPremises) {
        let Some(name) = &object.server else { continue };
        servers.entry(name.to_ascii_lowercase()).or_insert_with(|| Server {
            name: name.clone(),
            at: object.spans(),
            object: Some(index),
            serves_clients: serves_clients(object),
            is_edge: is_edge(object),
        });
    }
    for cmdlet in
        catalog::ALL.iter().filter(|cmdlet| cmdlet.key == Key::VirtualDirectory || cmdlet.noun == "client-access-service")
    {
        for object in estate.of(cmdlet.noun, &Side::OnPremises) {
            let Some(name) = &object.server else { continue };
            let server = servers.entry(name.to_ascii_lowercase()).or_insert_with(|| Server {
                name: name.clone(),
                at: Vec::new(),
                object: None,
                serves_clients: true,
                is_edge: None,
            });
            if server.object.is_none() {
                server.at.extend(object.spans());
            }
        }
    }
    servers.into_values().collect()
}

fn derive(view: &View<'_>) -> memo::Derived {
    let mut gaps = catalog::of_noun("exchange-server").map(|cmdlet| captured::rows(view, cmdlet).gaps).unwrap_or_default();
    // A server that other captures show is a row all the same.
    gaps.retain(|gap| gap.server.is_none());
    let asked = |server: &&Server| view.server.is_none_or(|name| name.eq_ignore_ascii_case(&server.name));
    let all = all(view);
    let asked = all.iter().filter(|server| server.is_edge != Some(true)).filter(asked);
    (asked.map(|server| row(view, server)).collect(), gaps)
}

fn row(view: &View<'_>, server: &Server) -> Object {
    let told = |value| known(value, server.at.clone());
    let object = server.object(view.estate);
    let version = match object {
        Some(object) => version(view, object),
        None => unknown(UnknownReason::NotCaptured { noun: NOUN }, server.at.clone()),
    };
    let values = [
        ("name", told(Value::Text(server.name.clone()))),
        ("serves-clients", told(Value::Bool(server.serves_clients))),
        ("uncovered", uncovered(view, server)),
        ("family", family(version.clone())),
        ("version", version),
    ];
    let occurrences = match object {
        Some(object) => object.occurrences.clone(),
        None => server.at.iter().map(|&at| Occurrence { at, cmdlet: "Get-ExchangeServer", ad_properties_only: false }).collect(),
    };
    Object { server: Some(server.name.clone()), occurrences, ..Object::derived(SERVER.name, server.name.clone(), values) }
}

fn uncovered(view: &View<'_>, server: &Server) -> Known<Value> {
    let mut lacking = Vec::new();
    let mut missing = None;
    // Records that name no server may be this one's.
    let mut homeless: Option<(&str, Vec<Span>)> = None;
    if server.serves_clients {
        for cmdlet in catalog::ALL.iter().filter(|cmdlet| cmdlet.is_required && cmdlet.service.is_some()) {
            let noun = cmdlet.noun;
            if view.estate.coverage(&Side::OnPremises, noun).is_none() {
                missing.get_or_insert(noun);
            } else if view.estate.on_server(noun, &server.name).any(is_of_front_end) {
                continue;
            } else if let Some(first) = view.estate.of(noun, &Side::OnPremises).next().filter(|object| object.server.is_none()) {
                homeless.get_or_insert_with(|| (noun, first.spans()));
            } else {
                lacking.push(Item { text: cmdlet.name.to_owned(), at: server.at.first().copied() });
            }
        }
    }
    match missing {
        _ if let (true, Some((noun, at))) = (lacking.is_empty(), &homeless) => {
            unknown(UnknownReason::NoServer { noun }, at.clone())
        }
        Some(noun) if lacking.is_empty() => unknown(UnknownReason::NotCaptured { noun }, server.at.clone()),
        _ => list(lacking, server.at.clone()),
    }
}
