//! Tests and conditions applied to values.

use super::truth::{Ground, Judged, Truth};
use super::words;
use crate::estate::facts::{self, View};
use crate::estate::value::{Known, KnownExt as _, List, Seen, Unknown, Value, known, unknown};
use crate::estate::{Object, UnknownReason};
use crate::rule::condition::{Clause, Condition, Test, Tested};
use crate::rule::literal::Literal;
use crate::rule::name::{Name, NameSource};
use crate::source::Span;
use std::borrow::Cow;

/// Whether a condition holds for a row (or, without one, for the organisation).
pub(super) fn condition(condition: &Condition, view: &View<'_>, row: Option<&Object>) -> Judged {
    Judged::all(condition.0.iter().map(|part| clause(part, view, row)).collect())
}

fn clause(clause: &Clause, view: &View<'_>, row: Option<&Object>) -> Judged {
    match clause {
        Clause::Test(name, tests) => {
            let known = read(name, view, row);
            Judged::all(tests.iter().map(|tested| judge(tested, &known, view, row)).collect())
        }
        Clause::AnyOf(parts) => Judged::any(parts.iter().map(|part| condition(part, view, row)).collect()),
    }
}

/// How many parts of a condition a row certainly misses.
pub(super) fn missed(condition: &Condition, view: &View<'_>, row: &Object) -> usize {
    condition.0.iter().filter(|part| clause(part, view, Some(row)).truth == Truth::False).count()
}

/// The value behind a name. What a row should tell is unknown where there is no row.
pub(super) fn read<'o>(name: &Name, view: &View<'_>, row: Option<&'o Object>) -> Cow<'o, Known<Value>> {
    match (name.of, row) {
        (NameSource::Expectation, _) => Cow::Owned(known(Value::Bool(view.expect_enabled), Vec::new())),
        (NameSource::Organization, _) => facts::value(view, None, name.text),
        (_, Some(row)) => facts::value(view, Some(row), name.text),
        (_, None) => Cow::Owned(unknown(UnknownReason::NotPrinted, Vec::new())),
    }
}

fn judge(Tested { test, label }: &Tested, known: &Known<Value>, view: &View<'_>, row: Option<&Object>) -> Judged {
    let (truth, item) = match known {
        Err(Unknown { why, .. }) => (Truth::Unknown(why.clone()), None),
        Ok(Seen { value, .. }) => apply(test, value, view),
    };
    let label = match &truth {
        Truth::True => label.clone(),
        Truth::False => failure(test).into(),
        Truth::Unknown(why) => words::why(why).into(),
    };
    let places = item.map_or_else(|| places(known, row), |span| vec![span]);
    Judged { truth, grounds: places.into_iter().map(|span| Ground { span, label: label.clone() }).collect() }
}

/// The places of a value: its own, else where the row's name stands, else the row.
pub(super) fn places(known: &Known<Value>, row: Option<&Object>) -> Vec<Span> {
    let is_absent = matches!(known, Err(Unknown { why: UnknownReason::NotPrinted, .. }));
    match row {
        _ if !known.at().is_empty() && !is_absent => known.at().to_vec(),
        Some(row) => name_places(row),
        None => known.at().to_vec(),
    }
}

/// Where a row's name stands; the whole record if it has none.
pub(super) fn name_places(row: &Object) -> Vec<Span> {
    let named = ["Identity", "Name", "Server", "Thumbprint"].iter().find_map(|name| match row.values.get(name) {
        Some(Ok(Seen { value, at })) if *value != Value::Null && !at.is_empty() => Some(at.clone()),
        _ => None,
    });
    named.unwrap_or_else(|| row.spans())
}

/// What stands under a value that fails a test.
fn failure(test: &Test) -> String {
    match test {
        Test::Contains(literal) => format!("{} is missing", literal.text),
        Test::Lacks(literal) => format!("{} must not be here", literal.text),
        Test::Is(literal) => format!("must be {}", literal.text),
        Test::IsNot(literal) => format!("must not be {}", literal.text),
        Test::Matches(pattern) => format!("must match {}", pattern.as_str()),
        Test::OneOf(all) => {
            let all: Vec<&str> = all.iter().map(|literal| literal.text.as_str()).collect();
            format!("must be one of {}", all.join(", "))
        }
        Test::Empty(true) => "must be empty".to_owned(),
        Test::Empty(false) => "has no value".to_owned(),
        other => format!("must be {}", other.words().trim_start_matches("is ")),
    }
}

