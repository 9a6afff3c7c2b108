//! `_xHHHH_`, the way in which Export-Clixml writes characters that XML can't hold.

use std::borrow::Cow;

/// Text with every `_xHHHH_` (a UTF-16 code unit) turned into its character; borrowed if there is none. A lone surrogate
/// becomes U+FFFD, and what only looks like an escape stays.
pub(super) fn unescape(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = memchr::memmem::find(text.as_bytes(), b"_x") else { return text };
    let mut decoded = String::with_capacity(text.len());
    decoded.push_str(&text[..first]);
    let mut rest = &text[first..];
    let mut any = false;
    while !rest.is_empty() {
        let Some(unit) = unit(rest) else {
            let next = rest[1..].find("_x").map_or(rest.len(), |at| at + 1);
            decoded.push_str(&rest[..next]);
            rest = &rest[next..];
            continue;
        };
        any = true;
        let mut units = vec![unit];
        rest = &rest[7..];
        while let Some(unit) = self::unit(rest) {
            units.push(unit);
            rest = &rest[7..];
        }
        decoded.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        let next = rest.find("_x").unwrap_or(rest.len());
        decoded.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    if any { Cow::Owned(decoded) } else { text }
}

/// The code unit that the escape at the start of `rest` stands for.
fn unit(rest: &str) -> Option<u16> {
    let bytes = rest.as_bytes().get(..7)?;
    let digits = &bytes[2..6];
    if !bytes.starts_with(b"_x") || bytes[6] != b'_' || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_characters_and_look_alikes_stay() {
        for (written, meant) in [
            ("plain", "plain"),
            ("a_x000D__x000A_b", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("my_xfile_x00", "my_xfile_x00"),
            ("_xD83D__xDE00_!", "😀!"),
            ("_xD83D_!", "\u{fffd}!"),
            ("_x00G0_ é_x", "_x00G0_ é_x"),
        ] {
            assert_eq!(unescape(Cow::Borrowed(written)), meant);
        }
        assert!(matches!(unescape(Cow::Borrowed("my_xfile")), Cow::Borrowed(_)));
    }
}
