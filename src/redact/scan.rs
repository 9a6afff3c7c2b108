//! Cuts text into the tokens that can name something: words, GUIDs, digests, addresses. One pass, no copies.

use crate::guid::is_guid;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Letters and digits.
    Word,
    /// A GUID with its hyphens.
    Guid,
    /// 16 hexadecimal digits or more: a GUID without hyphens, a thumbprint, a digest, a serial number.
    Hex,
    /// An IPv4 address.
    V4,
    /// An IPv6 address.
    V6,
    /// The part of a SID that is a domain's: `S-1-5-21-` and three numbers.
    Sid,
    /// A label of a host in its encoded form: `xn--mller-kva`.
    Encoded,
}

/// A token: bytes `start..end` of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// First byte behind.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

/// Longest thing in base 64 that is looked into; longer ones are material (certificates, keys), not names.
const MATERIAL: usize = 100;

/// All tokens of a text, from left to right.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(first) = text[at..].chars().next() else { break };
        if !first.is_alphanumeric() {
            at += first.len_utf8();
            continue;
        }
        at += escape_letter(text, at);
        let mut end = at + run(&text[at..]);
        // `8;;` begins a link of a terminal, the escape before it may be gone.
        if end > at + 1 && text[at..end].ends_with('8') && text[end..].starts_with(";;") {
            end -= 1;
        }
        if end == at {
            continue;
        }
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        if is_part_of_a_time(text, at, end) {
            at = end;
            continue;
        }
        let token = if let Some(length) = guid(rest) {
            Token { start: at, end: at + length, kind: Kind::Guid }
        } else if let Some(length) = cut_guid(rest) {
            Token { start: at, end: at + length, kind: Kind::Guid }
        } else if let Some(length) = sid(rest) {
            Token { start: at, end: at + length, kind: Kind::Sid }
        } else if let Some(length) = encoded(rest, before) {
            Token { start: at, end: at + length, kind: Kind::Encoded }
        } else if let Some(length) = v4(text, at) {
            Token { start: at, end: at + length, kind: Kind::V4 }
        } else if let Some(length) = v6(rest, before) {
            Token { start: at, end: at + length, kind: Kind::V6 }
        } else if let Some(length) = material(rest) {
            at += length;
            continue;
        } else if let Some(length) = escape(&text[at..end], before) {
            at += length;
            continue;
        } else {
            let kind = if is_digest(&text[at..end]) { Kind::Hex } else { Kind::Word };
            Token { start: at, end, kind }
        };
        at = token.end;
        found.push(token);
    }
    found
}

/// Bytes of the letters and digits that `text` starts with.
fn run(text: &str) -> usize {
    text.find(|character: char| !character.is_alphanumeric()).unwrap_or(text.len())
}

fn guid(text: &str) -> Option<usize> {
    let head = text.get(..36)?;
    (is_guid(head) && !text[36..].starts_with(char::is_alphanumeric)).then_some(36)
}

/// The beginning of a GUID that a table cut short: `0d3f9a1e-77b4-4f...`.
fn cut_guid(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(|byte| byte.is_ascii_hexdigit() || *byte == b'-').count();
    let shaped = text.bytes().take(length).enumerate().all(|(at, byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23));
    (shaped && (9..36).contains(&length) && is_cut(&text[length..])).then_some(length)
}

/// Whether what stands before `rest` was cut short.
pub fn is_cut(rest: &str) -> bool {
    rest.starts_with("...") || rest.starts_with('…')
}

fn is_digest(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    word.bytes().all(|byte| byte.is_ascii_hexdigit())
        && has(u8::is_ascii_digit)
        && (matches!(word.len(), 32 | 40 | 64) || word.len() >= 16 && has(u8::is_ascii_alphabetic))
}

/// Four numbers up to 255. Builds look the same where all of their numbers are small: they are told by where they stand, never by their numbers alone.
fn v4(text: &str, start: usize) -> Option<usize> {
    let (before, text) = text.split_at(start);
    let mut numbers = [0_u16; 4];
    let mut at = 0;
    let mut is_padded = false;
    for (index, number) in numbers.iter_mut().enumerate() {
        if index > 0 {
            at += text[at..].starts_with('.').then_some(1)?;
        }
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        *number = text[at..at + digits].parse().ok().filter(|_| digits <= 3)?;
        is_padded |= digits > 1 && text[at..].starts_with('0');
        at += digits;
    }
    let follows = text[at..].chars().next();
    let goes_on =
        |next: char, rest: &str| matches!(next, '.' | '-') && rest.starts_with(|c: char| c.is_ascii_digit()) && next == '.';
    let ends = follows.is_none_or(|next| !next.is_alphanumeric() && !goes_on(next, &text[at + next.len_utf8()..]));
    let is_behind_digits = before.strip_suffix('.').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    let is_address = ends && !is_behind_digits && numbers.iter().all(|number| *number <= 255);
    (is_address && !is_build(before, &numbers, is_padded, &text[at..])).then_some(at)
}

