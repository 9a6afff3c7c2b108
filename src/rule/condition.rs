//! Conditions: what is tested of a row. All clauses of a condition must hold; `any-of` offers alternatives.

use super::literal::{Literal, Moment};
use super::name::Name;
use crate::catalog::schema::Kind;
use crate::estate::value::Version;
use regex::Regex;
use std::sync::Arc;

mod compile;

pub(crate) use compile::compile;

/// Clauses that must all hold. Without clauses it holds.
#[derive(Debug, Clone, Default)]
pub struct Condition(pub Vec<Clause>);

/// A clause of a condition.
#[derive(Debug, Clone)]
pub enum Clause {
    /// Tests of one property or fact; all must hold.
    Test(Name, Vec<Tested>),
    /// Alternatives; one must hold.
    AnyOf(Vec<Condition>),
}

/// A test of a property or fact.
#[derive(Debug, Clone)]
pub struct Tested {
    /// The test.
    pub test: Test,
    /// What stands under a value that passes it: `IISAuthenticationMethods contains OAuth`. Every passing value needs it, so it is put in words once.
    pub label: Arc<str>,
}

/// A test of one value.
#[derive(Debug, Clone)]
pub enum Test {
    /// Equals this (letter case ignored).
    Is(Literal),
    /// Does not equal this.
    IsNot(Literal),
    /// The list holds this.
    Contains(Literal),
    /// The list does not hold this.
    Lacks(Literal),
    /// The text, or an item of the list, matches this pattern (letter case ignored).
    Matches(Regex),
    /// Equals one of these.
    OneOf(Vec<Literal>),
    /// Has no value (`true`), or has one (`false`).
    Empty(bool),
    /// Is this build or number, or a higher one.
    AtLeast(Version),
    /// Is later than this.
    After(Moment),
    /// Is earlier than this moment.
    Before(Moment),
    /// Is lower than this build or number.
    Below(Version),
}

/// The tests by name, with a line of documentation each.
pub const TESTS: &[(&str, &str)] = &[
    ("is", "equals the text, flag, GUID, URL or build; letter case is ignored"),
    ("is-not", "does not equal it; a blank value equals nothing"),
    ("contains", "the list holds the text"),
    ("lacks", "the list does not hold the text"),
    ("matches", "the text, or an item of the list, matches the regular expression; letter case is ignored"),
    ("one-of", "equals one of the texts of the list"),
    ("empty", "true: blank or an empty list; false: has a value"),
    ("at-least", "is the build (15.2.1544.11) or number, or a higher one"),
    ("after", "is later than `now`, `now + 60 days` or a date (2025-10-14)"),
    ("before", "is earlier than such a moment, or a lower build or number"),
];

impl Condition {
    /// Whether it asks nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All names that it asks, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&Name> {
        let mut all = Vec::new();
        for clause in &self.0 {
            match clause {
                Clause::Test(name, _) => all.push(name),
                Clause::AnyOf(parts) => all.extend(parts.iter().flat_map(Condition::names)),
            }
        }
        all
    }

    /// The condition in words.
    #[must_use]
    pub fn words(&self) -> String {
        let words = |clause: &Clause| match clause {
            Clause::Test(name, tests) => {
                let tests: Vec<String> = tests.iter().map(|tested| tested.test.words()).collect();
                format!("{} {}", name.text, tests.join(" and "))
            }
            Clause::AnyOf(parts) => {
                let parts: Vec<String> = parts.iter().map(Condition::words).collect();
                format!("({})", parts.join(", or "))
            }
        };
        self.0.iter().map(words).collect::<Vec<_>>().join(", and ")
    }
}

impl Test {
    /// The test in words, after the name: "contains OAuth".
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Is(literal) => format!("is {}", literal.text),
            Self::IsNot(literal) => format!("is not {}", literal.text),
            Self::Contains(literal) => format!("contains {}", literal.text),
            Self::Lacks(literal) => format!("lacks {}", literal.text),
            Self::Matches(pattern) => format!("matches {}", pattern.as_str()),
            Self::OneOf(all) => {
                let all: Vec<&str> = all.iter().map(|literal| literal.text.as_str()).collect();
                format!("is one of {}", all.join(", "))
            }
            Self::Empty(true) => "is empty".to_owned(),
            Self::Empty(false) => "has a value".to_owned(),
            Self::AtLeast(version) => format!("is at least {}", number(*version)),
            Self::Below(version) => format!("is below {}", number(*version)),
            Self::After(moment) => format!("is after {}", moment.text),
            Self::Before(moment) => format!("is before {}", moment.text),
        }
    }
}

fn number(version: Version) -> String {
    match version.0 {
        [count, 0, 0, 0] => count.to_string(),
        _ => version.to_string(),
    }
}

/// The tests that make sense for a kind of value.
#[must_use]
pub fn fitting(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Bool | Kind::IisBool => &["is", "is-not", "empty"],
        Kind::Text | Kind::Url | Kind::Guid => &["is", "is-not", "matches", "one-of", "empty"],
        Kind::Date => &["after", "before", "empty"],
        Kind::Version => &["is", "is-not", "one-of", "at-least", "before", "empty"],
        Kind::List => &["contains", "lacks", "matches", "empty"],
    }
}

/// What a kind of value is, for messages.
#[must_use]
pub fn holds(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool | Kind::IisBool => "a flag",
        Kind::Text => "a text",
        Kind::Url => "a URL",
        Kind::Guid => "a GUID",
        Kind::Date => "a moment",
        Kind::Version => "a build",
        Kind::List => "a list",
    }
}
