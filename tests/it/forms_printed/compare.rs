//! What was printed beside what was read: record by record, and what became of each in the model of the organisation.

use crate::printed::{Fact, Facts, Verdict, is_same_text, pairs, verdict};
use hmaudit::capture::{Raw, Record};
use hmaudit::estate::{Object, UnknownReason, Value};
use hmaudit::source::Inputs;
use hmaudit::{Options, audit, rule};
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    file: String,
    case: Choices,
    records: Vec<Printed>,
}

#[derive(Deserialize)]
struct Choices {
    way: String,
}

#[derive(Deserialize)]
struct Printed {
    /// What was printed.
    facts: Facts,
    /// The whole object.
    object: Facts,
}

/// What became of the facts of one way to print.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    captures: usize,
    objects: usize,
    /// Facts that the captures hold whole.
    readable: usize,
    right: usize,
    /// Known to be cut, or not known for a reason that is told.
    declined: usize,
    wrong: usize,
    /// Neither read nor named.
    lost: usize,
}

/// All ways.
#[derive(Debug, Default)]
pub struct Score {
    ways: BTreeMap<String, Count>,
    /// Why something was declined, and how many captures say so.
    reasons: BTreeMap<String, usize>,
    pub faults: Vec<String>,
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "way                captures objects readable   right declined wrong  lost precision recall")?;
        for (way, count) in &self.ways {
            let share = |part: usize, all: usize| if all == 0 { 1.0 } else { part as f64 / all as f64 };
            writeln!(
                f,
                "{way:18} {:8} {:7} {:8} {:7} {:8} {:5} {:5}    {:.4} {:.4}",
                count.captures,
                count.objects,
                count.readable,
                count.right,
                count.declined,
                count.wrong,
                count.lost,
                share(count.right, count.right + count.wrong),
                share(count.right, count.readable)
            )?;
        }
        self.reasons.iter().try_for_each(|(why, captures)| writeln!(f, "{captures:4} {why}"))
    }
}

/// Holds what is read of all captures of a folder against what was printed.
pub fn score(folder: &Path) -> Score {
    let mut score = Score::default();
    for case in crate::printed::truth::<Case>(folder) {
        let bytes = std::fs::read(folder.join(&case.file)).unwrap();
        let (count, faults, reasons) = judge(&case, bytes);
        for why in reasons {
            *score.reasons.entry(format!("{}: {why}", case.case.way)).or_default() += 1;
        }
        score.faults.extend(faults.into_iter().map(|fault| format!("{}: {fault}", case.file)));
        for way in [case.case.way.as_str(), "in all"] {
            let all = score.ways.entry(way.to_owned()).or_default();
            all.captures += 1;
            all.objects += case.records.len();
            all.readable += count.readable;
            all.right += count.right;
            all.declined += count.declined;
            all.wrong += count.wrong;
            all.lost += count.lost;
        }
    }
    score
}

/// What one capture is to the library.
struct Reading<'r> {
    objects: Vec<&'r Object>,
    /// Something of it is declined by name.
    is_named: bool,
    /// The page that it is in was guessed, and that is told: letters beyond ASCII may be others.
    is_guess: bool,
}

fn judge(case: &Case, bytes: Vec<u8>) -> (Count, Vec<String>, BTreeSet<String>) {
    let files = vec![(case.file.clone(), bytes)];
    let options = Options::new(rule::RuleSet::default(), jiff::civil::date(2026, 11, 21));
    let inputs = Inputs::of(files.clone(), None);
    let captures = audit::captures(&inputs.sources, &|| ());
    let audited = audit::Audit::of(Inputs::of(files, None), &options);
    let report = audited.report();
    let reasons: BTreeSet<String> = report.skipped.iter().map(|skip| skip.why.clone()).collect();
    let reading = Reading {
        objects: audited.estate().objects.values().flatten().collect(),
        is_named: !reasons.is_empty(),
        is_guess: reasons.iter().any(|why| why.starts_with("not UTF-8")),
    };
    let records: Vec<&Record<'_>> = captures.iter().flat_map(|capture| &capture.records).collect();
    let facts: Vec<&Facts> = case.records.iter().map(|object| &object.facts).collect();
    let mut count = Count::default();
    let mut faults = Vec::new();
    for (object, record) in pairs(&facts, &records) {
        let object = object.map(|at| &case.records[at]);
        let record = record.map(|at| records[at]);
        let Some(object) = object else {
            count.wrong += 1;
            faults.push(format!("a record that was not printed: {:?}", record.map(|record| &record.fields)));
            continue;
        };
        judge_object(object, record, &reading, &mut count, &mut faults);
    }
    (count, faults, reasons)
}

