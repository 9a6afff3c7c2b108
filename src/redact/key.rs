//! The key: which pseudonym stands for what. Written to a file, it turns pseudonyms back.
//!
//! A pseudonym has the shape of what it stands for: as many characters, letters for letters, digits for digits, and the letter case of
//! each place it stands at. So columns, wrapped lines and cut values keep their meaning. It is drawn from a list that knows nothing of the
//! original, so that nobody can find it by trying names.

use super::draw::draw;
use super::keep;
use super::scan::Kind;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Version of the key file.
pub const SCHEMA: &str = "hmaudit-redact-key-1";

/// Which pseudonym stands for what; originals and pseudonyms in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    schema: String,
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
}

impl Default for Key {
    fn default() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            words: BTreeMap::new(),
            guids: BTreeMap::new(),
            digests: BTreeMap::new(),
            addresses: BTreeMap::new(),
            materials: BTreeMap::new(),
        }
    }
}

/// Why a file is no key.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{file} is not a key of hmaudit redact: {why}")]
#[diagnostic(help("name the file that `hmaudit redact --key FILE` wrote, or one that does not exist yet"))]
pub struct NotAKey {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub why: String,
}

impl Key {
    /// Reads a key file.
    ///
    /// # Errors
    /// When the text is no key, or when it is ambiguous: a pseudonym that stands for two things or has another shape than its original.
    pub fn read(file: &str, text: &str) -> Result<Self, NotAKey> {
        let fail = |why: String| NotAKey {
            file: crate::text::visible_line(file).into_owned(),
            why: crate::text::visible_line(&why).into_owned(),
        };
        // The message of serde could quote a name.
        let key: Self = serde_json::from_str(text).map_err(|error| fail(format!("line {} can't be read", error.line())))?;
        if key.schema != SCHEMA {
            return Err(fail(format!("its schema is not {SCHEMA}")));
        }
        for (kind, map) in [
            (Kind::Word, &key.words),
            (Kind::Guid, &key.guids),
            (Kind::Hex, &key.digests),
            (Kind::V4, &key.addresses),
            (Kind::Hex, &key.materials),
        ] {
            if map.values().collect::<BTreeSet<_>>().len() != map.len() {
                return Err(fail("a pseudonym in it stands for two things".to_owned()));
            }
            let same_length = |(original, pseudonym): (&String, &String)| original.chars().count() == pseudonym.chars().count();
            if kind != Kind::V4 && !map.iter().all(same_length) {
                return Err(fail("a pseudonym in it is not as long as what it stands for".to_owned()));
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
            words: turn(&self.words),
            guids: turn(&self.guids),
            digests: turn(&self.digests),
            addresses: turn(&self.addresses),
            materials: turn(&self.materials),
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
            Some(_) => _ = self.add(kind, cut, taken),
            None if is_id => _ = self.add(kind, cut, taken),
            None => {}
        }
    }

    /// Every original and pseudonym.
    pub(super) fn used(&self) -> impl Iterator<Item = &String> {
        [&self.words, &self.guids, &self.digests, &self.addresses]
            .into_iter()
            .flat_map(|map| map.iter().flat_map(|(original, pseudonym)| [original, pseudonym]))
    }

    pub(super) fn map(&self, kind: Kind) -> &BTreeMap<String, String> {
        match kind {
            Kind::Word => &self.words,
            Kind::Guid => &self.guids,
            Kind::Hex => &self.digests,
            Kind::V4 | Kind::V6 => &self.addresses,
        }
    }

    fn map_mut(&mut self, kind: Kind) -> &mut BTreeMap<String, String> {
        match kind {
            Kind::Word => &mut self.words,
            Kind::Guid => &mut self.guids,
            Kind::Hex => &mut self.digests,
            Kind::V4 | Kind::V6 => &mut self.addresses,
        }
    }

    /// What stands for a token, in the letter case of the token; `None` when nothing does.
    #[must_use]
    pub fn pseudonym(&self, kind: Kind, token: &str) -> Option<String> {
        let stands = self.map(kind).get(&fold(token))?;
        // The digest of a certificate has its letters where it will.
        let is_upper =
            token.bytes().any(|byte| byte.is_ascii_uppercase()) && !token.bytes().any(|byte| byte.is_ascii_lowercase());
        Some(if kind == Kind::Hex && is_upper { stands.to_ascii_uppercase() } else { dressed(stands, token) })
    }

    /// Makes a pseudonym for a token that has none. `taken` holds all tokens of the texts and all of this key (folded): none of them
    /// becomes a pseudonym. Gives back whether there is one now.
    pub(super) fn add(&mut self, kind: Kind, token: &str, taken: &mut BTreeSet<String>) -> bool {
        let original = fold(token);
        let map = self.map(kind);
        if map.contains_key(&original) {
            return true;
        }
        let tries = if kind == Kind::Word { 60_000 } else { 4_000 };
        let first = map.len();
        let drawn = (first..first + tries)
            .map(|number| draw(kind, &original, number, number - first))
            .find(|candidate| !(taken.contains(candidate) || kind == Kind::Word && keep::is_vocabulary(candidate)));
        let Some(pseudonym) = drawn else { return false };
        taken.insert(pseudonym.clone());
        self.map_mut(kind).insert(original, pseudonym);
        true
    }
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
