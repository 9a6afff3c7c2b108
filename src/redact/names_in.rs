//! Finds what is to be replaced, and makes the pseudonyms.

use super::scan::{Kind, is_cut, tokens};
use super::{Learnt, allowlist, blobs, hosts, key, key::Key, label, line_wraps, names, secret, segments};
use crate::capture::Capture;
use crate::source::Source;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What the texts contain that is not vocabulary.
#[derive(Default)]
struct Found {
    /// Words, folded.
    words: BTreeSet<String>,
    /// GUIDs, digests, addresses, SIDs.
    ids: BTreeSet<(Kind, String)>,
    /// What a table cut short.
    cut: BTreeSet<(Kind, String)>,
    /// Every token: none of them becomes a pseudonym.
    tokens: BTreeSet<String>,
    /// Labels of hosts with letters beyond ASCII.
    labels: BTreeSet<String>,
    /// The same, by the words in them.
    labels_of: BTreeMap<String, BTreeSet<String>>,
}

/// Finds what is to be replaced and makes the missing pseudonyms, in the order of the names, not of the files.
pub(super) fn learn(inputs: &[(&Source, &Capture<'_>)], given: &[String], key: &mut Key) -> Learnt {
    let mut names = names::Names::default();
    let pieces: Vec<_> = inputs.iter().map(|(source, capture)| segments::pieces(source, capture)).collect();
    // What is taken out as a secret must not get into the key.
    let pieces: Vec<Vec<_>> =
        pieces.iter().map(|pieces| pieces.iter().map(|piece| secret::blanked(piece.text())).collect()).collect();
    for ((source, capture), pieces) in inputs.iter().zip(&pieces) {
        names.read_records(&source.name, capture);
        pieces.iter().for_each(|text| names.read(&source.name, text));
    }
    for name in given {
        // What a file is called tells what is in it, more often than whose it is.
        let file = name.rsplit('/').next().filter(|last| last.contains('.')).unwrap_or_default();
        names.add(name, name.strip_suffix(file).unwrap_or(name));
    }
    let texts = || pieces.iter().flatten().map(Cow::as_ref).chain(inputs.iter().map(|(source, _)| source.name.as_str()));
    let materials: BTreeSet<String> = texts().flat_map(blobs::find).map(|material| material.says).collect();
    let inside: Vec<String> = materials.iter().flat_map(|says| blobs::texts(says)).collect();
    let joined: Vec<String> = texts().flat_map(line_wraps::joined).collect();

    let mut found = Found { tokens: key.used().cloned().collect(), ..Found::default() };
    let pseudonyms: BTreeSet<String> = key.words.values().cloned().collect();
    texts().chain(given.iter().chain(&inside).map(String::as_str)).for_each(|text| found.read(text, &pseudonyms, &names.builds));
    // What a line break may have split: words that are not there otherwise.
    joined.iter().for_each(|text| found.read_joined(text));
    let splits = texts().flat_map(line_wraps::splits).filter(|split| split.kind != Kind::Word);
    found.ids.extend(splits.map(|split| (split.kind, key::fold(&split.whole))));
    found.make(&names, &materials, key);
    Learnt { masked: key.masked.clone(), kept: names.kept }
}

impl Found {
    /// Takes the tokens of a text.
    fn read(&mut self, text: &str, pseudonyms: &BTreeSet<String>, builds: &BTreeSet<String>) {
        for host in hosts::find(text) {
            let labels = text[host].split('.').filter(|label| !label.is_ascii());
            self.labels.extend(labels.map(key::fold));
        }
        for token in tokens(text) {
            let written = &text[token.start..token.end];
            let word = key::fold(written);
            let cut = is_cut(&text[token.end..]);
            match token.kind {
                // A word that is a pseudonym already must become another, or it could not be told from it.
                Kind::Word if pseudonyms.contains(&word) => _ = self.words.insert(word.clone()),
                Kind::Guid | Kind::Word if cut && allowlist::is_public_beginning(&word) => {}
                kind @ (Kind::Word | Kind::Guid | Kind::Hex) if cut && !allowlist::stays(written) => {
                    _ = self.cut.insert((kind, word.clone()))
                }
                Kind::Word if allowlist::stays(written) || allowlist::stays_here(text, token.start, token.end) => {}
                Kind::Word => _ = self.words.insert(word.clone()),
                Kind::Encoded => {
                    if let Some(label) = label::decode(written) {
                        let words = label.split('-').filter(|word| !allowlist::stays(word)).map(key::fold);
                        self.words.extend(words);
                        self.labels.insert(label);
                    }
                }
                Kind::Guid if allowlist::is_public_guid(&word) => {}
                Kind::Hex if allowlist::is_public_digest(&word) => {}
                Kind::V4 | Kind::V6 if allowlist::is_public_address(&word) => {}
                Kind::V4 if builds.contains(&word) && !text[..token.start].ends_with("//") => {}
                kind => _ = self.ids.insert((kind, word.clone())),
            }
            self.tokens.insert(word);
        }
    }

    /// Takes the words of what may be one address, joined from two lines: of its halves, one may be vocabulary.
    fn read_joined(&mut self, text: &str) {
        for host in hosts::find(text) {
            let host = &text[host];
            let words =
                tokens(host).into_iter().filter(|token| token.kind == Kind::Word).map(|token| &host[token.start..token.end]);
            self.words.extend(words.filter(|word| !allowlist::stays(word)).map(key::fold));
        }
    }

    fn make(mut self, names: &names::Names, materials: &BTreeSet<String>, key: &mut Key) {
        let mut taken = std::mem::take(&mut self.tokens);
        for label in std::mem::take(&mut self.labels) {
            for word in label.split('-').filter(|word| !word.is_ascii()) {
                self.labels_of.entry(word.to_owned()).or_default().insert(label.clone());
            }
        }
        for word in &self.words {
            self.make_word(word, key, &mut taken);
        }
        // Labels are told from labels only: the words of everyday are not pseudonyms of theirs.
        let mut labels: BTreeSet<String> = key.used().cloned().chain(names.domains.iter().cloned()).collect();
        for label in &names.domains {
            if !key.add_domain(label, &mut labels) {
                key.masked.extend(label.split('-').map(str::to_owned));
            }
        }
        for says in materials {
            match blobs::as_digest(says) {
                Some(digest) => _ = self.ids.insert((Kind::Hex, digest)),
                None if !key.materials.contains_key(says) => {
                    let (new, thumbprints) = blobs::invent(says, key);
                    key.materials.insert(says.clone(), new);
                    for (old, new) in thumbprints {
                        taken.insert(new.clone());
                        key.digests.entry(old).or_insert(new);
                    }
                }
                None => {}
            }
        }
        self.ids.retain(|(kind, id)| *kind != Kind::Guid || !allowlist::is_public_guid(id));
        for (kind, id) in &self.ids {
            if !key.add(*kind, id, &mut taken, &|_| true) {
                key.masked.insert(id.clone());
            }
        }
        for (kind, beginning) in &self.cut {
            let begins_name =
                || key.words.range(beginning.clone()..).next().is_some_and(|(word, _)| word.starts_with(beginning.as_str()));
            if *kind != Kind::Word || begins_name() || !allowlist::begins_vocabulary(beginning) {
                key.add_cut(*kind, beginning, &mut taken);
            }
        }
    }

    fn make_word(&self, word: &str, key: &mut Key, taken: &mut BTreeSet<String>) {
        if key.words.contains_key(word) || key.masked.contains(word) {
            return;
        }
        if let Some(plain) = label::plain(word) {
            if allowlist::is_vocabulary(&plain) {
                return;
            }
            self.make_word(&plain, key, taken);
            if let Some(new) = key.words.get(&plain).map(|new| label::in_manner_of(word, &plain, new))
                && taken.insert(new.clone())
            {
                key.words.insert(word.to_owned(), new);
                return;
            }
        }
        let labels: Vec<&String> = self.labels_of.get(word).into_iter().flatten().take(MOST_LABELS).collect();
        let parts = labels.iter().flat_map(|label| label.split('-'));
        let known: BTreeMap<String, String> =
            parts.filter_map(|part| Some((part.to_owned(), key.words.get(part)?.clone()))).collect();
        let fits = |candidate: &str| {
            labels.iter().all(|label| {
                let new: Vec<&str> = label
                    .split('-')
                    .map(|part| if part == word { candidate } else { known.get(part).map_or(part, String::as_str) })
                    .collect();
                fits_label(label, &new.join("-"))
            })
        };
        if !key.add(Kind::Word, word, taken, &fits) && !key.add(Kind::Word, word, taken, &|_| true) {
            key.masked.insert(word.to_owned());
        }
    }
}

/// Most labels that the pseudonym of one word has to fit.
const MOST_LABELS: usize = 64;

/// Whether a label can stand for another: what browsers make of it is the label itself, and its encoded form is as long.
fn fits_label(old: &str, new: &str) -> bool {
    let length = |label: &str| label::encode(label).map(|encoded| encoded.len());
    let (mapped, result) = idna::domain_to_unicode(new);
    let was_valid = idna::domain_to_unicode(old).1.is_ok();
    length(old) == length(new) && (!was_valid || result.is_ok() && mapped == new)
}
