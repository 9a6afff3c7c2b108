//! Gzip archives: each holds one file.

use super::{Opening, zip};
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// Whether bytes begin as a gzip archive does.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b\x08")
}

/// Adds the file that an archive holds. It is called as the archive is, without the ending.
pub(super) fn open(opening: &mut Opening, container: &str, bytes: &[u8], depth: usize) {
    let last = container.rsplit('/').next().unwrap_or_default();
    let inner = match last.rsplit_once('.') {
        Some((stem, ending)) if ending.eq_ignore_ascii_case("tgz") => format!("{stem}.tar"),
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => "content".to_owned(),
    };
    if !opening.may_enter() {
        return;
    }
    let most = opening.left;
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(most.saturating_add(1)).read_to_end(&mut unpacked);
    let size = u64::try_from(unpacked.len()).unwrap_or(u64::MAX);
    opening.left -= size.min(most);
    if size > most {
        return opening.decline(container.to_owned(), zip::too_large(), true);
    }
    if read.is_err() {
        return opening.decline(container.to_owned(), "a gzip archive that is damaged or cut off: copy it again", true);
    }
    let name = opening.unique(format!("{container}/{inner}"));
    opening.add(name, unpacked, depth + 1);
}
