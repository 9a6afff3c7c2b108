//! The key: which pseudonym stands for what. Written to a file, it turns pseudonyms back.
//!
//! A pseudonym has the shape of what it stands for: as many characters, letters for letters, digits for digits, and the letter case of
//! each place it stands at. So columns, wrapped lines and cut values keep their meaning. It is drawn from a list that knows nothing of the
//! original, so that nobody can find it by trying names.

use super::keep;
use super::scan::Kind;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
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
}

impl Default for Key {
    fn default() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            words: BTreeMap::new(),
            guids: BTreeMap::new(),
            digests: BTreeMap::new(),
            addresses: BTreeMap::new(),
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
        for (kind, map) in
            [(Kind::Word, &key.words), (Kind::Guid, &key.guids), (Kind::Hex, &key.digests), (Kind::V4, &key.addresses)]
        {
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
        }
    }

    /// A word that a table cut short stands for the beginning of a longer one, if there is one: its pseudonym is the beginning of that one's.
    pub(super) fn add_cut(&mut self, word: &str, taken: &mut BTreeSet<String>) {
        if self.words.contains_key(word) {
            return;
        }
        let Some((_, whole)) = self.words.range(word.to_owned()..).next().filter(|(longer, _)| longer.starts_with(word)) else {
            return;
        };
        let beginning: String = whole.chars().take(word.chars().count()).collect();
        if taken.insert(beginning.clone()) {
            self.words.insert(word.to_owned(), beginning);
        } else {
            self.add(Kind::Word, word, taken);
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

    /// What stands for a token, in the letter case of the token; `None` when nothing does.
    #[must_use]
    pub fn pseudonym(&self, kind: Kind, token: &str) -> Option<String> {
        let stands = self.map(kind).get(&fold(token))?;
        Some(dressed(stands, token))
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
        match kind {
            Kind::Word => self.words.insert(original, pseudonym),
            Kind::Guid => self.guids.insert(original, pseudonym),
            Kind::Hex => self.digests.insert(original, pseudonym),
            Kind::V4 | Kind::V6 => self.addresses.insert(original, pseudonym),
        };
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

/// The candidate with this number for something of this shape. `attempt` counts the candidates that were not free.
fn draw(kind: Kind, original: &str, number: usize, attempt: usize) -> String {
    let shape: String = original.chars().map(|character| if character.is_ascii_digit() { '0' } else { 'a' }).collect();
    let label = match kind {
        Kind::Word => shape.as_str(),
        _ => "",
    };
    let mut bytes = (0_u32..).flat_map(|block| Sha256::digest(format!("{kind:?} {label} {number} {block}").as_bytes()).to_vec());
    let mut next = move || usize::from(bytes.next().unwrap_or(0));
    match kind {
        Kind::Word => word(original, attempt, &mut next),
        // A digit for a digit and a letter for a letter, so that capitals find their way back. The version of a GUID stays.
        Kind::Guid => original.chars().enumerate().map(|(at, old)| if at == 14 { old } else { hex(old, next()) }).collect(),
        Kind::Hex => original.chars().map(|old| hex(old, next())).collect(),
        Kind::V4 => v4(original, attempt, &mut next),
        Kind::V6 => {
            // The first group tells the kind of network.
            let kept = original.find(':').unwrap_or(0);
            original.char_indices().map(|(at, old)| if at < kept { old } else { hex(old, next()) }).collect()
        }
    }
}

fn hex(old: char, number: usize) -> char {
    match old {
        '0'..='9' => b"0123456789"[number % 10] as char,
        'a'..='f' => b"abcdef"[number % 6] as char,
        other => other,
    }
}

/// Easy to read aloud at first; any letters when those have run out.
fn word(original: &str, attempt: usize, next: &mut dyn FnMut() -> usize) -> String {
    const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let mut letters = 0;
    original
        .chars()
        .map(|old| {
            if old.is_ascii_digit() {
                return (b'0' + u8::try_from(next() % 10).unwrap_or(0)) as char;
            }
            if let Some(letter) = foreign(old, next) {
                return letter;
            }
            letters += 1;
            let from = match (attempt < 2_000, letters % 2) {
                (true, 1) => CONSONANTS,
                (true, _) => VOWELS,
                (false, _) => b"abcdefghijklmnopqrstuvwxyz",
            };
            from[next() % from.len()] as char
        })
        .collect()
}

/// A letter of the script that `old` is of, if that is not the one of ASCII: mixed scripts are a finding, and stay one.
fn foreign(old: char, next: &mut dyn FnMut() -> usize) -> Option<char> {
    let letters: &[(char, char)] =
        &[('а', 'я'), ('α', 'ρ'), ('à', 'ö'), ('ぁ', 'ゖ'), ('ァ', 'ヺ'), ('一', '龥'), ('가', '힣'), ('א', 'ת')];
    let (first, last) = letters.iter().find(|(first, last)| (*first..=*last).contains(&old))?;
    let count = *last as usize - *first as usize + 1;
    char::from_u32(*first as u32 + u32::try_from((next() * 256 + next()) % count).ok()?)
}

/// Numbers with as many digits as before, while there are any left; what tells a private network stays.
fn v4(original: &str, attempt: usize, next: &mut dyn FnMut() -> usize) -> String {
    let numbers: Vec<&str> = original.split('.').collect();
    let kept = match numbers.as_slice() {
        ["10", ..] => 1,
        ["192", "168", ..] | ["169", "254", ..] => 2,
        ["172", second, ..] if second.parse().is_ok_and(|number: u8| (16..32).contains(&number)) => 2,
        _ => 0,
    };
    let replaced = numbers.iter().enumerate().map(|(at, old)| {
        let (least, most) = match (at, old.len()) {
            // None of these is a build number or a special network.
            (0, 1) if kept == 0 => (9, 9),
            (0, 2) if kept == 0 => (16, 99),
            (0, _) if kept == 0 => (128, 160),
            _ if attempt >= 2_000 => (0, 255),
            (_, 1) => (0, 9),
            (_, 2) => (10, 99),
            _ => (100, 255),
        };
        if at < kept { (*old).to_owned() } else { (least + next() % (most - least + 1)).to_string() }
    });
    replaced.collect::<Vec<_>>().join(".")
}
