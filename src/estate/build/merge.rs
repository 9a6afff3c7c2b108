//! One value out of what several captures say.

use crate::capture::Raw;
use crate::estate::schema::Kind;
use crate::estate::value::{Known, List, Value, Why};
use crate::source::Span;
use std::collections::BTreeSet;

/// A value as printed, for people.
pub fn printed(raw: &Raw<'_>) -> String {
    match raw {
        Raw::Blank => String::new(),
        Raw::Scalar(text) | Raw::Cut(text) => text.trim().to_owned(),
        Raw::List { items, cut } => {
            let items: Vec<&str> = items.iter().map(|item| item.text.trim()).collect();
            format!("{{{}{}}}", items.join(", "), if *cut { "..." } else { "" })
        }
    }
}

/// What all captures together say: known beats unknown, a complete list beats a cut one of which it is a superset, and known values that
/// differ are a conflict.
pub fn reduce(kind: Kind, values: Vec<(Known<Value>, String)>) -> Known<Value> {
    let is_known = |value: &Known<Value>| value.value().is_some();
    if !values.iter().any(|(value, _)| is_known(value)) {
        return weakest(values.into_iter().map(|(value, _)| value).collect());
    }
    let mut known: Vec<(Value, Vec<Span>, String)> = values
        .into_iter()
        .filter_map(|(value, printed)| match value {
            Known::Known { value, at } => Some((value, at, printed)),
            Known::Unknown { .. } => None,
        })
        .collect();
    // A flag of IIS that one capture left blank is settled by one that shows it. For other flags blank is a value of its own.
    if kind == Kind::IisBool && known.iter().any(|(value, ..)| matches!(value, Value::Bool(_))) {
        known.retain(|(value, ..)| !matches!(value, Value::Null));
    }
    let at: Vec<Span> = distinct(known.iter().flat_map(|(_, at, _)| at.iter().copied()));
    let first = known.iter().min_by_key(|(value, ..)| rank(value));
    let Some((best, ..)) = first else { return Known::unknown(Why::NotPrinted, at) };
    let best = best.clone();
    if known.iter().all(|(value, ..)| agree(&best, value)) {
        return Known::known(union(best, known.into_iter().map(|(value, ..)| value)), at);
    }
    let printed: BTreeSet<String> =
        known.into_iter().map(|(value, _, printed)| if printed.is_empty() { text(&value) } else { printed }).collect();
    Known::unknown(Why::Conflicting { values: printed.into_iter().collect() }, at)
}

/// Of reasons for not knowing, the one that says most; the places of all that give it.
fn weakest(values: Vec<Known<Value>>) -> Known<Value> {
    let order = |why: &Why| match why {
        Why::Conflicting { .. } => 0,
        Why::Unreadable { .. } => 1,
        Why::Lossy { .. } => 2,
        Why::Truncated { .. } => 3,
        Why::AdPropertiesOnly => 4,
        Why::NotPrinted => 5,
        Why::NotCaptured { .. } => 6,
    };
    let best = values.iter().filter_map(|value| value.why().cloned()).min_by_key(|why| (order(why), format!("{why:?}")));
    let why = best.unwrap_or(Why::NotPrinted);
    let same = values.iter().filter(|value| value.why() == Some(&why));
    let at = distinct(same.flat_map(|value| value.at().iter().copied()));
    Known::unknown(why, at)
}

fn distinct(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut seen = BTreeSet::new();
    spans.filter(|span| seen.insert(*span)).collect()
}

/// Complete lists before cut ones, longer cut ones before shorter; then by text, so that the order of captures does not matter.
fn rank(value: &Value) -> (u8, usize, String) {
    match value {
        Value::List(list) if list.complete => (0, 0, text(value)),
        Value::List(list) => (1, usize::MAX - list.items.len(), text(value)),
        _ => (0, 0, text(value)),
    }
}

