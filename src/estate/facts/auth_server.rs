//! What kind of token issuer an AuthServer is, and which tenants it trusts.

use super::derive::{MOST_PLACES, both, flag, flag_of, not_printed, plain, text, unreadable};
use super::own_domains::{OfTenants, OwnDomains, Owner};
use super::{Fact, FactTarget, Read, View, captured, memo};
use crate::estate::{Known, Object, Seen, Side, Unknown, UnknownReason, Value, known, unknown};
use crate::guid::is_guid;
use crate::microsoft::{self, SignIn};
use crate::source::Span;
use std::collections::{HashMap, HashSet};
use url::Url;

const AUTH_SERVER: FactTarget = FactTarget::Nouns(&["auth-server"]);

/// Facts about AuthServers, and of tenants what AuthServers trust.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "cloud",
        doc: "global, us-government, china, bleu or delos, by the host of the authorization endpoint; unknown for any other host, blank without one",
        on: AUTH_SERVER,
        read: Read::Row(|_, server| cloud(server)),
    },
    Fact {
        name: "is-entra",
        doc: "the AuthServer is Entra ID: Type AzureAD, or where the type is not printed a name that begins with EvoSTS",
        on: AUTH_SERVER,
        read: Read::Row(|_, server| is_entra(server).map(Into::into)),
    },
    Fact {
        name: "may-sign-in",
        doc: "clients can sign in at the AuthServer: its Type is not MicrosoftACS; also where the type is not printed",
        on: AUTH_SERVER,
        read: Read::Row(|_, server| match server.get("Type") {
            Ok(Seen { value: Value::Text(kind), at }) => flag(!kind.eq_ignore_ascii_case("MicrosoftACS"), at),
            _ => flag(true, server.places("Name")),
        }),
    },
    Fact {
        name: "metadata-host",
        doc: "host of AuthMetadataUrl",
        on: AUTH_SERVER,
        read: Read::Row(|_, server| host(server, "AuthMetadataUrl")),
    },
    Fact {
        name: "has-auth-server",
        doc: "whether an enabled Entra AuthServer has the tenant's id as its Realm; where the id is not known, whether there are enough Realms that no other tenant has",
        on: FactTarget::Nouns(&["tenant"]),
        read: Read::Row(has_auth_server),
    },
    Fact {
        name: "is-entra-endpoint",
        doc: "whether Type is AzureAD and its addresses are Entra's: https, default port, a sign-in host, a path for signing in, its own tenant",
        on: AUTH_SERVER,
        read: Read::Row(is_entra_endpoint),
    },
    Fact {
        name: "realm-is-known-tenant",
        doc: "whether Realm is a GUID and, for the default endpoint, one of the tenant ids that the configuration expects, if it does",
        on: AUTH_SERVER,
        read: Read::Row(realm_is_known),
    },
    Fact {
        name: "shares-realm",
        doc: "whether another enabled Entra AuthServer has the same Realm",
        on: AUTH_SERVER,
        read: Read::Row(shares_realm),
    },
    Fact {
        name: "stands-by",
        doc: "whether it is not the default endpoint, and another, enabled Entra AuthServer has its Realm",
        on: AUTH_SERVER,
        read: Read::Row(|view, server| match server.get("IsDefaultAuthorizationEndpoint") {
            Ok(Seen { value: Value::Bool(true), at }) => flag(false, at),
            Ok(_) => shares_realm(view, server),
            Err(reason) => match shares_realm(view, server) {
                no @ Ok(Seen { value: Value::Bool(false), .. }) => no,
                _ => Err(reason),
            },
        }),
    },
];

/// Whether an AuthServer is Entra's.
///
/// # Errors
/// Where neither its type nor its name tells.
pub fn is_entra(server: &Object) -> Known<bool> {
    let reason = match server.get("Type") {
        Ok(Seen { value: Value::Text(kind), at }) => {
            return known(microsoft::is_entra(Some(&kind), &server.subject) == Some(true), at);
        }
        Ok(Seen { at, .. }) => Unknown { why: UnknownReason::NotPrinted, at },
        Err(reason) if matches!(reason.why, UnknownReason::Doubtful(_)) => return Err(reason),
        Err(reason) => reason,
    };
    match microsoft::is_entra(None, &server.subject) {
        Some(is_entra) => known(is_entra, server.places("Name")),
        None => Err(reason),
    }
}

