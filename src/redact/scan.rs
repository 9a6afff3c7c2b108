//! Cuts text into the tokens that can name something: words, GUIDs, digests, addresses. One pass, no copies.

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
        let end = at + run(&text[at..]);
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        let token = if let Some(length) = guid(rest) {
            Token { start: at, end: at + length, kind: Kind::Guid }
        } else if let Some(length) = cut_guid(rest) {
            Token { start: at, end: at + length, kind: Kind::Guid }
        } else if let Some(length) = v4(rest, before) {
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
    let bytes = text.as_bytes();
    let head = bytes.get(..36)?;
    let shaped = head.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    (shaped && !text[36..].starts_with(char::is_alphanumeric)).then_some(36)
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

/// Four numbers up to 255. Build numbers look the same: those of Exchange and of assemblies are told by their first numbers.
fn v4(text: &str, before: Option<char>) -> Option<usize> {
    if matches!(before, Some('.' | '=' | '-' | '_')) {
        return None;
    }
    let mut numbers = [0_u16; 4];
    let mut at = 0;
    for (index, number) in numbers.iter_mut().enumerate() {
        if index > 0 {
            at += text[at..].starts_with('.').then_some(1)?;
        }
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        *number = text[at..at + digits].parse().ok().filter(|_| digits <= 3)?;
        at += digits;
    }
    let follows = text[at..].chars().next();
    let ends = follows.is_none_or(|next| !next.is_alphanumeric())
        && !(follows == Some('.') && text[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    let is_build = matches!((numbers[0], numbers[1]), (15, 0..=2) | (14, 0..=3) | (1..=8, 0..=3));
    (ends && !is_build && numbers.iter().all(|number| *number <= 255)).then_some(at)
}

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
        for version in ["15.2.221.12", "Version=10.0.0.0", "15.02.1544.011", "10:22:33", "4.0.0.0", "300.1.1.1", "10.0.0.5.6"] {
            assert!(cut(version).iter().all(|(_, kind)| *kind == Word), "{version}");
        }
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
