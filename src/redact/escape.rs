//! Letters that are written as escapes: `\u0063` (JSON), `_x0063_` (Export-Clixml), `&#x63;` (XML), `%63` (addresses).

/// The character that the escape at the start of `text` stands for, and its bytes, if it is one that names are made of. `before` is what stands
/// before it.
pub(super) fn read(before: &str, text: &str) -> Option<(char, usize)> {
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok();
    let (code, length) = match text.as_bytes() {
        // Behind another backslash it is a backslash and an ordinary word.
        [b'\\', b'u', ..] if before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0 => {
            (hex(digits(text.get(2..6)?)?)?, 6)
        }
        [b'_', b'x', ..] if text.as_bytes().get(6) == Some(&b'_') => (hex(digits(text.get(2..6)?)?)?, 7),
        [b'&', b'#', b'x' | b'X', ..] => {
            let end = text.bytes().take(10).position(|byte| byte == b';')?;
            (hex(digits(text.get(3..end)?)?)?, end + 1)
        }
        [b'&', b'#', ..] => {
            let end = text.bytes().take(10).position(|byte| byte == b';')?;
            (text.get(2..end)?.parse().ok()?, end + 1)
        }
        [b'%', ..] => return percent(text),
        _ => return None,
    };
    let character = char::from_u32(code)?;
    is_of_names(character).then_some((character, length))
}

/// A character of an address, of one byte or several: `%63`, `%C3%BC`.
fn percent(text: &str) -> Option<(char, usize)> {
    let byte = |index: usize| {
        let escape = text.get(index * 3..index * 3 + 3)?.strip_prefix('%')?;
        u8::from_str_radix(digits(escape)?, 16).ok()
    };
    let first = byte(0)?;
    let count = match first {
        0..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return None,
    };
    let bytes: Vec<u8> = (0..count).map(byte).collect::<Option<_>>()?;
    let character = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    is_of_names(character).then_some((character, count * 3))
}

fn is_of_names(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-' | '@' | ':' | '/' | '+' | '=' | '_' | ' ')
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(text)
}

/// `new` written in the manner of `old`: as it is, or as the same kind of escape.
pub(super) fn written_like(old: &str, new: char) -> String {
    let code = u32::from(new);
    let upper = old.bytes().any(|byte| byte.is_ascii_uppercase() && byte != b'X');
    let hex = |width: usize| if upper { format!("{code:0width$X}") } else { format!("{code:0width$x}") };
    match old.as_bytes() {
        [b'\\', b'u', ..] if old.len() == 6 && code <= 0xffff => format!("\\u{}", hex(4)),
        [b'_', b'x', .., b'_'] if old.len() == 7 && code <= 0xffff => format!("_x{}_", hex(4)),
        [b'&', b'#', b'x' | b'X', .., b';'] => format!("{}{};", &old[..3], hex(old.len() - 4)),
        [b'&', b'#', .., b';'] => format!("&#{code:0width$};", width = old.len() - 3),
        [b'%', ..] => {
            let bytes = new.encode_utf8(&mut [0; 4]).bytes().collect::<Vec<_>>();
            bytes.iter().map(|byte| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") }).collect()
        }
        _ => new.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_written() {
        for (old, character, new) in [
            (r"\u0063", 'c', r"\u006b"),
            (r"\u00FC", 'ü', r"\u006B"),
            ("_x0063_", 'c', "_x006b_"),
            ("&#x63;", 'c', "&#x6b;"),
            ("&#099;", 'c', "&#107;"),
            ("%63", 'c', "%6b"),
            ("%C3%BC", 'ü', "%6B"),
        ] {
            assert_eq!(read("", old), Some((character, old.len())), "{old}");
            assert_eq!(written_like(old, 'k'), new);
        }
        for none in [r"\u000d", "_x000D_", "&#60;", "%ff", "&amp;", r"\users", "_x12_", "100%"] {
            assert_eq!(read("", none), None, "{none}");
        }
        assert_eq!(read(r"\", r"\u0063"), None);
        assert_eq!(written_like("c", 'k'), "k");
        assert_eq!(written_like("%C3%BC", 'é'), "%C3%A9");
    }
}
