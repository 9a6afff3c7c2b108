//! Facts about modern authentication of OWA and ECP (domain.md 1.5).

use super::derive::{both, exists, flag, is_text, list, map, plain};
use super::{DerivedNoun, Fact, On, Rows, builds, server};
use crate::estate::value::Version;
use crate::estate::{Known, List, Object, Value, Values, Why};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// OWA and ECP virtual directories in one selection.
pub const OWA_OR_ECP: DerivedNoun = DerivedNoun {
    name: "owa-or-ecp",
    doc: "the virtual directories of OWA and ECP",
    properties: &[
        ("Identity", "SERVER\\name (Site)"),
        ("ExternalUrl", "the URL outside"),
        ("OAuthAuthentication", "whether IIS accepts bearer tokens"),
        ("AdfsAuthentication", "whether IIS accepts AD FS claims"),
        ("BasicAuthentication", "whether IIS accepts Basic"),
        ("FormsAuthentication", "whether IIS accepts forms"),
        ("DigestAuthentication", "whether IIS accepts Digest"),
        ("WindowsAuthentication", "whether IIS accepts Windows authentication"),
    ],
    rows: |view| {
        let mut all = Rows::default();
        for noun in ["owa-virtual-directory", "ecp-virtual-directory"] {
            if let Some(rows) = super::rows(view, noun) {
                all.objects.extend(rows.objects);
                all.gaps.extend(rows.gaps);
            }
        }
        all
    },
};

/// Every URL of OWA and ECP that a browser may come back to, path included.
pub const OWA_URL: DerivedNoun = DerivedNoun {
    name: "owa-url",
    doc: "the URLs of OWA and ECP, one row each",
    properties: &[("url", "the URL without a slash at its end"), ("sources", "who uses it")],
    rows: |view| {
        let directories = (OWA_OR_ECP.rows)(view);
        let mut rows: BTreeMap<String, Object> = BTreeMap::new();
        let takes_tokens = |directory: &&Cow<'_, Object>| !builds::predates_2016(view.estate, directory);
        for directory in directories.objects.iter().filter(takes_tokens) {
            for property in ["InternalUrl", "ExternalUrl"] {
                let Known::Known { value: Value::Url(url), at } = directory.get(property) else { continue };
                let url = reply_form(url.as_str());
                let row = rows.entry(url.clone()).or_insert_with(|| Object {
                    noun: "owa-url",
                    realm: directory.realm.clone(),
                    server: None,
                    subject: url.clone(),
                    values: Values::from([
                        ("url", Known::known(Value::Text(url), Vec::new())),
                        ("sources", list([], Vec::new())),
                    ]),
                    sightings: Vec::new(),
                });
                row.sightings.extend(directory.sightings.iter().cloned());
                let source = crate::estate::Item { text: format!("{} {property}", directory.subject), at: at.first().copied() };
                add(row, "url", &at);
                if let Some(Known::Known { value: Value::List(list), at: places }) = row.values.get_mut("sources") {
                    list.items.push(source);
                    places.extend(at);
                }
            }
        }
        Rows { objects: rows.into_values().map(Cow::Owned).collect(), gaps: directories.gaps }
    },
};

fn add(row: &mut Object, name: &str, at: &[crate::source::Span]) {
    if let Some(Known::Known { at: places, .. }) = row.values.get_mut(name) {
        places.extend(at);
    }
}

/// How reply URLs are compared: scheme and host without regard to letter case, no slash at the end, the path exactly.
fn reply_form(text: &str) -> String {
    let text = text.trim();
    let parsed = url::Url::parse(text).map_or_else(|_| text.to_owned(), |url| url.to_string());
    parsed.trim_end_matches('/').to_owned()
}