/// Whether four numbers are those of a build: they begin as builds do, and what stands before them on the line speaks of versions.
fn is_build(before: &str, numbers: &[u16; 4], is_padded: bool, behind: &str) -> bool {
    if !matches!((numbers[0], numbers[1]), (15, 0..=2) | (14, 0..=3) | (0..=10, 0..=3)) {
        return false;
    }
    let is_in_address =
        before.ends_with("//") || before.ends_with(['@', '[']) || behind.starts_with('/') && !behind.starts_with("//");
    let has_port = behind.strip_prefix(':').is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()));
    if is_in_address || has_port {
        return false;
    }
    // `0.20 (15.0.0.0)`, `15.02.0221.012`, and networks that nobody has a host at.
    let is_in_brackets = before.strip_suffix('(').is_some_and(|before| before.trim_end().ends_with(|c: char| c.is_ascii_digit()));
    if is_padded || is_in_brackets || numbers[2..] == [0, 0] && numbers[0] != 10 {
        return true;
    }
    let near = &before[super::hosts::boundary(before, before.len().saturating_sub(NEAR))..];
    let near = near[near.rfind('\n').map_or(0, |at| at + 1)..].to_ascii_lowercase();
    ["version", "build", "assembly", "culture="].iter().any(|word| near.contains(word))
}

/// How much of a line before an escape is looked at.
const LINE: usize = 4096;

/// How many bytes before a number are looked at for a word about versions.
const NEAR: usize = 60;

/// `S-1-5-21-` and the three numbers of a domain. Other SIDs are the same everywhere, and so are the numbers that may follow.
fn sid(text: &str) -> Option<usize> {
    let mark = text.get(..9).filter(|mark| mark.eq_ignore_ascii_case("S-1-5-21-"))?;
    let mut at = mark.len();
    for index in 0..3 {
        if index > 0 {
            at += text[at..].starts_with('-').then_some(1)?;
        }
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        at += (digits > 0).then_some(digits)?;
    }
    (!text[at..].starts_with(char::is_alphanumeric)).then_some(at)
}

/// A label that begins with `xn--` and can be decoded.
fn encoded(text: &str, before: Option<char>) -> Option<usize> {
    text.get(..4).filter(|mark| mark.eq_ignore_ascii_case("xn--"))?;
    if before.is_some_and(|before| before == '-' || before == '_') {
        return None;
    }
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    super::label::decode(&text[..length]).map(|_| length)
}

/// Bytes of the letter that belongs to an escape before it: `n` in `"one\nCONTOSO"`. A backslash in a path or before a name is none: escapes stand in
/// quoted text.
fn escape_letter(text: &str, at: usize) -> usize {
    let before = &text[..at];
    let backslashes = before.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if backslashes % 2 == 0 || !text[at..].starts_with(['n', 'r', 't', 'b', 'f']) {
        return 0;
    }
    let near = &before[super::hosts::boundary(before, before.len().saturating_sub(LINE))..];
    let line = near[near.rfind('\n').map_or(0, |newline| newline + 1)..].trim_start();
    let is_json = line.starts_with(['"', '{']) || line.starts_with("[\"") || line.starts_with("[{");
    usize::from(is_json || line.contains("\":"))
}

/// Digits that tell a time: milliseconds in `/Date(…)/`, fractions of a second.
fn is_part_of_a_time(text: &str, start: usize, end: usize) -> bool {
    let before = &text[..start];
    let is_fraction = || {
        let before = before.strip_suffix('.').unwrap_or_default().as_bytes();
        matches!(before, [.., b':', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit())
    };
    let word = &text[start..end];
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return false;
    }
    let rest = &word[digits..];
    if rest.is_empty() || rest.eq_ignore_ascii_case("z") && digits > 6 {
        return before.ends_with("Date(") || before.ends_with("Date(-") || is_fraction();
    }
    // `21T08` of a day and an hour, `20261121T080000Z`, `00Z`, `30PM`, `36MB`.
    let clock = rest.strip_prefix('T').map(|clock| clock.trim_end_matches('Z'));
    let is_clock =
        clock.is_some_and(|clock| matches!(clock.len(), 1 | 2 | 4 | 6) && clock.bytes().all(|byte| byte.is_ascii_digit()));
    let is_day = digits == 2 && before.ends_with('-') || digits == 8;
    is_clock && is_day || digits <= 6 && UNITS.contains(&rest)
}

/// What may follow a number without a blank.
const UNITS: &[&str] = &["Z", "AM", "PM", "am", "pm", "KB", "MB", "GB", "TB", "ms"];

