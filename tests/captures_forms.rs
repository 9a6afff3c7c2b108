//! Structured forms: what real exports, and fixtures of ours in their shape, are read as.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests may stop them, and say aloud what they skip")]

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

/// The records of a capture as text: a line a value, with its line in the file.
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
