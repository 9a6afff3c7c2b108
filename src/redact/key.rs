//! The key: which pseudonym stands for what. Written to a file, it turns pseudonyms back.
//!
//! A pseudonym has the shape of what it stands for: as many characters, letters for letters, digits for digits, and the letter case of
//! each place it stands at. So columns, wrapped lines and cut values keep their meaning. It is drawn from a list that knows nothing of the
//! original, so that nobody can find it by trying names.

use super::pseudonym::draw;
use super::scan::{Kind, tokens};
use super::{allowlist, hosts, label};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Version of the key file.
pub const SCHEMA: &str = "hmaudit-redact-key-2";
/// The version before, which is read as well.
const OLD_SCHEMA: &str = "hmaudit-redact-key-1";

/// Which pseudonym stands for what; originals and pseudonyms in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    schema: String,
    /// Turns pseudonyms back: none of them stays because of where it stands.
    #[serde(skip)]
    is_reversed: bool,
    /// Parts of names.
    pub words: BTreeMap<String, String>,
    /// GUIDs.
    pub guids: BTreeMap<String, String>,
    /// Thumbprints and digests.
    pub digests: BTreeMap<String, String>,
    /// IP addresses.
    pub addresses: BTreeMap<String, String>,
    /// Certificates and other material, in base 64.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub materials: BTreeMap<String, String>,
    /// Domain parts of SIDs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sids: BTreeMap<String, String>,
    /// Domains that are called like a word of everyday (`target` of `target.com`): replaced where a domain stands, while the word stays.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub domains: BTreeMap<String, String>,
    /// Words for which no pseudonym was left: written over, and not to be turned back.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub masked: BTreeSet<String>,
    /// What a person has to look at before the redacted captures are handed on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report: Vec<String>,
}

impl Default for Key {
    fn default() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            is_reversed: false,
            words: BTreeMap::new(),
            guids: BTreeMap::new(),
            digests: BTreeMap::new(),
            addresses: BTreeMap::new(),
            materials: BTreeMap::new(),
            sids: BTreeMap::new(),
            domains: BTreeMap::new(),
            masked: BTreeSet::new(),
            report: Vec::new(),
        }
    }
}

/// Why a file is not a key.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{file} is not a key of hmaudit redact: {why}")]
#[diagnostic(help("name the file that `hmaudit redact --key FILE` wrote, or one that does not exist yet"))]
pub struct KeyError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub why: String,
}

impl Key {
    /// Reads a key file.
    ///
    /// # Errors
    /// When the text is not a key, or when it is ambiguous: a pseudonym that stands for two things or has another shape than its original.
    pub fn read(file: &str, text: &str) -> Result<Self, KeyError> {
        let fail = |why: String| KeyError {
            file: crate::text::visible_line(file).into_owned(),
            why: crate::text::visible_line(&why).into_owned(),
        };
        // The message of serde could quote a name.
        let mut key: Self = serde_json::from_str(text).map_err(|error| fail(format!("line {} can't be read", error.line())))?;
        if key.schema != SCHEMA && key.schema != OLD_SCHEMA {
            return Err(fail(format!("its schema is not {SCHEMA}")));
        }
        SCHEMA.clone_into(&mut key.schema);
        for (kind, map) in [
            (Kind::Word, &key.words),
            (Kind::Guid, &key.guids),
            (Kind::Hex, &key.digests),
            (Kind::V4, &key.addresses),
            (Kind::Hex, &key.materials),
            (Kind::Sid, &key.sids),
            (Kind::Word, &key.domains),
        ] {
            if map.values().collect::<BTreeSet<_>>().len() != map.len() {
                return Err(fail("a pseudonym in it is used for two originals".to_owned()));
            }
            let same_length = |(original, pseudonym): (&String, &String)| original.chars().count() == pseudonym.chars().count();
            if kind != Kind::V4 && !map.iter().all(same_length) {
                return Err(fail("a pseudonym in it is not as long as its original".to_owned()));
            }
        }
        Ok(key)
    }

