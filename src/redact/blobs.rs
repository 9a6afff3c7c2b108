//! Long material that captures print as text: certificates, keys, serialised objects, in base 64, as hexadecimal digits, as lists of bytes. The
//! names inside of it can't be seen, so all of it is replaced: certificates by others that say the same of other names, the rest by noise.

use super::{der, key::Key, rewrite_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use std::ops::Range;
use std::sync::LazyLock;

/// How material is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decoration {
    Base64,
    Hex,
    Numbers,
}

/// A stretch of material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Material {
    /// Bytes of the text, from the first character to the last.
    pub at: Range<usize>,
    /// What it says, in base 64.
    pub says: String,
    decoration: Decoration,
    /// Its parts, without the line breaks, commas and tags between.
    parts: Vec<Range<usize>>,
}

/// Shortest material; what is shorter is a word.
const SHORTEST: usize = 100;

static BASE64: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9+/]{40,}(?:[ \t]*(?:\r?\n|(?:\\r)?\\n|(?:_x000D_)?_x000A_)[ \t]*[A-Za-z0-9+/]{40,})*")
});
static LAST_LINE: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| {
    Regex::new(r#"^[ \t]*(?:\r?\n|(?:\\r)?\\n|(?:_x000D_)?_x000A_)[ \t]*([A-Za-z0-9+/]+={0,2})[ \t]*(?:[\r\n\\<}"',]|$)"#)
});
static CHUNK: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/]{40,}=*"));
static DIGEST: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}="));
static HEX: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:(?:[0-9A-Fa-f]{2}){50,}|[0-9A-Fa-f]{2}(?:(?: [0-9A-Fa-f]{2}){15,}|(?::[0-9A-Fa-f]{2}){5,}|(?:-[0-9A-Fa-f]{2}){5,}))\b",
    )
});
static NUMBERS: LazyLock<Result<Regex, regex::Error>> =
    LazyLock::new(|| Regex::new(r"\b[0-9]{1,3}(?:(?:\s*,\s*|\s*</By>\s*<By>|[ \t]*\r?\n[ \t]*)[0-9]{1,3}){15,}\b"));
static NUMBER: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"[0-9]+"));
static PAIR: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"[0-9A-Fa-f]{2}"));

/// Whether the patterns of this file can be used.
pub(super) fn is_usable() -> bool {
    [&BASE64, &LAST_LINE, &CHUNK, &DIGEST, &HEX, &NUMBERS, &NUMBER, &PAIR].into_iter().all(|pattern| pattern.is_ok())
}

/// All material of a text, in its order, none overlapping another.
pub(super) fn find(text: &str) -> Vec<Material> {
    let mut found: Vec<Material> = matches(&HEX, text).filter_map(|at| hex(text, at)).collect();
    found.extend(matches(&NUMBERS, text).filter_map(|at| numbers(text, at)));
    found.extend(matches(&BASE64, text).flat_map(|at| base64(text, at)));
    found.extend(matches(&DIGEST, text).filter_map(|at| digest(text, at)));
    found.sort_by_key(|material| (material.at.start, std::cmp::Reverse(material.at.end)));
    let mut end = 0;
    found.retain(|material| {
        let apart = material.at.start >= end;
        end = end.max(material.at.end);
        apart
    });
    found
}

fn matches<'t>(pattern: &'static Result<Regex, regex::Error>, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    pattern.iter().flat_map(move |pattern| pattern.find_iter(text)).map(|found| found.range())
}

