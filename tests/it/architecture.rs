//! Who may know whom, in layers; and who may do I/O, ask the clock, or name the YAML crate.

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

/// The modules in layers, the lowest first. A module may know those of lower layers, and none of its own: so there is no circle.
const LAYERS: &[&[&str]] = &[
    &["choice", "digest", "guid", "outcome", "text", "verdict", "yaml"],
    &["area"],
    &["microsoft", "source"],
    &["catalog"],
    &["capture", "collect"],
    &["estate"],
    &["rule"],
    &["check"],
    &["live", "redact", "remedy", "report"],
    &["clients", "diff", "policy"],
    &["audit", "cli"],
    &["app"],
    &["command"],
    &["program"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The modules that a text of the program names.
fn known(text: &str) -> Vec<&str> {
    let name = |part: &str| part.len() - part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let mut known = Vec::new();
    for part in text.split("crate::").skip(1) {
        match part.strip_prefix('{') {
            Some(list) => known.extend(list.split('}').next().unwrap_or("").split(',').map(|item| {
                let item = item.trim();
                &item[..name(item)]
            })),
            None => known.push(&part[..name(part)]),
        }
    }
    known.retain(|module| !module.is_empty());
    known
}

#[test]
fn modules_know_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for (file, text) in sources().iter().filter(|(file, _)| !is_test(file) && !["lib.rs", "main.rs"].contains(&file.as_str())) {
        let Some(own) = layer(module(file)) else {
            wrong.push(format!("{file} is in no layer"));
            continue;
        };
        for other in known(text).into_iter().filter(|other| *other != module(file)) {
            match layer(other) {
                Some(other) if other < own => {}
                Some(_) => wrong.push(format!("{file} knows {other}, which does not lie below it")),
                // Items that lib.rs hands on are of the module that declares them.
                None => wrong.push(format!("{file} knows {other}, which is in no layer")),
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_ends_touch_files_clock_and_network() {
    let ends = ["app", "command", "live", "program"];
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