    /// The key file.
    #[must_use]
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).map_or_else(|_| String::new(), |text| text + "\n")
    }

    /// The key that turns pseudonyms into originals.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let turn = |map: &BTreeMap<String, String>| {
            map.iter().map(|(original, pseudonym)| (pseudonym.clone(), original.clone())).collect()
        };
        Self {
            schema: self.schema.clone(),
            is_reversed: !self.is_reversed,
            words: turn(&self.words),
            guids: turn(&self.guids),
            digests: turn(&self.digests),
            addresses: turn(&self.addresses),
            materials: turn(&self.materials),
            sids: turn(&self.sids),
            domains: turn(&self.domains),
            masked: BTreeSet::new(),
            report: Vec::new(),
        }
    }

    /// What a table cut short stands for the beginning of something longer, if there is such a thing: its pseudonym is the beginning of that
    /// one's. A word that begins nothing is none.
    pub(super) fn add_cut(&mut self, kind: Kind, cut: &str, taken: &mut BTreeSet<String>) {
        if self.map(kind).contains_key(cut) {
            return;
        }
        let starts = |map: &BTreeMap<String, String>| {
            let (_, whole) = map.range(cut.to_owned()..).next().filter(|(longer, _)| longer.starts_with(cut))?;
            Some(whole.chars().take(cut.chars().count()).collect::<String>())
        };
        let is_hex = cut.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let whole =
            starts(self.map(kind)).or_else(|| if is_hex { starts(&self.guids).or_else(|| starts(&self.digests)) } else { None });
        // The beginning of an id that is shown nowhere else.
        let is_id = cut.len() >= 6
            && is_hex
            && cut.bytes().any(|byte| byte.is_ascii_digit())
            && cut.contains(['a', 'b', 'c', 'd', 'e', 'f']);
        match whole {
            Some(beginning) if taken.insert(beginning.clone()) => _ = self.map_mut(kind).insert(cut.to_owned(), beginning),
            Some(_) => _ = self.add(kind, cut, taken, &|_| true),
            None if is_id || kind == Kind::Word => _ = self.add(kind, cut, taken, &|_| true),
            None => {}
        }
    }

    /// Every original and pseudonym.
    pub(super) fn used(&self) -> impl Iterator<Item = &String> {
        [&self.words, &self.guids, &self.digests, &self.addresses, &self.sids, &self.domains]
            .into_iter()
            .flat_map(|map| map.iter().flat_map(|(original, pseudonym)| [original, pseudonym]))
    }

    pub(super) fn map(&self, kind: Kind) -> &BTreeMap<String, String> {
        match kind {
            Kind::Word | Kind::Encoded => &self.words,
            Kind::Guid => &self.guids,
            Kind::Hex => &self.digests,
            Kind::V4 | Kind::V6 => &self.addresses,
            Kind::Sid => &self.sids,
        }
    }

    fn map_mut(&mut self, kind: Kind) -> &mut BTreeMap<String, String> {
        match kind {
            Kind::Word | Kind::Encoded => &mut self.words,
            Kind::Guid => &mut self.guids,
            Kind::Hex => &mut self.digests,
            Kind::V4 | Kind::V6 => &mut self.addresses,
            Kind::Sid => &mut self.sids,
        }
    }

    /// What stands for a token, in the letter case of the token; `None` when nothing does.
    #[must_use]
    pub fn pseudonym(&self, kind: Kind, token: &str) -> Option<String> {
        if kind == Kind::Encoded {
            return self.encoded(token);
        }
        let folded = fold(token);
        if kind == Kind::Word && self.masked.contains(&folded) {
            return Some("x".repeat(token.chars().count()));
        }
        let stands = self.map(kind).get(&folded)?;
        // The digest of a certificate has its letters where it will.
        let is_upper =
            token.bytes().any(|byte| byte.is_ascii_uppercase()) && !token.bytes().any(|byte| byte.is_ascii_lowercase());
        Some(if kind == Kind::Hex && is_upper { stands.to_ascii_uppercase() } else { dressed(stands, token) })
    }

    /// The encoded form of the pseudonym of the label that `token` encodes.
    fn encoded(&self, token: &str) -> Option<String> {
        let old = label::decode(token)?;
        let new = self.label(&old);
        (new != old).then(|| label::encode(&new).map(|new| dressed(&new, token))).flatten()
    }

    /// A label with the pseudonyms of its words.
    fn label(&self, label: &str) -> String {
        label
            .split('-')
            .map(|word| self.pseudonym(Kind::Word, word).unwrap_or_else(|| word.to_owned()))
            .collect::<Vec<_>>()
            .join("-")
    }

    /// What stands for a word at `start..end` of a text: its pseudonym, unless the word stays where it stands, or that of the domain that it
    /// is part of.
    pub(super) fn stand_in(&self, kind: Kind, text: &str, start: usize, end: usize) -> Option<String> {
        let word = &text[start..end];
        if kind != Kind::Word {
            return self.pseudonym(kind, word);
        }
        let new = self.pseudonym(kind, word);
        if new.is_none() && self.domains.is_empty() || !self.is_reversed && allowlist::stays_here(text, start, end) {
            return None;
        }
        new.or_else(|| self.of_domain(text, start, end))
    }

    fn of_domain(&self, text: &str, start: usize, end: usize) -> Option<String> {
        let (host, at) = hosts::around(text, start, end);
        let is_account = || {
            let behind = text[end..].trim_start_matches('\\');
            let is_first = !text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\\' | '-' | '.' | '_'));
            behind.len() < text[end..].len() && is_first && behind.starts_with(char::is_alphanumeric)
        };
        let label = match hosts::own_label(&host) {
            Some(label) if label.start <= at.start && at.end <= label.end => label,
            _ if host == host[at.clone()] && is_account() => at.clone(),
            _ => return None,
        };
        let new = self.domains.get(host.get(label.clone())?)?;
        let skip = host[label.start..at.start].chars().count();
        let word = &text[start..end];
        let new: String = new.chars().skip(skip).take(word.chars().count()).collect();
        Some(dressed(&new, word))
    }

    /// What stands for a name as a whole, of a tenant or a folder: it may be called like a domain.
    #[must_use]
    pub fn of_name(&self, name: &str) -> Option<String> {
        self.domains.get(&fold(name)).map(|new| dressed(new, name))
    }

    /// Makes a pseudonym for a token that has none. `taken` holds all tokens of the texts and all of this key (folded): none of them
    /// becomes a pseudonym, and none that `fits` refuses. Gives back whether there is one now.
    pub(super) fn add(&mut self, kind: Kind, token: &str, taken: &mut BTreeSet<String>, fits: &dyn Fn(&str) -> bool) -> bool {
        let original = fold(token);
        let map = self.map(kind);
        if map.contains_key(&original) {
            return true;
        }
        let first = map.len();
        let Some(pseudonym) = drawn(kind, &original, first, taken, fits) else { return false };
        taken.insert(pseudonym.clone());
        self.map_mut(kind).insert(original, pseudonym);
        true
    }

    /// Makes a pseudonym for the label of a domain whose words stay elsewhere.
    pub(super) fn add_domain(&mut self, label: &str, taken: &mut BTreeSet<String>) -> bool {
        if self.domains.contains_key(label) {
            return true;
        }
        let mut words = Vec::new();
        for word in label.split('-') {
            let Some(new) = drawn(Kind::Word, word, self.domains.len(), taken, &|_| true) else { return false };
            taken.insert(new.clone());
            words.push(new);
        }
        self.domains.insert(label.to_owned(), words.join("-"));
        true
    }
}

