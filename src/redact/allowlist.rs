//! The allow-list: what may stay. Microsoft's names for cmdlets, properties, parameters and types, the words that captures and reports are written
//! in, ids and addresses that are the same everywhere. Whatever else could name somebody gets a pseudonym, whether it is known as a name or not.

use super::key::fold;
use crate::catalog;
use crate::estate::spn;
use std::collections::HashSet;
use std::sync::OnceLock;

/// Ids that are the same in every tenant and organisation.
const PUBLIC_GUIDS: &[&str] = &[
    "d3590ed6-52b3-4102-aeff-aad2292ab01c",
    "27922004-5251-4030-b22d-91ecd9a37ea4",
    "f8d98a96-0999-43f5-8af3-69971c7bb423",
    "dc890d15-9560-4a4c-9b7f-a736ec74ec40",
    "1fec8e78-bce4-4aaf-ab1b-5451cc387264",
    crate::microsoft::EXCHANGE_ONLINE,
    crate::microsoft::TEAMS_APPLICATIONS[0],
    crate::microsoft::TEAMS_APPLICATIONS[1],
];

/// Tokens of the keys that Microsoft signs its assemblies with.
const PUBLIC_TOKENS: &[&str] = &["b77a5c561934e089", "31bf3856ad364e35", "b03f5f7f11d50a3a", "89845dcd8080cc91"];

/// Short names of cmdlets that are two letters a company may be called too: they stay behind a pipe only.
const ALIASES: &[&str] = &["gm", "gi", "sc", "gv", "si", "oh", "icm", "iex", "nal", "sls", "gc", "gp", "ft", "fl", "fw"];

/// Longest number that stays: counts, sizes, ports, builds, times. What is longer may be a telephone, a customer or a part of a SID.
const LONGEST_NUMBER: usize = 6;

/// Whether a GUID is the same everywhere: Microsoft's applications (`00000002-0000-0ff1-ce00-000000000000` and its like), documented ids.
#[must_use]
pub fn is_public_guid(folded: &str) -> bool {
    folded.starts_with("0000000") && folded.get(8..).is_some_and(|rest| rest.starts_with("-0000-"))
        || folded.contains("-0000-0ff1-ce00-")
        || PUBLIC_GUIDS.contains(&folded)
}

/// Whether the beginning of a GUID, cut short, can only be that of a public one.
#[must_use]
pub fn is_public_beginning(folded: &str) -> bool {
    let of_applications =
        folded.starts_with("0000000") && (folded.len() < 9 || "-0000-".starts_with(&folded[8..folded.len().min(14)]));
    of_applications || folded.len() >= 8 && PUBLIC_GUIDS.iter().any(|known| known.starts_with(folded))
}

/// Whether a digest is the same everywhere.
#[must_use]
pub fn is_public_digest(folded: &str) -> bool {
    PUBLIC_TOKENS.contains(&folded)
}

/// Whether an address is the same everywhere: loopback, none, masks.
#[must_use]
pub fn is_public_address(address: &str) -> bool {
    address.starts_with("127.")
        || address.starts_with("0.")
        || address.starts_with("255.")
        || address.starts_with("ff0")
        || matches!(address, "::1" | "::")
}

/// Whether a word, as it is written, may stay: a word that captures are written in, a compound of Microsoft's (`ExternalClientAuthenticationMethods`),
/// a short number, or what somebody wrote over a name already.
#[must_use]
pub fn stays(word: &str) -> bool {
    let folded = fold(word);
    is_vocabulary(&folded) || is_compound(word)
}

/// Whether a word (folded) may stay however it is written.
#[must_use]
pub fn is_vocabulary(folded: &str) -> bool {
    let lists = lists();
    lists.words.contains(folded) || is_short_number(folded) || folded.len() == 1 && folded.is_ascii() || is_mask(folded)
}

/// Whether a word (folded) stays because everybody uses it, not because Microsoft calls something so: where a name stands, a person has to judge it.
#[must_use]
pub fn is_everyday(folded: &str) -> bool {
    let lists = lists();
    folded.len() > 2 && lists.words.contains(folded) && !lists.microsoft.contains(folded) && !GIVEN.contains(&folded)
}

