//! Names with `*`, matched in linear time and without regard to letter case, as Windows and DNS do.

/// An exact name, or a pattern in which `*` stands for any characters, none included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    folded: String,
}

impl Pattern {
    /// A pattern as written.
    #[must_use]
    pub fn new(written: &str) -> Self {
        Self { written: written.to_owned(), folded: written.to_lowercase() }
    }

    /// As written.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// Whether it matches the whole of `name`. Pieces between the stars are looked for from left to right, each search goes on
    /// where the last one ended.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let Some((first, rest)) = self.folded.split_once('*') else { return self.folded == name };
        let Some(mut left) = name.strip_prefix(first) else { return false };
        let (middle, last) = rest.rsplit_once('*').map_or((None, rest), |(middle, last)| (Some(middle), last));
        for piece in middle.into_iter().flat_map(|middle| middle.split('*')).filter(|piece| !piece.is_empty()) {
            let Some(at) = memchr::memmem::find(left.as_bytes(), piece.as_bytes()) else { return false };
            left = &left[at + piece.len()..];
        }
        left.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, name, matches) in [
            ("EX01", "ex01", true),
            ("EX01", "EX011", false),
            ("*", "", true),
            ("*", "anything", true),
            ("https://*.contoso.com", "https://mail.contoso.com", true),
            ("https://*.contoso.com", "https://contoso.com", false),
            ("EX*(Default*", r"EX01\mapi (Default Web Site)", true),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a**b*c", "aXbXc", true),
            ("*b*b*", "abc", false),
            ("a*bc*c", "abc", false),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(name), matches, "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_take_linear_time() {
        let pattern = Pattern::new(&"a*".repeat(20_000));
        assert!(!pattern.matches(&format!("{}b", "a".repeat(19_999))));
    }
}