/// The first candidate that is free.
fn drawn(kind: Kind, original: &str, first: usize, taken: &BTreeSet<String>, fits: &dyn Fn(&str) -> bool) -> Option<String> {
    let tries = if kind == Kind::Word { 60_000 } else { 4_000 };
    let is_long_number = original.len() > 6 && original.bytes().all(|byte| byte.is_ascii_digit());
    let is_free = |candidate: &String| {
        let is_own_word = kind == Kind::Word
            && !is_long_number
            && original.chars().count() > 1
            && (allowlist::is_vocabulary(candidate) || hosts::is_top_level(candidate));
        // Wherever it stands and however it is written, it has to be found again.
        let is_found = |text: &str, skip: usize| {
            kind != Kind::Word
                || matches!(tokens(text).as_slice(), [token] if token.kind == kind && token.start == skip && token.end == text.len())
        };
        let is_found = is_found(candidate, 0) && is_found(&format!("-{}", candidate.to_uppercase()), 1);
        !taken.contains(candidate) && !is_own_word && is_found && fits(candidate)
    };
    (first..first + tries).map(|number| draw(kind, original, number, number - first)).find(is_free)
}

/// Lower case, character by character, where that can be turned back.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(lower).collect()
}

fn lower(character: char) -> char {
    let mut lowered = character.to_lowercase();
    match (lowered.next(), lowered.next()) {
        (Some(low), None) if upper(low) == character => low,
        _ => character,
    }
}

fn upper(character: char) -> char {
    let mut raised = character.to_uppercase();
    match (raised.next(), raised.next()) {
        (Some(high), None) => high,
        _ => character,
    }
}

/// `pseudonym` with capitals where `token` has them.
fn dressed(pseudonym: &str, token: &str) -> String {
    let mut capitals = token.chars().map(|character| lower(character) != character);
    pseudonym.chars().map(|character| if capitals.next().unwrap_or(false) { upper(character) } else { character }).collect()
}
