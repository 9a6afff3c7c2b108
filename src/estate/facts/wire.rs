//! What services answered over the wire, and whether the configuration says the same (domain.md 5.1 and 5.2).

use super::clouds::SignIn;
use super::derive::{flag, text, text_of};
use super::organization::MOST_PLACES;
use super::{Fact, On, View, memo};
use crate::estate::bearer::{self, Challenge};
use crate::estate::{Known, Object, Realm, Value, Why};
use crate::source::Span;
use std::collections::BTreeSet;

const CHALLENGE: On = On::Nouns(&["challenge"]);

/// Whether any answer was captured.
pub const CAPTURED: Fact = Fact {
    name: "wire-captured",
    doc: "whether answers of services were captured (hmaudit probe, curl -i, Test-HMAEAS)",
    on: On::Organization,
    read: |view, _| {
        let answers = view.estate.all("challenge");
        flag(!answers.is_empty(), answers.iter().flat_map(Object::spans).take(MOST_PLACES).collect())
    },
};

/// Whether it tells how a service meets an empty token.
pub const IS_BEARER_CHALLENGE: Fact = Fact {
    name: "is-bearer-challenge",
    doc: "an answer to an empty bearer token: without one, Exchange does not offer Bearer everywhere",
    on: CHALLENGE,
    read: |_, object| {
        let Some(object) = object else { return not_printed() };
        let asked = text_of(object, "Request").is_some_and(|request| request.eq_ignore_ascii_case("bearer-challenge"));
        flag(asked && text_of(object, "Error").is_none(), object.spans())
    },
};

/// Whether it tells how Exchange takes tokens.
pub const TELLS_OF_TOKENS: Fact = Fact {
    name: "tells-of-tokens",
    doc: "the answer has a challenge, or the reason why a token was refused; one of Autodiscover or Entra has neither",
    on: CHALLENGE,
    read: |_, object| {
        let Some(object) = object else { return not_printed() };
        let is_there = |name: &str| match object.get(name) {
            Known::Known { value: Value::List(list), .. } => !list.items.is_empty() || !list.complete,
            Known::Known { value, .. } => value != Value::Null,
            Known::Unknown { why, .. } => why != Why::NotPrinted,
        };
        flag(is_there("WwwAuthenticate") || is_there("Diagnostics"), object.spans())
    },
};

/// Whether it is an answer of Autodiscover V2.
pub const ANSWERS_AUTODISCOVER: Fact = Fact {
    name: "answers-autodiscover",
    doc: "an answer of Autodiscover V2 with a URL",
    on: CHALLENGE,
    read: |_, object| {
        let Some(object) = object else { return not_printed() };
        match object.get("AnsweredUrl") {
            Known::Known { value: Value::Url(_), at } => flag(true, at),
            Known::Known { at, .. } | Known::Unknown { why: Why::NotPrinted, at } => flag(false, at),
            Known::Unknown { why, at } => Known::unknown(why, at),
        }
    },
};

/// Whether tokens are asked for.
pub const OFFERS_BEARER: Fact = Fact {
    name: "offers-bearer",
    doc: "the answer has a Bearer challenge",
    on: CHALLENGE,
    read: |_, object| of_bearer(object, |bearer| Value::Bool(bearer.is_some())),
};

/// Whether clients are told where to sign in.
pub const ADVERTISES_ENDPOINT: Fact = Fact {
    name: "advertises-endpoint",
    doc: "the Bearer challenge has an authorization_uri: clients are told where to sign in",
    on: CHALLENGE,
    read: |_, object| {
        of_bearer(object, |bearer| Value::Bool(bearer.and_then(|one| one.parameter("authorization_uri")).is_some()))
    },
};

/// Where clients are told to sign in.
pub const AUTHORIZATION_HOST: Fact = Fact {
    name: "authorization-host",
    doc: "host of the authorization_uri; blank without one",
    on: CHALLENGE,
    read: |_, object| of_bearer(object, |bearer| bearer.and_then(authorization_host).map_or(Value::Null, Value::Text)),
};

/// Whether that is Entra.
pub const SIGNS_IN_AT_ENTRA: Fact = Fact {
    name: "signs-in-at-entra",
    doc: "the authorization_uri is one of Entra: https, default port, a sign-in host, a path for signing in",
    on: CHALLENGE,
    read: |view, object| {
        of_bearer(object, |bearer| {
            let uri = bearer.and_then(|one| one.parameter("authorization_uri")).and_then(|uri| url::Url::parse(uri).ok());
            let judged = uri.as_ref().map(super::clouds::authorization);
            let is_known = |named: &String| {
                view.estate.tenants.iter().any(|tenant| tenant.id.as_ref() == Some(named) || tenant.domains.contains(named))
            };
            let has_ids = view.estate.tenants.iter().any(|tenant| tenant.id.is_some());
            Value::Bool(match judged {
                Some(SignIn::Valid(Some(tenant))) => !has_ids || is_known(&tenant),
                Some(SignIn::Valid(None)) => true,
                _ => false,
            })
        })
    },
};

/// Whether tokens of the tenant are trusted.
pub const TRUSTS_TENANT: Fact = Fact {
    name: "trusts-tenant",
    doc: "trusted_issuers of the Bearer challenge names the tenant, or any (`@*`)",
    on: CHALLENGE,
    read: trusts_tenant,
};

