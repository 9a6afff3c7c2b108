//! Pseudonyms for what names an organisation: hosts, domains, servers, tenants, ids, people, addresses. The verdicts stay the same.
//!
//! The unit is the word: every part of a name that somebody could be known by (`contoso` in `mail.contoso.com`, in
//! `contoso.onmicrosoft.com`, in `DC=contoso`) has one pseudonym, in every file and place. So hosts stay below their domain, a server's
//! short name stays the first label of its FQDN, and equal origins stay equal. Each pseudonym is as long as what it stands for ([`key`]):
//! columns, wrapped lines, cut lists and encodings keep their meaning, and a report about the redacted captures says the same of the same lines.

use crate::capture::Capture;
use crate::source::Source;
use scan::{Kind, tokens};
use std::collections::BTreeSet;
use std::ops::Range;

mod der;
mod draw;
pub mod encode;
mod escape;
pub mod keep;
pub mod key;
mod learn;
mod material;
mod names;
mod pieces;
pub mod scan;
mod seam;
pub mod secret;

pub use key::Key;
pub use secret::Secret;

/// A source rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// Its name, rewritten too.
    pub name: String,
    /// Its text.
    pub text: String,
    /// How many tokens were replaced.
    pub replaced: usize,
    /// Secrets that were removed: line (from 1) and kind.
    pub secrets: Vec<(usize, &'static str)>,
}

/// What [`redact`] gives back.
#[derive(Debug, Default)]
pub struct Redaction {
    /// The sources, in their order.
    pub files: Vec<Rewritten>,
    /// Names for which there was no free pseudonym of their shape, and which therefore stayed. Rare: very many very short names.
    pub left: BTreeSet<String>,
}

/// Replaces what names an organisation. `key` is filled with what it lacks. `names` are names from elsewhere: tenants of the command line.
#[must_use]
pub fn redact(inputs: &[(&Source, &Capture<'_>)], names: &[String], key: &mut Key) -> Redaction {
    let left = learn::learn(inputs, names, key);
    Redaction { files: inputs.iter().map(|(source, capture)| rewrite(source, capture, key, true)).collect(), left }
}

/// Turns pseudonyms into originals. What was removed stays removed.
#[must_use]
pub fn restore(inputs: &[(&Source, &Capture<'_>)], key: &Key) -> Vec<Rewritten> {
    let reversed = key.reversed();
    inputs.iter().map(|(source, capture)| rewrite(source, capture, &reversed, false)).collect()
}

fn rewrite(source: &Source, capture: &Capture<'_>, key: &Key, remove: bool) -> Rewritten {
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    let mut secrets = Vec::new();
    let mut replaced = 0;
    for piece in pieces::pieces(source, capture) {
        let hidden = if remove { secret::secrets(piece.text()) } else { Vec::new() };
        for secret in &hidden {
            let mut first = Vec::new();
            let removed: String = piece.text()[secret.at.clone()].chars().map(secret::removed).collect();
            piece.edits(&source.text, secret.at.start, secret.at.end, &removed, &mut first);
            secrets.extend(first.first().map(|(at, _, _)| (source.line_of(*at), secret.kind)));
            edits.append(&mut first);
        }
        let hidden = hidden.into_iter().map(|secret| secret.at).collect();
        replaced += replace(&piece, &source.text, hidden, key, &mut edits);
    }
    edits.sort_by_key(|edit| edit.0);
    secrets.sort_unstable();
    Rewritten { name: rewrite_text(&source.name, key), text: apply(&source.text, &edits), replaced, secrets }
}

/// Puts pseudonyms into a piece, but for what `done` covers. Gives back how many.
fn replace(
    piece: &pieces::Piece<'_>,
    source: &str,
    mut done: Vec<Range<usize>>,
    key: &Key,
    edits: &mut Vec<(usize, usize, String)>,
) -> usize {
    let text = piece.text();
    let mut replaced = 0;
    let is_free =
        |done: &[Range<usize>], at: &Range<usize>| !done.iter().any(|other| other.start < at.end && at.start < other.end);
    for material in material::find(text) {
        let new = material.edits(text, key);
        if new.is_empty() || !is_free(&done, &material.at) {
            continue;
        }
        new.into_iter().for_each(|(at, new)| piece.edits(source, at.start, at.end, &new, edits));
        done.push(material.at);
        replaced += 1;
    }
    for split in seam::splits(text) {
        let is_free = is_free(&done, &split.left) && is_free(&done, &split.right);
        if let (Some((left, right)), true) = (split.stand_in(text, key), is_free) {
            piece.edits(source, split.left.start, split.left.end, &left, edits);
            piece.edits(source, split.right.start, split.right.end, &right, edits);
            done.extend([split.left, split.right]);
            replaced += 1;
        }
    }
    done.sort_by_key(|at| at.start);
    let mut next = done.iter().peekable();
    for token in tokens(text) {
        while next.next_if(|at| at.end <= token.start).is_some() {}
        if next.peek().is_some_and(|at| at.start < token.end) {
            continue;
        }
        if let Some((start, new)) = stand_in(text, token, key) {
            piece.edits(source, start, token.end, &new, edits);
            replaced += 1;
        }
    }
    replaced
}

/// A short text with every name replaced: a path, a subject, a message.
#[must_use]
pub fn rewrite_text(text: &str, key: &Key) -> String {
    let mut edits = Vec::new();
    replace(&pieces::piece(text), text, Vec::new(), key, &mut edits);
    edits.sort_by_key(|edit| edit.0);
    apply(text, &edits)
}

/// What stands in for a token, and from which byte on. Behind a backslash the first letter may be an escape (`\n`) and not of the word.
fn stand_in(text: &str, token: scan::Token, key: &Key) -> Option<(usize, String)> {
    let word = &text[token.start..token.end];
    if let Some(new) = key.pseudonym(token.kind, word) {
        return Some((token.start, new));
    }
    let escaped = token.kind == Kind::Word && text[..token.start].ends_with('\\') && word.starts_with(['n', 'r', 't', 'b', 'f']);
    let start = token.start + 1;
    if escaped { key.pseudonym(Kind::Word, &text[start..token.end]).map(|new| (start, new)) } else { None }
}

fn apply(text: &str, edits: &[(usize, usize, String)]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end, replacement) in edits {
        if *start < at {
            continue;
        }
        new.push_str(&text[at..*start]);
        new.push_str(replacement);
        at = *end;
    }
    new.push_str(&text[at..]);
    new
}

#[cfg(test)]
mod tests;
