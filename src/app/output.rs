//! Files are written whole or not at all.

use crate::outcome::UserError;
use crate::text::visible_line;
use miette::miette;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Writes one file whole: beside its place first, then moved there. Replaces what was there.
///
/// # Errors
/// When the folder does not exist or can't be written; nothing is left behind then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), UserError> {
    let staged = stage(path, bytes)?;
    staged.persist(path).map_err(|error| cannot_write(path, &error.error))?;
    Ok(())
}

/// Refuses a path that can't be written, before anything is read or written: in a folder that does not exist, or a device of Windows.
///
/// # Errors
/// Then.
pub fn needs_folder(path: &Path) -> Result<(), UserError> {
    needs_file_name(path)?;
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(folder) if !folder.is_dir() => Err(miette!(
            help = "make the folder first; nothing was written",
            "cannot write {}: there is no folder {}",
            visible_line(&path.display().to_string()),
            visible_line(&folder.display().to_string())
        )),
        _ => Ok(()),
    }
}

/// Writes several files below `folder`, which is made if need be: all of them or none. Links below it are not followed. Without `force`, of
/// two runs at once one alone succeeds.
///
/// # Errors
/// When one of them exists and `force` is off, when a folder below is a link, or when one can't be written; nothing new is left behind then.
pub fn write_set(folder: &Path, files: &[(PathBuf, Vec<u8>)], force: bool) -> Result<(), UserError> {
    let existing: Vec<String> = files
        .iter()
        .map(|(name, _)| folder.join(name))
        .filter(|path| is_there(path))
        .map(|path| path.display().to_string())
        .collect();
    for path in files.iter().map(|(name, _)| folder.join(name)) {
        needs_file_name(&path)?;
    }
    let inside = files.iter().flat_map(|(name, _)| name.ancestors().skip(1)).filter(|name| !name.as_os_str().is_empty());
    if let Some(link) = inside.map(|name| folder.join(name)).find(|path| path.is_symlink()) {
        return Err(miette!(
            help = "remove the link, or name another folder; nothing was written",
            "{} is a link: what is written there would lie somewhere else",
            visible_line(&link.display().to_string())
        ));
    }
    if !force && !existing.is_empty() {
        return Err(miette!(
            help = "use --force to replace, or name another folder",
            "{} exists already",
            visible_line(&existing.join(", "))
        ));
    }
    let mut made = MadeFolders::default();
    let mut staged = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            made.make(parent)?;
        }
        staged.push((stage(&path, bytes)?, path));
    }
    let mut placed: Vec<PathBuf> = Vec::new();
    for (file, path) in staged {
        let is_new = !is_there(&path);
        // Another run may have come first since it was looked at.
        let written = if force { file.persist(&path) } else { file.persist_noclobber(&path) };
        if let Err(error) = written {
            for path in &placed {
                let _ = fs::remove_file(path);
            }
            return Err(cannot_write(&path, &error.error));
        }
        if is_new {
            placed.push(path);
        }
    }
    made.keep();
    Ok(())
}

/// Refuses a path that Windows takes for a device, whatever its folder and its ending: what is written there is lost, or waits for ever.
///
/// # Errors
/// Then.
pub fn needs_file_name(path: &Path) -> Result<(), UserError> {
    let names = path.components().filter_map(|part| part.as_os_str().to_str());
    match names.filter(|_| cfg!(windows)).find(|name| is_device(name)) {
        Some(name) => Err(miette!(
            help = "choose another name; nothing was written",
            "cannot write {}: {} is a device of Windows",
            visible_line(&path.display().to_string()),
            visible_line(name)
        )),
        None => Ok(()),
    }
}

/// Whether a name is one that Windows reserves, with any ending and blanks behind it.
fn is_device(name: &str) -> bool {
    const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];
    let stem = name.split(['.', ':']).next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let is_port = |port: &str| {
        let number = stem.strip_prefix(port).and_then(|rest| rest.chars().next().filter(|_| rest.chars().count() == 1));
        number.is_some_and(|number| matches!(number, '1'..='9' | '¹' | '²' | '³'))
    };
    DEVICES.contains(&stem.as_str()) || is_port("com") || is_port("lpt")
}

