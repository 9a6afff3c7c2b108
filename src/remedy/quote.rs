//! What may stand in a script: values of an allow-list, each as a single-quoted literal.
//!
//! Every value that came from a capture passes [`Slot::accepts`] before it is written and again when a script is verified. What is not
//! on the list is refused; nothing is escaped into shape.

use url::{Host, Url};

/// The kinds of values that a script may hold, each with its own allow-list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// SHA-256, 64 lower-case hexadecimal digits.
    Digest,
    /// A GUID of lower-case digits; blank where the captures don't show one and the person who runs the script must give it.
    GuidOrBlank,
    /// Name of a directory object: `EX01\mapi (Default Web Site)`, `EvoSts - 6f0c…`.
    Identity,
    /// `https://host[:port]/`, in the form that Microsoft's own commands use.
    Origin,
    /// `http(s)://host[:port]/path` without query, fragment or user.
    Url,
    /// A DNS domain.
    Domain,
    /// Name of an authentication method.
    Method,
    /// A build such as `15.2.1544.11`; blank where the captures don't show it.
    BuildOrBlank,
    /// Number of a step of the plan.
    Number,
    /// Name of one of the scripts: `01-entra-contoso`.
    Script,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Some of these words in this order, one space between them.
    Words(&'static [&'static str]),
}

/// Names of authentication methods as Exchange displays them.
const METHODS: &[&str] = &[
    "Adfs",
    "Basic",
    "Certificate",
    "Digest",
    "Fba",
    "Kerberos",
    "LiveIdBasic",
    "LiveIdFba",
    "LiveIdNegotiate",
    "Misconfigured",
    "NegoEx",
    "Negotiate",
    "Ntlm",
    "OAuth",
    "WSSecurity",
    "WindowsIntegrated",
];

/// Longest value that a script may hold; names of directory objects end at 64 characters, URLs of virtual directories far below this.
const LONGEST: usize = 256;

impl Slot {
    /// Whether the value is on the allow-list of this kind.
    #[must_use]
    pub fn accepts(self, text: &str) -> bool {
        if text.len() > LONGEST {
            return false;
        }
        match self {
            Self::Digest => text.len() == 64 && text.bytes().all(is_lower_hex),
            Self::GuidOrBlank => text.is_empty() || is_guid(text),
            Self::Identity => is_identity(text),
            Self::Origin => origin(text).is_some_and(|clean| clean == text),
            Self::Url => service_url(text).is_some_and(|clean| clean == text),
            Self::Domain => is_domain(text),
            Self::Method => METHODS.iter().any(|method| method.eq_ignore_ascii_case(text)),
            Self::BuildOrBlank if text.is_empty() => true,
            Self::Number => {
                text.len() < 7 && !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
            }
            Self::BuildOrBlank => {
                let parts: Vec<&str> = text.split('.').collect();
                parts.len() == 4
                    && parts.iter().all(|part| part.len() < 6 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
            }
            Self::Script => {
                let (number, name) = text.split_once('-').unwrap_or(("", ""));
                matches!(number.len(), 2 | 3)
                    && number.bytes().all(|byte| byte.is_ascii_digit())
                    && !name.is_empty()
                    && slug(name) == name
            }
            Self::Word(words) => words.contains(&text),
            Self::Words(words) => {
                let mut rest = words.iter();
                text.split(' ').filter(|_| !text.is_empty()).all(|part| rest.any(|word| *word == part))
            }
        }
    }

    /// What the kind accepts, in words.
    #[must_use]
    pub fn expects(self) -> &'static str {
        match self {
            Self::Digest => "a SHA-256 of 64 lower-case hexadecimal digits",
            Self::GuidOrBlank => "a GUID in lower case, or nothing",
            Self::Identity => "a name of letters, digits, space and \\ ( ) . _ -, or EvoSTS - {GUID}",
            Self::Origin => "an origin such as https://mail.contoso.com/",
            Self::Url => "an http or https URL of a host and a plain path",
            Self::Domain => "a DNS domain",
            Self::Method => "an authentication method such as Ntlm",
            Self::BuildOrBlank => "a build such as 15.2.1544.11, or nothing",
            Self::Number => "the number of a step",
            Self::Script => "the name of a script such as 01-entra-contoso",
            Self::Word(_) => "one of the words that this parameter knows",
            Self::Words(_) => "words that this parameter knows, in their order",
        }
    }
}

