//! How grave a failure is: the severity of a rule for one row, where `severity-when` changes it.

use super::rule_run::RuleRun;
use super::truth::{Ground, Truth};
use super::{Severity, Verdict, compare};
use crate::estate::{Object, UnknownReason};
use crate::rule::condition::Condition;
use crate::rule::name::NameSource;

/// The severities that are possible for a row.
pub(super) struct EffectiveSeverity {
    mildest: Severity,
    worst: Severity,
    /// Why it is not known whether a failure is an error, if the row does not tell.
    pub doubt: Option<(UnknownReason, Vec<Ground>)>,
}

impl EffectiveSeverity {
    /// The first condition that holds decides; those before it that may hold leave several possible.
    ///
    /// What is not known of the *row* may make a failure an error or none: then an error-level rule is undecided, and the failure
    /// must not pass for a warning. What is not known of the *organisation* (its phase) leaves core rules of its own undecided (HMA-STS-006),
    /// so the failure stays one, at the severity that is certain.
    pub fn of(rule_run: &RuleRun<'_, '_>, row: Option<&Object>) -> Self {
        let mut possible = Vec::new();
        let mut doubt = None;
        let mut is_decided = false;
        for (severity, condition) in &rule_run.rule.severity_when {
            let judged = compare::condition(condition, &rule_run.view, row);
            match judged.truth {
                Truth::True => {
                    possible.push(*severity);
                    is_decided = true;
                    break;
                }
                Truth::Unknown(why) => {
                    possible.push(*severity);
                    if asks_of_row(condition) {
                        doubt.get_or_insert((why, judged.grounds));
                    }
                }
                Truth::False => {}
            }
        }
        if !is_decided {
            possible.push(rule_run.rule.severity);
        }
        let (worst, mildest) =
            possible.iter().fold((Severity::Info, Severity::Error), |(worst, mildest), one| (worst.min(*one), mildest.max(*one)));
        let matters = worst == Severity::Error && mildest != Severity::Error;
        Self { mildest, worst, doubt: doubt.filter(|_| matters) }
    }

    /// What is blamed on the organisation is only what is certain; what is open counts as the worst that it may be.
    pub fn severity(&self, verdict: Verdict) -> Severity {
        if verdict == Verdict::Fail { self.mildest } else { self.worst }
    }
}

fn asks_of_row(condition: &Condition) -> bool {
    condition.names().iter().any(|name| matches!(name.of, NameSource::Property | NameSource::RowFact))
}