fn judge_object(
    object: &Printed,
    record: Option<&Record<'_>>,
    reading: &Reading<'_>,
    count: &mut Count,
    faults: &mut Vec<String>,
) {
    count.readable += object.facts.values().filter(|fact| fact.readable).count();
    let Some(record) = record else {
        // Nothing is printed of a list without items.
        let is_blank = |fact: &Fact| fact.value.is_null() || fact.value.as_array().is_some_and(Vec::is_empty);
        let facts = object.facts.values().filter(|fact| fact.readable && !is_blank(fact)).count();
        if reading.is_named {
            count.declined += facts;
        } else if facts > 0 {
            count.lost += facts;
            faults.push(format!("an object is lost without a word: {:?}", object.facts.keys().collect::<Vec<_>>()));
        }
        return;
    };
    let placed = reading.objects.iter().find(|placed| placed.occurrences.iter().any(|occurrence| occurrence.at == record.at));
    // What is of the back end is left out of the model on purpose.
    let is_back_end =
        object.object.values().any(|fact| fact.value.as_str().is_some_and(|text| text.ends_with("(Exchange Back End)")));
    let tells = object.facts.keys().any(|name| !TELL_NOTHING.contains(&name.as_str()) && !name.contains(' '));
    if placed.is_none() && !reading.is_named && !is_back_end && tells {
        faults
            .push(format!("not placed, without a word: {:?}", record.fields.iter().map(|field| &field.name).collect::<Vec<_>>()));
    }
    for (name, fact) in &object.facts {
        if !record.fields.iter().any(|field| is_same_name(&field.name, name)) {
            if reading.is_named {
                count.declined += 1;
            } else if fact.readable {
                count.lost += 1;
                faults.push(format!("{name} is lost without a word"));
            }
        }
    }
    for field in &record.fields {
        let Some((_, fact)) = object.facts.iter().find(|(name, _)| is_same_name(&field.name, name)) else {
            count.wrong += 1;
            faults.push(format!("{} was not printed: {:?}", field.name, field.raw));
            continue;
        };
        let known = placed.and_then(|placed| placed.values.get(&field.name));
        let whole = object.object.get(&*field.name).unwrap_or(fact);
        if reading.is_guess && whole.value.as_str().is_some_and(|text| !text.is_ascii()) {
            count.declined += 1;
            continue;
        }
        match (verdict(fact, &field.raw), known) {
            (_, Some(Ok(seen))) if !agrees(whole, &seen.value) => {
                count.wrong += 1;
                faults.push(format!("{} is {}, not {:?} in the model: {:?}", field.name, whole.value, seen.value, field.raw));
            }
            (Verdict::Right, _) => count.right += usize::from(fact.readable),
            (_, Some(Ok(_))) => count.right += usize::from(fact.readable),
            (Verdict::Cut, _) => count.declined += 1,
            (Verdict::Wrong, Some(Err(unknown))) if is_told(&unknown.why) => count.declined += 1,
            // An object within an object stays what it is under a name that no cmdlet has.
            (Verdict::Wrong, None) if placed.is_none() && is_of_list(fact, &field.raw) => count.declined += 1,
            (Verdict::Wrong, None) if matches!(&field.raw, Raw::Scalar(text) if text.starts_with("{\"")) => count.declined += 1,
            (Verdict::Wrong, _) => {
                count.wrong += 1;
                faults.push(format!("{} is {}, not {:?}; {:?}", field.name, fact.value, field.raw, known.is_some()));
            }
        }
    }
}

/// Whether a name is the one that was printed. A header that a table wrapped does not show where the name that a person chose has its blanks.
fn is_same_name(read: &str, printed: &str) -> bool {
    read == printed || printed.contains(' ') && read.replace(' ', "") == printed.replace(' ', "")
}

/// Whether a text names the type of a list, or has its items with blanks between them: what the model says of such a value is tested where it has it.
fn is_of_list(fact: &Fact, raw: &Raw<'_>) -> bool {
    let Raw::Scalar(text) = raw else { return false };
    let items: Vec<&str> = fact.value.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    text.ends_with("[]") || text.starts_with("System.") || !items.is_empty() && items.join(" ") == **text
}

/// What objects of any kind have: an object with nothing else, and without a command, is nobody's.
const TELL_NOTHING: &[&str] =
    &["Default", "DisplayName", "DomainName", "Enabled", "Fqdn", "Id", "Name", "Realm", "Server", "Site"];

/// Whether a reason names what the capture lacks.
fn is_told(why: &UnknownReason) -> bool {
    matches!(
        why,
        UnknownReason::Truncated { .. }
            | UnknownReason::Lossy { .. }
            | UnknownReason::Unreadable { .. }
            | UnknownReason::AdPropertiesOnly
    )
}

/// Whether the model says of a value what it is.
fn agrees(truth: &Fact, value: &Value) -> bool {
    let text = truth.value.as_str().unwrap_or_default();
    let also = |read: &str| truth.also.iter().any(|also| also == read);
    let texts: Option<Vec<&str>> = truth.value.as_array().map(|items| items.iter().filter_map(Json::as_str).collect());
    let moment = truth.moment.and_then(|moment| jiff::Timestamp::from_millisecond(moment).ok());
    match value {
        Value::Null => truth.value.is_null() || texts.is_some_and(|texts| texts.is_empty()),
        Value::Bool(value) => truth.value == *value,
        Value::Text(value) => {
            value.eq_ignore_ascii_case(text)
                || is_same_text(value, text)
                || also(value)
                || texts.is_some_and(|texts| texts.join(", ") == *value)
        }
        Value::Url(value) => url::Url::parse(text).is_ok_and(|url| url == **value),
        Value::Guid(value) => text.trim_matches(['{', '}']).eq_ignore_ascii_case(value),
        Value::Date(value) => moment == Some(*value),
        Value::Dated(readings) => moment.is_some_and(|moment| readings.allow(moment)),
        Value::Version(version) => {
            let numbers: Vec<u32> = text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            numbers.iter().zip(version.0).all(|(number, part)| *number == part)
        }
        Value::List(list) => {
            let items: Vec<&str> = list.items.iter().map(|item| item.text.as_str()).collect();
            let all = texts.unwrap_or_else(|| text.split([';', ',']).map(str::trim).filter(|text| !text.is_empty()).collect());
            let same = |(at, item): (usize, &&str)| all[at] == *item || truth.also.get(at).is_some_and(|also| also == item);
            (items.len() == all.len() || items.len() < all.len() && !list.complete) && items.iter().enumerate().all(same)
        }
    }
}
