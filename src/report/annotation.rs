//! What build servers annotate, one entry per finding and one per notice about a waiver. How an entry is written is the business of each of them.

use super::notice::{Notice, notices};
use super::words::Level;
use super::{Finding, Report};
use crate::check::Severity;
use crate::text::visible_line as shown;
use std::borrow::Cow;

/// Something to annotate; every text is fit to be shown on one line.
#[derive(Debug)]
pub(super) struct Entry<'d> {
    /// What a reader has to make of it.
    pub level: Level,
    /// How bad it is, or would be.
    pub severity: Severity,
    /// Id of the rule.
    pub rule: &'d str,
    /// Name of the rule.
    pub name: &'d str,
    /// Where, as far as known.
    pub place: Option<Place<'d>>,
    /// What about.
    pub subject: Cow<'d, str>,
    /// In which tenant.
    pub tenant: Option<Cow<'d, str>>,
    /// On which server.
    pub server: Option<Cow<'d, str>>,
    /// What was found.
    pub message: Cow<'d, str>,
    /// What to do; may be empty.
    pub help: Cow<'d, str>,
    /// Why it is accepted.
    pub waived: Option<Cow<'d, str>>,
}

/// A place; of a waiver only the line is known.
#[derive(Debug)]
pub(super) struct Place<'d> {
    /// File, not escaped.
    pub path: &'d str,
    /// First line.
    pub line: usize,
    /// Last line.
    pub end_line: usize,
    /// First and last column.
    pub columns: Option<(usize, usize)>,
}

/// Everything that there is to annotate, findings first.
pub(super) fn entries(report: &Report) -> impl Iterator<Item = Entry<'_>> {
    report.findings.iter().map(Entry::of).chain(notices(report).map(Entry::of_notice))
}

impl<'d> Entry<'d> {
    /// The entry of a finding.
    pub fn of(finding: &'d Finding) -> Self {
        let place = finding.primary().map(|place| Place {
            path: &place.path,
            line: place.line,
            end_line: place.end_line,
            columns: Some((place.column, place.end_column)),
        });
        Self {
            level: Level::of(finding),
            severity: finding.severity,
            rule: &finding.rule,
            name: &finding.name,
            place,
            subject: shown(&finding.subject),
            tenant: finding.tenant.as_deref().map(shown),
            server: finding.server.as_deref().map(shown),
            message: shown(&finding.message),
            help: shown(&finding.help),
            waived: finding.waived.as_ref().map(|waived| shown(&waived.reason)),
        }
    }

    fn of_notice(notice: Notice<'d>) -> Self {
        let waiver = notice.waiver;
        Self {
            level: notice.level,
            severity: notice.severity(),
            rule: &waiver.rule,
            name: "waiver",
            place: Some(Place { path: &waiver.path, line: waiver.line, end_line: waiver.line, columns: None }),
            subject: shown(&waiver.subject),
            tenant: None,
            server: None,
            message: Cow::Owned(shown(&notice.sentence()).into_owned()),
            help: Cow::Borrowed(""),
            waived: None,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    /// Command, properties, message.
    pub type Parsed = (String, Vec<(String, String)>, String);

    /// Whatever a finding says, it is one command with these properties, and the path (the property at `path`) and the message are shown whole.
    pub fn stays_one_command(
        write: fn(&Entry<'_>) -> String,
        parse: fn(&str) -> Option<Parsed>,
        command: &str,
        keys: &[&str],
        path: usize,
    ) {
        let law = |text: String| {
            let mut finding = crate::report::sample::report().findings.remove(2);
            for field in [&mut finding.subject, &mut finding.message, &mut finding.help, &mut finding.evidence[0].path] {
                field.clone_from(&text);
            }
            let line = write(&Entry::of(&finding));
            prop_assert!(!line.contains(['\n', '\r']) && !line.chars().any(crate::text::acts));
            let (name, properties, message) = parse(&line).unwrap();
            prop_assert_eq!(name, command);
            let found: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
            prop_assert_eq!(found, keys);
            prop_assert_eq!(&properties[path].1, &shown(&text));
            prop_assert!(message.contains(&*shown(&text)));
            Ok(())
        };
        TestRunner::new(ProptestConfig::with_cases(128)).run(&any::<String>(), law).unwrap();
    }

    /// No character gets out of a property: neither those that end it nor those that act on a reader.
    pub fn escapes_every_scalar(property: fn(&str) -> String, ends: &[char]) {
        let all: Vec<char> = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        for some in all.chunks(1_000) {
            let escaped = property(&some.iter().collect::<String>());
            assert!(!escaped.contains(ends) && !escaped.chars().any(crate::text::acts), "from {:x}", some[0] as u32);
        }
    }
}