fn parts(pattern: &'static Result<Regex, regex::Error>, text: &str, at: &Range<usize>) -> Vec<Range<usize>> {
    matches(pattern, &text[at.clone()]).map(|part| at.start + part.start..at.start + part.end).collect()
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn hex(text: &str, at: Range<usize>) -> Option<Material> {
    let parts = parts(&PAIR, text, &at);
    let bytes: Option<Vec<u8>> = parts.iter().map(|part| u8::from_str_radix(&text[part.clone()], 16).ok()).collect();
    Some(Material { at, says: STANDARD.encode(bytes?), decoration: Decoration::Hex, parts })
}

fn numbers(text: &str, at: Range<usize>) -> Option<Material> {
    let parts = parts(&NUMBER, text, &at);
    let bytes: Option<Vec<u8>> = parts.iter().map(|part| text[part.clone()].parse::<u8>().ok()).collect();
    // `007` is not a number of a list of bytes, and could not be turned back.
    let plain = parts.iter().all(|part| part.len() == 1 || !text[part.clone()].starts_with('0'));
    Some(Material { at, says: STANDARD.encode(bytes.filter(|_| plain)?), decoration: Decoration::Numbers, parts })
}

/// A thumbprint or digest in base 64, as Graph writes them.
fn digest(text: &str, at: Range<usize>) -> Option<Material> {
    let written = &text[at.clone()];
    let stands_alone = !text[..at.start].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/'));
    let has = |is: fn(&u8) -> bool| written.as_bytes().iter().any(is);
    let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
    let says = STANDARD.decode(written).ok().map(|bytes| STANDARD.encode(bytes)).filter(|says| says == written)?;
    (stands_alone && mixed).then(|| Material { parts: vec![at.clone()], at, says, decoration: Decoration::Base64 })
}

/// Base 64 of one line or several. Where one certificate ends and the next begins is told by its own first bytes.
fn base64(text: &str, mut at: Range<usize>) -> Vec<Material> {
    at.start = behind_escape(text, at.start);
    at.end += text[at.end..].bytes().take(2).take_while(|byte| *byte == b'=').count();
    let mut all = parts(&CHUNK, text, &at);
    all.iter_mut().for_each(|part| part.start = behind_escape(text, part.start));
    let is_list_of_digests = all.iter().all(|part| matches!(part.len(), 40 | 64) && is_hex(&text[part.clone()]));
    if is_list_of_digests || all.is_empty() {
        return Vec::new();
    }
    let last = LAST_LINE.as_ref().ok().and_then(|pattern| pattern.captures(&text[at.end..])).and_then(|found| found.get(1));
    if let (Some(last), false) = (last, text[at.clone()].ends_with('=')) {
        all.push(at.end + last.start()..at.end + last.end());
    }
    let mut found = Vec::new();
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        let whole: usize = rest.iter().map(Range::len).sum();
        let first: String = rest.iter().flat_map(|part| text[part.clone()].chars()).take(8).collect();
        let announced = STANDARD.decode(first).ok().and_then(|bytes| der::announced(&bytes)).map(|bytes| bytes.div_ceil(3) * 4);
        let mut length = 0;
        let end = rest.iter().position(|part| {
            length += part.len();
            Some(length) == announced
        });
        let (these, others) = rest.split_at(end.map_or(rest.len(), |index| index + 1));
        rest = others;
        let says: String = these.iter().map(|part| &text[part.clone()]).collect();
        if end.is_some() || whole >= SHORTEST {
            let at = these.first().map_or(0, |part| part.start)..these.last().map_or(0, |part| part.end);
            found.push(Material { at, says, decoration: Decoration::Base64, parts: these.to_vec() });
        }
    }
    found
}

/// The letter of an escape (`\n`) is not part of what follows it.
fn behind_escape(text: &str, start: usize) -> usize {
    let is_escape = text[..start].ends_with('\\') && text[start..].starts_with(['n', 'r', 't']);
    start + usize::from(is_escape)
}

/// The texts inside of material, for the names in them.
pub(super) fn texts(says: &str) -> Vec<String> {
    decoded(says).filter(|bytes| der::is_sequence(bytes)).map(|bytes| der::texts(&bytes)).unwrap_or_default()
}

fn decoded(says: &str) -> Option<Vec<u8>> {
    STANDARD.decode(says).ok().filter(|bytes| STANDARD.encode(bytes) == says)
}

/// The digest that material of this length is taken for: as hexadecimal digits.
pub(super) fn as_digest(says: &str) -> Option<String> {
    decoded(says).filter(|bytes| matches!(bytes.len(), 16 | 20 | 32)).map(|bytes| as_hex(&bytes))
}

