//! The text of a capture and places in it.
//!
//! Everything that hmaudit says about an organisation goes back to a [`Span`] of a [`Source`]. A source is decoded once
//! ([`decode`]) and never changed afterwards, so a span can be re-read at any time and gives the very text it was taken from.

use std::sync::{Arc, OnceLock};

pub mod decode;
mod ebcdic;
pub(crate) mod encodings;
mod format;
pub(crate) mod inputs;
pub(crate) mod manifest;
mod oem;
pub(crate) mod open;
pub(crate) mod own;
mod page;
mod quoted;
pub(crate) mod refine;
mod segments;
pub(crate) mod xml;

pub use inputs::Inputs;
pub use open::Declined;

/// What bytes are, if they are of a format that is not text and may hold what a cmdlet printed.
pub(crate) fn evidence_in(bytes: &[u8]) -> Option<&'static str> {
    const ZIP: &[u8] = b"PK\x03\x04";
    let format = format::by_magic(bytes).filter(|format| format.evidence).map(|format| format.what);
    format.or_else(|| bytes.starts_with(ZIP).then_some("a zip archive"))
}

/// The number of a source within one run, in the order in which the sources were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in the decoded text of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The source that the range lies in.
    pub source: SourceId,
    /// First byte of the range.
    pub start: u32,
    /// First byte behind the range.
    pub end: u32,
}

impl Span {
    /// A range of `source` from `start` up to, not including, `end` (bytes of the decoded text).
    #[must_use]
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { source, start: clip(start), end: clip(end) }
    }

    /// The smallest range that covers both; `other` must lie in the same source.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        debug_assert_eq!(self.source, other.source, "a span cannot reach into another source");
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether this range contains another.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// Where a span lies, as people count: lines and columns from 1, columns in characters, the end inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the last character.
    pub end_line: usize,
    /// Column of the last character (inclusive).
    pub end_column: usize,
}

/// Text of a file that is not read: what a page holds and does not show, the header of a document. It proves nothing, and may contradict what is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The byte of the source's text behind which it would stand.
    pub at: usize,
    /// Why it is not read.
    pub why: &'static str,
    /// What it says.
    pub text: String,
    /// How it stands to what is read.
    pub kind: UnreadKind,
}

/// How text that is not read stands to the text that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnreadKind {
    /// Whoever looks at the document sees it.
    Shown,
    /// Nobody sees it. Only what is plainly output is named.
    Hidden,
    /// Somebody deleted it. It is named, and contradicts nothing.
    Deleted,
}

/// One capture file (or standard input), decoded.
#[derive(Debug)]
pub struct Source {
    /// Its number in this run.
    pub id: SourceId,
    /// Its path as shown to people: relative as given, `/` between the components, `-` for standard input.
    pub name: String,
    /// The decoded text, without a byte order mark. Line ends are those of the file.
    pub text: String,
    /// The encoding it was read in, lower case: `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, `ibm437`, `ibm850`.
    pub encoding: &'static str,
    /// What decoding had to guess or mend, in words for a person. Empty for a clean file.
    pub notes: Vec<String>,
    /// Why this is not text (`a zip archive`), when it is none; the caller declines the file with this reason.
    pub binary: Option<String>,
    /// What could not be brought over from a document into the text: behind which byte it would stand, and why.
    pub left_out: Vec<(usize, &'static str)>,
    /// What was left out and can be looked at, though it is not read.
    pub unread: Vec<Unread>,
    /// It is the text of a page as a browser shows it: tags and entities that are left in it are text.
    pub rendered: bool,
    /// SHA-256 of the file on disk, where that is a container or a document and the text is a part of it.
    pub(crate) disk: Option<Arc<str>>,
    /// SHA-256 of the bytes on disk; where text and bytes are the same it is computed when first asked for.
    sha256: OnceLock<String>,
    /// A UTF-8 byte order mark stood before the text.
    marked: bool,
    starts: OnceLock<Vec<u32>>,
    steps: OnceLock<Vec<usize>>,
}

/// Bytes between two counts of characters.
const STEP: usize = 4096;

fn starts_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

impl Source {
    /// A source of decoded text. `name` is what reports print for it.
    #[must_use]
    pub fn new(id: SourceId, name: String, text: String, encoding: &'static str, sha256: String) -> Self {
        Self {
            id,
            name,
            text,
            encoding,
            sha256: OnceLock::from(sha256),
            marked: false,
            notes: Vec::new(),
            binary: None,
            left_out: Vec::new(),
            unread: Vec::new(),
            rendered: false,
            disk: None,
            starts: OnceLock::new(),
            steps: OnceLock::new(),
        }
    }