/// The value as a PowerShell literal. All five characters that PowerShell takes for a single quote are doubled, although no allow-list
/// lets one through: a second lock, should the first ever be left open.
#[must_use]
pub fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for character in text.chars() {
        quoted.push(character);
        if matches!(character, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            quoted.push(character);
        }
    }
    quoted.push('\'');
    quoted
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// Whether the text is a GUID of lower-case digits.
#[must_use]
pub fn is_guid(text: &str) -> bool {
    crate::guid::is_guid(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// The name that Microsoft's tools give to an AuthServer, `EvoSTS - {GUID}`: the one name with braces that a script may hold.
fn is_evosts(text: &str) -> bool {
    const START: &str = "EvoSTS - {";
    let is_named = text.get(..START.len()).is_some_and(|start| start.eq_ignore_ascii_case(START));
    is_named && text[START.len()..].strip_suffix('}').is_some_and(|guid| is_guid(&guid.to_ascii_lowercase()))
}

fn is_identity(text: &str) -> bool {
    if is_evosts(text) {
        return true;
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'\\' | b'(' | b')' | b'.' | b'_' | b'-');
    text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().all(allowed)
        && !text.ends_with(' ')
        && text.bytes().filter(|byte| *byte == b'\\').count() <= 1
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.contains('.') && text.split('.').all(label)
}

/// The origin of a text that is an https origin already, as `https://host[:port]/`; `None` if it is anything else.
#[must_use]
pub fn origin(text: &str) -> Option<String> {
    let url = plain_url(text)?;
    (url.scheme() == "https" && url.path() == "/").then(|| url.to_string())
}

/// A service URL re-serialised from its parts; `None` if it has a user, a query, a fragment or anything unusual in host or path.
#[must_use]
pub fn service_url(text: &str) -> Option<String> {
    plain_url(text).map(|url| url.to_string())
}

fn plain_url(text: &str) -> Option<Url> {
    if !text.is_ascii() || text.len() > LONGEST {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let plain_path = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-');
    let plain = matches!(url.scheme(), "http" | "https")
        && matches!(url.host(), Some(Host::Domain(host)) if is_domain(host))
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.port() != Some(0)
        && url.path().bytes().all(plain_path);
    plain.then_some(url)
}

/// A name for a file: lower-case letters, digits and single hyphens, at most 40 characters; anything else becomes a hyphen. May be empty.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.chars().take(200) {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SLOTS: &[Slot] = &[
        Slot::Digest,
        Slot::GuidOrBlank,
        Slot::Identity,
        Slot::Origin,
        Slot::Url,
        Slot::Domain,
        Slot::Method,
        Slot::BuildOrBlank,
        Slot::Number,
        Slot::Script,
        Slot::Word(&["Mapi"]),
        Slot::Words(&["A", "B"]),
    ];

    #[test]
    fn accepts_what_real_organisations_have() {
        for name in [
            "EX01\\mapi (Default Web Site)",
            "EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d",
            "EvoSTS - {6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d}",
            "evosts - {6F0C5A52-1D2E-4F0B-9F55-3C8D7A1B2C3D}",
            "Exchange Online",
        ] {
            assert!(Slot::Identity.accepts(name), "{name}");
        }
        assert!(Slot::BuildOrBlank.accepts("15.2.2562.17") && Slot::BuildOrBlank.accepts("") && Slot::Number.accepts("12"));
        assert!(Slot::Origin.accepts("https://mail.contoso.com/"));
        assert!(Slot::Origin.accepts("https://mail.contoso.com:8443/"));
        assert!(Slot::Url.accepts("http://mail.contoso.com/EWS/Exchange.asmx"));
        assert!(Slot::Script.accepts("01-entra-contoso"));
        assert!(Slot::Words(&["A", "B"]).accepts("") && Slot::Words(&["A", "B"]).accepts("A B"));
    }

    #[test]
    fn refuses_look_alikes() {
        for bad in [
            "https://mail.contoso.com",
            "https://mail.contoso.com@evil.example/",
            "https://mail.cont\u{43e}so.com/",
            "http://mail.contoso.com/",
            "https://10.0.0.1/",
            "https://mail.contoso.com/x",
            "https://MAIL.contoso.com/",
            "https://mail.contoso.com:443/",
            "https://mail.contoso.com./",
            "https://server/",
        ] {
            assert!(!Slot::Origin.accepts(bad), "{bad}");
        }
        for bad in ["", " EX01", "-Confirm", "a'b", "a\u{2019}b", "a`b", "$(x)", "a*", "a;b", "a\nb", "a\\b\\c", "\u{201c}"] {
            assert!(!Slot::Identity.accepts(bad), "{bad}");
        }
        for bad in [
            "EvoSTS - {}",
            "EvoSTS - {6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d",
            "EvoSTS - {6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d}x",
            "EvoSTS - {6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3g}",
            "EvoSTS - {$(x)}",
            "x EvoSTS - {6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d}",
            "EvoSTS-{6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d}",
            "ACS - {6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d}",
            "{6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d}",
        ] {
            assert!(!Slot::Identity.accepts(bad), "{bad}");
        }
        for bad in ["-entra", "1-entra", "01-Entra", "01-entra-", "01-../x", "a1-x", "01-"] {
            assert!(!Slot::Script.accepts(bad), "{bad}");
        }
        assert!(!Slot::Words(&["A", "B"]).accepts("B A") && !Slot::Words(&["A", "B"]).accepts("A A"));
    }

    #[test]
    fn no_scalar_outside_printable_ascii_passes_any_slot_nor_one_that_acts() {
        for character in
            ('\u{0}'..=char::MAX).filter(|c| !c.is_ascii_graphic() && *c != ' ' || "'\"`$@;|&%{}*?[]#<>".contains(*c))
        {
            for text in [character.to_string(), format!("EX01{character}x"), format!("https://mail.contoso.com/{character}")] {
                for slot in SLOTS {
                    assert!(!slot.accepts(&text), "{slot:?} {text:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_literal_decodes_to_what_it_was_made_of(text in any::<String>()) {
            let quoted = literal(&text);
            let inner: Vec<char> = quoted[1..quoted.len() - 1].chars().collect();
            let mut decoded = String::new();
            let mut at = 0;
            while at < inner.len() {
                decoded.push(inner[at]);
                if "'\u{2018}\u{2019}\u{201a}\u{201b}".contains(inner[at]) {
                    prop_assert_eq!(Some(&inner[at]), inner.get(at + 1), "a lone quote ends the literal");
                    at += 1;
                }
                at += 1;
            }
            prop_assert_eq!(decoded, text);
        }

        #[test]
        fn what_is_accepted_is_harmless(text in "\\PC{0,40}") {
            for slot in SLOTS {
                if slot.accepts(&text) {
                    prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b" \\().:/_-".contains(&b)), "{:?} {}", slot, text);
                }
            }
        }
    }
}
