//! Facts about modern authentication of OWA and ECP.

use super::derive::{flag, list, map, not_captured, text, text_of, unreadable};
use super::{DerivedNoun, Fact, FactTarget, Read, Rows, View, auth_server, builds, servers};
use crate::estate::value::Version;
use crate::estate::{Item, Known, List, Object, Seen, Side, UnknownReason, Value, known, spn, unknown};
use crate::microsoft::{self, SignIn};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The virtual directories that browsers come to.
pub(super) const BROWSER: &[&str] = &["owa-virtual-directory", "ecp-virtual-directory"];

/// OWA and ECP virtual directories in one selection.
pub(super) const OWA_OR_ECP: DerivedNoun = DerivedNoun {
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
    rows: |view| Rows::of_all(view, BROWSER),
};

/// Every URL of OWA and ECP that a browser may come back to, path included.
pub(super) const OWA_URL: DerivedNoun = DerivedNoun {
    name: "owa-url",
    doc: "the URLs of OWA and ECP, one row each",
    properties: &[("url", "the URL without a slash at its end"), ("sources", "who uses it")],
    rows: |view| {
        let directories = Rows::of_all(view, BROWSER);
        let mut urls: BTreeMap<String, Vec<Use<'_>>> = BTreeMap::new();
        let takes_tokens = |directory: &&Cow<'_, Object>| !builds::predates_2016(view.estate, directory);
        for directory in directories.objects.iter().filter(takes_tokens) {
            for property in ["InternalUrl", "ExternalUrl"] {
                let Ok(Seen { value: Value::Url(url), at }) = directory.get(property) else { continue };
                let source = Item { text: format!("{} {property}", directory.subject), at: at.first().copied() };
                urls.entry(reply_form(url.as_str())).or_default().push((directory, source, at));
            }
        }
        let objects = urls.into_iter().map(|(url, uses)| Cow::Owned(url_row(url, uses))).collect();
        Rows { objects, gaps: directories.gaps }
    },
};

/// A virtual directory that has a URL, which property says so, and where.
type Use<'o> = (&'o Object, Item, Vec<Span>);

fn url_row(url: String, uses: Vec<Use<'_>>) -> Object {
    let at: Vec<Span> = uses.iter().flat_map(|(.., at)| at.iter().copied()).collect();
    let side = uses.first().map_or(Side::OnPremises, |(directory, ..)| directory.side.clone());
    let occurrences = uses.iter().flat_map(|(directory, ..)| directory.occurrences.iter().cloned()).collect();
    let sources = uses.into_iter().map(|(_, source, _)| source).collect();
    let values = [("url", text(url.clone(), at.clone())), ("sources", list(sources, at))];
    Object { side, occurrences, ..Object::derived(OWA_URL.name, url, values) }
}

/// How reply URLs are compared: scheme and host without regard to letter case, no slash at the end, the path exactly.
fn reply_form(text: &str) -> String {
    let text = text.trim();
    let parsed = url::Url::parse(text).map_or_else(|_| text.to_owned(), |url| url.to_string());
    parsed.trim_end_matches('/').to_owned()
}

/// What the service at a URL of OWA or ECP answered to a browser that is not signed in.
fn redirects_to_sign_in(view: &View<'_>, url: &Object) -> Known<Value> {
    let is_it = |answer: &&Object| {
        text_of(answer, "Request").is_some_and(|request| request == "sign-in")
            && text_of(answer, "RequestUrl").is_some_and(|asked| reply_form(&asked) == url.subject)
            && text_of(answer, "HttpStatus").is_some()
    };
    let Some(answer) = view.estate.all("challenge").iter().find(is_it) else { return not_captured("challenge") };
    let is_redirect = text_of(answer, "HttpStatus").is_some_and(|status| status == "302");
    let judged = match answer.get("Location") {
        Ok(Seen { value: Value::Url(to), .. }) if is_redirect => microsoft::authorization(&to),
        _ => return flag(false, answer.places("HttpStatus")),
    };
    match judged {
        SignIn::Valid(_) => flag(true, answer.places("Location")),
        SignIn::OtherHost(host) if auth_server::serves_metadata(view, &host) => {
            unknown(UnknownReason::Unreadable { raw: host }, answer.places("Location"))
        }
        _ => flag(false, answer.places("Location")),
    }
}

