//! Structured forms: what real exports, and fixtures of ours in their shape, are read as.

#![allow(clippy::print_stdout, reason = "helpers of tests may stop them, and say aloud what they skip")]

use hmaudit::capture::{self, Capture, Raw};
use hmaudit::source::{Source, SourceId};
use std::path::{Path, PathBuf};

fn corpus(folder: &str) -> Option<Vec<PathBuf>> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus")).join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: the corpus is not beside the project");
        return None;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some()).collect();
    files.sort();
    Some(files)
}

fn load(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    hmaudit::source::decode::decode(std::fs::read(path).unwrap(), SourceId(0), name, None)
}

/// The records of a capture as text: a line per value, with its line in the file.
fn show(source: &Source, capture: &Capture<'_>) -> String {
    use std::fmt::Write as _;
    let mut shown = String::new();
    for command in &capture.commands {
        writeln!(shown, "> {} {:?} partial={} {:?}", command.text, command.parameters, command.partial, command.outcome).unwrap();
    }
    for record in &capture.records {
        writeln!(
            shown,
            "{:?} {} {:?} {:?}",
            record.form,
            record.type_name.as_deref().unwrap_or("-"),
            record.shell,
            record.command
        )
        .unwrap();
        for field in &record.fields {
            let value = match &field.raw {
                Raw::Scalar(text) => text.to_string(),
                Raw::Cut(text) => format!("{text} (cut)"),
                Raw::Blank => "(blank)".to_owned(),
                Raw::List { items, cut } => {
                    let items: Vec<&str> = items.iter().map(|item| &*item.text).collect();
                    format!("{items:?}{}", if *cut { " (cut)" } else { "" })
                }
            };
            assert!(field.at.start < field.at.end, "{} stands nowhere", field.name);
            writeln!(shown, "  {:>4} {} = {value}", source.place(field.at).line, field.name).unwrap();
        }
    }
    for skipped in &capture.skipped {
        writeln!(shown, "skipped in line {}: {}", source.place(skipped.at).line, skipped.why).unwrap();
    }
    shown
}

#[test]
fn real_exports_are_read_without_a_declined_record() {
    let Some(files) = corpus("clixml") else { return };
    for path in files {
        let source = load(&path);
        let capture = capture::read(&source);
        assert_eq!(capture.skipped, [], "{}", path.display());
        let objects = source.text.matches("\n  <Obj RefId").count();
        if std::env::var_os("SHOW").is_some() {
            println!("{}\n{}", path.display(), show(&source, &capture));
        }
        assert_eq!(capture.records.len(), objects, "{}", path.display());
    }
}

#[test]
fn the_wizards_cache_and_log_are_read() {
    let Some(files) = corpus("hcw") else { return };
    for path in files {
        let source = load(&path);
        let capture = capture::read(&source);
        if std::env::var_os("SHOW").is_some() {
            println!("{}\n{}", path.display(), show(&source, &capture));
        }
        assert_eq!(capture.skipped, [], "{}", path.display());
        assert!(capture.records.iter().all(|record| record.command.is_some() && record.shell.is_some()));
    }
}

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures"));
    let mut files = Vec::new();
    for folder in ["clixml", "json", "csv", "xhcw", "encoding", "clients"] {
        let entries = std::fs::read_dir(root.join(folder)).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    files.sort();
    assert!(files.len() > 15);
    files
}

/// Long base64 makes no snapshot clearer.
fn shortened(shown: &str) -> String {
    shown.lines().map(|line| line.chars().take(220).collect::<String>() + "\n").collect()
}

#[test]
fn each_fixture_is_read_as_its_snapshot_says() {
    for path in fixtures() {
        let source = load(&path);
        let capture = capture::read(&source);
        let name = format!("{}-{}", path.parent().unwrap().file_name().unwrap().display(), path.file_name().unwrap().display());
        insta::assert_snapshot!(name, shortened(&format!("{} {:?}\n{}", source.encoding, source.notes, show(&source, &capture))));
    }
}

#[test]
fn the_same_export_in_utf16_gives_the_same_records() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures"));
    let (wide, narrow) = (load(&root.join("encoding/mapi-utf16.xml")), load(&root.join("clixml/mapi.xml")));
    assert_eq!((wide.encoding, narrow.encoding), ("utf-16le", "utf-8"));
    assert_eq!(wide.text, narrow.text);
    assert_eq!(show(&wide, &capture::read(&wide)), show(&narrow, &capture::read(&narrow)));
}

/// Reads a pretty-printed export by its indentation, line by line: nothing of XML but what such a file has.
fn by_indentation(text: &str) -> Vec<(String, String)> {
    let attribute =
        |line: &str| line.split_once("N=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name.to_owned());
    let content = |line: &str| {
        let inner = line.split_once('>').map_or("", |(_, rest)| rest);
        inner.rsplit_once("</").map_or("", |(text, _)| text).replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    };
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some(line) = lines[at].strip_prefix("      <").filter(|line| !line.starts_with(['/', ' '])) else {
            at += 1;
            continue;
        };
        let Some(name) = attribute(line) else {
            at += 1;
            continue;
        };
        if line.starts_with("Obj ") {
            let end = at + lines[at..].iter().position(|line| *line == "      </Obj>").unwrap();
            let block = &lines[at..end];
            let is_list = block.iter().any(|line| line.starts_with("        <LST"));
            let item = |line: &&&str| line.starts_with("          <S>") || line.starts_with("            <ToString>");
            let value = if is_list {
                block.iter().filter(item).map(|line| content(line)).collect::<Vec<_>>().join("|")
            } else {
                block.iter().find(|line| line.starts_with("        <ToString>")).map_or(String::new(), |line| content(line))
            };
            found.push((name, value));
            at = end;
        } else if !line.starts_with("Ref ") {
            let value = content(line);
            found.push((
                name,
                if line.starts_with("B ") { value.replace("true", "True").replace("false", "False") } else { value },
            ));
        }
        at += 1;
    }
    found
}

#[test]
fn values_of_real_virtual_directories_equal_an_independent_reading() {
    let Some(files) = corpus("clixml") else { return };
    for path in files.iter().filter(|path| path.to_string_lossy().contains("VirtualDirectory")) {
        let source = load(path);
        let capture = capture::read(&source);
        let expected = by_indentation(&source.text);
        assert!(expected.len() > 40, "{}", path.display());
        for (name, value) in expected {
            let field = capture.records[0].field(&name).unwrap_or_else(|| panic!("{name} of {}", path.display()));
            let read = match &field.raw {
                Raw::Scalar(text) => text.to_string(),
                Raw::List { items, .. } => items.iter().map(|item| &*item.text).collect::<Vec<_>>().join("|"),
                Raw::Blank => String::new(),
                Raw::Cut(text) => panic!("{name} is cut: {text}"),
            };
            assert_eq!(read, value.trim(), "{name} of {}", path.display());
        }
    }
}
