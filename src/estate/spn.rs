//! Service principal names and the origins that clients ask tokens for.
//!
//! The two are read in different ways. A client normalises the URL that it calls, as a browser does. Entra compares strings: a registered
//! name counts as it is stored, to the letter, and what a browser would make of it does not matter.

use unicode_normalization::UnicodeNormalization as _;
use url::{Host, Url};

/// What a service principal name is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// ASCII, and `https://host` with or without slash or `:443`, letter case ignored: Entra issues tokens for it.
    Covers,
    /// `https://host/path`: does not cover the host.
    Path,
    /// `http://host`: does not cover the host.
    Http,
    /// `appid/host`, the old server-to-server form: does not cover the host \[OAUTHCFG\].
    LegacyS2s,
    /// `appid/*.domain`, likewise.
    LegacyWildcard,
    /// An application id.
    AppId,
    /// A host name alone, as an old article had it [KB-3090197]: does not cover the host.
    Bare,
    /// What a browser would turn into `https://host`, and Entra does not: blanks around it, a dot at the end of the host, letters that are
    /// not ASCII, a port or path written in a roundabout way, user information.
    LookAlike,
    /// Anything else (`api://…`, a host that is none).
    Other,
}

impl Class {
    /// Whether a name of this class can be taken for one that covers a host, but does not.
    #[must_use]
    pub fn is_ineffective(self) -> bool {
        match self {
            Self::Path | Self::Http | Self::LegacyS2s | Self::LegacyWildcard | Self::Bare | Self::LookAlike => true,
            Self::Covers | Self::AppId | Self::Other => false,
        }
    }

    /// Name in rules and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Covers => "covers",
            Self::Path => "path",
            Self::Http => "http",
            Self::LegacyS2s => "legacy-s2s",
            Self::LegacyWildcard => "legacy-wildcard",
            Self::AppId => "appid",
            Self::Bare => "bare",
            Self::LookAlike => "look-alike",
            Self::Other => "other",
        }
    }
}

/// A service principal name, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePrincipalName {
    /// Its class.
    pub class: Class,
    /// The origin that it covers ([`Class::Covers`]) or looks as if it did; `None` for application ids and where no host can be read.
    /// For a wildcard the origin of the domain, `https://*.contoso.com`.
    pub origin: Option<String>,
}

/// The origin that a client asks a token for when it uses this URL: `https://host[:port]`, always https, lower case, punycode, without the
/// default port and without a trailing dot.
#[must_use]
pub fn origin(url: &Url) -> Option<String> {
    let host = match url.host()? {
        Host::Domain(name) => name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => format!("[{address}]"),
    };
    // `Url` itself drops the default port of the scheme (443 of https, 80 of http); 443 written out after http is the https default.
    let port = url.port().filter(|&port| port != 443);
    (!host.is_empty()).then(|| port.map_or_else(|| format!("https://{host}"), |port| format!("https://{host}:{port}")))
}

/// Parses an absolute http or https URL of which client and Entra would see the same host. Refused: user information, percent signs or
/// backslashes in the authority, blanks, masked hosts.
#[must_use]
pub fn service_url(text: &str) -> Option<Url> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://")?;
    if !(scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if authority.is_empty()
        || authority.contains(['@', '%', '\\', '*', '<', '>', '[', ']', '…']) && !is_ipv6(authority)
        || text.contains('\\')
        || text.chars().any(|character| character.is_whitespace() || character.is_control())
        || authority.split(['.', ':']).any(is_masked)
    {
        return None;
    }
    let url = Url::parse(text).ok()?;
    url.host()?;
    Some(url)
}

fn is_ipv6(authority: &str) -> bool {
    authority.starts_with('[') && !authority.contains(['@', '%', '\\', '*', '<', '>'])
}

/// A label that somebody wrote over: `xxx`, `XXXX`, `REDACTED`, `___`.
#[must_use]
pub fn is_masked(label: &str) -> bool {
    label.len() >= 3 && (label.bytes().all(|byte| matches!(byte, b'x' | b'X')) || label.bytes().all(|byte| byte == b'_'))
        || label.eq_ignore_ascii_case("redacted")
}

