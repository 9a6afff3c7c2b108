//! Waivers: findings that somebody accepted, with a reason and often for a time.
//!
//! A waiver changes no verdict but its own: it marks failed and undecided findings that it covers and touches nothing else.
//! An expired waiver marks nothing; the finding fails again, and the waiver itself is told as a warning.

use crate::check::Finding;
use crate::report::{Waived, WaiverState, WaiverStatus};
use crate::yaml::At;
use jiff::civil::Date;

mod pattern;
pub use pattern::Pattern;

/// One accepted finding, or several with a pattern.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// File that holds it.
    pub file: String,
    /// Line in it, from 1.
    pub line: usize,
    /// Id of the rule (as written, until [`super::Config::resolve`]).
    pub rule: At<String>,
    /// Which subjects.
    pub subject: Pattern,
    /// Only in these tenants.
    pub tenant: Option<Pattern>,
    /// Only on these servers.
    pub server: Option<Pattern>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Ticket.
    pub ticket: Option<String>,
    /// Last day on which it holds.
    pub expires: Option<Date>,
}

impl Waiver {
    /// Whether it speaks about a finding, expired or not. Only what failed or could not be decided can be waived.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        let within = |scope: &Option<Pattern>, name: &Option<String>| match (scope, name) {
            (None, _) => true,
            (Some(pattern), Some(name)) => pattern.matches(name),
            (Some(_), None) => false,
        };
        finding.verdict.is_open()
            && self.rule.value == finding.rule
            && self.subject.matches(&finding.subject)
            && within(&self.tenant, &finding.tenant)
            && within(&self.server, &finding.server)
    }

    /// Days from `as_of` to its last day; negative when it has expired.
    #[must_use]
    pub fn days_left(&self, as_of: Date) -> Option<i64> {
        let left = self.expires?.since(as_of).ok()?;
        Some(i64::from(left.get_days()))
    }
}

/// Which waiver covers each finding, in the order of `findings`, and what became of each waiver, in the order of `waivers`. Where several cover
/// one finding, the first that holds is named.
#[must_use]
pub fn decide(findings: &[Finding], waivers: &[Waiver], as_of: Date) -> (Vec<Option<Waived>>, Vec<WaiverStatus>) {
    let mut statuses: Vec<_> = waivers
        .iter()
        .map(|waiver| WaiverStatus {
            rule: waiver.rule.value.clone(),
            subject: waiver.subject.as_written().to_owned(),
            state: WaiverState::Holds,
            reason: waiver.reason.clone(),
            expires: waiver.expires.map(|day| day.to_string()),
            days_left: waiver.days_left(as_of),
            covers: 0,
            path: waiver.file.clone(),
            line: waiver.line,
        })
        .collect();
    let mut decided = Vec::with_capacity(findings.len());
    for finding in findings {
        let mut waived = None;
        for (waiver, status) in waivers.iter().zip(&mut statuses) {
            if !waiver.covers(finding) {
                continue;
            }
            status.covers += 1;
            if waived.is_none() && status.days_left.is_none_or(|left| left >= 0) {
                waived = Some(Waived {
                    reason: waiver.reason.clone(),
                    owner: waiver.owner.clone(),
                    ticket: waiver.ticket.clone(),
                    expires: status.expires.clone(),
                });
            }
        }
        decided.push(waived);
    }
    for status in &mut statuses {
        status.state = WaiverState::of(status.days_left, status.covers);
    }
    (decided, statuses)
}

#[cfg(test)]
mod tests;
