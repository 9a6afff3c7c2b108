//! What services answered over the wire, and whether the configuration says the same.

use super::derive::{MOST_PLACES, flag, flag_of, not_captured, not_printed, text, text_of};
use super::{Fact, FactTarget, Read, View, auth_server, memo, own_domains};
use crate::estate::bearer::{self, Challenge};
use crate::estate::{Known, Object, Seen, Side, Unknown, UnknownReason, Value, known, unknown};
use crate::microsoft::{self, SignIn};
use std::collections::BTreeSet;

const CHALLENGE: FactTarget = FactTarget::Nouns(&["challenge"]);

/// Facts about answers of services.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "advertises-endpoint",
        doc: "the Bearer challenge has an authorization_uri: clients are told where to sign in",
        on: CHALLENGE,
        read: Read::Row(|_, answer| {
            let has_endpoint = |bearer: &Challenge| bearer.parameter("authorization_uri").is_some();
            of_bearer(answer, |bearer| bearer.is_some_and(has_endpoint)).map(Into::into)
        }),
    },
    Fact {
        name: "sends-to-sign-in",
        doc: "advertises-endpoint; where it does not, undecided unless the request named a mailbox or its host is in an accepted domain",
        on: CHALLENGE,
        read: Read::Row(sends_to_sign_in),
    },
    Fact {
        name: "answers-autodiscover",
        doc: "an answer of Autodiscover V2 with a URL",
        on: CHALLENGE,
        read: Read::Row(|_, answer| {
            let Seen { value, at } = printed(answer, "AnsweredUrl")?;
            flag(matches!(value, Value::Url(_)), at)
        }),
    },
    Fact {
        name: "answers-external-url",
        doc: "the URL that Autodiscover V2 answers is on the host of an ActiveSync ExternalUrl",
        on: CHALLENGE,
        read: Read::Row(answers_external_url),
    },
    Fact {
        name: "authorization-host",
        doc: "host of the authorization_uri; blank without one",
        on: CHALLENGE,
        read: Read::Row(|_, answer| {
            of_bearer(answer, |bearer| bearer.and_then(authorization_host).map_or(Value::Null, Value::Text))
        }),
    },
    Fact {
        name: "wire-captured",
        doc: "whether answers of services were captured (hmaudit probe, curl -i, Test-HMAEAS)",
        on: FactTarget::Organization,
        read: Read::Whole(|view| {
            let answers = view.estate.all("challenge");
            flag(!answers.is_empty(), answers.iter().flat_map(Object::spans).take(MOST_PLACES).collect())
        }),
    },
    Fact {
        name: "active-sync-external-hosts",
        doc: "hosts of the ExternalUrl of the ActiveSync virtual directories",
        on: FactTarget::Organization,
        read: Read::Whole(|view| {
            let Seen { value: hosts, at } = external_hosts(view)?;
            text(hosts.into_iter().collect::<Vec<_>>().join(", "), at)
        }),
    },
    Fact {
        name: "saw-http-audience",
        doc: "Exchange refused a token because it was reached over http: something in front of it takes TLS off",
        on: CHALLENGE,
        read: Read::Row(|_, answer| {
            let Seen { value, at } = printed(answer, "Diagnostics")?;
            let reason = if let Value::Text(reason) = value { reason.to_ascii_lowercase() } else { String::new() };
            flag(reason.contains("invalid_resource") && reason.contains("actual 'http://"), at)
        }),
    },
    Fact {
        name: "is-bearer-challenge",
        doc: "an answer to an empty bearer token: without one, Exchange does not offer Bearer everywhere",
        on: CHALLENGE,
        read: Read::Row(|_, answer| {
            let asked = text_of(answer, "Request").is_some_and(|request| request.eq_ignore_ascii_case("bearer-challenge"));
            flag(asked && text_of(answer, "Error").is_none(), answer.spans())
        }),
    },
    Fact {
        name: "offers-bearer",
        doc: "the answer has a Bearer challenge",
        on: CHALLENGE,
        read: Read::Row(|_, answer| of_bearer(answer, |bearer| bearer.is_some()).map(Into::into)),
    },
    Fact {
        name: "signs-in-at-entra",
        doc: "the authorization_uri is one of Entra: https, default port, a sign-in host, a path for signing in",
        on: CHALLENGE,
        read: Read::Row(|view, answer| {
            let Seen { value: judged, at } = of_bearer(answer, |bearer| signs_in_at_entra(view, bearer))?;
            judged
                .map_or_else(|host| unknown(UnknownReason::Unreadable { raw: host }, at.clone()), |is_so| flag(is_so, at.clone()))
        }),
    },
    Fact {
        name: "tells-of-tokens",
        doc: "the answer has a challenge, or the reason why a token was refused; one of Autodiscover or Entra has neither",
        on: CHALLENGE,
        read: Read::Row(|_, answer| {
            let is_there = |name: &str| match answer.get(name) {
                Ok(Seen { value: Value::List(list), .. }) => !list.items.is_empty() || !list.complete,
                Ok(Seen { value, .. }) => value != Value::Null,
                Err(Unknown { why, .. }) => why != UnknownReason::NotPrinted,
            };
            flag(is_there("WwwAuthenticate") || is_there("Diagnostics"), answer.spans())
        }),
    },
    Fact {
        name: "trusts-tenant",
        doc: "trusted_issuers of the Bearer challenge names the tenant, or any (`@*`)",
        on: CHALLENGE,
        read: Read::Row(trusts_tenant),
    },
];

