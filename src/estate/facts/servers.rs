//! Which servers there are, and which of them should have virtual directories.

use super::View;
use super::derive::flag_of;
use crate::estate::schema::Key;
use crate::estate::{Estate, Known, Object, Realm, Value, cmdlets};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeMap;

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
        Some(Known::Known { value: Value::Text(roles), .. }) => roles.contains("ClientAccess") || roles.contains("Mailbox"),
        _ => true,
    }
}

/// Whether an exchange-server object is an Edge server; `None` if the captures don't tell.
#[must_use]
pub fn is_edge(object: &Object) -> Option<bool> {
    flag_of(object, "IsEdgeServer").or_else(|| match object.values.get("ServerRole") {
        Some(Known::Known { value: Value::Text(roles), .. }) => Some(roles.eq_ignore_ascii_case("Edge")),
        _ => None,
    })
}

/// Whether an object proves that its kind was captured of its server: a virtual directory does so only for the web site that clients
/// connect to. Other objects always do.
#[must_use]
pub fn is_of_front_end(object: &Object) -> bool {
    if cmdlets::of_noun(object.noun).is_none_or(|cmdlet| cmdlet.key != Key::VirtualDirectory) {
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
    for (index, object) in estate.all(NOUN).iter().enumerate().filter(|(_, object)| object.realm == Realm::OnPremises) {
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
        cmdlets::ALL.iter().filter(|cmdlet| cmdlet.key == Key::VirtualDirectory || cmdlet.noun == "client-access-service")
    {
        for object in estate.of(cmdlet.noun, &Realm::OnPremises) {
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
