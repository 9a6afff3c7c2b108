//! Opening what a file holds: zip and gzip archives, saved mails and Word documents are unpacked in memory, nested ones too, within fixed limits. Nothing is
//! written, no link is followed, and a name within a container is never used as a path.

use super::format::{self, Format};
use super::page::Page;
use super::{Source, SourceId, Unread, UnreadKind, decode};
use crate::digest::sha256_hex;
use std::collections::BTreeMap;
use std::sync::Arc;

mod docx;
mod gzip;
mod mail;
mod name;
mod zip;

/// Deepest nesting of containers: a zip archive in a mail in a zip archive is three.
pub const DEEPEST: usize = 5;

/// Most entries of all containers in one file.
pub const MOST_ENTRIES: usize = 10_000;

/// Most bytes that all containers of a run may unpack to.
pub const MOST_BYTES: u64 = 1 << 30;

/// How many times its own size a file may unpack to. Cmdlet output packs well: a large snapshot reaches 60.
pub const MOST_RATIO: u64 = 200;

/// What every file may unpack to, however small it is.
pub const ALWAYS: u64 = 16 << 20;

/// What may still be unpacked in this run.
#[derive(Debug)]
pub struct Budget(u64);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_BYTES)
    }
}

/// A file, or a part of one, that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// Its name: `outer.zip/inner.pdf`.
    pub name: String,
    /// Why, in words.
    pub why: String,
    /// It may hold what a cmdlet printed: `--strict` does not pass over it.
    pub evidence: bool,
}

impl Declined {
    /// Something that is not read and holds no evidence.
    #[must_use]
    pub fn new(name: String, why: String) -> Self {
        Self { name, why, evidence: false }
    }

    /// The same as something that may hold evidence.
    #[must_use]
    pub fn as_evidence(self) -> Self {
        Self { evidence: true, ..self }
    }
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Opened {
    /// Texts, decoded, not yet looked at; their ids are to be set.
    pub sources: Vec<Source>,
    /// What is not read.
    pub declined: Vec<Declined>,
}

/// Whether a file must be opened, and not merely decoded.
#[must_use]
pub fn is_container(name: &str, bytes: &[u8]) -> bool {
    matches!(Kind::of(name, bytes), Kind::Zip | Kind::Gzip | Kind::Mail)
}

/// Opens a file called `name`. What it unpacks to is taken off the budget.
#[must_use]
pub fn open(name: String, bytes: Vec<u8>, encoding: Option<&'static str>, budget: &mut Budget) -> Opened {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let allowed = size.saturating_mul(MOST_RATIO).max(ALWAYS).min(budget.0);
    // A plain file needs no digest of its own bytes: its source computes it when asked.
    let disk = is_container(&name, &bytes).then(|| Arc::from(sha256_hex(&bytes)));
    let mut opening = Opening { encoding, disk, left: allowed, entries: 0, names: BTreeMap::new(), out: Opened::default() };
    opening.add(name, bytes, 0);
    budget.0 -= allowed - opening.left;
    opening.out
}

/// What bytes are.
enum Kind {
    Zip,
    Gzip,
    Mail,
    Declined(&'static Format),
    Text,
}

impl Kind {
    fn of(name: &str, bytes: &[u8]) -> Self {
        if zip::is_zip(bytes) {
            return Self::Zip;
        }
        if gzip::is_gzip(bytes) {
            return Self::Gzip;
        }
        if let Some(format) = format::by_magic(bytes) {
            // Old formats share their first bytes; the name knows more.
            return Self::Declined(format);
        }
        if mail::is_mail(name, bytes) {
            return Self::Mail;
        }
        format::by_ending(name).map_or(Self::Text, Self::Declined)
    }
}

/// A file that is being opened.
struct Opening {
    encoding: Option<&'static str>,
    /// Digest of the file on disk, if it is a container.
    disk: Option<Arc<str>>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Entries so far.
    entries: usize,
    /// Names given out, lower case, each with the number that was last put behind it.
    names: BTreeMap<String, usize>,
    out: Opened,
}

impl Opening {
    /// Adds what bytes hold, `depth` containers deep.
    fn add(&mut self, name: String, bytes: Vec<u8>, depth: usize) {
        match Kind::of(&name, &bytes) {
            Kind::Zip | Kind::Gzip | Kind::Mail if depth >= DEEPEST => {
                self.decline(
                    name,
                    format!("lies in more than {DEEPEST} archives and mails nested in each other: unpack them"),
                    true,
                );
            }
            Kind::Zip => zip::open(self, &name, &bytes, depth),
            Kind::Gzip => gzip::open(self, &name, &bytes, depth),
            Kind::Mail => mail::open(self, &name, &bytes, depth),
            Kind::Declined(format) => self.decline(name, format.why(), format.evidence),
            Kind::Text => {
                let source = decode::decode(bytes, SourceId(0), name, self.encoding);
                self.add_source(source);
            }
        }
    }

    /// Adds a text.
    fn add_source(&mut self, mut source: Source) {
        source.disk.clone_from(&self.disk);
        match source.binary.take() {
            Some(why) => self.decline(source.name, why, true),
            None => self.out.sources.push(source),
        }
    }

    /// Adds the text of a document.
    fn add_document(&mut self, name: String, page: Page) {
        let mut source = Source::verbatim(SourceId(0), name, page.text, false);
        source.left_out = page.left_out;
        source.unread = page.unread;
        self.add_source(source);
    }

    /// Adds a text that is only looked at.
    fn add_unread(&mut self, name: String, why: &'static str, text: String) {
        let mut source = Source::verbatim(SourceId(0), name, String::new(), false);
        source.unread.push(Unread { at: 0, why, text, kind: UnreadKind::Shown });
        self.add_source(source);
    }

    fn decline(&mut self, name: String, why: impl Into<String>, evidence: bool) {
        self.out.declined.push(Declined { name, why: why.into(), evidence });
    }

    /// Whether another entry may be looked at.
    fn may_enter(&mut self) -> bool {
        self.entries += 1;
        self.entries <= MOST_ENTRIES
    }

    /// The name of something within a container, which no other has. `None` for what is nameless.
    fn name_in(&mut self, container: &str, inner: &[String]) -> Option<String> {
        (!inner.is_empty()).then(|| self.unique(format!("{container}/{}", inner.join("/"))))
    }

    fn unique(&mut self, wanted: String) -> String {
        let mut name = wanted.clone();
        while self.names.contains_key(&name.to_lowercase()) {
            let number = self.names.entry(wanted.to_lowercase()).or_insert(1);
            *number += 1;
            let (stem, ending) = match wanted.rfind('.').filter(|at| !wanted[*at..].contains('/')) {
                Some(at) => wanted.split_at(at),
                None => (wanted.as_str(), ""),
            };
            name = format!("{stem} ({number}){ending}");
        }
        self.names.insert(name.to_lowercase(), 1);
        name
    }
}

#[cfg(test)]
mod tests;