/// The Microsoft cloud that it belongs to.
///
/// # Errors
/// Where its addresses do not tell.
pub(super) fn cloud(server: &Object) -> Known<Value> {
    let is_host = |host: &Known<Value>| matches!(host, Ok(Seen { value: Value::Text(_), .. }));
    let (endpoint, metadata) = (host(server, "AuthorizationEndpoint"), host(server, "AuthMetadataUrl"));
    let told =
        if is_host(&endpoint) || metadata.is_ok() && !is_host(&metadata) && endpoint.is_err() { endpoint } else { metadata };
    match told? {
        Seen { value: Value::Text(host), at } => match microsoft::cloud_of(&host) {
            Some(cloud) => text(cloud, at),
            None => unknown(UnknownReason::Unreadable { raw: host }, at),
        },
        other => Ok(other),
    }
}

fn host(server: &Object, property: &str) -> Known<Value> {
    match server.get(property)? {
        Seen { value: Value::Url(url), at } => text(microsoft::host(&url), at),
        other => Ok(other),
    }
}

fn is_entra_endpoint(view: &View<'_>, server: &Object) -> Known<Value> {
    let is_entra = is_entra(server)?;
    if !is_entra.value {
        return Ok(is_entra.into());
    }
    let endpoint = address(view, server, "AuthorizationEndpoint", microsoft::authorization);
    let keys = address(view, server, "AuthMetadataUrl", microsoft::metadata);
    // What is certainly wrong outdoes what is not known.
    let wrong = [&endpoint, &keys].into_iter().find(|judged| matches!(judged, Some(Ok(_)))).cloned().flatten();
    // Clients are sent to the authorization endpoint; where keys come from is judged where it was printed.
    let keys = keys.filter(|_| server.values.contains_key("AuthMetadataUrl"));
    wrong.or(endpoint).or(keys).unwrap_or_else(|| match clouds_differ(server) {
        Some(at) => flag(false, at),
        None => flag(true, is_entra.at),
    })
}

/// The places of both addresses where clients sign in to one cloud and the keys come from another.
fn clouds_differ(server: &Object) -> Option<Vec<Span>> {
    let of = |property| match host(server, property) {
        Ok(Seen { value: Value::Text(host), at }) => microsoft::cloud_of(&host).map(|cloud| (cloud, at)),
        _ => None,
    };
    let ((sign_in, mut at), (keys, beside)) = (of("AuthorizationEndpoint")?, of("AuthMetadataUrl")?);
    at.extend(beside);
    (sign_in != keys).then_some(at)
}

/// Why an address of an AuthServer is not, or may not be, one of Entra: false with its place, or not known. `None` where it is in order, or
/// blank, which is the business of another rule.
fn address(view: &View<'_>, server: &Object, property: &str, judge: fn(&Url) -> SignIn) -> Option<Known<Value>> {
    let (url, at) = match server.get(property) {
        Ok(Seen { value: Value::Url(url), at }) => (url, at),
        Ok(Seen { value: Value::Null, .. }) => return None,
        Ok(Seen { value, at }) => return Some(unreadable(&value, at)),
        Err(reason) => return Some(Err(reason)),
    };
    match judge(&url) {
        SignIn::Valid(None) => None,
        SignIn::Valid(Some(tenant)) => match names_tenant(view, server, &tenant) {
            Ok(true) => None,
            Ok(false) => Some(flag(false, at)),
            Err(why) => Some(unknown(why, at)),
        },
        SignIn::Wrong(_) => Some(flag(false, at)),
        // A cloud may be newer than this table: where the metadata come from the same host, nobody can tell from here.
        SignIn::OtherHost(host) => {
            let metadata = server.get("AuthMetadataUrl");
            let same = matches!(metadata, Ok(Seen { value: Value::Url(url), .. }) if url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(&host)));
            Some(if same { unknown(UnknownReason::Unreadable { raw: host }, at) } else { flag(false, at) })
        }
    }
}

