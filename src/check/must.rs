//! `must`: each row satisfies a condition.

use super::frame::{Frame, Said};
use super::truth::Truth;
use super::{Finding, compare};
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
            (Truth::False, _) => frame.certain(false, &said, findings),
        }
    }
}
