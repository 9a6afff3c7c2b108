//! Errors that a cmdlet printed in red: which cmdlet failed, and what it said.

use super::{Capture, Failure, Skipped};
use crate::source::Span;

/// Longest part of an error that is quoted, in characters.
const QUOTED: usize = 200;

/// Notes an error. `line` is the first line that is known for a part of it, `at` its place, `command` the index of the command above it.
///
/// What a command printed before it failed is a part of what it would have printed.
pub(super) fn note(line: &str, at: Span, command: Option<usize>, out: &mut Capture<'_>) {
    let line = line.trim();
    let above = command.and_then(|index| out.commands.get_mut(index));
    let (cmdlet, text) = match (prefix(line).or_else(|| bracketed(line)), above) {
        (Some((name, text)), above) => {
            if let Some(above) = above.filter(|above| above.cmdlet.eq_ignore_ascii_case(name)) {
                above.partial = true;
            }
            (name.to_owned(), text)
        }
        (None, Some(above)) => {
            above.partial = true;
            (above.cmdlet.clone().into_owned(), line)
        }
        (None, None) => return,
    };
    if !cmdlet.get(..4).is_some_and(|verb| verb.eq_ignore_ascii_case("get-")) {
        return;
    }
    let text = text.char_indices().nth(QUOTED).map_or(text, |(end, _)| &text[..end]).to_owned();
    out.skipped.push(Skipped { at, why: format!("{cmdlet} failed here: {text}") });
    out.failures.push(Failure { cmdlet, at, text });
}

/// `Get-X : what went wrong`, and without the blank in PowerShell 7.
fn prefix(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.split_once(':')?;
    let name = name.trim_end();
    is_cmdlet(name).then(|| (name, text.trim()))
}

/// `+ CategoryInfo : NotSpecified: (:) [Get-X], ManagementObjectNotFoundException`: the message itself stood above, without a name.
fn bracketed(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once('[')?;
    let (name, _) = rest.split_once(']')?;
    is_cmdlet(name).then(|| (name, line.trim_start_matches(['+', ' '])))
}

fn is_cmdlet(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    name.split_once('-').is_some_and(|(verb, noun)| is_word(verb) && is_word(noun))
}
