//! Captures that `tests/powershell/tables.ps1` printed, against the objects that it printed.

use crate::printed::{Facts, Verdict, pairs, verdict};
use hmaudit::capture::{self, Capture};
use hmaudit::source::SourceId;
use hmaudit::source::decode::decode;
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

#[derive(Deserialize)]
struct Case {
    file: String,
    finish: String,
    records: Vec<Object>,
}

#[derive(Deserialize)]
struct Object {
    facts: Facts,
}

#[derive(Debug, Default)]
struct Score {
    right: usize,
    readable: usize,
    objects: usize,
    wrong: Vec<String>,
}

/// Characters that an encoding replaced are read as they stand in the file.
fn replaced(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            text.chars().map(|c| if c.is_ascii() { c.to_string() } else { "?".repeat(c.len_utf16()) }).collect::<String>().into()
        }
        Value::Array(items) => items.iter().map(replaced).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), replaced(value))).collect::<serde_json::Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// Holds what is read of all captures of a folder against what was printed.
fn score(folder: &Path) -> Score {
    let cases: Vec<Case> = crate::printed::truth(folder);
    let mut score = Score::default();
    for mut case in cases {
        let source = decode(std::fs::read(folder.join(&case.file)).unwrap(), SourceId(0), case.file.clone(), None);
        let read = capture::read(&source);
        if case.finish == "ascii" {
            let facts = case.records.iter_mut().flat_map(|object| object.facts.values_mut());
            facts.for_each(|fact| fact.value = replaced(&fact.value));
        }
        let facts: Vec<&Facts> = case.records.iter().map(|object| &object.facts).collect();
        let records: Vec<_> = read.records.iter().collect();
        for (object, record) in pairs(&facts, &records) {
            let object = object.map(|at| &case.records[at]);
            let record = record.map(|at| &read.records[at]);
            score.objects += usize::from(object.is_some());
            judge(&case.file, object, record, &read, &mut score);
        }
    }
    score
}

fn judge(file: &str, object: Option<&Object>, record: Option<&capture::Record<'_>>, read: &Capture<'_>, score: &mut Score) {
    let Some(object) = object else {
        return score.wrong.push(format!("{file}: a record that was not printed: {record:?}"));
    };
    score.readable += object.facts.values().filter(|fact| fact.readable).count();
    let Some(record) = record else {
        // An object of which nothing is printed but blanks can't be seen.
        let printed = object.facts.values().any(|fact| !fact.value.is_null());
        if printed && read.skipped.is_empty() {
            score.wrong.push(format!("{file}: lost without a word: {:?}", object.facts.keys()));
        }
        return;
    };
    for field in &record.fields {
        let Some(fact) = object.facts.get(&*field.name) else {
            score.wrong.push(format!("{file}: {} was not printed", field.name));
            continue;
        };
        match verdict(fact, &field.raw) {
            Verdict::Right => score.right += usize::from(fact.readable),
            Verdict::Cut => {}
            Verdict::Wrong => score.wrong.push(format!("{file}: {} is {}, not {:?}", field.name, fact.value, field.raw)),
        }
    }
}

#[test]
fn what_powershell_printed_is_read_or_declined_never_read_wrongly() {
    let score = score(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures/table/printed"));
    println!("{} of {} values of {} objects", score.right, score.readable, score.objects);
    assert!(score.wrong.is_empty(), "{}", score.wrong.join("\n"));
    assert!(score.right * 100 >= score.readable * 90, "{} of {} values", score.right, score.readable);
}

#[test]
fn what_powershell_prints_now_is_read_or_declined_never_read_wrongly() {
    let Some(powershell) = crate::powershell::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/tables.ps1");
    let number = |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let status = Command::new(powershell)
        .args(["-NoProfile", "-NonInteractive", "-File"])
        .arg(script)
        .arg("-Out")
        .arg(folder.path())
        .args(["-Count", &number("HMAUDIT_TABLES", "60"), "-Seed", &number("HMAUDIT_SEED", "7")])
        .status()
        .unwrap();
    assert!(status.success());
    let score = score(folder.path());
    println!("{} of {} values of {} objects", score.right, score.readable, score.objects);
    assert!(score.objects > 100, "{} objects", score.objects);
    assert!(score.wrong.is_empty(), "{}", score.wrong.join("\n"));
}
