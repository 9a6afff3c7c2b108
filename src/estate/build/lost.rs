//! What captures lost: stretches that were not understood and that plainly hold objects of an audited cmdlet. They may hold other values than those
//! that were read, or more objects.

use crate::capture::{Capture, veil};
use crate::catalog::{self, schema::Cmdlet};
use crate::estate::attribution::Tenants;
use crate::estate::{Doubt, Doubtful, Side};
use crate::source::{Sources, Span};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// The most bytes of one stretch that are looked through: what it is shows at its beginning.
const LOOKED_AT: usize = 16 << 10;

/// Properties that only one kind of object has, in lower case, and its noun.
static TELLING: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut nouns: HashMap<String, BTreeSet<&'static str>> = HashMap::new();
    for cmdlet in catalog::ALL.iter().filter(|cmdlet| !cmdlet.is_of_clients()) {
        for name in cmdlet.properties.iter().flat_map(|property| std::iter::once(&property.name).chain(property.aliases)) {
            nouns.entry(name.to_ascii_lowercase()).or_default().insert(cmdlet.noun);
        }
    }
    // Short names are words.
    let telling = nouns.into_iter().filter(|(name, of)| of.len() == 1 && name.len() > 12);
    telling.filter_map(|(name, of)| Some((name, of.into_iter().next()?))).collect()
});

/// How the Identity of a virtual directory tells its kind.
const DIRECTORIES: &[(&str, &str)] = &[
    ("\\mapi (", "mapi-virtual-directory"),
    ("\\ews (", "web-services-virtual-directory"),
    ("\\oab (", "oab-virtual-directory"),
    ("\\autodiscover (", "autodiscover-virtual-directory"),
    ("\\microsoft-server-activesync (", "active-sync-virtual-directory"),
    ("\\owa (", "owa-virtual-directory"),
    ("\\ecp (", "ecp-virtual-directory"),
];

/// How the URL of a virtual directory tells its kind.
const PATHS: &[(&str, &str)] = &[
    ("/mapi", "mapi-virtual-directory"),
    ("/ews/", "web-services-virtual-directory"),
    ("/oab", "oab-virtual-directory"),
    ("/autodiscover/", "autodiscover-virtual-directory"),
    ("/microsoft-server-activesync", "active-sync-virtual-directory"),
    ("/owa", "owa-virtual-directory"),
    ("/ecp", "ecp-virtual-directory"),
];

/// The doubts about kinds of objects of which something was lost.
pub fn doubts(captures: &[Capture<'_>], sources: &Sources, tenants: &Tenants) -> Vec<Doubtful> {
    let mut lost: BTreeMap<(&'static str, Option<String>), Vec<Span>> = BTreeMap::new();
    let texts = captures.iter().flat_map(|capture| {
        let lost = capture.lost.iter().map(|at| (*at, sources.get(at.source).slice(*at)));
        lost.chain(capture.unread.iter().map(|unread| (unread.at, &*unread.text)))
    });
    for (at, text) in texts {
        for noun in nouns(text) {
            let of_tenant = catalog::of_noun(noun).is_some_and(Cmdlet::is_of_tenant);
            let tenant = tenants.of(at).filter(|_| of_tenant).map(str::to_owned);
            if of_tenant && tenant.is_none() {
                continue;
            }
            lost.entry((noun, tenant)).or_default().push(at);
        }
    }
    let doubt = |((noun, tenant), mut at): ((&'static str, Option<String>), Vec<Span>)| {
        at.sort();
        Doubtful { noun, side: Some(tenant.map_or(Side::OnPremises, Side::Tenant)), doubt: Doubt::Lost, at }
    };
    lost.into_iter().map(doubt).collect()
}

/// The kinds of objects that a text plainly holds, or that it says behind base64, escapes and the like.
fn nouns(text: &str) -> BTreeSet<&'static str> {
    let mut found = nouns_of(text);
    if found.is_empty() || veil::at_start(text).is_some_and(|seen| seen.veil.is_some()) {
        found.extend(veil::plain(text).iter().flat_map(|text| nouns_of(text)));
    }
    found
}

fn nouns_of(text: &str) -> BTreeSet<&'static str> {
    let end = (0..=LOOKED_AT.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let lower = veil::in_latin(&text[..end]).to_ascii_lowercase().replace("\\\\", "\\");
    let words = lower.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    let mut found: BTreeSet<&'static str> =
        words.clone().filter(|word| word.starts_with("get-")).filter_map(|word| Some(catalog::named(word)?.0.noun)).collect();
    // It may be cut within the name; right behind the server it may be any of them.
    let shortest = if lower.contains("\"identity\"") { 1 } else { 3 };
    let is_cut_in = |name: &str| (shortest..name.len()).any(|end| lower.trim_end().ends_with(&name[..end]));
    found.extend(DIRECTORIES.iter().filter(|(name, _)| lower.contains(name) || is_cut_in(name)).map(|(_, noun)| *noun));
    if found.is_empty() && ["\"internalurl\"", "\"externalurl\""].iter().any(|name| lower.contains(name)) {
        found.extend(PATHS.iter().filter(|(path, _)| lower.contains(path)).map(|(_, noun)| *noun));
    }
    if found.is_empty() {
        found.extend(words.filter_map(|word| TELLING.get(word.trim_matches('-')).copied()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::nouns;

    #[test]
    fn a_text_tells_what_it_holds() {
        for (text, expected) in [
            ("[PS] C:\\>Get-MapiVirtualDirectory | fl\nIdentity ： x", "mapi-virtual-directory"),
            ("[{\"Identity\": \"EX01\\\\EWS (Default Web Site)\",", "web-services-virtual-directory"),
            ("+IsDefaultAuthorizationEndpoint = True", "auth-server"),
            ("\"servicePrincipalNames\": [", "service-principal"),
            ("OAuth2ClientProfileEnabled => False", "organization-config"),
        ] {
            assert_eq!(nouns(text).into_iter().collect::<Vec<_>>(), [expected], "{text}");
        }
        for text in ["", "Name : x", "https://mail.contoso.com/mapi", "Get-Date", "InternalUrl = https://mail.contoso.com/owa"] {
            assert!(nouns(text).is_empty(), "{text}");
        }
    }
}
