//! Rules: the YAML form, the compiled form, and what is wrong with a rule file.
//!
//! A rule selects (`from`, `where`, `take`) and then requires (`must`, `count`, `all-in` or `same`). [`load()`] turns texts into a
//! [`RuleSet`] or into all mistakes of all files; docs/rule-language.md describes every key and test.

use crate::estate::facts::View;
use crate::verdict::{Fix, Severity};

pub mod changelog;
pub(crate) mod compile;
pub mod condition;
pub(crate) mod error;
pub mod explain;
pub(crate) mod file;
pub mod fix;
pub(crate) mod literal;
pub mod load;
pub(crate) mod message;
pub(crate) mod name;
pub(crate) mod own;
pub mod pack;
pub mod read;
pub mod schema;
pub(crate) mod select;
pub mod sentence;

pub use condition::Condition;
pub use error::RuleErrors;
pub use load::{builtin, every, load};
pub use message::Template;
pub use name::{Name, Noun};
pub use own::Own;
pub use pack::Pack;

include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));

/// A rule file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// Its path as shown to people; the stem is the rule's name.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Comes with hmaudit. Other rules may not take its id or name.
    pub builtin: bool,
    /// The pack that it belongs to.
    pub pack: Option<String>,
}

/// The rules of a run, sorted by id.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// The rules.
    pub rules: Vec<Rule>,
}

impl RuleSet {
    /// The rule with this id or name, letter case ignored.
    #[must_use]
    pub fn find(&self, wanted: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(wanted) || rule.name.eq_ignore_ascii_case(wanted))
    }

    /// Id and name of every rule.
    #[must_use]
    pub fn known(&self) -> Vec<(&str, &str)> {
        self.rules.iter().map(|rule| (rule.id.as_str(), rule.name.as_str())).collect()
    }
}

/// A compiled rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Id, for ever: `HMA-SPN-001`.
    pub id: String,
    /// Name, the stem of its file: `service-url-registered`.
    pub name: String,
    /// What is required, in a sentence.
    pub title: String,
    /// Severity unless an entry of `severity_when` holds.
    pub severity: Severity,
    /// Other severities; the first whose condition holds counts.
    pub severity_when: Vec<(Severity, Condition)>,
    /// The severity that the configuration gives it instead, for every subject.
    pub configured_severity: Option<Severity>,
    /// Why it matters.
    pub why: String,
    /// What to do when it fails. A command to copy stands between backticks ([`crate::text::prose`]).
    pub help: Template,
    /// Where the requirement is written.
    pub sources: Vec<RuleSource>,
    /// The name of its [area](crate::area): its pack, else the folder of a built-in rule; `custom` for others.
    pub area: String,
    /// Belongs to a pack: it never decides the verdict.
    pub in_pack: bool,
    /// The captures of its own: without any of them it is not asked, unless its area is required. None: it is always asked.
    pub own: Vec<Own>,
    /// Comes with hmaudit.
    pub builtin: bool,
    /// How often it is judged.
    pub scope: Scope,
    /// What must hold for the rule to concern this estate.
    pub when: Option<Condition>,
    /// Which rows it looks at. Without: facts of the organisation.
    pub from: Option<Noun>,
    /// Which of them.
    pub filter: Condition,
    /// The value looked at (`all-in`).
    pub take: Option<Name>,
    /// What splits the rows into groups that are judged apart (`count`, `same`).
    pub group_by: Option<Name>,
    /// What is required.
    pub check: Check,
    /// What is said when it fails.
    pub message: Template,
    /// What is said when it cannot be decided; the reason is added.
    pub message_inconclusive: Option<Template>,
    /// What stands under the quoted evidence of a failure.
    pub label: Option<Template>,
    /// What the finding is about, when not the row or the item.
    pub subject: Option<Template>,
    /// What repairs it.
    pub fix: Option<Fix>,
    /// The line that demands it, in a rule of the user's own.
    pub demand: Option<Demand>,
}

/// The line of a rule file that says what is required: the other side of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The rule file, as shown to people.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// Its text without indentation.
    pub text: String,
}

impl Rule {
    /// The severity that is shown for the rule as a whole.
    #[must_use]
    pub fn shown_severity(&self) -> Severity {
        self.configured_severity.unwrap_or(self.severity)
    }

    /// Whether it is one of those that can decide the verdict: built in, outside packs.
    #[must_use]
    pub fn may_be_core(&self) -> bool {
        self.builtin && !self.in_pack
    }

    /// Whether it is asked: its area is, or one of the captures of its own is there.
    #[must_use]
    pub fn is_asked(&self, view: &View<'_>) -> bool {
        self.own.is_empty() || view.required.has(&self.area) || self.own.iter().any(|own| own.is_in(view.estate))
    }

    /// Whether it can decide the verdict: as [`Rule::may_be_core`] says, and of severity error for some subject.
    #[must_use]
    pub fn is_core(&self) -> bool {
        self.may_be_core()
            && (self.severity == Severity::Error || self.severity_when.iter().any(|(other, _)| *other == Severity::Error))
    }

    /// Whether the configuration makes it weigh less than the catalogue does.
    #[must_use]
    pub fn is_lowered(&self) -> bool {
        let possible = self.severity_when.iter().map(|(other, _)| *other).chain([self.severity]);
        // Errors come first in the order of severities.
        self.configured_severity.is_some_and(|configured| possible.min().is_some_and(|worst| configured > worst))
    }

    /// Whether the rule asks for the fact `core-rules-green`, and must be judged after the rules that decide it.
    #[must_use]
    pub fn asks_for_core(&self) -> bool {
        let asks = |condition: &Condition| condition.names().iter().any(|name| name.text == "core-rules-green");
        self.when.as_ref().is_some_and(asks) || asks(&self.filter)
    }
}

/// Where a requirement is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSource {
    /// Address of the page.
    pub url: String,
    /// Day on which it was read, `2026-11-20`.
    pub read: String,
    /// Day of the page's own state, when it names one.
    pub as_of: Option<String>,
}

/// How often a rule is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Once.
    Organization,
    /// For each tenant.
    Tenant,
    /// For each server.
    Server,
}

/// What a rule requires.
#[derive(Debug, Clone)]
pub enum Check {
    /// Each row must satisfy it.
    Must(Condition),
    /// The number of rows must lie in this range (inclusive).
    Count {
        /// At least so many.
        least: usize,
        /// At most so many; `None` for any number.
        most: Option<usize>,
    },
    /// Each value taken must be among the values taken from these rows.
    AllIn {
        /// Rows of this noun.
        from: Noun,
        /// Which of them.
        filter: Condition,
        /// The value that holds what is looked for.
        take: Name,
    },
    /// All rows must agree in each of these.
    Same(Vec<Name>),
}
