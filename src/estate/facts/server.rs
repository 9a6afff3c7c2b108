//! The servers of the organisation, their builds, and what was not captured of them.

use super::{DerivedNoun, Fact, On, Rows, View, builds, captured, list_of, memo, servers};
use crate::estate::value::Version;
use crate::estate::{Item, Known, Object, Realm, Sighting, Value, Values, Why, cmdlets};
use crate::source::Span;

/// One row for each server.
pub const NOUN: DerivedNoun = DerivedNoun {
    name: "server",
    doc: "a server of the organisation that any capture shows, Edge servers excepted",
    properties: &[
        ("name", "short name"),
        ("serves-clients", "clients connect to it, so it has virtual directories"),
        ("uncovered", "the captured ones of the five virtual directories and the client access service that lack a record of it"),
        ("version", "its build, with updates where the installed build was captured"),
        ("family", "2007, 2010, 2013, 2016, 2019 or SE"),
    ],
    rows,
};

/// The build as exactly as it is known.
pub const VERSION: Fact = Fact {
    name: "version",
    doc: "build: that of ExSetup.exe if captured, else AdminDisplayVersion (cumulative update only)",
    on: On::Nouns(&["exchange-server"]),
    read: |view, object| object.map_or_else(not_printed, |object| version(view, object)),
};

/// The build with its updates.
pub const EXACT_VERSION: Fact = Fact {
    name: "exact-version",
    doc: "build of ExSetup.exe, which alone shows hotfix and security updates",
    on: On::Nouns(&["exchange-server"]),
    read: |view, object| object.map_or_else(not_printed, |object| exact_version(view, object)),
};

/// The version family.
pub const FAMILY: Fact = Fact {
    name: "family",
    doc: "2007, 2010, 2013, 2016, 2019 or SE",
    on: On::Nouns(&["exchange-server"]),
    read: |view, object| object.map_or_else(not_printed, |object| family(&version(view, object))),
};

fn not_printed() -> Known<Value> {
    Known::unknown(Why::NotPrinted, Vec::new())
}

fn exact_version(view: &View<'_>, object: &Object) -> Known<Value> {
    let own = object.server.as_deref().unwrap_or(&object.subject);
    let mut of_server = view.estate.on_server("exchange-setup", own);
    of_server.next().map_or_else(
        || Known::unknown(Why::NotCaptured { noun: "exchange-setup" }, object.get("AdminDisplayVersion").at().to_vec()),
        |setup| setup.get("ProductVersion"),
    )
}

/// The build that ExSetup.exe of a server tells, hotfix and security updates included; `None` when it is not known.
pub fn installed(view: &View<'_>, object: &Object) -> Option<(Version, Vec<Span>)> {
    match exact_version(view, object) {
        Known::Known { value: Value::Version(build), at } => Some((build, at)),
        _ => None,
    }
}

/// The build of an exchange-server object.
pub fn version(view: &View<'_>, object: &Object) -> Known<Value> {
    match installed(view, object) {
        Some((build, at)) => Known::known(Value::Version(build), at),
        None => object.get("AdminDisplayVersion"),
    }
}

/// The family of a build \[CSS\].
pub fn family(version: &Known<Value>) -> Known<Value> {
    match version {
        Known::Known { value: Value::Version(version), at } => {
            Known::known(Value::Text(builds::family(*version).to_owned()), at.clone())
        }
        other => other.clone(),
    }
}

/// The nouns of which a server that clients connect to must have a record (HMA-VDIR-007).
const EXPECTED: &[&str] = &[
    "mapi-virtual-directory",
    "web-services-virtual-directory",
    "oab-virtual-directory",
    "autodiscover-virtual-directory",
    "active-sync-virtual-directory",
    "client-access-service",
];

fn rows<'e>(view: &View<'e>) -> Rows<'e> {
    memo::rows(view, |memo| &memo.server_rows, derive)
}

fn derive(view: &View<'_>) -> memo::Derived {
    let mut gaps = cmdlets::of_noun("exchange-server").map(|cmdlet| captured::rows(view, cmdlet).gaps).unwrap_or_default();
    // A server that other captures show is a row all the same.
    gaps.retain(|gap| gap.server.is_none());
    let asked = |server: &&servers::Server| view.server.is_none_or(|name| name.eq_ignore_ascii_case(&server.name));
    let all = servers::all(view);
    let asked = all.iter().filter(|server| server.is_edge != Some(true)).filter(asked);
    (asked.map(|server| row(view, server)).collect(), gaps)
}

fn row(view: &View<'_>, server: &servers::Server) -> Object {
    let known = |value| Known::known(value, server.at.clone());
    let object = server.object(view.estate);
    let version = object.map_or_else(
        || Known::unknown(Why::NotCaptured { noun: "exchange-server" }, server.at.clone()),
        |object| version(view, object),
    );
    let values = Values::from([
        ("name", known(Value::Text(server.name.clone()))),
        ("serves-clients", known(Value::Bool(server.serves_clients))),
        ("uncovered", uncovered(view, server)),
        ("family", family(&version)),
        ("version", version),
    ]);
    let sightings = object.map_or_else(
        || server.at.iter().map(|&at| Sighting { at, cmdlet: "Get-ExchangeServer", ad_properties_only: false }).collect(),
        |object| object.sightings.clone(),
    );
    Object {
        noun: NOUN.name,
        realm: Realm::OnPremises,
        server: Some(server.name.clone()),
        subject: server.name.clone(),
        values,
        sightings,
    }
}

fn uncovered(view: &View<'_>, server: &servers::Server) -> Known<Value> {
    let mut lacking = Vec::new();
    let mut missing = None;
    // Records that name no server may be this one's.
    let mut homeless: Option<(&str, Vec<Span>)> = None;
    if server.serves_clients {
        for noun in EXPECTED.iter().copied() {
            let Some(cmdlet) = cmdlets::of_noun(noun) else { continue };
            if view.estate.coverage(&Realm::OnPremises, noun).is_none() {
                missing.get_or_insert(noun);
            } else if view.estate.on_server(noun, &server.name).any(servers::is_of_front_end) {
                continue;
            } else if let Some(first) = view.estate.of(noun, &Realm::OnPremises).next().filter(|object| object.server.is_none()) {
                homeless.get_or_insert_with(|| (noun, first.spans()));
            } else {
                lacking.push(Item { text: cmdlet.name.to_owned(), at: server.at.first().copied() });
            }
        }
    }
    match missing {
        _ if let (true, Some((noun, at))) = (lacking.is_empty(), &homeless) => Known::unknown(Why::NoServer { noun }, at.clone()),
        Some(noun) if lacking.is_empty() => Known::unknown(Why::NotCaptured { noun }, server.at.clone()),

        _ => list_of(lacking, server.at.clone()),
    }
}
