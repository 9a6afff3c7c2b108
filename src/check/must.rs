//! `must`: each row satisfies a condition.

use super::rule_run::{FindingDraft, RuleRun};
use super::truth::{Ground, Truth};
use super::{Finding, compare};
use crate::estate::Object;
use crate::rule::Condition;

/// Judges each row that the rule selects; without `from` the organisation.
pub(super) fn judge(rule_run: &RuleRun<'_, '_>, condition: &Condition, findings: &mut Vec<Finding>) {
    let Some(noun) = rule_run.rule.from else {
        let judged = compare::condition(condition, &rule_run.view, None);
        let said = FindingDraft { grounds: judged.grounds, ..FindingDraft::default() };
        match judged.truth {
            Truth::True => rule_run.certain(true, &said, findings),
            Truth::False => rule_run.certain(false, &said, findings),
            Truth::Unknown(why) => rule_run.unknown(&why, &said, findings),
        }
        return;
    };
    let rows = rule_run.rows(noun);
    let selected = rule_run.select(&rows);
    rule_run.gaps(&rows.gaps, findings);
    if selected.is_empty() && rows.gaps.is_empty() {
        rule_run.nothing(noun, findings);
    }
    for (row, picked) in selected {
        let judged = compare::condition(condition, &rule_run.view, Some(row));
        let said = FindingDraft { row: Some(row), grounds: judged.grounds, ..FindingDraft::default() };
        match (judged.truth, picked.truth) {
            (Truth::True, _) => rule_run.certain(true, &said, findings),
            (Truth::Unknown(why), _) => rule_run.unknown(&why, &said, findings),
            // The row is bad, but it may not be one that the rule is about.
            (Truth::False, Truth::Unknown(why)) => {
                rule_run.unknown(&why, &FindingDraft { grounds: picked.grounds, ..said }, findings);
            }
            (Truth::False, _) => {
                let grounds = own_first(row, said.grounds, picked.grounds);
                rule_run.certain(false, &FindingDraft { row: Some(row), grounds, ..FindingDraft::default() }, findings);
            }
        }
    }
}

/// The places of what fails: the row's own before those of other objects that were looked at, which get a label of their own. Where
/// no value of the row decides, the row is shown by what made the rule select it.
fn own_first(row: &Object, judged: Vec<Ground>, picked: Vec<Ground>) -> Vec<Ground> {
    // What is known of a server comes from several captures: all of them are its own.
    if row.server.as_ref() == Some(&row.subject) {
        return judged;
    }
    let spans = row.spans();
    let is_own = |ground: &Ground| spans.iter().any(|span| span.covers(ground.span));
    let names = compare::name_places(row);
    let is_telling = |ground: &Ground| is_own(ground) && !names.contains(&ground.span);
    let (mut own, mut others): (Vec<Ground>, Vec<Ground>) = judged.iter().cloned().partition(is_telling);
    if own.is_empty() {
        own.extend(picked.into_iter().filter(is_telling));
        others.retain(|other| !names.contains(&other.span));
    }
    if own.is_empty() {
        return judged;
    }
    let label: std::sync::Arc<str> = "together with this".into();
    own.extend(others.into_iter().map(|other| Ground { label: label.clone(), ..other }));
    own
}