/// Words in names that Exchange and the tools around it give themselves.
const GIVEN: &[&str] = &[
    "administrative",
    "administrators",
    "fydibohf23spdlt",
    "protocols",
    "servers",
    "sites",
    "issuing",
    "o365",
    "applicationaccount",
    "enableexchangehybrid3pappfeature",
    "tenants",
    "onprem",
    "front",
    "back",
    "www",
    "evosts",
    "webmail",
    "transcript",
    "desktop",
    "json",
    "txt",
    "csv",
    "xml",
    "xhcw",
];

/// Whether a word (folded) of this beginning may stay.
#[must_use]
pub fn begins_vocabulary(folded: &str) -> bool {
    folded.len() >= 3 && lists().words.iter().any(|known| known.starts_with(folded))
}

/// Whether an audit takes the word for something that was written over: it has to remain so.
#[must_use]
pub fn is_mask(folded: &str) -> bool {
    spn::is_masked(folded)
        || crate::estate::parse::is_redacted(folded)
        || matches!(folded, "removed" | "masked" | "hidden" | "omitted")
}

fn is_short_number(folded: &str) -> bool {
    let is_day = matches!(folded.len(), 8 | 12 | 14) && (folded.starts_with("19") || folded.starts_with("20"));
    folded.bytes().all(|byte| byte.is_ascii_digit()) && (folded.len() <= LONGEST_NUMBER || is_day)
}

/// Whether a word is made of Microsoft's words, each with its capital: names of properties and types that no list has.
fn is_compound(word: &str) -> bool {
    if !word.is_ascii() || !word.contains(|letter: char| letter.is_ascii_uppercase()) {
        return false;
    }
    let pieces = pieces(word);
    if pieces.len() < 2 || pieces.len() > 12 || pieces.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit())) {
        return false;
    }
    // How far the word is covered, piece by piece; `OAuth` is one word of two pieces.
    let known = &lists().pieces;
    let mut reached = vec![false; pieces.len() + 1];
    reached[0] = true;
    for start in 0..pieces.len() {
        if !reached[start] {
            continue;
        }
        for end in start + 1..=pieces.len().min(start + 3) {
            let part = pieces[start..end].concat().to_ascii_lowercase();
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 4;
            if is_number || part.len() > 1 && known.contains(&part) {
                reached[end] = true;
            }
        }
    }
    reached[pieces.len()]
}

/// `ExternalUrl2` in its pieces: `External`, `Url`, `2`; `HTTPRedirect`: `HTTP`, `Redirect`.
fn pieces(word: &str) -> Vec<&str> {
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    };
    let bytes = word.as_bytes();
    let mut all = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        let (before, here, next) = (kind(bytes[at - 1]), kind(bytes[at]), bytes.get(at + 1).map(|byte| kind(*byte)));
        let begins = (before, here) != (1, 2) && before != here || (before, here, next) == (1, 1, Some(2));
        if begins {
            all.push(&word[start..at]);
            start = at;
        }
    }
    all.push(&word[start..]);
    all
}

/// Whether a word may stay because of where it stands: the ending of a host, a parameter, an alias behind a pipe, a culture.
#[must_use]
pub fn stays_here(text: &str, start: usize, end: usize) -> bool {
    let word = fold(&text[start..end]);
    let (before, behind) = (&text[..start], &text[end..]);
    if before.ends_with('.') && super::hosts::is_suffix(before, &word, behind) {
        return true;
    }
    if let Some(before) = before.strip_suffix('-')
        && before.ends_with([' ', '\t', '(', '@', '`'])
    {
        return lists().words.iter().any(|known| known.starts_with(&word));
    }
    if is_registry_number(before, &word) {
        return true;
    }
    if ALIASES.contains(&word.as_str()) && before.trim_end().ends_with('|') {
        return true;
    }
    is_culture(text, start, end)
}

/// `dword:00000001` of a file, `0x1` of a query: a number of a registry, which is a setting and names nobody.
fn is_registry_number(before: &str, word: &str) -> bool {
    const DIGITS: usize = 8;
    let is_hex = |digits: &str| (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_exported = || before.ends_with("dword:") && is_hex(word);
    is_exported() || word.strip_prefix("0x").is_some_and(is_hex)
}

/// `de-DE`: a language and a country.
fn is_culture(text: &str, start: usize, end: usize) -> bool {
    const LANGUAGES: &str =
        "ar bg cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nb nl no pl pt ro ru sk sl sr sv th tr uk vi zh";
    let knows = |part: &str| LANGUAGES.split(' ').any(|known| known == part);
    let is_country = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_apart = |text: &str, at: usize| !text[at..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '.'));
    let ends_before = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '/'));
    let word = &text[start..end];
    match word.len() {
        2 if knows(word) && text[end..].starts_with('-') => {
            text.get(end + 1..end + 3).is_some_and(is_country) && is_apart(text, end + 3) && ends_before(start)
        }
        2 if is_country(word) && text[..start].ends_with('-') => {
            let language = start.checked_sub(3).and_then(|from| text.get(from..start - 1));
            language.is_some_and(knows) && is_apart(text, end) && ends_before(start - 3)
        }
        _ => false,
    }
}

