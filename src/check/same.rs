//! `same`: all rows agree in a property or fact.

use super::finding::group_key;
use super::rule_run::{FindingDraft, RuleRun};
use super::truth::{Ground, Truth};
use super::{Finding, compare, words};
use crate::estate::value::{Known, Seen, Unknown, Value};
use crate::estate::{Object, UnknownReason};
use crate::rule::Name;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A row and what it says.
type Shown<'o> = (&'o Object, Cow<'o, Known<Value>>);

/// Judges each name in each group of rows.
pub(super) fn judge(rule_run: &RuleRun<'_, '_>, names: &[Name], findings: &mut Vec<Finding>) {
    let Some(noun) = rule_run.rule.from else { return };
    let rows = rule_run.rows(noun);
    let selected = rule_run.select(&rows);
    let mut groups: BTreeMap<String, Vec<(&Object, Option<UnknownReason>)>> = BTreeMap::new();
    for (row, picked) in selected {
        let doubt = match picked.truth {
            Truth::Unknown(why) => Some(why),
            _ => None,
        };
        let key = match &rule_run.rule.group_by {
            None => Ok(String::new()),
            Some(name) => group_key(&compare::read(name, &rule_run.view, Some(row))),
        };
        match key {
            Ok(key) => groups.entry(key).or_default().push((row, doubt)),
            Err(why) => rule_run.unknown(&why, &FindingDraft { row: Some(row), ..FindingDraft::default() }, findings),
        }
    }
    let mut is_decided = true;
    let mut compared = false;
    for (key, members) in &groups {
        if members.len() < 2 && rows.gaps.is_empty() {
            continue;
        }
        compared = true;
        for name in names {
            is_decided &= compare_one(rule_run, name, key, members, !rows.gaps.is_empty(), findings);
        }
    }
    if !rows.gaps.is_empty() && (!is_decided || !compared) {
        rule_run.gaps(&rows.gaps, findings);
    } else if !compared && rows.gaps.is_empty() {
        if groups.is_empty() { rule_run.nothing(noun, findings) } else { rule_run.alone(noun, findings) }
    }
}

/// Whether it could be decided without the rows that gaps may hide.
fn compare_one(
    rule_run: &RuleRun<'_, '_>,
    name: &Name,
    key: &str,
    members: &[(&Object, Option<UnknownReason>)],
    is_gapped: bool,
    findings: &mut Vec<Finding>,
) -> bool {
    let mut classes: BTreeMap<String, Vec<Shown<'_>>> = BTreeMap::new();
    let mut doubt: Option<(UnknownReason, &Object, Cow<'_, Known<Value>>)> = None;
    for (row, picked) in members {
        let known = compare::read(name, &rule_run.view, Some(row));
        match (comparable(&known), picked) {
            (Ok(class), None) => classes.entry(class).or_default().push((row, known)),
            (Ok(_), Some(why)) => doubt = doubt.or(Some((why.clone(), row, known))),
            (Err(why), _) => doubt = doubt.or(Some((why, row, known))),
        }
    }
    // The rarest value first: it is the odd one out, and what should be quoted.
    let mut sorted: Vec<&Vec<Shown<'_>>> = classes.values().collect();
    sorted.sort_by_key(|rows| rows.len());
    let values: Vec<String> = sorted
        .iter()
        .map(|rows| {
            let owners: Vec<&str> = rows.iter().map(|(row, _)| row.server.as_deref().unwrap_or(&row.subject)).collect();
            let shown = rows.first().map(|(_, known)| words::value(known)).unwrap_or_default();
            format!("{shown} ({})", words::clip(&owners.join(", ")))
        })
        .collect();
    let grounds = sorted.iter().flat_map(|rows| rows.iter()).flat_map(|(row, known)| {
        let label: Arc<str> = format!("{}: {}", row.server.as_deref().unwrap_or(&row.subject), words::value(known)).into();
        compare::places(known, Some(row)).into_iter().take(1).map(move |span| Ground { span, label: label.clone() })
    });
    let owner = if key.is_empty() { String::new() } else { format!("{key} ") };
    let said = FindingDraft {
        subject: rule_run.rule.subject.is_none().then(|| format!("{owner}{}", name.text)),
        row: (!key.is_empty() || members.len() == 1).then(|| members.first().map(|(row, _)| *row)).flatten(),
        values: Some(values.join("; ")),
        grounds: grounds.collect(),
        ..FindingDraft::default()
    };
    if classes.len() > 1 {
        rule_run.certain(false, &said_without_server(said), findings);
        return true;
    }
    if let Some((why, row, known)) = doubt {
        let places = super::rule_run::grounds(compare::places(&known, Some(row)), &words::why(&why));
        let subject = Some(rule_run.subject(&said));
        rule_run.unknown(&why, &FindingDraft { row: Some(row), subject, grounds: places, ..said }, findings);
        return true;
    }
    if !is_gapped {
        rule_run.certain(true, &said_without_server(said), findings);
    }
    !is_gapped
}

/// Agreement is a matter of several servers: the finding belongs to none of them.
fn said_without_server(said: FindingDraft<'_>) -> FindingDraft<'_> {
    match said.row {
        Some(row) if row.server.is_some() => FindingDraft { row: None, ..said },
        _ => said,
    }
}

/// A text that is equal for equal values: letter case, order and repetition in lists do not matter.
fn comparable(known: &Known<Value>) -> Result<String, UnknownReason> {
    match known {
        Err(Unknown { why, .. }) => Err(why.clone()),
        Ok(Seen { value: Value::List(list), .. }) if !list.complete => Err(UnknownReason::Truncated { shown: list.items.len() }),
        Ok(Seen { value: Value::List(list), .. }) => {
            let items: BTreeSet<String> = list.items.iter().map(|item| item.text.to_lowercase()).collect();
            Ok(items.into_iter().collect::<Vec<_>>().join("\n"))
        }
        Ok(Seen { value: Value::Null, .. }) => Ok(String::new()),
        Ok(Seen { value, .. }) => Ok(words::whole(value).to_lowercase()),
    }
}
