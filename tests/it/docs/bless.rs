//! Pages as they are and as they should be; with `HMAUDIT_BLESS=1` the one becomes the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the project, with line feeds.
pub fn read(path: &str) -> String {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.replace("\r\n", "\n")
}

/// What was compared, and what was found out of date.
#[derive(Debug, Default)]
pub struct Pages {
    seen: BTreeSet<PathBuf>,
    stale: Vec<String>,
}

impl Pages {
    /// Compares a page with what it should be.
    pub fn page(&mut self, path: &str, wanted: &str) {
        let file = root().join(path);
        self.seen.insert(file.clone());
        let found = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        if found == wanted {
            return;
        }
        if is_blessing() {
            fs::create_dir_all(file.parent().expect("below the project")).expect("a folder");
            fs::write(&file, wanted).expect("written");
        }
        let line = found.lines().zip(wanted.lines()).take_while(|(one, other)| one == other).count();
        let shown = |text: &str| text.lines().nth(line).unwrap_or("(end of file)").to_owned();
        self.stale.push(format!("{path}:{}\n  it says:   {}\n  should be: {}", line + 1, shown(&found), shown(wanted)));
    }

    /// Every page in a folder is one of those that were compared.
    pub fn owns_folder(&mut self, folder: &str) {
        for entry in fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}")) {
            let path = entry.expect("an entry").path();
            if self.seen.contains(&path) {
                continue;
            }
            self.stale.push(format!("{} belongs to nothing", path.display()));
            if is_blessing() {
                fs::remove_file(&path).expect("removed");
            }
        }
    }

    /// Fails when something was out of date, unless it has just been written.
    pub fn settle(self) {
        assert!(!self.seen.is_empty(), "nothing was compared");
        let all = self.stale.join("\n");
        assert!(
            self.stale.is_empty() || is_blessing(),
            "out of date, run HMAUDIT_BLESS=1 cargo test --test it docs:: and read the diff:\n{all}"
        );
    }
}

fn is_blessing() -> bool {
    std::env::var_os("HMAUDIT_BLESS").is_some_and(|value| value == "1")
}