/// Whether a token for http was sent on.
pub const HTTP_AUDIENCE: Fact = Fact {
    name: "saw-http-audience",
    doc: "Exchange refused a token because it was reached over http: something in front of it takes TLS off",
    on: CHALLENGE,
    read: |_, object| {
        let Some(object) = object else { return not_printed() };
        match object.get("Diagnostics") {
            Known::Known { value: Value::Text(reason), at } => {
                let reason = reason.to_ascii_lowercase();
                flag(reason.contains("invalid_resource") && reason.contains("actual 'http://"), at)
            }
            Known::Unknown { why: Why::NotPrinted, at } | Known::Known { at, .. } => flag(false, at),
            Known::Unknown { why, at } => Known::unknown(why, at),
        }
    },
};

/// Whether Autodiscover V2 sends mobile clients to the configured URL.
pub const ANSWERS_EXTERNAL_URL: Fact = Fact {
    name: "answers-external-url",
    doc: "the URL that Autodiscover V2 answers is on the host of an ActiveSync ExternalUrl",
    on: CHALLENGE,
    read: answers_external_url,
};

/// Hosts that Autodiscover V2 should answer.
pub const EXTERNAL_HOSTS: Fact = Fact {
    name: "active-sync-external-hosts",
    doc: "hosts of the ExternalUrl of the ActiveSync virtual directories",
    on: On::Organization,
    read: |view, _| {
        external_hosts(view).map_or_else(
            |(why, at)| Known::unknown(why, at),
            |(hosts, at)| text(hosts.into_iter().collect::<Vec<_>>().join(", "), at),
        )
    },
};

fn not_printed() -> Known<Value> {
    Known::unknown(Why::NotPrinted, Vec::new())
}

/// What `read` makes of the Bearer challenge of an answer (`None` if there is none), at the place of its header.
fn of_bearer(object: Option<&Object>, read: impl FnOnce(Option<&Challenge>) -> Value) -> Known<Value> {
    let Some(object) = object else { return not_printed() };
    match object.get("WwwAuthenticate") {
        Known::Known { value: Value::List(headers), at } => {
            for item in &headers.items {
                let challenges = bearer::challenges(&item.text);
                if let Some(bearer) = challenges.iter().find(|challenge| challenge.is_bearer()) {
                    return Known::known(read(Some(bearer)), item.at.map_or(at, |at| vec![at]));
                }
            }
            if headers.complete { Known::known(read(None), at) } else { Known::unknown(Why::Truncated { shown: 0 }, at) }
        }
        // An answer without such headers is no answer about tokens: of Autodiscover, of Entra, or none at all.
        Known::Known { at, .. } | Known::Unknown { why: Why::NotPrinted, at } => Known::known(read(None), at),
        Known::Unknown { why, at } => Known::unknown(why, at),
    }
}

fn authorization_host(bearer: &Challenge) -> Option<String> {
    let uri = bearer.parameter("authorization_uri")?;
    let host = url::Url::parse(uri).ok().and_then(|url| url.host_str().map(|host| host.trim_end_matches('.').to_lowercase()));
    Some(host.unwrap_or_else(|| uri.to_owned()))
}

fn trusts_tenant(view: &View<'_>, object: Option<&Object>) -> Known<Value> {
    let Some(tenant) = view.tenant else { return not_printed() };
    let mut names: Vec<String> = tenant.domains.iter().map(|domain| domain.to_lowercase()).collect();
    names.extend(tenant.id.clone());
    let mut whole = true;
    let trusted = of_bearer(object, |bearer| {
        let trusted = bearer.map(Challenge::trusted_tenants).unwrap_or_default();
        whole = bearer.is_none_or(Challenge::issuers_are_whole);
        Value::Bool(trusted.iter().any(|own| own == "*" || names.contains(own)))
    });
    // Without its id no tenant can be found among the issuers, which name ids.
    match trusted {
        Known::Known { value: Value::Bool(false), at } if tenant.id.is_none() => Known::unknown(Why::NotPrinted, at),
        Known::Known { value: Value::Bool(false), at } if !whole => Known::unknown(Why::Truncated { shown: 0 }, at),
        other => other,
    }
}

/// Something with the places that show it.
type Placed<T> = (T, Vec<Span>);

/// The hosts of ActiveSync's external URLs, or why they are not known.
pub(super) type ExternalHosts = Result<Placed<BTreeSet<String>>, Placed<Why>>;

fn external_hosts(view: &View<'_>) -> ExternalHosts {
    let mut hosts = BTreeSet::new();
    let mut places = Vec::new();
    if view.estate.coverage(&Realm::OnPremises, "active-sync-virtual-directory").is_none() {
        return Err((Why::NotCaptured { noun: "active-sync-virtual-directory" }, Vec::new()));
    }
    for directory in view.estate.of("active-sync-virtual-directory", &Realm::OnPremises) {
        match directory.get("ExternalUrl") {
            Known::Known { value: Value::Url(url), at } => {
                hosts.extend(url.host_str().map(str::to_lowercase));
                places.extend(at.into_iter().take(MOST_PLACES.saturating_sub(places.len())));
            }
            Known::Known { .. } => {}
            Known::Unknown { why, at } => return Err((why, at)),
        }
    }
    Ok((hosts, places))
}

fn answers_external_url(view: &View<'_>, object: Option<&Object>) -> Known<Value> {
    let Some(object) = object else { return not_printed() };
    let (answered, at) = match object.get("AnsweredUrl") {
        Known::Known { value: Value::Url(url), at } => (url.host_str().unwrap_or_default().to_lowercase(), at),
        Known::Known { at, .. } => return flag(false, at),
        Known::Unknown { why, at } => return Known::unknown(why, at),
    };
    memo::kept(
        view,
        |memo| &memo.external_hosts,
        external_hosts,
        |known| match known {
            Ok((hosts, more)) => flag(hosts.contains(&answered), at.into_iter().chain(more.iter().copied()).collect()),
            Err((why, more)) => Known::unknown(why.clone(), more.clone()),
        },
    )
}