/// Whether an AuthServer that may be one of Entra takes its metadata from a host.
pub(super) fn serves_metadata(view: &View<'_>, host: &str) -> bool {
    let may_be_entra = |server: &&Object| !matches!(is_entra(server), Ok(Seen { value: false, .. }));
    let is_host = |server: &Object| {
        let metadata = server.get("AuthMetadataUrl");
        matches!(metadata, Ok(Seen { value: Value::Url(url), .. }) if url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(host)))
    };
    view.estate.of("auth-server", &Side::OnPremises).filter(may_be_entra).any(is_host)
}

/// Where each tenant stands among all, by its id.
fn tenants_by_id(view: &View<'_>) -> HashMap<String, usize> {
    let tenants = view.estate.tenants.iter().enumerate().rev();
    tenants.filter_map(|(at, tenant)| Some((tenant.id.clone()?, at))).collect()
}

/// Whether the id or domain is that of the tenant whose id the AuthServer has as its Realm; of any captured tenant where the Realm is not an
/// id, which is the business of another rule.
fn names_tenant(view: &View<'_>, server: &Object, named: &str) -> Result<bool, UnknownReason> {
    let realm = plain(&server.get("Realm").map_err(|reason| reason.why)?.value).to_ascii_lowercase();
    if named == realm {
        return Ok(true);
    }
    if crate::estate::parse::guid(named).is_some() {
        return Ok(false);
    }
    let of_realm = memo::kept(view, |memo| &memo.tenants_by_id, tenants_by_id, |tenants| tenants.get(&realm).copied());
    if let Some(tenant) = of_realm.and_then(|at| view.estate.tenants.get(at)) {
        if tenant.domains.iter().any(|domain| domain == named) {
            return Ok(true);
        }
        return match OwnDomains::of_tenant(view.estate, &tenant.name).owner(named) {
            Owner::Own => Ok(true),
            Owner::Stranger => Ok(false),
            Owner::Unproven => Err(UnknownReason::NotCaptured { noun: "entra-organization" }),
        };
    }
    let (is_known, is_open) = memo::kept(view, |memo| &memo.of_tenants, OfTenants::of, |all| (all.has(named), all.is_open));
    match is_known {
        true if !is_guid(&realm) => Ok(true),
        _ if is_open => Err(UnknownReason::NotCaptured { noun: "entra-organization" }),
        // No further capture tells: the address names one tenant, the Realm another one or none.
        _ => {
            let printed = if realm.is_empty() { "blank".to_owned() } else { realm };
            Err(UnknownReason::Conflicting { values: vec![named.to_owned(), printed] })
        }
    }
}

fn realm_is_known(view: &View<'_>, server: &Object) -> Known<Value> {
    let Seen { value: realm, at } = server.get("Realm")?;
    let realm = plain(&realm);
    let expected = &view.estate.expected_ids;
    let is_expected = expected.is_empty() || expected.iter().any(|id| id.eq_ignore_ascii_case(&realm));
    match flag_of(server, "IsDefaultAuthorizationEndpoint") {
        _ if !is_guid(&realm) => flag(false, at),
        _ if is_expected => flag(true, at),
        Some(is_default) => flag(!is_default, at),
        None => not_printed(server.spans()),
    }
}

fn shares_realm(view: &View<'_>, server: &Object) -> Known<Value> {
    let Seen { value: realm, at } = server.get("Realm")?;
    let realm = plain(&realm);
    if realm.is_empty() {
        return flag(false, at);
    }
    memo::kept(view, |memo| &memo.realms, Realms::of, |realms| realms.shared(&realm, &server.subject, at))
}

fn has_auth_server(view: &View<'_>, tenant: &Object) -> Known<Value> {
    let read = |realms: &Realms| match realms.ids.get(&tenant.subject) {
        Some(id) => match realms.trusts(id) {
            yes @ Ok(Seen { value: Value::Bool(true), .. }) => yes,
            other => captured::absence(view, "auth-server").and(other),
        },
        None if realms.unclaimed >= realms.nameless => flag(true, realms.places.clone()),
        None => unknown(UnknownReason::NotCaptured { noun: "entra-organization" }, realms.places.clone()),
    };
    memo::kept(view, |memo| &memo.realms, Realms::of, read)
}

