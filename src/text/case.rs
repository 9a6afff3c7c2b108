//! Texts compared without regard to letter case.

/// Whether a text begins with these ASCII letters, letter case ignored.
#[must_use]
pub fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}
