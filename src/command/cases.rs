//! Cases of a rule: captures whose names say what the rule must make of them. `pass.txt`, `fail-two-servers.txt`,
//! `inconclusive-cut.json`, or a folder of that name where one case needs many files.

use crate::app::input;
use crate::area::Required;
use crate::audit::{Audit, Options};
use crate::check::{Finding, Verdict};
use crate::outcome::UserError;
use crate::rule::{self, Rule, RuleSet};
use jiff::civil::{Date, date};
use std::path::{Path, PathBuf};

/// A case of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The file or folder.
    pub path: PathBuf,
    /// The verdict that its name announces.
    pub expected: Verdict,
}

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Silence was expected, and the rule was silent.
    Validated,
    /// A finding was expected, and the rule reported it.
    Reported,
    /// Silence was expected, and the rule spoke: what it said.
    Noisy(String),
    /// A finding was expected, and the rule said something else.
    Missing(String),
}

impl Judgement {
    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Validated => "Validated",
            Self::Reported => "Reported",
            Self::Noisy(_) => "Noisy",
            Self::Missing(_) => "Missing",
        }
    }

    /// Whether the case went as its name says.
    #[must_use]
    pub fn is_right(&self) -> bool {
        matches!(self, Self::Validated | Self::Reported)
    }
}

/// The day that cases are judged by, 2026-11-20: certificates in them must not expire one day.
pub const AS_OF: Date = date(2026, 11, 20);

/// The cases in a rule's folder, sorted by name; none if there is no such folder.
///
/// # Errors
/// When the folder cannot be read, or a name in it announces no verdict.
pub fn of_rule(folder: &Path) -> Result<Vec<Case>, UserError> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut cases = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| miette::miette!("cannot read {}: {error}", folder.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let Some(expected) = announced(&name) else {
            return Err(miette::miette!(
                help = "names start with `pass`, `fail`, `inconclusive` or `not-applicable`",
                "`{}` announces no verdict",
                crate::text::visible_line(&name)
            ));
        };
        cases.push(Case { path, expected });
    }
    cases.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(cases)
}

fn announced(name: &str) -> Option<Verdict> {
    let words = [
        ("pass", Verdict::Pass),
        ("fail", Verdict::Fail),
        ("inconclusive", Verdict::Inconclusive),
        ("not-applicable", Verdict::NotApplicable),
    ];
    words
        .into_iter()
        .find(|(word, _)| name.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-'])))
        .map(|(_, verdict)| verdict)
}

/// What all of `rules` say about the captures at `path`.
///
/// # Errors
/// When nothing there can be read.
pub fn audit(rules: &RuleSet, path: &Path) -> Result<Vec<Finding>, UserError> {
    let inputs = input::read(&[path.to_string_lossy().into_owned()], None, &[])?;
    // A case is about the rule, whatever else was captured.
    let options = Options { all: true, required: Required::all(), ..Options::new(rules.clone(), AS_OF) };
    Ok(Audit::of(inputs, &options).findings().to_vec())
}

/// Runs one case: at least one finding of the verdict that is announced, and none that is worse.
///
/// # Errors
/// When the case cannot be read.
pub fn judge(rule: &Rule, path: &Path, expected: Verdict) -> Result<Judgement, UserError> {
    // A rule that asks whether the core is green needs the core beside it.
    let mut rules = vec![rule.clone()];
    if rule.asks_for_core() {
        let builtin = rule::load(&rule::builtin())?;
        rules.extend(builtin.rules.into_iter().filter(|other| other.id != rule.id));
    }
    let mut findings = audit(&RuleSet { rules }, path)?;
    findings.retain(|finding| finding.rule == rule.id);
    let worst = findings.iter().map(|finding| finding.verdict).min();
    let is_silence = matches!(expected, Verdict::Pass | Verdict::NotApplicable);
    if worst == Some(expected) {
        return Ok(if is_silence { Judgement::Validated } else { Judgement::Reported });
    }
    let said: Vec<String> =
        findings.iter().map(|finding| format!("{:?} {}: {}", finding.verdict, finding.subject, finding.message)).collect();
    let said = if said.is_empty() { "the rule said nothing".to_owned() } else { said.join("\n") };
    let spoke = worst.is_some_and(Verdict::is_open);
    Ok(if is_silence && spoke { Judgement::Noisy(said) } else { Judgement::Missing(said) })
}
