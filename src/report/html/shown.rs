//! Captured text on its way into the page.

use crate::text::visible;
use std::borrow::Cow;
use std::fmt;

/// Longest text that the page shows in full, in characters. Nothing real is longer; it keeps a hostile capture from blowing up the
/// page.
const LONGEST: usize = 2000;

/// Text for a text node: what acts on a reader (control, bidirectional, zero-width characters) is shown as `\u{…}`. The template
/// escapes markup when it prints it, so nothing that was captured gets into the page by another way than this type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown<'a>(Cow<'a, str>);

impl<'a> Shown<'a> {
    /// Makes text fit for the page.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => {
                let more = text[end..].chars().count();
                Self(Cow::Owned(format!("{}… ({more} more characters)", visible(&text[..end]))))
            }
            None => Self(visible(text)),
        }
    }

    /// Like [`Shown::new`], for text of the moment.
    #[must_use]
    pub fn owned(text: &str) -> Self {
        Self(Cow::Owned(Shown::new(text).0.into_owned()))
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