/// Understands a service principal name as it is stored: nothing is trimmed, decoded or normalised, and only letter case does not matter.
#[must_use]
pub fn classify(text: &str) -> ServicePrincipalName {
    let of = |class, origin| ServicePrincipalName { class, origin };
    if let Some(origin) = covered(text) {
        return of(Class::Covers, Some(origin));
    }
    let is_id = |text: &str| text.is_ascii() && super::parse::guid(text).is_some();
    if is_id(text) {
        return of(Class::AppId, None);
    }
    let plain = plain(text);
    if let Some((id, host)) = plain.split_once('/')
        && is_id(id)
    {
        let host = host.strip_suffix('/').unwrap_or(host);
        if let Some(domain) = host.strip_prefix("*.") {
            let origin = bare_origin(domain).map(|origin| origin.replacen("https://", "https://*.", 1));
            return of(if origin.is_some() { Class::LegacyWildcard } else { Class::Other }, origin);
        }
        let origin = bare_origin(host);
        return of(if origin.is_some() { Class::LegacyS2s } else { Class::Other }, origin);
    }
    if let Some(url) = as_browser(&plain) {
        let origin = origin(&url);
        let class = match url.scheme() {
            "http" => Class::Http,
            _ if url.path() == "/" && url.query().is_none() && url.fragment().is_none() => Class::LookAlike,
            _ => Class::Path,
        };
        return of(if origin.is_some() { class } else { Class::Other }, origin);
    }
    let origin = bare_origin(plain.strip_suffix('/').unwrap_or(&plain)).filter(|_| plain.contains('.'));
    of(if origin.is_some() { Class::Bare } else { Class::Other }, origin)
}

/// The origin that a name covers: the name is that origin as it stands, letter case ignored, but for one slash or `:443` behind it.
fn covered(text: &str) -> Option<String> {
    if !text.is_ascii() {
        return None;
    }
    let origin = origin(&service_url(text)?)?;
    let name = text.strip_suffix('/').unwrap_or(text);
    let is_plain = name.eq_ignore_ascii_case(&origin);
    // Only a host without a port of its own has this second form.
    let has_default_port = || name.strip_suffix(":443").is_some_and(|name| name.eq_ignore_ascii_case(&origin));
    (is_plain || has_default_port()).then_some(origin)
}

/// The text as somebody reads it: compatibility letters as the letters that they stand for, without what nobody sees.
fn plain(text: &str) -> String {
    let is_unseen = |character: char| {
        character.is_control()
            || matches!(character, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    let seen: String = text.nfkc().filter(|character| !is_unseen(*character)).collect();
    seen.trim().to_owned()
}

/// The URL that a browser makes of the text.
fn as_browser(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let is_masked = url.host_str().is_none_or(|host| host.contains('*') || host.split('.').any(is_masked));
    (!is_masked).then_some(url)
}

/// Why Entra does not match a name that looks as if it covered its host, in a few words; `None` where nothing looks so.
#[must_use]
pub fn defect(text: &str) -> Option<&'static str> {
    Some(match classify(text).class {
        Class::Path => "a path behind the host",
        Class::Http => "http",
        Class::LegacyS2s => "the old server-to-server form",
        Class::LegacyWildcard => "a wildcard of the old server-to-server form",
        Class::Bare => "a host without https://",
        Class::LookAlike => oddity(text),
        Class::Covers | Class::AppId | Class::Other => return None,
    })
}

fn oddity(text: &str) -> &'static str {
    let authority = text.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    if text.trim() != text {
        "a blank before or behind it"
    } else if !text.is_ascii() {
        "a character that is not ASCII"
    } else if authority.contains('@') {
        "user information before the host"
    } else if host.ends_with('.') {
        "a dot at the end of the host"
    } else if authority.contains('%') {
        "a percent sign in the host"
    } else if host != authority {
        "a port that is written in another way"
    } else {
        "something that a browser leaves out"
    }
}

