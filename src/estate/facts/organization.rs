//! Facts of the whole organisation: the two switches, and what follows from them.

use super::{Fact, On, Rows, View, auth_server, captured, list_of, server, servers, virtual_directory};
use crate::estate::{Item, Known, Object, Realm, Value, Why, cmdlets};
use crate::source::Span;
use std::borrow::Cow;

/// The first switch.
pub const MODERN_AUTH_ENABLED: Fact = Fact {
    name: "modern-auth-enabled",
    doc: "OAuth2ClientProfileEnabled of the on-premises organisation",
    on: On::Organization,
    read: |view, _| modern_auth_enabled(view),
};

/// The second switch.
pub const DEFAULT_ENDPOINT_ENABLED: Fact = Fact {
    name: "default-endpoint-enabled",
    doc: "an Entra AuthServer is the default authorization endpoint",
    on: On::Organization,
    read: |view, _| default_endpoint_enabled(view),
};

/// How far the organisation is.
pub const PHASE: Fact = Fact {
    name: "phase",
    doc: "preparing (both switches off), half-enabled (one on) or enabled",
    on: On::Organization,
    read: |view, _| phase(view),
};

/// Whether Outlook on the web uses it too.
pub const OWA_MODERN_AUTH: Fact = Fact {
    name: "owa-modern-auth",
    doc: "OAuth is on for any Outlook on the web or admin centre virtual directory",
    on: On::Organization,
    read: |view, _| owa_modern_auth(view),
};

/// The tenants.
pub const TENANT_COUNT: Fact = Fact {
    name: "tenant-count",
    doc: "number of tenants, captured, configured or named by an AuthServer",
    on: On::Organization,
    read: |view, _| {
        let count = view.estate.tenants.len();
        // AuthServers name tenants: without them there may be more. Two are several, whatever else there is.
        if count < 2 && view.estate.coverage(&Realm::OnPremises, "auth-server").is_none() {
            return Known::unknown(Why::NotCaptured { noun: "auth-server" }, Vec::new());
        }
        Known::known(Value::Text(count.to_string()), Vec::new())
    },
};

/// The tenants' names.
pub const TENANTS: Fact = Fact {
    name: "tenants",
    doc: "names of the tenants, captured, configured or named by an AuthServer",
    on: On::Organization,
    read: |view, _| {
        let items = view.estate.tenants.iter().map(|tenant| Item { text: tenant.name.clone(), at: None }).collect();
        list_of(items, Vec::new())
    },
};

/// The Entra AuthServers.
pub const ENTRA_AUTH_SERVER_COUNT: Fact = Fact {
    name: "entra-auth-server-count",
    doc: "number of AuthServers that are Entra ID",
    on: On::Organization,
    read: |view, _| entra_auth_server_count(view),
};

/// The oldest build of a server that is not an Edge server.
pub const OLDEST_BUILD: Fact = Fact {
    name: "oldest-build",
    doc: "lowest build of all servers but Edge servers",
    on: On::Organization,
    read: |view, _| build(view, false),
};

/// The newest build of a server that is not an Edge server.
pub const NEWEST_BUILD: Fact = Fact {
    name: "newest-build",
    doc: "highest build of all servers but Edge servers",
    on: On::Organization,
    read: |view, _| build(view, true),
};

/// All rows of an on-premises noun, whatever server the view is of.
fn all<'e>(view: &View<'e>, noun: &str) -> Rows<'e> {
    let whole = View { server: None, ..*view };
    cmdlets::of_noun(noun).map_or_else(Rows::default, |cmdlet| captured::rows(&whole, cmdlet))
}

fn modern_auth_enabled(view: &View<'_>) -> Known<Value> {
    let Some(object) = view.estate.of("organization-config", &Realm::OnPremises).next() else {
        return Known::unknown(Why::NotCaptured { noun: "organization-config" }, Vec::new());
    };
    match object.get("OAuth2ClientProfileEnabled") {
        Known::Known { value: Value::Bool(flag), at } => Known::known(Value::Bool(flag), at),
        Known::Known { at, .. } => Known::unknown(Why::NotPrinted, at),
        Known::Unknown { why, at } => Known::unknown(why, at),
    }
}

/// Places that a fact of the organisation shows, at most: it stands behind every finding, and there may be thousands.
pub(super) const MOST_PLACES: usize = 40;