    /// A source whose bytes were this very text in UTF-8, behind a byte order mark if `marked`.
    #[must_use]
    pub fn verbatim(id: SourceId, name: String, text: String, marked: bool) -> Self {
        let mut source = Self::new(id, name, text, "utf-8", String::new());
        source.sha256 = OnceLock::new();
        source.marked = marked;
        source
    }

    /// SHA-256 of the file on disk, 64 lower-case hexadecimal digits: of the whole archive or mail that this text was found in.
    #[must_use]
    pub fn disk_sha256(&self) -> &str {
        self.disk.as_deref().unwrap_or_else(|| self.sha256())
    }

    /// SHA-256 of this capture's own bytes, 64 lower-case hexadecimal digits: of the file, or of the file within an archive.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| {
            let mark: &[u8] = if self.marked { b"\xef\xbb\xbf" } else { b"" };
            crate::digest::sha256_hex_of(&[mark, self.text.as_bytes()])
        })
    }

    /// A source for tests and for text that never was a file: UTF-8, digest of the text itself.
    #[must_use]
    pub fn from_text(id: SourceId, name: &str, text: &str) -> Self {
        let sha256 = crate::digest::sha256_hex(text.as_bytes());
        Self::new(id, name.to_owned(), text.to_owned(), "utf-8", sha256)
    }

    /// The text of a span of this source.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        debug_assert_eq!(self.id, span.source);
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// A span from two byte offsets of this source's text.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.id, start, end)
    }

    /// The span of a slice that was borrowed from this source's text; `None` if it was not.
    #[must_use]
    pub fn span_of(&self, part: &str) -> Option<Span> {
        let start = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let end = start + part.len();
        (end <= self.text.len()).then(|| self.span(start, end))
    }

    /// Where a span lies, in lines and columns. An empty span ends where it starts.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let (line, column) = self.line_and_column(span.start as usize);
        let last = self.slice(span).char_indices().next_back().map_or(span.start as usize, |(at, _)| span.start as usize + at);
        let (end_line, end_column) = self.line_and_column(last);
        Place { line, column, end_line, end_column }
    }

    /// The number of the line (from 1) in which byte `offset` lies.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts().partition_point(|&start| start as usize <= offset).max(1)
    }

    /// The text of line `line` (from 1) without its line end; empty when there is no such line.
    #[must_use]
    pub fn line_text(&self, line: usize) -> &str {
        let starts = self.starts();
        let Some(&start) = line.checked_sub(1).and_then(|index| starts.get(index)) else { return "" };
        let end = starts.get(line).map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\r', '\n'])
    }

    fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let line = self.line_of(offset);
        let start = self.starts()[line - 1] as usize;
        let before = match self.text.get(start..offset) {
            Some(before) if before.len() <= STEP => before.chars().count(),
            _ => self.characters_before(offset).saturating_sub(self.characters_before(start)),
        };
        (line, before + 1)
    }

    /// Characters before byte `offset`. A wizard's cache has lines of many megabytes: counted in steps, so that asking often stays cheap.
    fn characters_before(&self, offset: usize) -> usize {
        let steps = self.steps.get_or_init(|| {
            let mut count = 0;
            let blocks = self.text.as_bytes().chunks(STEP).map(|block| {
                let before = count;
                count += block.iter().filter(|byte| starts_character(**byte)).count();
                before
            });
            blocks.collect()
        });
        let offset = offset.min(self.text.len());
        let step = (offset / STEP).min(steps.len().saturating_sub(1));
        let rest = &self.text.as_bytes()[(step * STEP).min(offset)..offset];
        steps.get(step).copied().unwrap_or(0) + rest.iter().filter(|byte| starts_character(**byte)).count()
    }

    /// Byte offsets at which lines start. Computed when first asked for: most captures are never quoted.
    fn starts(&self) -> &[u32] {
        self.starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
                let is_first_of_crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                if !is_first_of_crlf {
                    starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
                }
            }
            starts
        })
    }
}

/// All sources of a run; a [`SourceId`] is an index into it.
#[derive(Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Sources whose ids are their positions: the caller numbers them from 0.
    #[must_use]
    pub fn new(sources: Vec<Source>) -> Self {
        debug_assert!(sources.iter().enumerate().all(|(index, source)| source.id.0 as usize == index));
        Self(sources)
    }

    /// The source with this id.
    ///
    /// # Panics
    /// When the id belongs to another run; ids are only ever made together with their sources.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// All sources in the order in which they were read.
    pub fn iter(&self) -> std::slice::Iter<'_, Source> {
        self.0.iter()
    }

    /// All sources as a slice, for working on them side by side.
    #[must_use]
    pub fn as_slice(&self) -> &[Source] {
        &self.0
    }

    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).slice(span)
    }
}
