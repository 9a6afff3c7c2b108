//! Captures written without knowledge of the readers, each with the records that it holds (`NAME.expected.json`), against what `parse` prints.
//!
//! An expectation is a list of `{ "cmdlet", "properties" }` in the order of the capture; `[]` for what must give nothing.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Captures that are read otherwise than a person would, and why that is accepted. Such a capture must still invent nothing.
const DEVIATIONS: &[(&str, &str)] =
    &[("122-plan-in-yaml.txt", "looks like a capture whose padding was lost; it gets no cmdlet, so nothing is judged by it")];

/// Right triples of record, property and value, those expected, those read.
#[derive(Default)]
struct Score {
    right: usize,
    expected: usize,
    read: usize,
}

impl Score {
    fn add(&mut self, expected: &[Value], read: &[Value]) {
        self.expected += expected.iter().map(count).sum::<usize>();
        self.read += read.iter().map(count).sum::<usize>();
        for (expected, read) in expected.iter().zip(read) {
            let properties = expected["properties"].as_object().into_iter().flatten();
            self.right += properties.filter(|(name, value)| read["properties"].get(name) == Some(value)).count();
        }
    }
}

fn count(record: &Value) -> usize {
    record["properties"].as_object().map_or(0, serde_json::Map::len)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures/blind")
}

/// The captures by name, each with its expectation.
fn cases() -> BTreeMap<String, Vec<Value>> {
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".expected.json") {
            let expected =
                std::fs::read_to_string(path.with_extension("expected.json")).unwrap_or_else(|error| panic!("{name}: {error}"));
            cases.insert(name, serde_json::from_str(&expected).unwrap());
        }
    }
    cases
}

/// What `parse` prints for each capture.
fn parsed(names: impl Iterator<Item = String>) -> BTreeMap<String, Vec<Value>> {
    let out = Command::new(env!("CARGO_BIN_EXE_hmaudit"))
        .current_dir(folder())
        .args(["parse", "--quiet", "--format", "json"])
        .args(names)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut parsed = BTreeMap::<String, Vec<Value>>::new();
    for record in serde_json::from_slice::<Vec<Value>>(&out.stdout).unwrap() {
        let path = record["path"].as_str().unwrap().to_owned();
        let record = serde_json::json!({ "cmdlet": record["cmdlet"], "properties": record["properties"] });
        parsed.entry(path).or_default().push(record);
    }
    parsed
}

#[test]
fn every_capture_gives_the_records_that_it_holds() {
    let cases = cases();
    assert!(cases.len() >= 160, "{} captures", cases.len());
    let mut parsed = parsed(cases.keys().cloned());
    let mut score = Score::default();
    let mut wrong = Vec::new();
    for (name, expected) in &cases {
        let read = parsed.remove(name).unwrap_or_default();
        score.add(expected, &read);
        let accepted = DEVIATIONS.iter().any(|(deviating, _)| deviating == name);
        if (*expected == read) == accepted {
            let pretty = |records: &[Value]| serde_json::to_string_pretty(records).unwrap();
            wrong.push(format!(
                "{name}{}\nexpected {}\nread {}",
                if accepted { " no longer deviates" } else { "" },
                pretty(expected),
                pretty(&read)
            ));
        }
    }
    assert!(parsed.is_empty(), "records of files that were not given: {:?}", parsed.keys());
    println!("recall {}/{}, precision {}/{}", score.right, score.expected, score.right, score.read);
    assert!(wrong.is_empty(), "{} of {} captures:\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}
