//! Words, signs and class names for the values of a report. No state is told by colour alone: each has a sign and a word.

use crate::check::{Disposition, Severity, Verdict};
use crate::report::sign_in::MethodState;
use crate::report::words::caveats;
use crate::report::{Cell, Finding, Phase, Readiness, Report, WaiverStatus};

/// How a state looks: a class of the style sheet, a sign and a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// Class name.
    pub class: &'static str,
    /// One character, hidden from screen readers.
    pub sign: &'static str,
    /// What it means.
    pub word: &'static str,
}

/// A look.
#[must_use]
pub const fn look(class: &'static str, sign: &'static str, word: &'static str) -> Badge {
    Badge { class, sign, word }
}

/// A finding that a waiver covers.
pub const WAIVED: Badge = look("waived", "–", "Waived");
/// A finding that could not be decided.
pub const INCONCLUSIVE: Badge = look("inconclusive", "?", "Inconclusive");

/// A verdict of the run or a tenant.
#[must_use]
pub fn overall(verdict: Readiness) -> Badge {
    match verdict {
        Readiness::Ready => look("ready", "✓", "Ready"),
        Readiness::ReadyToEnable => look("ready", "✓", "Ready to enable"),
        Readiness::NotReady => look("error", "✕", "Not ready"),
        Readiness::Inconclusive => INCONCLUSIVE,
        Readiness::NotJudged => look("inconclusive", "?", "Not judged"),
    }
}

/// A verdict of an area.
#[must_use]
pub fn area(verdict: Verdict) -> Badge {
    match verdict {
        Verdict::Fail => look("error", "✕", "Fail"),
        Verdict::Inconclusive => INCONCLUSIVE,
        Verdict::Pass | Verdict::NotApplicable => look("ready", "✓", "Pass"),
    }
}

/// A method of a policy. That one is disabled is neither good nor bad.
#[must_use]
pub fn method(state: MethodState) -> Badge {
    let (sign, word) = state.words();
    let class = match state {
        MethodState::Allowed => "ready",
        MethodState::Disabled => "waived",
        MethodState::Unknown | MethodState::Elsewhere => "inconclusive",
    };
    look(class, sign, word)
}

/// A failed finding.
#[must_use]
pub fn severity(severity: Severity) -> Badge {
    match severity {
        Severity::Error => look("error", "✕", "Error"),
        Severity::Warning => look("warning", "!", "Warning"),
        Severity::Info => look("info", "i", "Info"),
    }
}

/// A cell of the service principal name matrix.
#[must_use]
pub fn cell(cell: Cell) -> Badge {
    match cell {
        Cell::Registered => look("ready", "✓", "registered"),
        Cell::Missing => look("error", "✕", "missing"),
        Cell::Ineffective => look("warning", "~", "ineffective"),
        Cell::Unknown => look("inconclusive", "?", "unknown"),
    }
}

/// State of the two switches.
#[must_use]
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Preparing => "both off (preparing)",
        Phase::HalfEnabled => "one on, one off (half enabled)",
        Phase::Enabled => "both on (enabled)",
        Phase::Unknown => "not shown by the captures",
    }
}

/// What the verdict means for the person who asks "can I enable it?".
#[must_use]
pub fn answer(report: &Report) -> String {
    let sentence = match report.verdict {
        Readiness::Ready => format!("{} and both switches are on.", core_checks(report)),
        Readiness::ReadyToEnable => {
            format!("{} and both switches are still off. Turning them on is the last step of the plan.", core_checks(report))
        }
        Readiness::NotReady if report.summary.error == 0 => "A core check fails.".to_owned(),
        Readiness::NotReady => {
            let errors = counted(report.summary.error, "error has", "errors have");
            let then = match report.phase {
                Phase::Preparing => "Leave both switches off until then.",
                Phase::HalfEnabled => "One switch is already on, so clients may fail to sign in now.",
                Phase::Enabled => "Both switches are already on, so clients may fail to sign in now.",
                Phase::Unknown => "Do not turn on a switch until then.",
            };
            format!("{errors} to be repaired. {then}")
        }
        Readiness::Inconclusive => {
            let checks = counted(report.summary.inconclusive, "check", "checks");
            format!("Nothing fails, but {checks} could not be decided from these captures. Missing evidence is not a pass.")
        }
        Readiness::NotJudged => {
            "The rules that ran found no errors, but some core rules were left out or lowered in severity.".to_owned()
        }
    };
    std::iter::once(sentence).chain(caveats(report)).collect::<Vec<_>>().join(" · ")
}

/// A waived error lets the verdict through; it must not be told as a pass.
fn core_checks(report: &Report) -> String {
    let waived =
        |finding: &&Finding| finding.waived.is_some() && finding.severity == Severity::Error && finding.verdict.is_open();
    match report.findings.iter().filter(waived).count() {
        0 => "Every core check passes".to_owned(),
        1 => "Every core check passes except one, which a waiver accepts,".to_owned(),
        number => format!("Every core check passes except {number}, which waivers accept,"),
    }
}

/// `1 error`, `2 errors`.
#[must_use]
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The heading of a phase of the plan.
#[must_use]
pub fn plan_phase(phase: u8) -> &'static str {
    match phase {
        1 => "Service principal names in every tenant",
        2 => "Virtual directories",
        3 => "Certificate and AuthServer",
        4 => "MAPI over HTTP and authentication policies",
        5 => "Outlook on the web and ECP",
        6 => "The two switches, last",
        _ => "Other steps",
    }
}

/// Who does a step.
#[must_use]
pub fn disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Safe => "by script",
        Disposition::Manual => "by hand",
    }
}

/// Whether a waiver still holds.
#[must_use]
pub fn waiver(waiver: &WaiverStatus) -> (Badge, String) {
    let days = |number: u64| counted(usize::try_from(number).unwrap_or(usize::MAX), "day", "days");
    match waiver.days_left {
        Some(left) if waiver.covers == 0 && left >= 0 => {
            (look("warning", "!", "unused"), format!("{} left", days(left.unsigned_abs())))
        }
        None if waiver.covers == 0 => (look("warning", "!", "unused"), "no last day".to_owned()),
        None => (look("ready", "✓", "holds"), "no last day".to_owned()),
        Some(left) if left < 0 => (look("error", "✕", "expired"), format!("{} ago", days(left.unsigned_abs()))),
        Some(0) => (look("warning", "!", "expires"), "today".to_owned()),
        Some(left @ 1..=30) => (look("warning", "!", "expires"), format!("in {}", days(left.unsigned_abs()))),
        Some(left) => (look("ready", "✓", "holds"), format!("{} left", days(left.unsigned_abs()))),
    }
}