/// Whether two known values can both be true.
fn agree(best: &Value, other: &Value) -> bool {
    match (best, other) {
        (Value::Text(a), Value::Text(b)) => a.eq_ignore_ascii_case(b),
        (Value::Url(a), Value::Url(b)) => same_url(a.as_str(), b.as_str()),
        (Value::List(a), Value::List(b)) => match (a.complete, b.complete) {
            (true, true) => members(a) == members(b),
            (true, false) => members(b).is_subset(&members(a)),
            (false, true) => members(a).is_subset(&members(b)),
            (false, false) => true,
        },
        _ => best == other,
    }
}

fn same_url(a: &str, b: &str) -> bool {
    a.trim_end_matches('/').eq_ignore_ascii_case(b.trim_end_matches('/'))
}

fn members(list: &List) -> BTreeSet<String> {
    list.items.iter().map(|item| item.text.trim_end_matches('/').to_lowercase()).collect()
}

/// A complete list is all there is; cut lists add up.
fn union(best: Value, others: impl Iterator<Item = Value>) -> Value {
    let Value::List(mut list) = best else { return best };
    if !list.complete {
        let mut seen = members(&list);
        let mut more: Vec<_> = others
            .filter_map(|value| match value {
                Value::List(other) => Some(other.items),
                _ => None,
            })
            .flatten()
            .collect();
        more.sort_by(|a, b| a.text.cmp(&b.text));
        list.items.extend(more.into_iter().filter(|item| seen.insert(item.text.trim_end_matches('/').to_lowercase())));
    }
    Value::List(list)
}

/// A value as text, for sorting and for conflicts of values that were not printed.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => if *flag { "True" } else { "False" }.to_owned(),
        Value::Text(text) | Value::Guid(text) => text.clone(),
        Value::Url(url) => url.to_string(),
        Value::Date(moment) => moment.to_string(),
        Value::Version(version) => version.to_string(),
        Value::List(list) => list.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::value::Item;
    use crate::source::SourceId;

    fn known(value: Value) -> (Known<Value>, String) {
        (Known::known(value, vec![Span::new(SourceId(0), 1, 2)]), String::new())
    }

    fn list(items: &[&str], complete: bool) -> (Known<Value>, String) {
        known(Value::List(List {
            items: items.iter().map(|text| Item { text: (*text).to_owned(), at: None }).collect(),
            complete,
        }))
    }

    fn texts(value: &Known<Value>) -> Option<(Vec<&str>, bool)> {
        match value.value()? {
            Value::List(list) => Some((list.items.iter().map(|item| item.text.as_str()).collect(), list.complete)),
            _ => None,
        }
    }

    #[test]
    fn a_complete_list_beats_a_cut_one_that_it_contains() {
        for values in [vec![list(&["a"], false), list(&["B", "A"], true)], vec![list(&["B", "A"], true), list(&["a"], false)]] {
            assert_eq!(texts(&reduce(Kind::List, values)), Some((vec!["B", "A"], true)));
        }
    }

    #[test]
    fn lists_that_cannot_both_be_true_conflict() {
        for values in [vec![list(&["c"], false), list(&["a", "b"], true)], vec![list(&["a"], true), list(&["a", "b"], true)]] {
            assert!(matches!(reduce(Kind::List, values).why(), Some(Why::Conflicting { .. })));
        }
    }

    #[test]
    fn cut_lists_add_up_and_stay_cut() {
        assert_eq!(
            texts(&reduce(Kind::List, vec![list(&["a", "b"], false), list(&["c", "B"], false)])),
            Some((vec!["a", "b", "c"], false))
        );
    }

    #[test]
    fn a_blank_settles_nothing_but_flags_of_iis() {
        let values = || vec![known(Value::Null), known(Value::Bool(true))];
        assert_eq!(reduce(Kind::IisBool, values()).value(), Some(&Value::Bool(true)));
        assert!(matches!(reduce(Kind::Bool, values()).why(), Some(Why::Conflicting { .. })));
    }

    #[test]
    fn the_reason_that_says_most_remains() {
        let unknown = |why| (Known::unknown(why, Vec::new()), String::new());
        let values = vec![
            unknown(Why::NotPrinted),
            unknown(Why::Lossy { raw: "System.Object[]".to_owned() }),
            unknown(Why::AdPropertiesOnly),
        ];
        assert!(matches!(reduce(Kind::Text, values).why(), Some(Why::Lossy { .. })));
    }
}