/// Facts about reply URLs and about what stands before OWA and ECP.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "behind-application-proxy",
        doc: "whether ExternalUrl is on a host of Entra application proxy; one with a domain of its own does not show",
        on: FactTarget::Nouns(&["owa-or-ecp", "owa-virtual-directory", "ecp-virtual-directory"]),
        read: Read::Row(|_, directory| {
            map(directory.get("ExternalUrl"), |value| match value {
                Value::Url(url) => Some(Value::Bool(is_of_application_proxy(url))),
                Value::Null => Some(Value::Bool(false)),
                _ => None,
            })
        }),
    },
    Fact {
        name: "redirects-to-sign-in",
        doc: "whether a probe of the URL was sent to an authorization endpoint of Entra",
        on: FactTarget::Nouns(&["owa-url"]),
        read: Read::Row(redirects_to_sign_in),
    },
    Fact {
        name: "reply-urls",
        doc: "reply URLs without a slash at the end; complete only if the captured list is",
        on: FactTarget::Nouns(&["service-principal"]),
        read: Read::Row(|_, principal| {
            map(principal.get("ReplyUrls"), |value| match value {
                Value::Null => Some(Value::List(List { items: Vec::new(), complete: true })),
                Value::List(list) => Some(Value::List(list.map(reply_form))),
                _ => None,
            })
        }),
    },
    Fact {
        name: "reply-url-list",
        doc: "reply URLs, lower-case host, without a trailing slash",
        on: FactTarget::Nouns(&["service-principal"]),
        read: Read::Row(|_, principal| {
            let plain = |text: &str| {
                let url = spn::service_url(text).map_or_else(|| text.to_owned(), |url| url.to_string());
                url.trim_end_matches('/').to_owned()
            };
            match principal.get("ReplyUrls")? {
                Seen { value: Value::List(list), at } => known(Value::List(list.map(plain)), at),
                other => Ok(other),
            }
        }),
    },
    Fact {
        name: "supports-owa-modern-auth",
        doc: "whether the server's build takes tokens for OWA and ECP; CU14 without the installed build is unknown",
        on: FactTarget::Nouns(&["exchange-server"]),
        read: Read::Row(supports),
    },
];

/// Domain under which Entra application proxy publishes what has no domain of its own.
const APPLICATION_PROXY: &str = ".msappproxy.net";

/// Whether Entra application proxy answers at a URL, with a certificate of Microsoft's.
pub(super) fn is_of_application_proxy(url: &url::Url) -> bool {
    microsoft::host(url).ends_with(APPLICATION_PROXY)
}

/// Exchange 2019 CU14 with the April 2024 hotfix update.
const FIRST: Version = Version([15, 2, 1544, 11]);
/// Exchange 2019 CU14 itself: with AdminDisplayVersion alone the hotfix update can't be seen.
const CU14: Version = Version([15, 2, 1544, 0]);
/// Exchange 2019 CU15, the first cumulative update that contains it.
const CU15: Version = Version([15, 2, 1748, 0]);

fn supports(view: &View<'_>, server: &Object) -> Known<Value> {
    if let Ok(Seen { value: build, at }) = servers::installed(view, server) {
        return flag(build >= FIRST, at);
    }
    match server.get("AdminDisplayVersion")? {
        Seen { value: Value::Version(build), at } if build >= CU15 || build < CU14 => flag(build >= CU15, at),
        Seen { value: Value::Version(_), at } => unknown(UnknownReason::NotCaptured { noun: "exchange-setup" }, at),
        Seen { value, at } => unreadable(&value, at),
    }
}
