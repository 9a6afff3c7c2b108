//! Captures that `tests/powershell/tables.ps1` printed, against the objects that it printed.

use hmaudit::capture::{self, Capture, Raw};
use hmaudit::source::SourceId;
use hmaudit::source::decode::decode;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
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
    facts: BTreeMap<String, Fact>,
}

#[derive(Deserialize)]
struct Fact {
    value: Value,
    readable: bool,
}

/// What a value that was read is, beside what was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Right,
    /// Only the beginning was read, and that is said.
    Cut,
    Wrong,
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

fn verdict(truth: &Value, raw: &Raw<'_>) -> Verdict {
    let text = match truth {
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    let (items, limited) = match truth {
        Value::Array(items) => (Some(items), false),
        Value::Object(list) => (list["values"].as_array(), true),
        _ => (None, false),
    };
    let begins = |read: &str| text.replace(['\r', '\n'], " ").starts_with(read.trim_end());
    match (raw, items) {
        (Raw::Blank, None) if truth.is_null() => Verdict::Right,
        (Raw::Scalar(read), None) if **read == text && !truth.is_null() => Verdict::Right,
        (Raw::Cut(read), None) if begins(read) => Verdict::Cut,
        (Raw::List { items: read, cut: true }, None) if read.is_empty() => Verdict::Cut,
        (Raw::Cut(read), Some(_)) if read.is_empty() => Verdict::Cut,
        (Raw::List { items: read, cut }, Some(items)) => {
            let same = read.len() <= items.len() && read.iter().zip(items).all(|(read, item)| Some(&*read.text) == item.as_str());
            match (same, *cut) {
                (true, false) if read.len() == items.len() && !limited => Verdict::Right,
                (true, true) if read.len() == items.len() && limited => Verdict::Right,
                (true, true) => Verdict::Cut,
                _ => Verdict::Wrong,
            }
        }
        _ => Verdict::Wrong,
    }
}

/// Pairs objects with the records that were read of them, in order: as many right values as possible.
fn pairs(objects: &[Object], read: &Capture<'_>) -> Vec<(Option<usize>, Option<usize>)> {
    let records = &read.records;
    let worth = |object: &Object, record: &capture::Record<'_>| -> usize {
        let field = |(name, fact): (&String, &Fact)| match record.field(name).map(|field| verdict(&fact.value, &field.raw)) {
            Some(Verdict::Right) => 10,
            Some(Verdict::Cut) => 1,
            _ => 0,
        };
        1 + object.facts.iter().map(field).sum::<usize>()
    };
    let mut best = vec![vec![0; records.len() + 1]; objects.len() + 1];
    for at in (0..objects.len()).rev() {
        for with in (0..records.len()).rev() {
            let paired = best[at + 1][with + 1] + worth(&objects[at], &records[with]);
            best[at][with] = paired.max(best[at + 1][with]).max(best[at][with + 1]);
        }
    }
    let (mut at, mut with) = (0, 0);
    let mut pairs = Vec::new();
    while at < objects.len() || with < records.len() {
        let both = at < objects.len() && with < records.len();
        if both && best[at][with] == best[at + 1][with + 1] + worth(&objects[at], &records[with]) {
            pairs.push((Some(at), Some(with)));
            (at, with) = (at + 1, with + 1);
        } else if at < objects.len() && (with == records.len() || best[at][with] == best[at + 1][with]) {
            pairs.push((Some(at), None));
            at += 1;
        } else {
            pairs.push((None, Some(with)));
            with += 1;
        }
    }
    pairs
}

/// Holds what is read of all captures of a folder against what was printed.
fn score(folder: &Path) -> Score {
    let truth = std::fs::read_to_string(folder.join("truth.json")).unwrap();
    let cases: Vec<Case> = serde_json::from_str(truth.trim_start_matches('\u{feff}')).unwrap();
    let mut score = Score::default();
    for mut case in cases {
        let source = decode(std::fs::read(folder.join(&case.file)).unwrap(), SourceId(0), case.file.clone(), None);
        let read = capture::read(&source);
        if case.finish == "ascii" {
            let facts = case.records.iter_mut().flat_map(|object| object.facts.values_mut());
            facts.for_each(|fact| fact.value = replaced(&fact.value));
        }
        for (object, record) in pairs(&case.records, &read) {
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
        match verdict(&fact.value, &field.raw) {
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
