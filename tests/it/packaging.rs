//! What carries hmaudit to others: the action, the templates for other forges, and what a release consists of.

mod action;
mod release;
mod templates;

use crate::docs::bless::{read, root};
use std::path::{Path, PathBuf};

/// The targets of a release, as the archives are named.
const TARGETS: &[&str] = &[
    "aarch64-apple-darwin",
    "aarch64-pc-windows-msvc",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-musl",
];

/// Every file below a folder of the project.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(&root().join(folder), &mut files);
    files.sort();
    files
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

/// Writes a program for the shell.
#[cfg(unix)]
fn script(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("#!/usr/bin/env bash\nset -euo pipefail\n{text}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// The address of a release's files, as Cargo.toml has it for cargo-binstall.
fn repository() -> &'static str {
    env!("CARGO_PKG_REPOSITORY")
}

#[test]
fn the_public_address_stands_in_cargo_toml_alone() {
    let named = |path: &Path| {
        let text = std::fs::read(path).unwrap();
        String::from_utf8_lossy(&text).contains(repository())
    };
    let mut files: Vec<PathBuf> =
        ["packaging", "docs", ".github", "src", "examples", "xtask/src"].iter().flat_map(|folder| files(folder)).collect();
    files.extend(
        ["README.md", "SECURITY.md", "CONTRIBUTING.md", "action.yml", ".pre-commit-hooks.yaml"].map(|file| root().join(file)),
    );
    let wrong: Vec<_> = files.into_iter().filter(|path| named(path)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(read("Cargo.toml").matches(repository()).count(), 1);
}
