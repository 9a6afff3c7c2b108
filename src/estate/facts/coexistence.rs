//! Facts about the dedicated hybrid application and about the Exchange Online side of the hybrid configuration.

use super::derive::{any, as_flag, both, flag, is_text, not_printed, plain, text_of, told, typed};
use super::{Fact, FactTarget, Read, View, auth_server, rows_of};
use crate::estate::value::Version;
use crate::estate::{Known, Object, Seen, Unknown, UnknownReason, Value, known};
use crate::microsoft::{EXCHANGE_ONLINE, TEAMS_APPLICATIONS};
use regex::Regex;
use std::sync::LazyLock;

/// 2019 CU14, whose set-up turns SSL offloading of Outlook Anywhere off \[EXDOC\].
const OFFLOADING_OFF: Version = Version([15, 2, 1544, 4]);

/// The domain through which the other side is found: `contoso.mail.onmicrosoft.com`, or its form in another cloud.
static ROUTING_DOMAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[^.]+\.mail\.(onmicrosoft\.(com|us|de|cn)|partner\.onmschina\.cn)$|^[^.]+\.partner\.mail\.onmschina\.cn$")
        .ok()
});

/// Facts about coexistence with Exchange Online.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "audit-date",
        doc: "the moment that the audit judges by",
        on: FactTarget::Organization,
        read: Read::Whole(|view| known(Value::Date(view.as_of), Vec::new())),
    },
    Fact {
        name: "realm-has-hybrid-app-id",
        doc: "whether an enabled Entra AuthServer of its Realm has the id of a dedicated application in ApplicationIdentifier",
        on: FactTarget::Nouns(&["auth-server"]),
        read: Read::Row(|view, server| in_realm(view, server, |other| typed_flag(other, "ApplicationIdentifier", is_own_app))),
    },
    Fact {
        name: "realm-keeps-routing-domain",
        doc: "whether an enabled Entra AuthServer of its Realm has a routing domain (`contoso.mail.onmicrosoft.com`) in DomainName",
        on: FactTarget::Nouns(&["auth-server"]),
        read: Read::Row(|view, server| in_realm(view, server, routes)),
    },
    Fact {
        name: "has-teams-successors",
        doc: "whether the applications of Teams that replace that of Skype are enabled partner applications, too",
        on: FactTarget::Nouns(&["partner-application"]),
        read: Read::Row(|view, _| has_successors(view)),
    },
    Fact {
        name: "leads-to-web-services",
        doc: "whether TargetSharingEpr is the ExternalUrl of a web services virtual directory",
        on: FactTarget::Nouns(&["organization-relationship"]),
        read: Read::Row(leads_to_web_services),
    },
    Fact {
        name: "app-may-use-ews",
        doc: "whether Exchange Online lets the tenant's dedicated hybrid application use web services",
        on: FactTarget::Nouns(&["organization-config"]),
        read: Read::Row(may_use_ews),
    },
    Fact {
        name: "offloads-by-default",
        doc: "whether its server is older than 2019 CU14, where SSLOffloading is True unless somebody turned it off",
        on: FactTarget::Nouns(&["outlook-anywhere"]),
        read: Read::Row(offloads_by_default),
    },
];

/// Whether a text is the id of an application of the tenant's own.
fn is_own_app(text: &str) -> bool {
    crate::estate::parse::guid(text).is_some_and(|id| !id.eq_ignore_ascii_case(EXCHANGE_ONLINE))
}

fn typed_flag(object: &Object, property: &str, judge: fn(&str) -> bool) -> Known<bool> {
    let Seen { value, at } = object.get(property)?;
    known(judge(&plain(&value)), at)
}

fn routes(server: &Object) -> Known<bool> {
    let Seen { value, at } = server.get("DomainName")?;
    let is_routing = |text: &str| ROUTING_DOMAIN.as_ref().is_some_and(|pattern| pattern.is_match(text.trim()));
    match value {
        Value::List(list) if list.items.iter().any(|item| is_routing(&item.text)) => known(true, at),
        Value::List(list) if !list.complete => Err(Unknown { why: UnknownReason::Truncated { shown: list.items.len() }, at }),
        _ => known(false, at),
    }
}