/// Without a mailbox Exchange looks for the settings of the domain of the host, and of one that it does not accept it knows none.
fn sends_to_sign_in(view: &View<'_>, answer: &Object) -> Known<Value> {
    let has_endpoint = |bearer: &Challenge| bearer.parameter("authorization_uri").is_some();
    let Seen { value: is_sent, at } = of_bearer(answer, |bearer| bearer.is_some_and(has_endpoint))?;
    if is_sent || flag_of(answer, "AsMailbox") == Some(true) {
        return flag(is_sent, at);
    }
    match answer.get("RequestUrl")? {
        Seen { value: Value::Url(url), .. } if own_domains::accepts(view, &microsoft::host(&url))? => flag(false, at),
        _ => not_printed(at),
    }
}

/// A property of an answer, which prints nothing where there is nothing to print.
fn printed(answer: &Object, property: &str) -> Known<Value> {
    match answer.get(property) {
        Err(Unknown { why: UnknownReason::NotPrinted, at }) => known(Value::Null, at),
        other => other,
    }
}

/// What `read` makes of the Bearer challenge of an answer (`None` if there is none), at the place of its header.
fn of_bearer<T>(answer: &Object, read: impl FnOnce(Option<&Challenge>) -> T) -> Known<T> {
    let Seen { value, at } = printed(answer, "WwwAuthenticate")?;
    // An answer without such headers is not an answer about tokens: of Autodiscover, of Entra, or none at all.
    let Value::List(headers) = value else { return known(read(None), at) };
    for item in &headers.items {
        let challenges = bearer::challenges(&item.text);
        if let Some(bearer) = challenges.iter().find(|challenge| challenge.is_bearer()) {
            return known(read(Some(bearer)), item.at.map_or(at, |at| vec![at]));
        }
    }
    if headers.complete { known(read(None), at) } else { unknown(UnknownReason::Truncated { shown: 0 }, at) }
}

fn authorization_host(bearer: &Challenge) -> Option<String> {
    let uri = bearer.parameter("authorization_uri")?;
    let host = url::Url::parse(uri).ok().and_then(|url| url.host_str().map(|host| host.trim_end_matches('.').to_lowercase()));
    Some(host.unwrap_or_else(|| uri.to_owned()))
}

/// Whether clients are sent to Entra ID; the host where nobody can tell, because a cloud may be newer than this program.
fn signs_in_at_entra(view: &View<'_>, bearer: Option<&Challenge>) -> Result<bool, String> {
    let tenants = &view.estate.tenants;
    let uri = bearer.and_then(|one| one.parameter("authorization_uri")).and_then(|uri| url::Url::parse(uri).ok());
    match uri.as_ref().map(microsoft::authorization) {
        Some(SignIn::Valid(Some(named))) => {
            let is_known = tenants.iter().any(|tenant| tenant.id.as_ref() == Some(&named) || tenant.domains.contains(&named));
            Ok(is_known || tenants.iter().all(|tenant| tenant.id.is_none()))
        }
        Some(SignIn::Valid(None)) => Ok(true),
        Some(SignIn::OtherHost(host)) if auth_server::serves_metadata(view, &host) => Err(host),
        _ => Ok(false),
    }
}

fn trusts_tenant(view: &View<'_>, answer: &Object) -> Known<Value> {
    let Some(tenant) = view.tenant else { return not_printed(Vec::new()) };
    let mut names: Vec<String> = tenant.domains.iter().map(|domain| domain.to_lowercase()).collect();
    names.extend(tenant.id.clone());
    let judged = of_bearer(answer, |bearer| {
        let trusted = bearer.map(Challenge::trusted_tenants).unwrap_or_default();
        let is_whole = bearer.is_none_or(Challenge::issuers_are_whole);
        (trusted.iter().any(|own| own == "*" || names.contains(own)), is_whole)
    });
    let Seen { value: (is_trusted, is_whole), at } = judged?;
    match is_trusted {
        // Without its id no tenant can be found among the issuers, which name ids.
        false if tenant.id.is_none() => not_printed(at),
        false if !is_whole => unknown(UnknownReason::Truncated { shown: 0 }, at),
        is_trusted => flag(is_trusted, at),
    }
}

/// The hosts of ActiveSync's external URLs.
pub(super) type ExternalHosts = Known<BTreeSet<String>>;

fn external_hosts(view: &View<'_>) -> ExternalHosts {
    if view.estate.coverage(&Side::OnPremises, "active-sync-virtual-directory").is_none() {
        return not_captured("active-sync-virtual-directory");
    }
    let mut hosts = BTreeSet::new();
    let mut places = Vec::new();
    for directory in view.estate.of("active-sync-virtual-directory", &Side::OnPremises) {
        if let Seen { value: Value::Url(url), at } = directory.get("ExternalUrl")? {
            hosts.extend(url.host_str().map(str::to_lowercase));
            places.extend(at.into_iter().take(MOST_PLACES.saturating_sub(places.len())));
        }
    }
    known(hosts, places)
}

fn answers_external_url(view: &View<'_>, answer: &Object) -> Known<Value> {
    let (answered, at) = match answer.get("AnsweredUrl")? {
        Seen { value: Value::Url(url), at } => (url.host_str().unwrap_or_default().to_lowercase(), at),
        Seen { at, .. } => return flag(false, at),
    };
    let judge = |hosts: &ExternalHosts| {
        let Seen { value: hosts, at: more } = hosts.as_ref().map_err(Unknown::clone)?;
        flag(hosts.contains(&answered), at.into_iter().chain(more.iter().copied()).collect())
    };
    memo::kept(view, |memo| &memo.external_hosts, external_hosts, judge)
}
