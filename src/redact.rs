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

pub mod encode;
pub mod keep;
pub mod key;
mod names;
mod pieces;
pub mod scan;
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
    let left = learn(inputs, names, key);
    Redaction { files: inputs.iter().map(|(source, capture)| rewrite(source, capture, key, true)).collect(), left }
}

/// Turns pseudonyms into originals. What was removed stays removed.
#[must_use]
pub fn restore(inputs: &[(&Source, &Capture<'_>)], key: &Key) -> Vec<Rewritten> {
    let reversed = key.reversed();
    inputs.iter().map(|(source, capture)| rewrite(source, capture, &reversed, false)).collect()
}

/// Finds what is to be replaced and makes the missing pseudonyms, in the order of the names, not of the files.
fn learn(inputs: &[(&Source, &Capture<'_>)], given: &[String], key: &mut Key) -> BTreeSet<String> {
    let mut names = names::Names::default();
    let pieces: Vec<_> = inputs.iter().map(|(source, capture)| pieces::pieces(source, capture)).collect();
    let texts = || pieces.iter().flatten().map(pieces::Piece::text).chain(inputs.iter().map(|(source, _)| source.name.as_str()));
    given.iter().for_each(|name| names.add(name));
    for (source, capture) in inputs {
        tenant_of(&source.name).into_iter().for_each(|name| names.add(name));
        names.read_records(capture);
    }
    texts().for_each(|text| names.learn(text));
    texts().for_each(|text| names.read(text));

    let mut taken: BTreeSet<String> = key.used().cloned().collect();
    let mut ids: BTreeSet<(Kind, String)> = BTreeSet::new();
    let pseudonyms: BTreeSet<&String> = key.words.values().collect();
    let mut cut: BTreeSet<String> = BTreeSet::new();
    for text in texts() {
        for token in tokens(text) {
            let word = key::fold(&text[token.start..token.end]);
            match token.kind {
                // A word that is a pseudonym already must become another, or it could not be told from it.
                Kind::Word if pseudonyms.contains(&word) => _ = names.words.insert(word.clone()),
                Kind::Word if text[token.end..].starts_with("...") || text[token.end..].starts_with('…') => {
                    _ = cut.insert(word.clone())
                }
                Kind::Word => {}
                Kind::Guid if keep::is_public_guid(&word) => {}
                Kind::V4 | Kind::V6 if keep::is_public_address(&word) => {}
                kind => _ = ids.insert((kind, word.clone())),
            }
            taken.insert(word);
        }
    }
    let mut left = BTreeSet::new();
    for word in &names.words {
        if !key.add(Kind::Word, word, &mut taken) {
            left.insert(word.clone());
        }
    }
    for (kind, id) in &ids {
        if !key.add(*kind, id, &mut taken) {
            left.insert(id.clone());
        }
    }
    for word in cut.iter().filter(|word| !keep::is_vocabulary(word) && !names.words.contains(*word)) {
        key.add_cut(word, &mut taken);
    }
    left
}

/// The name of the tenant in a path with `tenants/NAME/`.
fn tenant_of(path: &str) -> Option<&str> {
    let mut parts = path.split('/');
    parts.find(|part| part.eq_ignore_ascii_case("tenants"))?;
    let name = parts.next()?;
    // The last part is a file.
    parts.next().map(|_| name)
}

fn rewrite(source: &Source, capture: &Capture<'_>, key: &Key, remove: bool) -> Rewritten {
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    let mut secrets = Vec::new();
    let mut replaced = 0;
    for piece in pieces::pieces(source, capture) {
        let text = piece.text();
        let hidden = if remove { secret::secrets(text) } else { Vec::new() };
        for secret in &hidden {
            let mut first = Vec::new();
            piece.edits(
                secret.at.start,
                secret.at.end,
                &text[secret.at.clone()].chars().map(secret::removed).collect::<String>(),
                &mut first,
            );
            secrets.extend(first.first().map(|(at, _, _)| (source.line_of(*at), secret.kind)));
            edits.append(&mut first);
        }
        let mut next = hidden.iter().peekable();
        for token in tokens(text) {
            while next.next_if(|secret| secret.at.end <= token.start).is_some() {}
            if next.peek().is_some_and(|secret| secret.at.start < token.end) {
                continue;
            }
            if let Some((start, new)) = stand_in(text, token, key) {
                piece.edits(start, token.end, &new, &mut edits);
                replaced += 1;
            }
        }
    }
    edits.sort_by_key(|edit| edit.0);
    secrets.sort_unstable();
    Rewritten { name: rewrite_text(&source.name, key), text: apply(&source.text, &edits), replaced, secrets }
}

/// A short text with every name replaced: a path, a subject, a message.
#[must_use]
pub fn rewrite_text(text: &str, key: &Key) -> String {
    let edits: Vec<_> = tokens(text)
        .into_iter()
        .filter_map(|token| stand_in(text, token, key).map(|(start, new)| (start, token.end, new)))
        .collect();
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