/// Whether something is at this path, a link that leads nowhere included.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn stage(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, UserError> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file =
        tempfile::Builder::new().prefix(".hmaudit-").tempfile_in(folder).map_err(|error| cannot_write(path, &error))?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(|error| cannot_write(path, &error))?;
    readable_by_others(&file);
    Ok(file)
}

/// Temporary files are private to their owner; a report is as readable as any file that the user makes.
fn readable_by_others(file: &tempfile::NamedTempFile) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let _ = fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = file;
}

fn cannot_write(path: &Path, error: &std::io::Error) -> UserError {
    // The whole error would name the temporary file.
    let error = error.kind();
    miette!(
        help = "check that the folder exists and that you may write to it; nothing was written",
        "cannot write {}: {error}",
        visible_line(&path.display().to_string())
    )
}

/// Folders that were made on the way; removed again unless kept.
#[derive(Default)]
struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    fn make(&mut self, folder: &Path) -> Result<(), UserError> {
        let missing: Vec<PathBuf> =
            folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).map(Path::to_owned).collect();
        for path in missing.into_iter().rev() {
            match fs::create_dir(&path) {
                Ok(()) => self.0.push(path),
                // Another run has made it meanwhile; whose files stay is decided when they are placed.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && path.is_dir() => {}
                Err(error) => return Err(cannot_write(&path, &error)),
            }
        }
        Ok(())
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for path in self.0.iter().rev() {
            let _ = fs::remove_dir(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let files = vec![(PathBuf::from("a.txt"), b"a".to_vec()), (PathBuf::from("undo/a.txt"), b"b".to_vec())];
        write_set(&out, &files, false).unwrap();
        assert_eq!(fs::read(out.join("undo/a.txt")).unwrap(), b"b");
        assert!(write_set(&out, &files, false).is_err());
        write_set(&out, &files, true).unwrap();

        let blocked = folder.path().join("blocked");
        fs::create_dir(&blocked).unwrap();
        fs::create_dir(blocked.join("b.txt")).unwrap();
        let files = vec![(PathBuf::from("a.txt"), b"a".to_vec()), (PathBuf::from("b.txt"), b"b".to_vec())];
        assert!(write_set(&blocked, &files, true).is_err());
        assert_eq!(fs::read_dir(&blocked).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_set_is_not_written_through_links() {
        let folder = tempfile::tempdir().unwrap();
        let (out, elsewhere) = (folder.path().join("out"), folder.path().join("elsewhere"));
        fs::create_dir(&out).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        let files = vec![(PathBuf::from("a.txt"), b"a".to_vec()), (PathBuf::from("undo/a.txt"), b"b".to_vec())];
        std::os::unix::fs::symlink(&elsewhere, out.join("undo")).unwrap();
        for force in [false, true] {
            assert!(write_set(&out, &files, force).unwrap_err().to_string().contains("is a link"), "{force}");
        }
        fs::remove_file(out.join("undo")).unwrap();
        std::os::unix::fs::symlink(elsewhere.join("nothing.txt"), out.join("a.txt")).unwrap();
        assert!(write_set(&out, &files, false).is_err(), "a link that leads nowhere is there all the same");
        write_set(&out, &files, true).unwrap();
        assert!(!out.join("a.txt").is_symlink());
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    }

    #[test]
    fn of_runs_at_once_one_alone_succeeds() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join("out");
            let files: Vec<_> = (0..8).map(|number| (PathBuf::from(format!("undo/{number}.txt")), b"a".to_vec())).collect();
            let succeeded = std::thread::scope(|scope| {
                let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| write_set(&out, &files, false).is_ok())).collect();
                runs.into_iter().map(|run| run.join().unwrap()).filter(|done| *done).count()
            });
            assert_eq!(succeeded, 1);
            assert_eq!(fs::read_dir(out.join("undo")).unwrap().count(), 8);
        }
    }

    #[test]
    fn names_that_windows_reserves_are_known() {
        for name in ["CON", "nul.json", "Aux .txt", "COM1.html", "lpt9", "com²", "CONOUT$", "nul:"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["console.json", "com.txt", "com10.txt", "com0", "lpt", "report.con", "annul", "", "C:"] {
            assert!(!is_device(name), "{name}");
        }
    }

    #[test]
    fn a_missing_folder_is_an_error_that_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write_whole(&folder.path().join("none/report.json"), b"{}").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
