//! Pseudonyms for what names an organisation: hosts, domains, servers, tenants, ids, people, addresses. The verdicts stay the same.
//!
//! What may stay is an allow-list ([`allowlist`]): Microsoft's names, the words that captures and reports are written in, ids that are the same
//! everywhere. Every other word gets a pseudonym, whether anything tells that it is a name or not.
//!
//! The unit is the word: every part of a name that somebody could be known by (`contoso` in `mail.contoso.com`, in
//! `contoso.onmicrosoft.com`, in `DC=contoso`) has one pseudonym, in every file and place. So hosts stay below their domain, a server's
//! short name stays the first label of its FQDN, and equal origins stay equal. Each pseudonym is as long as what it stands for ([`key`]):
//! columns, wrapped lines, cut lists and encodings keep their meaning, and a report about the redacted captures says the same of the same lines.

use crate::capture::Capture;
use crate::source::Source;
use scan::tokens;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub mod allowlist;
mod blobs;
mod der;
pub(crate) mod encode;
mod escape;
mod hosts;
pub(crate) mod key;
mod label;
mod line_wraps;
mod names;
mod names_in;
mod pseudonym;
pub(crate) mod report;
pub(crate) mod scan;
pub(crate) mod secret;
mod segments;
mod sentence;
mod unseen;

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
    /// What a person has to judge.
    pub learnt: Learnt,
}

/// What a person has to judge before anything is handed on.
#[derive(Debug, Default)]
pub struct Learnt {
    /// Words for which no pseudonym was left, and which were written over: what they had in common with others is lost. Rare: very many very short
    /// words.
    pub masked: BTreeSet<String>,
    /// Words of everyday that stay although they stand where names stand, with the source in which each is first seen.
    pub kept: BTreeMap<String, String>,
}

/// A pattern that finds names or secrets is broken: nothing can be redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pattern of hmaudit itself cannot be used: nothing is redacted")]
pub struct PatternError;

/// Whether everything that finds names and secrets can be used. A broken pattern would find nothing, and so leak what it is there for.
fn is_usable() -> bool {
    hosts::is_usable() && names::is_usable() && blobs::is_usable() && secret::is_usable()
}

/// Replaces what names an organisation. `key` is filled with what it lacks. `names` are names from elsewhere: tenants of the command line.
///
/// # Errors
/// When a pattern of ours is broken. Nothing is given back then.
pub fn redact(inputs: &[(&Source, &Capture<'_>)], names: &[String], key: &mut Key) -> Result<Redaction, PatternError> {
    if !is_usable() {
        return Err(PatternError);
    }
    let learnt = names_in::learn(inputs, names, key);
    Ok(Redaction { files: inputs.iter().map(|(source, capture)| rewrite(source, capture, key, true)).collect(), learnt })
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
    for piece in segments::pieces(source, capture) {
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
    Rewritten { name: rewrite_path(&source.name, key), text: apply(&source.text, &edits), replaced, secrets }
}

/// Puts pseudonyms into a piece, but for what `done` covers. Gives back how many.
fn replace(
    piece: &segments::Piece<'_>,
    source: &str,
    mut done: Vec<Range<usize>>,
    key: &Key,
    edits: &mut Vec<(usize, usize, String)>,
) -> usize {
    let text = piece.text();
    let mut replaced = 0;
    let is_free =
        |done: &[Range<usize>], at: &Range<usize>| !done.iter().any(|other| other.start < at.end && at.start < other.end);
    for material in blobs::find(text) {
        let new = material.edits(text, key);
        if new.is_empty() || !is_free(&done, &material.at) {
            continue;
        }
        new.into_iter().for_each(|(at, new)| piece.edits(source, at.start, at.end, &new, edits));
        done.push(material.at);
        replaced += 1;
    }
    for split in line_wraps::splits(text) {
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
        if let Some(new) = key.stand_in(token.kind, text, token.start, token.end) {
            piece.edits(source, token.start, token.end, &new, edits);
            replaced += 1;
        }
    }
    replaced
}

/// A short text with every name replaced: a path, a subject, a message.
#[must_use]
pub fn rewrite_text(text: &str, key: &Key) -> String {
    let mut edits = Vec::new();
    replace(&segments::piece(text), text, Vec::new(), key, &mut edits);
    edits.sort_by_key(|edit| edit.0);
    apply(text, &edits)
}

/// A path with every name in it replaced. Folders may be called like tenants.
#[must_use]
pub fn rewrite_path(path: &str, key: &Key) -> String {
    let parts = path.split('/').map(|part| key.of_name(part).unwrap_or_else(|| rewrite_text(part, key)));
    parts.collect::<Vec<_>>().join("/")
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
