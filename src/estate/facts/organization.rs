//! Facts of the whole organisation: the two switches, and what follows from them.

use super::derive::{any, as_flag, derived, flag, list, not_captured, not_printed, text, typed};
use super::{Fact, FactTarget, Read, Rows, View, auth_server, captured, directories, servers};
use crate::catalog;
use crate::estate::{Known, Object, Seen, Side, Value, known};

/// The two switches, the tenants and the builds.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "core-rules-green",
        doc: "whether every other rule of severity error passes (judged after all of them)",
        on: FactTarget::Organization,
        read: Read::Round(|view| view.core_rules_green.map_or_else(|| not_printed(Vec::new()), |green| flag(green, Vec::new()))),
    },
    Fact {
        name: "default-endpoint-enabled",
        doc: "an Entra AuthServer is the default authorization endpoint",
        on: FactTarget::Organization,
        read: Read::Whole(|view| default_endpoint_enabled(view).map(Into::into)),
    },
    Fact {
        name: "entra-auth-server-count",
        doc: "number of AuthServers that are Entra ID",
        on: FactTarget::Organization,
        read: Read::Whole(entra_auth_server_count),
    },
    Fact {
        name: "linked-mailboxes",
        doc: "whether a mailbox belongs to an account of another forest",
        on: FactTarget::Organization,
        read: Read::Whole(linked_mailboxes),
    },
    Fact {
        name: "modern-auth-enabled",
        doc: "OAuth2ClientProfileEnabled of the on-premises organisation",
        on: FactTarget::Organization,
        read: Read::Whole(|view| modern_auth_enabled(view).map(Into::into)),
    },
    Fact {
        name: "newest-build",
        doc: "highest build of all servers but Edge servers",
        on: FactTarget::Organization,
        read: Read::Whole(|view| build(view, true)),
    },
    Fact {
        name: "oldest-build",
        doc: "lowest build of all servers but Edge servers",
        on: FactTarget::Organization,
        read: Read::Whole(|view| build(view, false)),
    },
    Fact {
        name: "owa-modern-auth",
        doc: "OAuth is on for any Outlook on the web or admin centre virtual directory",
        on: FactTarget::Organization,
        read: Read::Whole(owa_modern_auth),
    },
    Fact {
        name: "phase",
        doc: "preparing (both switches off), half-enabled (one on) or enabled",
        on: FactTarget::Organization,
        read: Read::Whole(phase),
    },
    Fact {
        name: "tenants",
        doc: "names of the tenants, captured, configured or named by an AuthServer",
        on: FactTarget::Organization,
        read: Read::Whole(|view| {
            list(view.estate.tenants.iter().map(|tenant| derived(tenant.name.clone())).collect(), Vec::new())
        }),
    },
    Fact {
        name: "tenant-count",
        doc: "number of tenants, captured, configured or named by an AuthServer",
        on: FactTarget::Organization,
        read: Read::Whole(|view| {
            let count = view.estate.tenants.len();
            // AuthServers name tenants: without them there may be more. Two are several, whatever else there is.
            if count < 2 && view.estate.coverage(&Side::OnPremises, "auth-server").is_none() {
                return not_captured("auth-server");
            }
            text(count.to_string(), Vec::new())
        }),
    },
    Fact {
        name: "modern-auth-phase",
        doc: "`preparing`, `half-enabled` or `enabled`: how far the two switches are thrown",
        on: FactTarget::AnyObject,
        read: Read::Whole(phase),
    },
];

/// All rows of an on-premises noun, whatever server the view is of.
fn all<'e>(view: &View<'e>, noun: &str) -> Rows<'e> {
    let whole = View { server: None, ..*view };
    catalog::of_noun(noun).map_or_else(Rows::default, |cmdlet| captured::rows(&whole, cmdlet))
}

fn modern_auth_enabled(view: &View<'_>) -> Known<bool> {
    match view.estate.of("organization-config", &Side::OnPremises).next() {
        Some(object) => typed(object.get("OAuth2ClientProfileEnabled"), as_flag),
        None => not_captured("organization-config"),
    }
}

fn default_endpoint_enabled(view: &View<'_>) -> Known<bool> {
    // No AuthServer of Entra among those that were shown does not mean that there is none.
    let may_be_entra = |object: &Object| !matches!(auth_server::is_entra(object), Ok(Seen { value: false, .. }));
    let mut rows = all(view, "auth-server");
    rows.objects.retain(|object| may_be_entra(object));
    if rows.objects.is_empty() {
        captured::absence(view, "auth-server")?;
    }
    any(&rows, |object| {
        let is_default = typed(object.get("IsDefaultAuthorizationEndpoint"), as_flag);
        match (auth_server::is_entra(object), is_default) {
            (no @ Ok(Seen { value: false, .. }), _) | (_, no @ Ok(Seen { value: false, .. })) => no,
            (of_entra, is_default) => of_entra.and(is_default),
        }
    })
}

fn phase(view: &View<'_>) -> Known<Value> {
    let (first, second) = (modern_auth_enabled(view)?, default_endpoint_enabled(view)?);
    let phase = match (first.value, second.value) {
        (true, true) => "enabled",
        (false, false) => "preparing",
        _ => "half-enabled",
    };
    text(phase, first.at.into_iter().chain(second.at).collect())
}

fn owa_modern_auth(view: &View<'_>) -> Known<Value> {
    // The first one in the captures is quoted, whatever the servers are called.
    let in_place = |noun| {
        let mut rows = all(view, noun);
        rows.objects.sort_by_key(|object| object.spans().into_iter().min());
        rows
    };
    let mut rows = in_place("owa-virtual-directory");
    rows.extend(in_place("ecp-virtual-directory"));
    any(&rows, directories::offers_oauth).map(Into::into)
}

fn linked_mailboxes(view: &View<'_>) -> Known<Value> {
    let rows = all(view, "linked-mailbox");
    if let Some(mailbox) = rows.objects.first() {
        return flag(true, mailbox.spans());
    }
    rows.whole()?;
    captured::absence(view, "linked-mailbox")?;
    flag(false, Vec::new())
}

fn entra_auth_server_count(view: &View<'_>) -> Known<Value> {
    let rows = all(view, "auth-server");
    rows.whole()?;
    let mut count = 0_usize;
    let mut at = Vec::new();
    for object in &rows.objects {
        let is_entra = auth_server::is_entra(object)?;
        if is_entra.value {
            count += 1;
            at.extend(is_entra.at);
        }
    }
    if count == 0 {
        captured::absence(view, "auth-server")?;
    }
    text(count.to_string(), at)
}

/// The highest or lowest build of all servers but Edge servers.
///
/// # Errors
/// Where one of them is not known.
pub(super) fn build(view: &View<'_>, newest: bool) -> Known<Value> {
    let rows = all(view, "exchange-server");
    rows.whole()?;
    let mut best = None;
    for object in rows.objects.iter().filter(|object| servers::is_edge(object) != Some(true)) {
        let build = servers::build(view, object)?;
        if best.as_ref().is_none_or(|best: &Seen<_>| if newest { build.value > best.value } else { build.value < best.value }) {
            best = Some(build);
        }
    }
    best.map_or_else(|| not_printed(Vec::new()), |best| known(Value::Version(best.value), best.at))
}