/// The AuthServers of the organisation that may be enabled ones of Entra, by Realm in lower case.
#[derive(Debug, Default)]
pub(super) struct Realms {
    of_realm: HashMap<String, Trusting>,
    /// Those whose Realm no capture shows.
    anywhere: Trusting,
    gap: Option<Unknown>,
    /// Where the Realms of what may be Entra's stand, as many as a finding shows.
    places: Vec<Span>,
    /// The ids of tenants, by name.
    ids: HashMap<String, String>,
    /// How many tenants have no id, and how many Realms are of none of the others.
    nameless: usize,
    unclaimed: usize,
}

/// Subjects of AuthServers, at most two of each: enough to find another one.
#[derive(Debug, Default)]
struct Trusting {
    certain: Vec<(String, Vec<Span>)>,
    maybe: Vec<(String, Vec<Span>)>,
}

impl Realms {
    fn of(view: &View<'_>) -> Self {
        let rows = super::rows_of(view, "auth-server");
        let mut realms = Self { gap: rows.whole().err(), ..Self::default() };
        for row in &rows.objects {
            let is_entra = is_entra(row).ok().map(|seen| seen.value);
            let is_on = row.get("Enabled").ok().map(|seen| seen.value == Value::Bool(true));
            let trusting = match row.get("Realm") {
                Ok(Seen { value, .. }) => realms.of_realm.entry(plain(&value).to_ascii_lowercase()).or_default(),
                Err(_) => &mut realms.anywhere,
            };
            match both(is_on, is_entra) {
                Some(true) if trusting.certain.len() < 2 => trusting.certain.push((row.subject.clone(), row.spans())),
                None if trusting.maybe.len() < 2 => trusting.maybe.push((row.subject.clone(), row.spans())),
                _ => {}
            }
            if is_entra == Some(false) {
                continue;
            }
            let room = MOST_PLACES.saturating_sub(realms.places.len());
            realms.places.extend(row.places("Realm").into_iter().take(room));
        }
        let tenants = &view.estate.tenants;
        realms.ids = tenants.iter().filter_map(|tenant| Some((tenant.name.clone(), tenant.id.clone()?))).collect();
        realms.nameless = tenants.len() - realms.ids.len();
        let ids: HashSet<&str> = realms.ids.values().map(String::as_str).collect();
        let is_unclaimed = |(realm, trusting): &(&String, &Trusting)| {
            !trusting.certain.is_empty() && crate::estate::parse::guid(realm).is_some() && !ids.contains(realm.as_str())
        };
        realms.unclaimed = realms.of_realm.iter().filter(is_unclaimed).count();
        realms
    }

    /// That no AuthServer does what is asked, unless one may: of which that is not printed, or which was not captured.
    fn none(&self, open: Option<Vec<Span>>, at: Vec<Span>) -> Known<Value> {
        match (open, &self.gap) {
            (Some(places), _) => not_printed(places),
            (None, Some(reason)) => Err(reason.clone()),
            (None, None) => flag(false, at),
        }
    }

    /// Whether an AuthServer trusts the tenant of an id.
    fn trusts(&self, id: &str) -> Known<Value> {
        let own = self.of_realm.get(&id.to_ascii_lowercase());
        if let Some((_, at)) = own.and_then(|own| own.certain.first()) {
            return flag(true, at.clone());
        }
        let mut open = own.into_iter().flat_map(|own| &own.maybe).chain(&self.anywhere.maybe).chain(&self.anywhere.certain);
        self.none(open.next().map(|(_, at)| at.clone()), self.places.clone())
    }

    /// Whether another AuthServer than `subject` trusts the tenant.
    fn shared(&self, realm: &str, subject: &str, at: Vec<Span>) -> Known<Value> {
        let is_other = |(other, _): &&(String, Vec<Span>)| other != subject;
        let own = self.of_realm.get(&realm.to_ascii_lowercase());
        if own.is_some_and(|own| own.certain.iter().any(|one| is_other(&one))) {
            return flag(true, at);
        }
        let mut maybe = own.into_iter().chain([&self.anywhere]).flat_map(|trusting| &trusting.maybe).filter(is_other);
        // One whose Realm is not known may trust this tenant, too.
        let of_unknown_realm = || self.anywhere.certain.iter().find(is_other).map(|_| at.clone());
        self.none(maybe.next().map(|(_, at)| at.clone()).or_else(of_unknown_realm), at)
    }
}
