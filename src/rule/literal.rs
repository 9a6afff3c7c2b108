//! What rules compare values with: texts, builds, moments.

use crate::estate::value::{Value, Version};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// A text to compare with, in the readings it may need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// As written.
    pub text: String,
    folded: String,
    version: Option<Version>,
}

impl Literal {
    /// A text as written in a rule.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), folded: fold(text), version: version(text) }
    }

    /// Whether a captured text is this one; PowerShell's way: letter case ignored.
    #[must_use]
    pub fn is_text(&self, text: &str) -> bool {
        fold(text) == self.folded
    }

    /// Whether a single value is this one. Lists are for the caller.
    #[must_use]
    pub fn is(&self, value: &Value) -> bool {
        match value {
            Value::Null | Value::List(_) | Value::Dated(_) => false,
            Value::Bool(flag) => self.folded == if *flag { "true" } else { "false" },
            Value::Text(text) => self.is_text(text),
            Value::Guid(guid) => self.folded.trim_matches(['{', '}']) == guid.as_str(),
            Value::Url(url) => self.is_text(url.as_str()) || url::Url::parse(&self.text).is_ok_and(|own| own == **url),
            Value::Date(date) => self.text.parse::<Timestamp>().is_ok_and(|own| own == *date),
            Value::Version(version) => self.version == Some(*version),
        }
    }
}

/// Lower case, so that texts that differ in letter case only are equal.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// A build (`15.2.1544.11`, `15.2`) or a plain number (`3`); missing parts are 0.
#[must_use]
pub fn version(text: &str) -> Option<Version> {
    let mut parts = [0; 4];
    for (index, part) in text.split('.').enumerate() {
        // `parse` alone would take a sign.
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        *parts.get_mut(index).filter(|_| is_number)? = part.parse().ok()?;
    }
    Some(Version(parts))
}

/// A moment in a rule: `now`, `now + 60 days`, `2025-10-14`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// As written.
    pub text: String,
    fixed: Option<Timestamp>,
    days: i64,
}

impl Moment {
    /// Reads it. `None` if it is none of the forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        let own = |fixed, days| Some(Self { text: trimmed.to_owned(), fixed, days });
        if let Some(rest) = trimmed.strip_prefix("now") {
            let rest = rest.trim();
            if rest.is_empty() {
                return own(None, 0);
            }
            let (sign, rest) = rest.strip_prefix('+').map(|r| (1, r)).or_else(|| rest.strip_prefix('-').map(|r| (-1, r)))?;
            let count = rest.trim().strip_suffix("days").or_else(|| rest.trim().strip_suffix("day"))?.trim();
            let days: i64 = count.parse().ok().filter(|days| (0..=36_500).contains(days))?;
            return own(None, sign * days);
        }
        let date: Date = trimmed.parse().ok().filter(|_| trimmed.len() == 10)?;
        own(Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp()), 0)
    }

    /// The moment it means when it is `now`.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Timestamp {
        let hours = Span::new().hours(self.days * 24);
        self.fixed.unwrap_or_else(|| now.checked_add(hours).unwrap_or(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        let at = |text: &str| Moment::parse(text).map(|moment| moment.at(now).to_string());
        assert_eq!(at("now").as_deref(), Some("2026-11-20T12:00:00Z"));
        assert_eq!(at("now + 60 days").as_deref(), Some("2027-01-19T12:00:00Z"));
        assert_eq!(at("now - 1 day").as_deref(), Some("2026-11-19T12:00:00Z"));
        assert_eq!(at("2025-10-14").as_deref(), Some("2025-10-14T00:00:00Z"));
        for wrong in ["", "tomorrow", "now 60 days", "now + days", "now + 99999999 days", "2025-13-01", "14.10.2025"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!(version("15.2.1544.11") > version("15.2.1544.4"));
        assert_eq!(version("3"), Some(Version([3, 0, 0, 0])));
        for wrong in ["", "15.", "15.2.1.2.3", "v15", "15.2.99999999999.1", "-1"] {
            assert_eq!(version(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn texts_ignore_letter_case_and_types_are_kept_apart() {
        let oauth = Literal::new("OAuth");
        assert!(oauth.is_text("oauth"));
        assert!(Literal::new("True").is(&Value::Bool(true)));
        assert!(!Literal::new("True").is(&Value::Bool(false)));
        assert!(!Literal::new("").is(&Value::Null));
        assert!(Literal::new("{ABC}").is(&Value::Guid("abc".into())));
    }
}