/// True if one row holds; false if all are known not to and there are no others; else unknown with the first reason.
fn any<'e>(rows: &Rows<'e>, holds: impl Fn(&Cow<'e, Object>) -> Known<Value>) -> Known<Value> {
    let mut at: Vec<Span> = Vec::new();
    let mut unknown = None;
    for row in &rows.objects {
        match holds(row) {
            Known::Known { value: Value::Bool(true), at } => return Known::known(Value::Bool(true), at),
            Known::Known { at: seen, .. } => at.extend(seen.into_iter().take(MOST_PLACES.saturating_sub(at.len()))),
            Known::Unknown { why, at } => {
                unknown.get_or_insert((why, at));
            }
        }
    }
    match (unknown, rows.gaps.first()) {
        (Some((why, at)), _) => Known::unknown(why, at),
        (None, Some(gap)) => Known::unknown(gap.why.clone(), gap.at.clone()),
        (None, None) => Known::known(Value::Bool(false), at),
    }
}

fn default_endpoint_enabled(view: &View<'_>) -> Known<Value> {
    // No AuthServer of Entra among those that were shown does not mean that there is none.
    let of_entra =
        |object: &Cow<'_, Object>| !matches!(auth_server::is_entra(object), Known::Known { value: Value::Bool(false), .. });
    let rows = all(view, "auth-server");
    if !rows.objects.iter().any(of_entra)
        && let Some(unknown) = captured::absence(view, "auth-server")
    {
        return unknown;
    }
    any(&rows, |object| {
        let is_default = match object.get("IsDefaultAuthorizationEndpoint") {
            Known::Known { value: Value::Bool(flag), at } => Known::known(flag, at),
            Known::Known { at, .. } => Known::unknown(Why::NotPrinted, at),
            Known::Unknown { why, at } => Known::unknown(why, at),
        };
        match (auth_server::is_entra(object), is_default) {
            (Known::Known { value: Value::Bool(false), at }, _) | (_, Known::Known { value: false, at }) => {
                Known::known(Value::Bool(false), at)
            }
            (Known::Known { .. }, Known::Known { value: true, at }) => Known::known(Value::Bool(true), at),
            (Known::Unknown { why, at }, _) | (_, Known::Unknown { why, at }) => Known::unknown(why, at),
        }
    })
}

fn phase(view: &View<'_>) -> Known<Value> {
    match (modern_auth_enabled(view), default_endpoint_enabled(view)) {
        (Known::Known { value: Value::Bool(one), at }, Known::Known { value: Value::Bool(other), at: more }) => {
            let phase = match (one, other) {
                (true, true) => "enabled",
                (false, false) => "preparing",
                _ => "half-enabled",
            };
            Known::known(Value::Text(phase.to_owned()), at.into_iter().chain(more).collect())
        }
        (Known::Unknown { why, at }, _) | (_, Known::Unknown { why, at }) => Known::unknown(why, at),
        _ => Known::unknown(Why::NotPrinted, Vec::new()),
    }
}

fn owa_modern_auth(view: &View<'_>) -> Known<Value> {
    let mut rows = all(view, "owa-virtual-directory");
    let ecp = all(view, "ecp-virtual-directory");
    rows.objects.extend(ecp.objects);
    rows.gaps.extend(ecp.gaps);
    any(&rows, |object| virtual_directory::offers_oauth(object))
}

fn entra_auth_server_count(view: &View<'_>) -> Known<Value> {
    let rows = all(view, "auth-server");
    if let Some(gap) = rows.gaps.first() {
        return Known::unknown(gap.why.clone(), gap.at.clone());
    }
    let mut count = 0_usize;
    let mut at = Vec::new();
    for object in &rows.objects {
        match auth_server::is_entra(object) {
            Known::Known { value: Value::Bool(true), at: seen } => {
                count += 1;
                at.extend(seen);
            }
            Known::Known { .. } => {}
            Known::Unknown { why, at } => return Known::unknown(why, at),
        }
    }
    match captured::absence(view, "auth-server").filter(|_| count == 0) {
        Some(unknown) => unknown,
        None => Known::known(Value::Text(count.to_string()), at),
    }
}

fn build(view: &View<'_>, newest: bool) -> Known<Value> {
    let rows = all(view, "exchange-server");
    if let Some(gap) = rows.gaps.first() {
        return Known::unknown(gap.why.clone(), gap.at.clone());
    }
    let mut best: Option<(crate::estate::value::Version, Vec<Span>)> = None;
    for object in rows.objects.iter().filter(|object| servers::is_edge(object) != Some(true)) {
        match server::version(view, object) {
            Known::Known { value: Value::Version(version), at } => {
                if best.as_ref().is_none_or(|(known, _)| if newest { version > *known } else { version < *known }) {
                    best = Some((version, at));
                }
            }
            Known::Known { at, .. } => return Known::unknown(Why::NotPrinted, at),
            Known::Unknown { why, at } => return Known::unknown(why, at),
        }
    }
    best.map_or_else(|| Known::unknown(Why::NotPrinted, Vec::new()), |(version, at)| Known::known(Value::Version(version), at))
}
