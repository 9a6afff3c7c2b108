//! Zip archives, and the Office documents that are zip archives inside.

use super::{DEEPEST, MOST_ENTRIES, MOST_RATIO, Opening, docx, name};
use crate::source::page::Page;
use crate::source::{Unread, UnreadKind, decode, oem};
use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};
use std::io::Read;

/// Whether bytes begin as a zip archive does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// An entry of the table of contents.
struct Entry {
    parts: Vec<String>,
    method: CompressionMethod,
    is_encrypted: bool,
    is_link: bool,
    size: u64,
    place: ZipArchiveEntryWayfinder,
}

/// Adds what an archive holds.
pub(super) fn open(opening: &mut Opening, container: &str, bytes: &[u8], depth: usize) {
    let Ok(archive) = ZipArchive::from_slice(bytes) else {
        return opening.decline(container.to_owned(), "a zip archive that is damaged or cut off: copy it again", true);
    };
    let (entries, trouble) = contents(opening, &archive);
    let has = |name: &str| entries.iter().any(|entry| entry.parts.join("/").eq_ignore_ascii_case(name));
    let lies_in = |folder: &str| entries.iter().any(|entry| entry.parts.len() > 1 && entry.parts[0].eq_ignore_ascii_case(folder));
    if has("[Content_Types].xml") || has("mimetype") {
        let (what, instead) = match () {
            () if has("word/document.xml") => return word(opening, container, &archive, &entries),
            () if lies_in("xl") => ("an Excel workbook", "export the sheet as .csv"),
            () if lies_in("ppt") => ("a PowerPoint presentation", "copy its text into a .txt file"),
            () if has("content.xml") => ("an OpenDocument file", "save it as .docx or .csv"),
            () if lies_in("FixedDocSeq.fdseq") || has("FixedDocSeq.fdseq") => {
                ("an XPS document", "copy its text into a .txt file")
            }
            () => ("", ""),
        };
        if !what.is_empty() {
            return opening.decline(container.to_owned(), format!("{what}, which is not read: {instead}"), true);
        }
    }
    for entry in &entries {
        let Some(name) = opening.name_in(container, &entry.parts) else { continue };
        if entry.is_link && !is_hidden(&entry.parts) {
            opening.decline(name, "is a link, which is not followed; pack the file itself", true);
            continue;
        }
        match unpacked(opening, &archive, entry) {
            outcome if is_hidden(&entry.parts) => hidden(opening, name, outcome.unwrap_or_default()),
            Ok(bytes) => opening.add(name, bytes, depth + 1),
            Err(why) => opening.decline(name, why, true),
        }
    }
    if let Some(trouble) = trouble {
        opening.decline(container.to_owned(), trouble, true);
    } else if entries.is_empty() {
        opening.decline(container.to_owned(), "an empty zip archive", false);
    }
}

fn is_hidden(parts: &[String]) -> bool {
    parts.iter().any(|part| part.starts_with('.'))
}

/// Hidden files are not read. One with text like output is looked at: somebody may have packed it by mistake, or left it out by mistake.
fn hidden(opening: &mut Opening, name: String, bytes: Vec<u8>) {
    const WHY: &str = "stands in a hidden file, and those are not read: give the file a name without a dot before it";
    let source = decode::decode(bytes, crate::source::SourceId(0), String::new(), None);
    let is_like = ["://", " : ", "\": ", "\",\"", "Get-", "</S>"].iter().any(|mark| source.text.contains(mark));
    if source.binary.is_none() && is_like {
        opening.add_unread(name, WHY, source.text);
    }
}

/// The files of an archive, and why there may be more than these.
fn contents(opening: &mut Opening, archive: &ZipSliceArchive<&[u8]>) -> (Vec<Entry>, Option<String>) {
    let mut entries = Vec::new();
    let mut number = 0u64;
    let mut listed = archive.entries();
    loop {
        let record = match listed.next_entry() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(_) => {
                return (entries, Some("the table of contents of this zip archive is damaged: pack the files again".to_owned()));
            }
        };
        number += 1;
        let path = record.file_path();
        let parts = name::parts(&path_of(path.as_ref()));
        if record.is_dir() || parts.is_empty() {
            continue;
        }
        if !opening.may_enter() {
            return (entries, Some(format!("holds more than {MOST_ENTRIES} files; those behind them are not read")));
        }
        entries.push(Entry {
            parts,
            method: record.compression_method(),
            is_encrypted: record.flags().is_encrypted(),
            is_link: record.mode().is_symlink(),
            size: record.uncompressed_size_hint(),
            place: record.wayfinder(),
        });
    }
    let missing = archive.entries_hint() != number;
    (
        entries,
        missing.then(|| {
            "the table of contents of this zip archive does not hold what it announces: pack the files again".to_owned()
        }),
    )
}

