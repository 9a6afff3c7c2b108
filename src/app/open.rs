//! Opening what somebody named, without waiting for ever: a pipe that nobody writes to, or a device that never ends, is not a file.

use std::fs::{File, FileType, Metadata};
use std::io;
use std::path::Path;

/// Opens a file for reading. Links are followed: whoever names one means what it leads to.
///
/// # Errors
/// When it cannot be opened, or when it is a folder, a pipe or a device.
pub fn open(path: &Path) -> io::Result<(Metadata, File)> {
    let kind = std::fs::metadata(path)?;
    if let Some(what) = special(kind.file_type()).filter(|_| !is_inherited(path)) {
        return Err(io::Error::other(what));
    }
    // On Unix a folder can be opened, and fails only when it is read.
    if kind.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a folder"));
    }
    let file = File::open(path)?;
    Ok((file.metadata()?, file))
}

/// What a thing is that has a path but is neither a file nor a folder.
fn special(kind: FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return Some("is a pipe, not a file; save what comes out of it, or hand it over as standard input (-)");
        }
        if kind.is_char_device() || kind.is_block_device() {
            return Some("is a device, not a file");
        }
        if kind.is_socket() {
            return Some("is a socket, not a file");
        }
    }
    let _ = kind;
    None
}

/// Whether a path names what the shell opened for us (`<(command)`): its other end is being written to.
fn is_inherited(path: &Path) -> bool {
    ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.starts_with(folder))
        && std::fs::metadata(path).is_ok_and(|kind| special(kind.file_type()).is_some_and(|what| what.starts_with("is a pipe")))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn devices_sockets_and_folders_are_refused_before_they_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("s");
        let _listening = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for (path, why) in [(Path::new("/dev/zero"), "is a device"), (&socket, "is a socket"), (folder.path(), "is a folder")] {
            assert!(open(path).unwrap_err().to_string().contains(why), "{}", path.display());
        }
        let file = folder.path().join("mapi.txt");
        std::fs::write(&file, "x").unwrap();
        assert_eq!(open(&file).unwrap().0.len(), 1);
    }
}