/// The reply URLs of a service principal in the form in which they are compared.
pub const REPLY_URLS: Fact = Fact {
    name: "reply-urls",
    doc: "reply URLs without a slash at the end; complete only if the captured list is",
    on: On::Nouns(&["service-principal"]),
    read: |_, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        map(object.get("ReplyUrls"), |value| match value {
            Value::Null => Some(Value::List(List { items: Vec::new(), complete: true })),
            Value::List(list) => {
                let items = list.items.iter().map(|item| crate::estate::Item { text: reply_form(&item.text), at: item.at });
                Some(Value::List(List { items: items.collect(), complete: list.complete }))
            }
            _ => None,
        })
    },
};

/// Exchange 2019 CU14 with the April 2024 hotfix update \[HMA\].
const FIRST: Version = Version([15, 2, 1544, 11]);
/// Exchange 2019 CU14 itself: with AdminDisplayVersion alone the hotfix update can't be seen.
const CU14: Version = Version([15, 2, 1544, 0]);
/// Exchange 2019 CU15, the first cumulative update that contains it.
const CU15: Version = Version([15, 2, 1748, 0]);

/// Whether the build takes tokens for OWA and ECP.
pub const SUPPORTS: Fact = Fact {
    name: "supports-owa-modern-auth",
    doc: "whether the server's build takes tokens for OWA and ECP; CU14 without the installed build is unknown",
    on: On::Nouns(&["exchange-server"]),
    read: |view, object| {
        let Some(server) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        if let Some((build, at)) = server::installed(view, server) {
            return flag(build >= FIRST, at);
        }
        match server.get("AdminDisplayVersion") {
            Known::Known { value: Value::Version(build), at } if build >= CU15 => flag(true, at),
            Known::Known { value: Value::Version(build), at } if build < CU14 => flag(false, at),
            Known::Known { value: Value::Version(_), at } => Known::unknown(Why::NotCaptured { noun: "exchange-setup" }, at),
            other => map(other, |_| None),
        }
    },
};

/// Domain under which Entra application proxy publishes what has no domain of its own \[HMA\].
const APPLICATION_PROXY: &str = ".msappproxy.net";

/// Whether browsers come in through Entra application proxy.
pub const BEHIND_PROXY: Fact = Fact {
    name: "behind-application-proxy",
    doc: "whether ExternalUrl is on a host of Entra application proxy; one with a domain of its own does not show",
    on: On::Nouns(&["owa-or-ecp", "owa-virtual-directory", "ecp-virtual-directory"]),
    read: |_, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        map(object.get("ExternalUrl"), |value| match value {
            Value::Url(url) => {
                let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
                Some(Value::Bool(host.ends_with(APPLICATION_PROXY)))
            }
            Value::Null => Some(Value::Bool(false)),
            _ => None,
        })
    },
};

/// Whether the override for download domains is there and on.
pub const DOWNLOAD_DOMAINS: Fact = Fact {
    name: "download-domain-override",
    doc: "whether the setting override OAuthIdentityCacheFixForDownloadDomains is enabled",
    on: On::AnyObject,
    read: |view, _| {
        let overrides = super::rows(view, "setting-override").unwrap_or_default();
        exists(&overrides, Vec::new(), |object| {
            both(is_text(object, "SectionName", "OAuthIdentityCacheFixForDownloadDomains"), enables(object))
        })
    },
};

/// Whether a setting override has `Enabled=true` among its parameters; `None` when the captures do not tell.
#[must_use]
pub fn enables(object: &Object) -> Option<bool> {
    let is_on = |text: &str| text.replace(' ', "").eq_ignore_ascii_case("Enabled=true");
    match object.get("Parameters").value()? {
        Value::List(list) if list.items.iter().any(|item| is_on(&item.text)) => Some(true),
        Value::List(list) => list.complete.then_some(false),
        value => Some(is_on(&plain(value))),
    }
}

/// How far the two switches are, as a fact of any row.
pub const PHASE: Fact = Fact {
    name: "modern-auth-phase",
    doc: "`preparing`, `half-enabled` or `enabled`: how far the two switches are thrown",
    on: On::AnyObject,
    read: |view, _| super::value(view, None, "phase").into_owned(),
};