/// Whether one of the enabled Entra AuthServers of a Realm does what is asked: itself, or another of them.
fn in_realm(view: &View<'_>, server: &Object, holds: impl Fn(&Object) -> Known<bool>) -> Known<Value> {
    let own = holds(server);
    if matches!(own, Ok(Seen { value: true, .. })) {
        return own.map(Into::into);
    }
    let realm = text_of(server, "Realm");
    let servers = rows_of(view, "auth-server");
    let others = any(&servers, |other| {
        if other.subject == server.subject {
            return own.clone();
        }
        let is_entra = auth_server::is_entra(other).ok().map(|seen| seen.value);
        let is_on = typed(other.get("Enabled"), as_flag).ok().map(|seen| seen.value);
        let of_realm = realm.as_deref().map_or(Some(false), |realm| is_text(other, "Realm", realm));
        match both(both(is_entra, is_on), of_realm) {
            Some(true) => holds(other),
            concerns => told(other, concerns),
        }
    });
    others.map(Into::into)
}

fn has_successors(view: &View<'_>) -> Known<Value> {
    let applications = rows_of(view, "partner-application");
    let mut at = Vec::new();
    for id in TEAMS_APPLICATIONS {
        let found = any(&applications, |application| {
            let is_it = is_text(application, "ApplicationIdentifier", id);
            told(application, both(is_it, is_text(application, "Enabled", "True")))
        })?;
        if !found.value {
            return Ok(found.into());
        }
        at.extend(found.at);
    }
    flag(true, at)
}

fn leads_to_web_services(view: &View<'_>, relationship: &Object) -> Known<Value> {
    let Seen { value, at } = relationship.get("TargetSharingEpr")?;
    let plain_url = |value: &Value| plain(value).trim_end_matches('/').to_ascii_lowercase();
    let wanted = plain_url(&value);
    let directories = rows_of(view, "web-services-virtual-directory");
    let found = any(&directories, |directory| match directory.get("ExternalUrl") {
        Ok(Seen { value, at }) => known(plain_url(&value) == wanted, at),
        Err(reason) => Err(reason),
    })?;
    flag(found.value, if found.value { found.at } else { at })
}

fn may_use_ews(view: &View<'_>, config: &Object) -> Known<Value> {
    let Seen { value: is_on, at: switch } = config.get("EwsEnabled")?;
    match is_on {
        // Not set: every application may.
        Value::Null => return flag(true, switch),
        Value::Bool(false) => return flag(false, switch),
        _ => {}
    }
    let Seen { value: allowed, at } = config.get("EwsAllowedAppIDs")?;
    let complete = !matches!(&allowed, Value::List(list) if !list.complete);
    let allowed: Vec<String> = plain(&allowed).split([',', ' ', ';']).map(str::to_ascii_lowercase).collect();
    let tenant = view.estate.tenants.iter().find(|tenant| Some(tenant.name.as_str()) == config.side.tenant());
    let servers = rows_of(view, "auth-server");
    // The ids that token requests of this tenant may have; where its own id is not known, those of all.
    let of_tenant = |server: &&std::borrow::Cow<'_, Object>| {
        let id = tenant.and_then(|tenant| tenant.id.as_deref());
        id.is_none_or(|id| is_text(server, "Realm", id) != Some(false))
    };
    let ids: Vec<String> = servers
        .objects
        .iter()
        .filter(of_tenant)
        .filter(|server| !matches!(auth_server::is_entra(server), Ok(Seen { value: false, .. })))
        .filter_map(|server| text_of(server, "ApplicationIdentifier"))
        .filter(|id| is_own_app(id))
        .map(|id| id.to_ascii_lowercase())
        .collect();
    let is_allowed = |id: &String| allowed.contains(id);
    if ids.is_empty() {
        servers.whole()?;
        return not_printed(at);
    }
    match (ids.iter().all(is_allowed), ids.iter().any(is_allowed)) {
        (true, _) => flag(true, at),
        (false, true) => not_printed(at),
        (false, false) if !complete => Err(Unknown { why: UnknownReason::Truncated { shown: allowed.len() }, at }),
        (false, false) => flag(false, at),
    }
}

fn offloads_by_default(view: &View<'_>, directory: &Object) -> Known<Value> {
    let server = directory.server.as_deref().and_then(|name| view.estate.on_server("exchange-server", name).next());
    let Some(server) = server else { return not_printed(directory.spans()) };
    let Seen { value, at } = server.get("AdminDisplayVersion")?;
    match value {
        Value::Version(version) => flag(version < OFFLOADING_OFF, at),
        other => super::derive::unreadable(&other, at),
    }
}
