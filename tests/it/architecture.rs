//! Who may know whom: `source` ← `capture` ← `estate` ← `rule` ← `check` ← `remedy`, `policy`, `report`; only `app` and the commands know all.
//! And who may do I/O, ask the clock, or name the YAML crate.

use std::fs;
use std::path::{Path, PathBuf};

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            (name, code(&fs::read_to_string(&path).unwrap()))
        })
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The program text without comments and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The module that a file belongs to: `estate` for `estate/facts/owa.rs`.
fn module(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or(file)
}

fn is_test(file: &str) -> bool {
    file.contains("/tests") || file.contains("sample") || file.ends_with("tests.rs")
}

#[test]
fn modules_know_only_what_lies_below_them() {
    let may_know: &[(&str, &[&str])] = &[
        ("text", &[]),
        ("choice", &[]),
        ("digest", &[]),
        ("guid", &[]),
        ("microsoft", &[]),
        ("verdict", &[]),
        ("yaml", &[]),
        ("catalog", &[]),
        ("source", &["digest", "text"]),
        ("capture", &["source", "catalog", "digest", "guid", "microsoft", "text"]),
        ("estate", &["source", "catalog", "capture", "digest", "guid", "microsoft", "text"]),
        ("rule", &["yaml", "source", "catalog", "estate", "verdict", "digest", "guid", "text", "capture"]),
        ("check", &["source", "catalog", "estate", "rule", "verdict", "digest", "text", "capture"]),
        ("remedy", &["source", "catalog", "estate", "rule", "check", "digest", "guid", "microsoft", "text", "capture", "report"]),
        (
            "report",
            &["source", "catalog", "estate", "check", "capture", "digest", "microsoft", "text", "policy", "rule", "choice"],
        ),
        (
            "policy",
            &[
                "yaml", "source", "estate", "check", "report", "verdict", "digest", "guid", "text", "cli", "outcome", "rule",
                "choice",
            ],
        ),
    ];
    let mut wrong = Vec::new();
    for (file, text) in sources().iter().filter(|(file, _)| !is_test(file)) {
        let Some((_, known)) = may_know.iter().find(|(name, _)| *name == module(file)) else { continue };
        for part in text.split("crate::").skip(1) {
            let other: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !other.is_empty() && other != module(file) && !known.contains(&other.as_str()) {
                wrong.push(format!("{file} knows {other}"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_ends_touch_files_clock_and_network() {
    let ends = ["app", "command", "live", "main", "redact", "diff"];
    let mut wrong = Vec::new();
    for (file, text) in sources().iter().filter(|(file, _)| !is_test(file) && !ends.contains(&module(file))) {
        for word in [
            "std::fs",
            "fs::read",
            "fs::write",
            "File::open",
            "TcpStream",
            "UdpSocket",
            "reqwest",
            "tokio",
            "SystemTime",
            "Timestamp::now",
            "Zoned::now",
            "std::env::var",
        ] {
            if text.contains(word) {
                wrong.push(format!("{file} uses {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_yaml_crate_is_named_in_one_file() {
    let named: Vec<String> =
        sources().into_iter().filter(|(_, text)| text.contains("serde_yaml")).map(|(file, _)| file).collect();
    assert_eq!(named, ["yaml.rs"]);
}

#[test]
fn the_network_is_used_by_live_alone() {
    for (file, text) in sources().iter().filter(|(file, _)| module(file) != "live") {
        assert!(!text.contains("reqwest::") && !text.contains("tokio::"), "{file} uses the network");
    }
}
