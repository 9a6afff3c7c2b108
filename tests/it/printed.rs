//! What PowerShell printed, as the scripts in tests/powershell write it down, held against what was read.

use hmaudit::capture::{Raw, Record};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// An object, as far as it was printed.
pub type Facts = BTreeMap<String, Fact>;

/// A value that was printed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fact {
    /// A string, a boolean, null, an array of strings, or `{ "values": …, "cut": true }`.
    pub value: Value,
    /// Other texts that mean the same: the number of an enumeration, a date in another notation; for a list those of its items.
    pub also: Vec<String>,
    /// The capture holds all of it.
    pub readable: bool,
    /// A date, in milliseconds.
    pub moment: Option<i64>,
    /// A list that was printed as one text.
    pub joined: bool,
}

/// What a value that was read is, beside what was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// Only the beginning was read, and that is said.
    Cut,
    Wrong,
}

/// The truth of a folder.
pub fn truth<T: DeserializeOwned>(folder: &Path) -> Vec<T> {
    let truth = std::fs::read_to_string(folder.join("truth.json")).unwrap();
    serde_json::from_str(truth.trim_start_matches('\u{feff}')).unwrap()
}

/// Whether two texts have the same words. Where a value has lines of its own, a form that folds lines cannot show them.
pub fn is_same_text(read: &str, text: &str) -> bool {
    read == text || text.contains('\n') && read.split_whitespace().eq(text.split_whitespace())
}

/// Whether a value is what was printed.
pub fn verdict(truth: &Fact, raw: &Raw<'_>) -> Verdict {
    let text = match &truth.value {
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    let (items, limited) = match &truth.value {
        Value::Array(items) => (Some(items), false),
        Value::Object(list) => (list["values"].as_array(), true),
        _ => (None, false),
    };
    let begins = |read: &str| text.replace(['\r', '\n'], " ").starts_with(read.trim_end());
    match (raw, items) {
        (Raw::Blank, None) if truth.value.is_null() => Verdict::Right,
        (Raw::Scalar(read), None)
            if !truth.value.is_null() && (is_same_text(read, &text) || truth.also.iter().any(|also| also == read)) =>
        {
            Verdict::Right
        }
        (Raw::List { items, cut: false }, None) if items.len() == 1 && *items[0].text == *text => Verdict::Right,
        (Raw::Cut(read), None) if begins(read) => Verdict::Cut,
        (Raw::List { items: read, cut: true }, None) if read.is_empty() => Verdict::Cut,
        (Raw::Cut(read), Some(_)) if read.is_empty() => Verdict::Cut,
        (Raw::Scalar(read), Some(items)) if truth.joined && read.split(';').eq(items.iter().filter_map(Value::as_str)) => {
            Verdict::Right
        }
        (Raw::Blank, Some(items)) if truth.joined && items.is_empty() => Verdict::Right,
        (Raw::List { items: read, cut }, Some(items)) => {
            let is =
                |read: &str, at: usize| items[at].as_str() == Some(read) || truth.also.get(at).is_some_and(|also| also == read);
            let same = read.len() <= items.len() && read.iter().enumerate().all(|(at, read)| is(&read.text, at));
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
pub fn pairs(objects: &[&Facts], records: &[&Record<'_>]) -> Vec<(Option<usize>, Option<usize>)> {
    let worth = |object: &Facts, record: &Record<'_>| -> usize {
        let field = |(name, fact): (&String, &Fact)| match record.field(name).map(|field| verdict(fact, &field.raw)) {
            Some(Verdict::Right) => 10,
            Some(Verdict::Cut) => 1,
            _ => 0,
        };
        1 + object.iter().map(field).sum::<usize>()
    };
    let worth: Vec<Vec<usize>> =
        objects.iter().map(|object| records.iter().map(|record| worth(object, record)).collect()).collect();
    let mut best = vec![vec![0; records.len() + 1]; objects.len() + 1];
    for at in (0..objects.len()).rev() {
        for with in (0..records.len()).rev() {
            let paired = best[at + 1][with + 1] + worth[at][with];
            best[at][with] = paired.max(best[at + 1][with]).max(best[at][with + 1]);
        }
    }
    let (mut at, mut with) = (0, 0);
    let mut pairs = Vec::new();
    while at < objects.len() || with < records.len() {
        let both = at < objects.len() && with < records.len();
        if both && best[at][with] == best[at + 1][with + 1] + worth[at][with] {
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