/// Eight groups, or fewer with `::` between. An address that starts with `::` is found from its first group on.
fn v6(text: &str, before: Option<char>) -> Option<usize> {
    if before == Some(':') {
        return None;
    }
    let length = text.bytes().take_while(|byte| byte.is_ascii_hexdigit() || *byte == b':').count();
    let whole = text[..length].trim_end_matches(':');
    let groups: Vec<_> = whole.split(':').collect();
    let short = groups.iter().all(|group| group.len() <= 4);
    let gaps = groups.iter().filter(|group| group.is_empty()).count();
    let shaped = if gaps == 0 { groups.len() == 8 } else { gaps == 1 && (3..8).contains(&groups.len()) };
    let ends = !text[whole.len()..].starts_with(char::is_alphanumeric);
    (short && shaped && ends && whole.bytes().any(|byte| byte.is_ascii_digit())).then_some(whole.len())
}

/// Long text in base 64: `material` replaces it as a whole.
fn material(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count();
    (length >= MATERIAL).then_some(length)
}

/// The part of an escape that looks like a word: `u00e4` behind a backslash (JSON), `x000D` between underscores (Export-Clixml).
fn escape(word: &str, before: Option<char>) -> Option<usize> {
    let hex = |mark: char| {
        word.strip_prefix(mark).and_then(|rest| rest.get(..4)).is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    match before {
        Some('\\') if hex('u') => Some(5),
        Some('_') if word.len() == 5 && hex('x') => Some(5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<(&str, Kind)> {
        tokens(text).into_iter().map(|token| (&text[token.start..token.end], token.kind)).collect()
    }

    #[test]
    fn tokens_are_told_apart() {
        use Kind::*;
        assert_eq!(cut(r"EX01\mapi"), [("EX01", Word), ("mapi", Word)]);
        assert_eq!(cut("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80/x"), [("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80", Guid), ("x", Word)]);
        assert_eq!(cut("5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0"), [("5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0", Hex)]);
        assert_eq!(cut("10.0.0.5:443"), [("10.0.0.5", V4), ("443", Word)]);
        assert_eq!(cut("fe80::1 2001:db8:0:0:0:0:0:1"), [("fe80::1", V6), ("2001:db8:0:0:0:0:0:1", V6)]);
        for version in [
            "version 15.2.221.12",
            "Version=10.0.0.0",
            "15.02.1544.011",
            "15.02.0221.012",
            "0.20 (15.0.0.0)",
            "AdminDisplayVersion : 15.1.225.42",
            "10:22:33",
            "4.0.0.0",
            "300.1.1.1",
            "10.0.0.5.6",
        ] {
            assert!(cut(version).iter().all(|(_, kind)| *kind == Word), "{version}");
        }
        for (address, text) in [
            ("15.2.100.7", "https://15.2.100.7/owa"),
            ("14.3.12.9", "Version https://14.3.12.9:444/ews"),
            ("15.1.22.3", "{\"ip\":\"15.1.22.3\"}"),
            ("10.0.0.5", "ip=10.0.0.5"),
            ("10.0.0.5", "host-10.0.0.5"),
            ("15.2.0.44", "RemoteAddress : 15.2.0.44"),
            ("10.0.0.0", "10.0.0.0/8"),
        ] {
            assert!(cut(text).contains(&(address, V4)), "{text}");
        }
        assert_eq!(cut("S-1-5-21-1004336348-1177238915-682003330-512")[0], ("S-1-5-21-1004336348-1177238915-682003330", Sid));
        assert_eq!(cut("S-1-5-18").iter().filter(|(_, kind)| *kind == Sid).count(), 0);
        assert_eq!(cut("https://xn--mller-kva.de")[1], ("xn--mller-kva", Encoded));
        assert_eq!(cut("xn--!"), [("xn", Word)]);
        assert_eq!(cut("\"x\": \"one\\nCONTOSO\"")[2..], [("CONTOSO", Word)]);
        assert_eq!(cut("CONTOSO\\nadia"), [("CONTOSO", Word), ("nadia", Word)]);
        assert_eq!(cut("/Date(1732147200000)/ 10:00:00.1234567Z"), [("Date", Word), ("10", Word), ("00", Word), ("00", Word)]);
        assert_eq!(cut("2026-11-21T08:11:40Z 20261121T081140Z 36MB 30PM"), [("2026", Word), ("11", Word), ("11", Word)]);
        assert_eq!(cut(r"M\u00fcller a_x000D_b"), [("M", Word), ("ller", Word), ("a", Word), ("b", Word)]);
        assert_eq!(cut(&"MIIDabcd+/".repeat(20)), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn tokens_follow_each_other(text in "([a-f0-9]{8}-[a-f0-9]{4}|[0-9]{1,3}\\.|::|\\PC){0,40}") {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(last <= token.start && token.start < token.end);
                prop_assert!(text.get(token.start..token.end).is_some());
                last = token.end;
            }
        }
    }
}
