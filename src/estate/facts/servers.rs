//! Which servers there are, and which of them should have virtual directories.

use crate::estate::schema::Key;
use crate::estate::{Estate, Known, Object, Realm, Value, cmdlets};
use crate::source::Span;
use std::collections::BTreeMap;

/// A server that some capture shows.
#[derive(Debug, Clone)]
pub struct Server<'e> {
    /// Short name as printed.
    pub name: &'e str,
    /// Its Get-ExchangeServer object, if captured.
    pub object: Option<&'e Object>,
    /// Places that show it: of Get-ExchangeServer if there is one, else of whatever else lives on it.
    pub at: Vec<Span>,
}

impl Server<'_> {
    /// Whether clients connect to it, so that it has virtual directories. Edge servers and the transport, mailbox and messaging roles of old
    /// versions have none. A server whose role was not captured counts as one that has them: what is not proven is asked for.
    #[must_use]
    pub fn serves_clients(&self) -> bool {
        let Some(object) = self.object else { return true };
        if flag(object, "IsEdgeServer") == Some(true) {
            return false;
        }
        if let Some(known) = flag(object, "IsClientAccessServer") {
            return known;
        }
        match object.get("ServerRole") {
            Known::Known { value: Value::Text(roles), .. } => roles.contains("ClientAccess") || roles.contains("Mailbox"),
            _ => true,
        }
    }

    /// Whether it is an Edge server; `None` if the captures don't tell.
    #[must_use]
    pub fn is_edge(&self) -> Option<bool> {
        let object = self.object?;
        flag(object, "IsEdgeServer").or_else(|| match object.get("ServerRole") {
            Known::Known { value: Value::Text(roles), .. } => Some(roles.eq_ignore_ascii_case("Edge")),
            _ => None,
        })
    }
}

fn flag(object: &Object, property: &str) -> Option<bool> {
    match object.get(property) {
        Known::Known { value: Value::Bool(flag), .. } => Some(flag),
        _ => None,
    }
}

/// All servers that the captures show: those of Get-ExchangeServer, and those that any virtual directory or client access service lives on.
/// Sorted by name, letter case ignored.
#[must_use]
pub fn all(estate: &Estate) -> Vec<Server<'_>> {
    let mut servers: BTreeMap<String, Server<'_>> = BTreeMap::new();
    for object in estate.of("exchange-server", &Realm::OnPremises) {
        let Some(name) = object.server.as_deref() else { continue };
        servers.entry(name.to_ascii_lowercase()).or_insert_with(|| Server { name, object: Some(object), at: object.spans() });
    }
    for cmdlet in
        cmdlets::ALL.iter().filter(|cmdlet| cmdlet.key == Key::VirtualDirectory || cmdlet.noun == "client-access-service")
    {
        for object in estate.of(cmdlet.noun, &Realm::OnPremises) {
            let Some(name) = object.server.as_deref() else { continue };
            let server =
                servers.entry(name.to_ascii_lowercase()).or_insert_with(|| Server { name, object: None, at: Vec::new() });
            if server.object.is_none() {
                server.at.extend(object.spans());
            }
        }
    }
    servers.into_values().collect()
}
