//! What is read from captured text: one snapshot for each capture in `fixtures/captures`, and laws that hold for any text.

use hmaudit::capture::{self, Capture, Raw};
use hmaudit::source::{Source, SourceId, Span};
use std::fmt::Write as _;
use std::path::Path;

fn source(text: &str) -> Source {
    Source::from_text(SourceId(0), "capture.txt", text)
}

/// Commands, records and what was declined, each with its lines, one property per line.
fn show(source: &Source, read: &Capture<'_>) -> String {
    let mut shown = String::new();
    let lines = |span: Span| {
        let place = source.place(span);
        if place.line == place.end_line { place.line.to_string() } else { format!("{}-{}", place.line, place.end_line) }
    };
    for (index, command) in read.commands.iter().enumerate() {
        let _ = write!(shown, "command {index} @{}: {} {:?}", lines(command.at), command.cmdlet, command.outcome);
        for (name, value) in &command.parameters {
            let _ = write!(shown, " -{name}");
            if let Some(value) = value {
                let _ = write!(shown, " <{value}>");
            }
        }
        if let Some(expands) = &command.expands {
            let _ = write!(shown, " expands {expands}");
        }
        if command.partial {
            shown.push_str(" partial");
        }
        shown.push('\n');
    }
    for record in &read.records {
        let command = record.command.map_or("-".to_owned(), |index| index.to_string());
        let _ = writeln!(shown, "record @{} {:?} of command {command}", lines(record.at), record.form);
        for field in &record.fields {
            let value = match &field.raw {
                Raw::Scalar(text) => format!("{text:?}"),
                Raw::Cut(text) => format!("{text:?} cut"),
                Raw::Blank => "blank".to_owned(),
                Raw::List { items, cut } => {
                    let texts: Vec<&str> = items.iter().map(|item| &*item.text).collect();
                    format!("{texts:?}{}", if *cut { " cut" } else { "" })
                }
            };
            let _ = writeln!(shown, "  {} = {value} @{}", field.name, lines(field.at));
        }
    }
    for skipped in &read.skipped {
        let _ = writeln!(shown, "skipped @{}: {}", lines(skipped.at), skipped.why);
    }
    shown
}

fn snapshots(form: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures").join(form);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    assert!(files.len() > 3, "no captures in {}", folder.display());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _guard = settings.bind_to_scope();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let source = source(&text);
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        insta::assert_snapshot!(name, show(&source, &capture::read(&source)));
    }
}

#[test]
fn lists() {
    snapshots("list");
}

#[test]
fn tables() {
    snapshots("table");
}

#[test]
fn transcripts() {
    snapshots("transcript");
}

#[test]
fn values() {
    snapshots("values");
}