/// Names are UTF-8, or in the page of the DOS machine that packed them.
fn path_of(path: &[u8]) -> String {
    match std::str::from_utf8(path) {
        Ok(path) => path.to_owned(),
        Err(_) => oem::decode(path, "ibm437"),
    }
}

/// The bytes of an entry, checked against their checksum.
fn unpacked(opening: &mut Opening, archive: &ZipSliceArchive<&[u8]>, entry: &Entry) -> Result<Vec<u8>, String> {
    if entry.is_encrypted {
        return Err("is encrypted: unpack it with its password".to_owned());
    }
    let damaged = || "is damaged: it cannot be unpacked, or its checksum is wrong; pack it again".to_owned();
    let found = archive.get_entry(entry.place).map_err(|_| damaged())?;
    let packed = found.data();
    let most = opening.left;
    if entry.size > most {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let read = match entry.method {
        CompressionMethod::STORE => found.verifying_reader(packed).take(most + 1).read_to_end(&mut bytes),
        CompressionMethod::DEFLATE => found.verifying_reader(DeflateDecoder::new(packed)).take(most + 1).read_to_end(&mut bytes),
        _ => return Err("is packed in a way that is not read: pack it with the archiver of Windows (deflate)".to_owned()),
    };
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    // What was unpacked in vain counts, too: an archive of damaged entries must not cost more than one of good ones.
    opening.left -= size.min(most);
    if size > most {
        return Err(too_large());
    }
    read.map(|_| bytes).map_err(|_| damaged())
}

pub(super) fn too_large() -> String {
    format!(
        "unpacks to too much (limits: {MOST_RATIO} times the size of the file, 1 GiB in all, {DEEPEST} deep): unpack it and name its folder"
    )
}

/// Adds the text of a Word document.
fn word(opening: &mut Opening, container: &str, archive: &ZipSliceArchive<&[u8]>, entries: &[Entry]) {
    let body = entries.iter().find(|entry| entry.parts.join("/").eq_ignore_ascii_case("word/document.xml"));
    let Some(bytes) = body.map(|entry| unpacked(opening, archive, entry)) else { return };
    let name = format!("{container}/document.txt");
    let text = bytes.and_then(|bytes| {
        let document = decode::decode(bytes, crate::source::SourceId(0), String::new(), None);
        docx::text(&document.text).map_err(str::to_owned)
    });
    match text {
        Ok(mut page) => {
            beside(opening, archive, entries, &mut page);
            let name = opening.unique(name);
            opening.add_document(name, page);
            for entry in entries.iter().filter(|entry| is_embedded(entry)) {
                let name = opening.unique(format!("{container}/{}", entry.parts.join("/")));
                opening.decline(name, "a file within a Word document, which is not read: save it on its own", true);
            }
        }
        Err(why) => opening.decline(name, why, true),
    }
}

/// What stands in a Word document beside its text: headers and footers, notes, comments. Nobody captures into a footnote; whoever writes something
/// there wants it to be seen.
fn beside(opening: &mut Opening, archive: &ZipSliceArchive<&[u8]>, entries: &[Entry], page: &mut Page) {
    const WHY: &str =
        "stands in a header, a footer, a note or a comment of the document, which are not read: put the output into its text";
    let is_beside = |entry: &&Entry| match entry.parts.as_slice() {
        [folder, part] if folder.eq_ignore_ascii_case("word") => {
            let part = part.to_ascii_lowercase();
            let known = ["comments", "endnotes", "footer", "footnotes", "header"];
            part.ends_with(".xml") && known.iter().any(|known| part.starts_with(known))
        }
        _ => false,
    };
    for entry in entries.iter().filter(is_beside) {
        let bytes = unpacked(opening, archive, entry).unwrap_or_default();
        let beside = decode::decode(bytes, crate::source::SourceId(0), String::new(), None);
        let found = docx::text(&beside.text).unwrap_or_default();
        let at = page.text.len();
        page.unread.push(Unread { at, why: WHY, text: found.text, kind: UnreadKind::Shown });
        page.unread.extend(found.unread.into_iter().map(|unread| Unread { at, ..unread }));
    }
}

/// Whether an entry of a Word document is a file that was put into it.
fn is_embedded(entry: &Entry) -> bool {
    let path = entry.parts.join("/").to_ascii_lowercase();
    path.starts_with("word/embeddings/") || path.starts_with("word/afchunk")
}
