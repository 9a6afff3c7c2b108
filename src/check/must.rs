//! `must`: each row satisfies a condition.

use super::frame::{Frame, Said};
use super::truth::{Ground, Truth};
use super::{Finding, compare};
use crate::estate::Object;
use crate::rule::Condition;

/// Judges each row that the rule selects; without `from` the organisation.
pub(super) fn judge(frame: &Frame<'_, '_>, condition: &Condition, findings: &mut Vec<Finding>) {
    let Some(noun) = frame.rule.from else {
        let judged = compare::condition(condition, &frame.view, None);
        let said = Said { grounds: judged.grounds, ..Said::default() };
        match judged.truth {
            Truth::True => frame.certain(true, &said, findings),
            Truth::False => frame.certain(false, &said, findings),
            Truth::Unknown(why) => frame.unknown(&why, &said, findings),
        }
        return;
    };
    let rows = frame.rows(noun);
    let selected = frame.select(&rows);
    frame.gaps(&rows.gaps, findings);
    if selected.is_empty() && rows.gaps.is_empty() {
        frame.nothing(noun, findings);
    }
    for (row, picked) in selected {
        let judged = compare::condition(condition, &frame.view, Some(row));
        let said = Said { row: Some(row), grounds: judged.grounds, ..Said::default() };
        match (judged.truth, picked.truth) {
            (Truth::True, _) => frame.certain(true, &said, findings),
            (Truth::Unknown(why), _) => frame.unknown(&why, &said, findings),
            // The row is bad, but it may not be one that the rule is about.
            (Truth::False, Truth::Unknown(why)) => {
                frame.unknown(&why, &Said { grounds: picked.grounds, ..said }, findings);
            }
            (Truth::False, _) => {
                let grounds = own_first(row, said.grounds, picked.grounds);
                frame.certain(false, &Said { row: Some(row), grounds, ..Said::default() }, findings);
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
