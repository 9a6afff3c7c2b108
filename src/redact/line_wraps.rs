//! Names that the console wrapped over two lines where no reader joined them: within prose, in what was skipped.

use super::allowlist;
use super::key::Key;
use super::scan::{Kind, tokens};
use std::ops::Range;

/// A line that is shorter was not wrapped by a console.
const NARROWEST: usize = 40;
/// From here on the line is as wide as consoles are: what stands at its end may go on in the next even if nothing else says so.
const CONSOLE: usize = 72;

/// What stands on both sides of a line break.
#[derive(Debug)]
struct Seam {
    left: Range<usize>,
    right: Range<usize>,
    /// Characters of the line before the break.
    width: usize,
}

/// A word, id or digest of which one part stands at the end of a line and the other at the start of the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Split {
    /// The part before the break.
    pub left: Range<usize>,
    /// The part behind it.
    pub right: Range<usize>,
    /// Both together.
    pub whole: String,
    /// What it is.
    pub kind: Kind,
}

impl Split {
    /// What stands for it, in its two parts.
    pub fn stand_in(&self, text: &str, key: &Key) -> Option<(String, String)> {
        let vocabulary = |part: &Range<usize>| allowlist::stays(&text[part.clone()]);
        if self.kind == Kind::Word && vocabulary(&self.left) && vocabulary(&self.right) {
            return None;
        }
        let new = key.pseudonym(self.kind, &self.whole)?;
        let cut = new.char_indices().nth(text[self.left.clone()].chars().count())?.0;
        Some((new[..cut].to_owned(), new[cut..].to_owned()))
    }
}

fn seams(text: &str, part_of_it: fn(char) -> bool) -> impl Iterator<Item = Seam> + '_ {
    memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(move |newline| {
        let start = text[..newline].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..newline].trim_end_matches('\r');
        let width = line.chars().count();
        let left = start + line.trim_end_matches(part_of_it).len()..start + line.len();
        let next = &text[newline + 1..];
        let indent = next.len() - next.trim_start_matches([' ', '\t']).len();
        let next = &next[indent..];
        let length = next.len() - next.trim_start_matches(part_of_it).len();
        // `Name :` begins a property.
        let is_property = next[length..].trim_start_matches([' ', '\t']).starts_with(':') && !next[length..].starts_with("://");
        let right = newline + 1 + indent..newline + 1 + indent + length;
        (width >= NARROWEST && !left.is_empty() && !right.is_empty() && !is_property).then_some(Seam { left, right, width })
    })
}

/// Everything that a line break splits.
pub(super) fn splits(text: &str) -> Vec<Split> {
    let of_ids = |character: char| character.is_alphanumeric() || character == '-';
    seams(text, of_ids)
        .filter_map(|seam| {
            let joined = format!("{}{}", &text[seam.left.clone()], &text[seam.right.clone()]);
            let cut = seam.left.len();
            let token = tokens(&joined).into_iter().find(|token| token.start < cut && token.end > cut)?;
            Some(Split {
                left: seam.left.start + token.start..seam.left.end,
                right: seam.right.start..seam.right.start + token.end - cut,
                whole: joined[token.start..token.end].to_owned(),
                kind: token.kind,
            })
        })
        .collect()
}

/// What may be one address, host or identity, joined: for the names in it.
pub(super) fn joined(text: &str) -> Vec<String> {
    let of_addresses =
        |character: char| !character.is_whitespace() && !matches!(character, ',' | ';' | '{' | '}' | '"' | '\'' | '<' | '>');
    seams(text, of_addresses)
        .filter(|seam| seam.width >= CONSOLE)
        .map(|seam| format!("{}{}", &text[seam.left], &text[seam.right]))
        .filter(|joined| joined.contains("://") || joined.contains('@') || joined.contains('.'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_break_splits_is_joined() {
        let text = format!("{}0d3f9a1e-77b4-4f0e-8a5\r\n    3-2b1c5d6e7f80, and so on\n", "x ".repeat(30));
        let all = splits(&text);
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].kind, all[0].whole.as_str()), (Kind::Guid, "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80"));
        let text = format!("{}https://mail.cont\noso.com/mapi\n", "x ".repeat(30));
        assert_eq!(joined(&text), ["https://mail.contoso.com/mapi"]);
        assert_eq!(splits(&text)[0].whole, "contoso");
        assert_eq!(splits("short\nlines\n").len(), 0);
        assert_eq!(splits(&format!("{}word\nName : x\n", "x ".repeat(30))).len(), 0, "a property begins");
    }
}
