//! GUIDs as text.

/// Whether a text is a GUID: groups of 8, 4, 4, 4 and 12 hexadecimal digits, without braces.
#[must_use]
pub fn is_guid(text: &str) -> bool {
    let is_digit = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::is_guid;

    #[test]
    fn a_guid_is_its_digits_in_their_groups() {
        for good in ["0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80", "0D3F9A1E-77B4-4F0E-8A53-2B1C5D6E7F80"] {
            assert!(is_guid(good), "{good}");
        }
        let hyphens = "-".repeat(36);
        for bad in [
            "",
            hyphens.as_str(),
            "0d3f9a1e77b44f0e8a532b1c5d6e7f80",
            "{0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80}",
            "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f8g",
            "0d3f9a1-e77b4-4f0e-8a53-2b1c5d6e7f80",
            "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80 ",
        ] {
            assert!(!is_guid(bad), "{bad}");
        }
    }
}
