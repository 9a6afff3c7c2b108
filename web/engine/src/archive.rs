//! Several files as one .zip archive.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::io::Write;

/// Packs files, each a path with `/` and its bytes. The same files give the same archive: it holds no time.
///
/// # Errors
/// When a path cannot stand in an archive.
pub fn of(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, rawzip::Error> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (path, bytes) in files {
        let (mut entry, config) = archive.new_file(path.as_str()).compression_method(CompressionMethod::DEFLATE).start()?;
        let mut data = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        data.write_all(bytes)?;
        let (deflated, descriptor) = data.finish()?;
        deflated.finish()?;
        entry.finish(descriptor)?;
    }
    archive.finish()
}