fn bare_origin(host: &str) -> Option<String> {
    if host.is_empty() || host.contains(['/', ' ', '?', '#']) {
        return None;
    }
    origin(&service_url(&format!("https://{host}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_principal_names_are_told_apart() {
        let table: &[(&str, Class, Option<&str>)] = &[
            ("https://mail.contoso.com", Class::Covers, Some("https://mail.contoso.com")),
            ("https://mail.contoso.com/", Class::Covers, Some("https://mail.contoso.com")),
            ("HTTPS://Mail.Contoso.com/", Class::Covers, Some("https://mail.contoso.com")),
            ("https://mail.contoso.com:443", Class::Covers, Some("https://mail.contoso.com")),
            ("https://mail.contoso.com:443/", Class::Covers, Some("https://mail.contoso.com")),
            ("https://mail.contoso.com:8443/", Class::Covers, Some("https://mail.contoso.com:8443")),
            ("https://xn--mller-kva.example/", Class::Covers, Some("https://xn--mller-kva.example")),
            ("https://mail.contoso.com/ews", Class::Path, Some("https://mail.contoso.com")),
            ("https://mail.contoso.com/?x", Class::Path, Some("https://mail.contoso.com")),
            ("http://mail.contoso.com/", Class::Http, Some("https://mail.contoso.com")),
            ("http://mail.contoso.com:443/", Class::Http, Some("https://mail.contoso.com")),
            ("00000002-0000-0ff1-ce00-000000000000/mail.contoso.com", Class::LegacyS2s, Some("https://mail.contoso.com")),
            ("00000002-0000-0ff1-ce00-000000000000/*.contoso.com", Class::LegacyWildcard, Some("https://*.contoso.com")),
            ("00000002-0000-0FF1-CE00-000000000000", Class::AppId, None),
            ("mail.contoso.com", Class::Bare, Some("https://mail.contoso.com")),
            ("Exchange", Class::Other, None),
            ("api://0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80", Class::Other, None),
            ("https://mail.contoso.com@evil.example/", Class::LookAlike, Some("https://evil.example")),
            ("https://*.contoso.com/", Class::Other, None),
            ("https://", Class::Other, None),
            ("", Class::Other, None),
        ];
        for (text, class, origin) in table {
            let read = classify(text);
            assert_eq!((read.class, read.origin.as_deref()), (*class, *origin), "{text:?}");
        }
    }

    #[test]
    fn what_a_browser_turns_into_the_host_does_not_cover_it() {
        for look_alike in [
            " https://mail.contoso.com",
            "https://mail.contoso.com/ ",
            "\u{a0}https://mail.contoso.com/",
            "https://mail.contoso.com/\u{a0}",
            "\u{3000}https://mail.contoso.com/",
            "\u{feff}https://mail.contoso.com/",
            "https://mail.contoso.com\t/",
            "https://mail.contoso.com./",
            "https://mail.contoso.com.",
            "https://mail.contoso.com.:443/",
            "https://mail.contoso.com:0443",
            "https://mail.contoso.com:00443/",
            "https://mail.contoso.com:/",
            "https://mail.contoso.com/a/..",
            "https://mail.contoso.com/a/../",
            "https://mail.contoso.com/.",
            "https://mail.contoso.com/./",
            "https://mail.contoso.com/%2e",
            "https://mail.contoso.com/%2E/",
            "https://x@mail.contoso.com/",
            "https://x:y@mail.contoso.com/",
            "https://@mail.contoso.com/",
            "https:///mail.contoso.com/",
            "https:/mail.contoso.com/",
            "https:mail.contoso.com",
            "https:\\\\mail.contoso.com",
            "https://mail%2econtoso.com/",
            "https://mail.contoso%2Ecom/",
            "https://mail.contoso.com\\",
            "https://\u{ff4d}ail.contoso.com",
            "https://mail.contoso\u{3002}com",
            "https://mail.contoso\u{ff0e}com",
            "https://mail\u{ff61}contoso.com",
            "https://ma\u{ad}il.contoso.com/",
            "https://mail.con\u{200b}toso.com/",
            "https://mail.contoso.com/\u{200b}",
            "\u{200b}https://mail.contoso.com/",
            "https://mail.contoso\u{2060}.com",
            "https://\u{1d426}\u{1d41a}\u{1d422}\u{1d425}.contoso.com",
            "https://\u{24dc}ail.contoso.com/",
            "https://mail.conto\u{17f}o.com",
            "https://mail.\u{217d}ontoso.com",
            "https://mail.contoso.\u{2102}om",
            "\u{ff48}ttps://mail.contoso.com/",
            "https\u{ff1a}//mail.contoso.com/",
            "https:/\u{ff0f}mail.contoso.com/",
            "http\u{17f}://mail.contoso.com/",
        ] {
            let read = classify(look_alike);
            assert_eq!(
                (read.class, read.origin.as_deref()),
                (Class::LookAlike, Some("https://mail.contoso.com")),
                "{look_alike:?}"
            );
            assert!(defect(look_alike).is_some());
        }
        assert_eq!(classify("https://m\u{fc}ller.example/").class, Class::LookAlike);
        assert_eq!(classify("https://mail.contoso.com:08443/").class, Class::LookAlike);
        assert_eq!(classify("https://mail.contoso.com:8443:443/").class, Class::Other);
        assert_eq!(classify("https://mail.contoso.com//").class, Class::Path);
    }

    #[test]
    fn a_cyrillic_letter_makes_another_host() {
        let latin = classify("https://mail.contoso.com/").origin;
        let mixed = classify("https://m\u{430}il.contoso.com/").origin;
        assert!(mixed.as_deref().is_some_and(|origin| origin.starts_with("https://xn--")));
        assert_ne!(latin, mixed);
    }

    #[test]
    fn origins_are_always_https() {
        let of = |text: &str| service_url(text).as_ref().and_then(origin);
        assert_eq!(of("http://mail.contoso.com/owa").as_deref(), Some("https://mail.contoso.com"));
        assert_eq!(of("http://mail.contoso.com:8080/owa").as_deref(), Some("https://mail.contoso.com:8080"));
        assert_eq!(of("https://[2001:DB8::1]/mapi").as_deref(), Some("https://[2001:db8::1]"));
        for junk in [
            "https://server name/mapi",
            "https://<server>/mapi",
            "[REDACTED]",
            "mail.contoso.com",
            "https://xxx.contoso.com/",
            "https:mail.contoso.com",
            "ftp://mail.contoso.com",
        ] {
            assert_eq!(of(junk), None, "{junk}");
        }
    }
}
