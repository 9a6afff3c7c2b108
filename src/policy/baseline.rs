//! Known findings: an earlier JSON report, of which only what is new is reported.

use crate::check::Verdict;
use crate::report::{Finding, Report};
use std::collections::BTreeSet;

/// The version of the report that this program writes.
pub const SCHEMA: &str = "hmaudit-report-2";
/// The version before, which it still reads: areas and what is to be captured next are not in it.
const BEFORE: &str = "hmaudit-report-1";

/// What an earlier report already told.
#[derive(Debug, Clone, Default)]
pub struct Baseline(BTreeSet<(String, Verdict)>);

/// Why a file is not a JSON report of hmaudit.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum BaselineError {
    /// Not JSON.
    #[error("{file} is not JSON: {why}")]
    #[diagnostic(help("a report is written by: hmaudit check PATH --format json"))]
    NotJson {
        /// The file.
        file: String,
        /// What the reader said, with line and column.
        why: String,
    },
    /// JSON of something else.
    #[error("{file} is JSON, but not a report of hmaudit: it has no \"schema\": \"{SCHEMA}\"")]
    #[diagnostic(help("a report is written by: hmaudit check PATH --format json"))]
    NoSchema {
        /// The file.
        file: String,
    },
    /// A report of another version.
    #[error("{file} is a report of the version {found}; this program reads {SCHEMA} and {BEFORE}")]
    #[diagnostic(help("write it anew from its captures: hmaudit check PATH --format json"))]
    OtherVersion {
        /// The file.
        file: String,
        /// What `schema` says.
        found: String,
    },
    /// The schema is named, but a field is missing or of another kind.
    #[error("{file} says that it is a report of hmaudit, but can't be read as one: {why}")]
    #[diagnostic(help("it was cut or edited; write it anew: hmaudit check PATH --format json"))]
    Damaged {
        /// The file.
        file: String,
        /// What the reader said, with line and column.
        why: String,
    },
}

/// Reads a JSON report. `file` is what messages call it.
///
/// # Errors
/// When the text is not a report of this version.
pub fn read_report(file: &str, text: &str) -> Result<Report, BaselineError> {
    let file = crate::text::visible_line(file).into_owned();
    let shown = |why: serde_json::Error| crate::text::visible_line(&why.to_string()).into_owned();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let json: serde_json::Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(why) => return Err(BaselineError::NotJson { file, why: shown(why) }),
    };
    match json.get("schema").and_then(serde_json::Value::as_str) {
        None => Err(BaselineError::NoSchema { file }),
        Some(SCHEMA | BEFORE) => serde_json::from_str(text).map_err(|why| BaselineError::Damaged { file, why: shown(why) }),
        Some(other) if other.starts_with("hmaudit-report-") => {
            Err(BaselineError::OtherVersion { file, found: crate::text::visible_line(other).into_owned() })
        }
        Some(_) => Err(BaselineError::NoSchema { file }),
    }
}

impl Baseline {
    /// What a report told: failed and undecided findings, waived ones too.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let told = report.findings.iter().filter(|finding| finding.verdict.is_open());
        Self(told.map(|finding| (finding.fingerprint.clone(), finding.verdict)).collect())
    }

    /// Whether a finding was told with this verdict. What was undecided and now fails is not known.
    #[must_use]
    pub fn knows(&self, finding: &Finding) -> bool {
        finding.verdict.is_open() && self.0.contains(&(finding.fingerprint.clone(), finding.verdict))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_report_is_told_apart() {
        let name = |text: &str| read_report("old.json", text).map(|_| ()).map_err(|error| error.to_string());
        insta::assert_snapshot!(name("{").unwrap_err(), @"old.json is not JSON: EOF while parsing an object at line 1 column 1");
        insta::assert_snapshot!(name("[]").unwrap_err(), @r#"old.json is JSON, but not a report of hmaudit: it has no "schema": "hmaudit-report-2""#);
        insta::assert_snapshot!(name(r#"{"schema":"hmaudit-report-3"}"#).unwrap_err(), @"old.json is a report of the version hmaudit-report-3; this program reads hmaudit-report-2 and hmaudit-report-1");
        insta::assert_snapshot!(name(r#"{"schema":"hmaudit-report-1"}"#).unwrap_err(), @"old.json says that it is a report of hmaudit, but can't be read as one: missing field `tool` at line 1 column 29");
    }

    #[test]
    fn what_was_told_with_the_same_verdict_is_known() {
        let report = crate::report::sample::report();
        let baseline = Baseline::of(&report);
        let open = |finding: &&Finding| finding.verdict.is_open();
        assert!(report.findings.iter().all(|finding| baseline.knows(finding) == open(&finding)));
        let undecided = report.findings.iter().find(|finding| finding.verdict == Verdict::Inconclusive);
        let worse = Finding { verdict: Verdict::Fail, ..undecided.cloned().expect("one is undecided") };
        assert!(!baseline.knows(&worse));
    }
}