/// Applies a test to a known value. The span is that of the list item which decides it.
fn apply(test: &Test, value: &Value, view: &View<'_>) -> (Truth, Option<Span>) {
    match (test, value) {
        (Test::Contains(literal), _) => holds(literal, value),
        (Test::Lacks(literal), _) => {
            let (truth, item) = holds(literal, value);
            (negate(truth), item)
        }
        (Test::Matches(pattern), Value::List(list)) => among(list, |text| pattern.is_match(text)),
        (Test::Matches(pattern), _) => (text_of(value).map_or(Truth::False, |text| flag(pattern.is_match(&text))), None),
        (Test::Is(literal), Value::List(list)) => (only(list, |text| literal.is_text(text)), None),
        (Test::IsNot(literal), Value::List(list)) => (negate(only(list, |text| literal.is_text(text))), None),
        (Test::OneOf(all), Value::List(list)) => (only(list, |text| all.iter().any(|one| one.is_text(text))), None),
        (Test::Is(literal), _) => (flag(literal.is(value)), None),
        (Test::IsNot(literal), _) => (flag(!literal.is(value)), None),
        (Test::OneOf(all), _) => (flag(all.iter().any(|literal| literal.is(value))), None),
        (Test::Empty(wanted), _) => (empty(value, *wanted), None),
        (Test::AtLeast(least), _) => (number(value, |own| own >= *least), None),
        (Test::Below(limit), _) => (number(value, |own| own < *limit), None),
        (Test::After(moment), _) => (date(value, |own| own > moment.at(view.as_of)), None),
        (Test::Before(moment), _) => (date(value, |own| own < moment.at(view.as_of)), None),
    }
}

fn flag(holds: bool) -> Truth {
    if holds { Truth::True } else { Truth::False }
}

fn negate(truth: Truth) -> Truth {
    match truth {
        Truth::True => Truth::False,
        Truth::False => Truth::True,
        unknown @ Truth::Unknown(_) => unknown,
    }
}

fn cut(list: &List) -> Truth {
    Truth::Unknown(UnknownReason::Truncated { shown: list.items.len() })
}

/// Whether a list holds something: certain when it is seen, else only when the list is complete.
fn among(list: &List, wanted: impl Fn(&str) -> bool) -> (Truth, Option<Span>) {
    match list.items.iter().find(|item| wanted(&item.text)) {
        Some(item) => (Truth::True, item.at),
        None if list.complete => (Truth::False, None),
        None => (cut(list), None),
    }
}

fn holds(literal: &Literal, value: &Value) -> (Truth, Option<Span>) {
    match value {
        Value::List(list) => among(list, |text| literal.is_text(text)),
        other => (flag(literal.is(other)), None),
    }
}

/// Whether a list consists of one item which is the wanted one. More than one item is certain even when the list is cut.
fn only(list: &List, wanted: impl Fn(&str) -> bool) -> Truth {
    match list.items.as_slice() {
        [one] if list.complete => flag(wanted(&one.text)),
        [] | [_] if !list.complete => cut(list),
        _ => Truth::False,
    }
}

fn empty(value: &Value, wanted: bool) -> Truth {
    let is_empty = match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::List(list) if list.items.is_empty() && !list.complete => return cut(list),
        Value::List(list) => list.items.is_empty(),
        _ => false,
    };
    flag(is_empty == wanted)
}

fn number(value: &Value, test: impl Fn(crate::estate::value::Version) -> bool) -> Truth {
    match value {
        Value::Version(version) => flag(test(*version)),
        Value::Null => Truth::Unknown(UnknownReason::Unreadable { raw: "(blank)".to_owned() }),
        other => match text_of(other).as_deref().and_then(crate::rule::literal::version) {
            Some(version) => flag(test(version)),
            None => Truth::Unknown(UnknownReason::Unreadable { raw: words::plain(other) }),
        },
    }
}

fn date(value: &Value, test: impl Fn(jiff::Timestamp) -> bool) -> Truth {
    match value {
        Value::Date(date) => flag(test(*date)),
        Value::Dated(readings) => match readings.all(test) {
            Some(holds) => flag(holds),
            None => Truth::Unknown(UnknownReason::Lossy { raw: readings.to_string() }),
        },
        Value::Null => Truth::Unknown(UnknownReason::Unreadable { raw: "(blank)".to_owned() }),
        other => Truth::Unknown(UnknownReason::Unreadable { raw: words::plain(other) }),
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::List(_) => None,
        Value::Date(date) => Some(date.to_string()),
        other => Some(words::whole(other)),
    }
}
