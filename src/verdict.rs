//! The words that rules, findings and reports have in common: how bad, with which outcome, and what repairs it.

use serde::{Deserialize, Serialize};

/// How bad a failed rule is. `Error` rules are the core ones: they decide the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Hybrid modern authentication does not work, or is unsupported, until this is repaired.
    Error,
    /// Works, but something is wrong or unproven beside it.
    Warning,
    /// Worth knowing.
    Info,
}

/// The outcome of a rule for one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The evidence shows that it is not as required.
    Fail,
    /// The evidence does not decide it.
    Inconclusive,
    /// The evidence shows that it is as required.
    Pass,
    /// The rule does not concern this estate or subject.
    NotApplicable,
}

impl Severity {
    /// Every severity with its name in rules, settings and reports.
    pub const ALL: &[(&str, Self)] = &[("error", Self::Error), ("warning", Self::Warning), ("info", Self::Info)];

    /// Its name, as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, severity)| *severity == self).map_or("", |(word, _)| word)
    }
}

impl Verdict {
    /// Its name, as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::Pass => "pass",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// Whether it asks for something: it failed, or could not be decided.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Fail | Self::Inconclusive)
    }
}

/// What repairs a failed rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Fix {
    /// Name of a typed operation, `add-spn`.
    pub operation: String,
    /// Whether a script does it or a person.
    pub disposition: Disposition,
    /// Phase of the plan: 1 names in every tenant, 2 virtual directories, 3 certificate and AuthServer, 4 MAPI over HTTP and policies,
    /// 5 OWA and ECP preparation, 6 the two switches.
    pub phase: u8,
    /// What a person does, in words of the rule; plans show it, reports do not.
    #[serde(skip)]
    pub step: Option<String>,
}

/// Whether a fix may be scripted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// Written into a script.
    Safe,
    /// A step for a person.
    Manual,
}
