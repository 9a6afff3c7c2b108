//! Service principal names and the origins that clients ask tokens for (domain.md 1.6).

use url::{Host, Url};

/// Application id of the first-party service principal "Office 365 Exchange Online", the only one that serves hybrid modern authentication \[HMA\].
pub const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// What a service principal name is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// `https://host` with or without slash or `:443`: Entra issues tokens for it.
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
    /// Anything else (`api://…`, user information in the URL, a host that is none).
    Other,
}

impl Class {
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
fn is_masked(label: &str) -> bool {
    label.len() >= 3 && (label.bytes().all(|byte| matches!(byte, b'x' | b'X')) || label.bytes().all(|byte| byte == b'_'))
        || label.eq_ignore_ascii_case("redacted")
}

/// Understands a service principal name. Letter case and blanks around it don't matter.
#[must_use]
pub fn classify(text: &str) -> ServicePrincipalName {
    let text = text.trim();
    let of = |class, origin| ServicePrincipalName { class, origin };
    if super::parse::guid(text).is_some() {
        return of(Class::AppId, None);
    }
    if let Some((id, host)) = text.split_once('/')
        && super::parse::guid(id).is_some()
    {
        let host = host.strip_suffix('/').unwrap_or(host);
        if let Some(domain) = host.strip_prefix("*.") {
            let origin = bare_origin(domain).map(|origin| origin.replacen("https://", "https://*.", 1));
            return of(if origin.is_some() { Class::LegacyWildcard } else { Class::Other }, origin);
        }
        let origin = bare_origin(host);
        return of(if origin.is_some() { Class::LegacyS2s } else { Class::Other }, origin);
    }
    if text.contains("://") {
        let Some(url) = service_url(text) else { return of(Class::Other, None) };
        let origin = origin(&url);
        let class = if url.scheme() == "http" {
            Class::Http
        } else if url.path() == "/" && url.query().is_none() && url.fragment().is_none() {
            Class::Covers
        } else {
            Class::Path
        };
        return of(if origin.is_some() { class } else { Class::Other }, origin);
    }
    let origin = bare_origin(text.strip_suffix('/').unwrap_or(text)).filter(|_| text.contains('.'));
    of(if origin.is_some() { Class::Bare } else { Class::Other }, origin)
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
            (" HTTPS://Mail.Contoso.com/ ", Class::Covers, Some("https://mail.contoso.com")),
            ("https://mail.contoso.com:443", Class::Covers, Some("https://mail.contoso.com")),
            ("https://mail.contoso.com:443/", Class::Covers, Some("https://mail.contoso.com")),
            ("https://mail.contoso.com:8443/", Class::Covers, Some("https://mail.contoso.com:8443")),
            ("https://mail.contoso.com./", Class::Covers, Some("https://mail.contoso.com")),
            ("https://m\u{fc}ller.example/", Class::Covers, Some("https://xn--mller-kva.example")),
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
            ("https://mail.contoso.com@evil.example/", Class::Other, None),
            ("https://mail%2econtoso.com/", Class::Other, None),
            ("https://mail.contoso.com\\@evil.example/", Class::Other, None),
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
