//! Embeds every rule file below `rules/`, so that there is no list to register a rule in.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=rules");
    let mut files = Vec::new();
    collect(Path::new("rules"), &mut files)?;
    files.sort();
    let mut table =
        String::from("/// Path below `rules/` and text of every built-in rule.\npub const RULE_FILES: &[(&str, &str)] = &[\n");
    for file in &files {
        let name = file.strip_prefix("rules").unwrap_or(file).to_string_lossy().replace('\\', "/");
        let whole = fs::canonicalize(file)?;
        table.push_str(&format!("    ({name:?}, include_str!({:?})),\n", whole.display().to_string()));
    }
    table.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("rule_files.rs"), table)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "yml") {
            files.push(path);
        }
    }
    Ok(())
}