fn as_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What stands in for material, and, for a certificate, its thumbprints (old, new). The words of the key must be complete.
pub(super) fn invent(says: &str, key: &Key) -> (String, Vec<(String, String)>) {
    let number = key.materials.len();
    let mut noise = (0_u32..).flat_map(|block| Sha256::digest(format!("material {number} {block}").as_bytes()).to_vec());
    let mut fill = move || noise.next().unwrap_or(0);
    let Some(old) = decoded(says) else {
        // Cut short, or not quite base 64: a letter for a letter.
        let new = says.chars().map(|old| match old {
            'a'..='z' => (b'a' + fill() % 26) as char,
            'A'..='Z' => (b'A' + fill() % 26) as char,
            '0'..='9' => (b'0' + fill() % 10) as char,
            other => other,
        });
        return (new.collect(), Vec::new());
    };
    let Some(new) = der::scrub(&old, &|text| rewrite_text(text, key), &mut fill).filter(|_| der::is_sequence(&old)) else {
        return (STANDARD.encode(old.iter().map(|_| fill()).collect::<Vec<u8>>()), Vec::new());
    };
    let thumbprints = vec![
        (as_hex(&Sha1::digest(&old)), as_hex(&Sha1::digest(&new))),
        (as_hex(&Sha256::digest(&old)), as_hex(&Sha256::digest(&new))),
    ];
    (STANDARD.encode(new), thumbprints)
}

impl Material {
    /// What is to be put where: nothing when the key does not know the material.
    pub fn edits(&self, text: &str, key: &Key) -> Vec<(Range<usize>, String)> {
        let digest = as_digest(&self.says).and_then(|digest| key.digests.get(&digest).cloned());
        let new = match digest {
            Some(hex) => STANDARD.encode(hex.as_bytes().chunks(2).map(pair).collect::<Vec<u8>>()),
            None => match key.materials.get(&self.says) {
                Some(new) => new.clone(),
                None => return Vec::new(),
            },
        };
        if self.decoration == Decoration::Base64 {
            let mut rest = new.as_str();
            return self
                .parts
                .iter()
                .map(|part| {
                    let (this, others) = rest.split_at_checked(part.len()).unwrap_or((rest, ""));
                    rest = others;
                    (part.clone(), this.to_owned())
                })
                .collect();
        }
        let upper = text[self.at.clone()].bytes().any(|byte| byte.is_ascii_uppercase());
        let written = STANDARD.decode(new).unwrap_or_default().into_iter().map(|byte| match self.decoration {
            Decoration::Numbers => byte.to_string(),
            _ if upper => format!("{byte:02X}"),
            _ => format!("{byte:02x}"),
        });
        self.parts.iter().cloned().zip(written).collect()
    }
}

fn pair(digits: &[u8]) -> u8 {
    std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> Vec<Vec<u8>> {
        find(text).iter().filter_map(|material| decoded(&material.says)).collect()
    }

    #[test]
    fn a_certificate_is_found_in_every_dress() {
        let made = rcgen::generate_simple_self_signed(vec!["mail.contoso.com".to_owned()]).expect("a certificate");
        let der = made.cert.der().to_vec();
        let base64 = STANDARD.encode(&der);
        let lines = |width: usize, between: &str| {
            base64.as_bytes().chunks(width).map(String::from_utf8_lossy).collect::<Vec<_>>().join(between)
        };
        let numbers = |between: &str| der.iter().map(u8::to_string).collect::<Vec<_>>().join(between);
        for text in [
            format!("<BA N=\"RawData\">{base64}</BA>"),
            format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines(64, "\n")),
            format!("\"-----BEGIN CERTIFICATE-----\\n{}\\n-----END CERTIFICATE-----\"", lines(64, "\\n")),
            format!("Certificates : {{{}}}\nName : x", lines(60, "\r\n               ")),
            format!("{{\"RawData\": [\n  {}\n]}}", numbers(",\n  ")),
            format!("RawData : {{{}}}", numbers(", ")),
            format!("<By>{}</By>", numbers("</By><By>")),
            format!("Raw : {}", as_hex(&der)),
            format!("Raw : {}", der.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")),
        ] {
            assert!(says(&text).iter().eq([&der]), "{text}");
        }
        assert_eq!(says(&format!("{base64}\n{base64}\n")).len(), 2, "two are told apart");
    }

    #[test]
    fn names_thumbprints_and_numbers_are_no_material() {
        for text in [
            "5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0\n0A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0\n1A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0\n",
            "https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml",
            "RawData : {48, 130, 3, 31...}",
            "10:22:33, 15.2.1544.11, 2026-11-21",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
        assert_eq!(find("\"customKeyIdentifier\": \"Wh48fZsvTmCBo8XX6fGz1afJ4fA=\"").len(), 1);
    }
}