struct Lists {
    /// Words that may stay on their own, folded.
    words: HashSet<String>,
    /// Words that compounds may be made of.
    pieces: HashSet<String>,
    /// Names that Microsoft gave, whole and in pieces.
    microsoft: HashSet<String>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut words: HashSet<String> = include_str!("vocabulary.txt").split_whitespace().map(str::to_owned).collect();
        // What our own readers look for, and what reports are written in.
        words.extend(include_str!(concat!(env!("OUT_DIR"), "/own_words.txt")).split_whitespace().map(str::to_owned));
        let names = include_str!("microsoft.txt");
        let mut microsoft: HashSet<String> = names.split_whitespace().map(fold).collect();
        for cmdlet in catalog::ALL {
            let names = cmdlet.aliases.iter().chain(cmdlet.types).chain([&cmdlet.name, &cmdlet.noun]);
            let properties = cmdlet.properties.iter().flat_map(|property| property.aliases.iter().chain([&property.name]));
            for name in names.chain(properties) {
                microsoft.extend(name.split(|character: char| !character.is_alphanumeric()).map(fold));
            }
        }
        words.extend(microsoft.iter().cloned());
        microsoft.extend(names.split_whitespace().flat_map(self::pieces).map(fold));
        let pieces = words.union(&microsoft).cloned().collect();
        Lists { words, pieces, microsoft }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_microsoft_are_public() {
        assert!(is_public_guid("00000002-0000-0ff1-ce00-000000000000"));
        assert!(is_public_guid("00000001-0000-0000-c000-000000000000"));
        assert!(!is_public_guid("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80"));
        for cut in ["00000002-0000-0ff1-ce00-000000000000", "00000002-0000-0ff1", "00000002-0", "d3590ed6-52b3", "7557eb47-c689"]
        {
            assert!(is_public_beginning(cut), "{cut}");
        }
        for cut in ["0d3f9a1e-77b4-4f", "00000002-77b4-4f", "d3590ed7-52b3"] {
            assert!(!is_public_beginning(cut), "{cut}");
        }
    }

    #[test]
    fn words_of_microsoft_stay_and_names_do_not() {
        for word in [
            "ExternalClientAuthenticationMethods",
            "OAuth2ClientProfileEnabled",
            "identity",
            "WindowsIntegrated",
            "ExternalNewUrlEnabled",
            "True",
            "443",
            "1544",
            "20261121",
            "xxx",
            "XXXX",
            "REDACTED",
            "x",
        ] {
            assert!(stays(word), "{word}");
        }
        for word in
            ["contoso", "EX01", "MAIL01", "bp", "ey", "x1", "ContosoMail", "Server1", "MailServer02", "4989123456", "h7", "Nadia"]
        {
            assert!(!stays(word), "{word}");
        }
    }

    #[test]
    fn some_words_stay_only_where_they_are_no_names() {
        let at = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            stays_here(text, start, start + word.len())
        };
        assert!(at("https://mail.contoso.de/x", "de"));
        assert!(at("https://mail.contoso.co.uk/x", "uk"));
        assert!(at("get-x -serv EX01", "serv"));
        assert!(at("get-x | gm", "gm"));
        assert!(at("Culture : de-DE", "de"));
        assert!(at("\"EnableADAL\"=dword:00000000", "00000000"));
        assert!(at("    EnableADAL    REG_DWORD    0x0", "0x0"));
        assert!(!at("Phone : 49891234", "49891234"));
        assert!(at("Culture : de-DE", "DE"));
        for (text, word) in
            [("de.contoso.com", "de"), ("https://gm.com", "gm"), ("EX01-de", "de"), ("a-serv x", "serv"), ("no-CONTOSO", "no")]
        {
            assert!(!at(text, word), "{text}");
        }
    }
}
