//! What stands in a document and is not read: named where it looks like evidence, and kept where it may contradict what is read.

use super::super::known::{Known, known};
use super::super::list;
use super::super::veil::{self, Veil};
use super::super::{Capture, Skipped, UnreadText};
use super::{Look, look, properties, whole_lines};
use crate::source::{Source, UnreadKind};

/// Places that are named for one file; the last one counts the rest.
const MOST: usize = 40;
/// How often the text is searched for what stands beside it, so that a page of nothing but tooltips costs time in proportion.
const MOST_SEARCHES: usize = 200;

/// Looks at what the source holds and does not read.
pub(in super::super) fn look_at(source: &Source, out: &mut Capture<'_>) {
    let mut searches = MOST_SEARCHES;
    let mut named = 0usize;
    for unread in &source.unread {
        let is_said = |line: &str| {
            searches = searches.saturating_sub(1);
            searches > 0 && memchr::memmem::find(source.text.as_bytes(), line.as_bytes()).is_some()
        };
        let Some((look, is_much)) = evidence(&unread.text, unread.kind != UnreadKind::Hidden, is_said) else { continue };
        let at = source.span(unread.at, unread.at + 1);
        if unread.kind != UnreadKind::Deleted && look.may_contradict(is_much) {
            out.unread.push(UnreadText { at, text: unread.text.clone() });
        }
        let is_named = source.left_out.contains(&(unread.at, unread.why));
        if is_named {
            continue;
        }
        named += 1;
        if named <= MOST {
            let why = look.words().map_or(unread.why.to_owned(), |words| format!("looks like {words}: {}", unread.why));
            out.skipped.push(Skipped { at, why });
        }
    }
    if let Some(last) = out.skipped.last_mut().filter(|_| named > MOST) {
        last.why.push_str(&format!("; {} more places look like evidence, too", named - MOST));
    }
}

/// What a text looks like that nobody reads, and whether it shows several properties. `is_said` tells that a line stands in the text that is read.
fn evidence(text: &str, is_shown: bool, mut is_said: impl FnMut(&str) -> bool) -> Option<(Look, bool)> {
    let is_much = properties(text) > 1;
    let mut seen = 0;
    for line in whole_lines(text, 0..text.len()) {
        if line.start < seen {
            continue;
        }
        let hidden = veil::at_start(&text[line.start..]);
        seen = line.start + hidden.map_or(0, |hidden| hidden.length);
        let veil = hidden.and_then(|hidden| hidden.veil).filter(|veil| is_shown || veil.is_seen_through());
        let words = text[line.clone()].trim();
        let found = match veil {
            Some(veil) => Some(Look::Veiled(veil)),
            None if is_shown => look(text, &line),
            // Scripts hold what they show on one line, among much else.
            None => {
                look(text, &line).filter(|look| is_output(*look, text)).or(tells_beyond_doubt(words).then_some(Look::Property))
            }
        };
        if let Some(look) = found.filter(|_| !is_said(words)) {
            return Some((look, is_much));
        }
    }
    // Each of them may be a word of a sentence; together they are not.
    let is_list = is_shown && is_much && text.lines().any(|line| list::property(line).is_some()) && !is_said(text.trim());
    is_list.then_some((Look::Property, is_much))
}

/// Whether what looks so is output beyond doubt: links and single names stand in every page.
fn is_output(look: Look, text: &str) -> bool {
    matches!(look, Look::Directory | Look::Header | Look::Veiled(Veil::Base64 | Veil::Escapes | Veil::Percent))
        || tells_beyond_doubt(text)
}

/// Whether a text shows properties of which one is not called as scripts call theirs, too.
fn tells_beyond_doubt(text: &str) -> bool {
    const LONG: usize = 12;
    let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    veil::tells(text) && words.any(|word| word.len() > LONG && known(word) == Known::Strong)
}
