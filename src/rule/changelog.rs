//! What changed in Microsoft's guidance and when, and which edition of it each rule follows. The editions are those that the rules name as
//! their sources; [`CHANGES`] holds what no rule could say of itself.

use super::Rule;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Something that changed in the guidance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Day or month: `2025-10-16`, `2025-10`.
    pub day: &'static str,
    /// What changed, in a sentence or two.
    pub what: &'static str,
    /// Where it is written.
    pub source: &'static str,
    /// Day on which that was read.
    pub read: &'static str,
    /// Ids, or beginnings of ids, of the rules that it concerns.
    pub rules: &'static [&'static str],
}

/// Changes that concern hybrid modern authentication, oldest first.
pub const CHANGES: &[Change] = &[
    Change {
        day: "2025-02",
        what: "With hybrid modern authentication on, signing in to OWA and ECP may end with HTTP 401 after Exchange 2019 CU15. \
               Switching OAuth off and on again on both virtual directories, and recycling their application pools, repairs it.",
        source: "Exchange Team Blog, cumulative update of February 2025",
        read: "2026-11-27",
        rules: &["HMA-OWA-001", "HMA-OWA-003", "HMA-OWA-008"],
    },
    Change {
        day: "2025-04-30",
        what: "Outlook Anywhere allows SSL offloading by default before Exchange 2019 CU14, whose set-up turns it off. On older builds the \
               setting proves no device that offloads.",
        source: "Exchange Server documentation, Extended Protection",
        read: "2026-11-27",
        rules: &["HYB-008"],
    },
    Change {
        day: "2025-10",
        what: "Export-ExchangeCertificate no longer exports the Auth certificate (KB5069337).",
        source: "Exchange Team Blog, post 4461276",
        read: "2026-11-27",
        rules: &["HMA-CRT-004"],
    },
    Change {
        day: "2025-10-16",
        what: "The wizard creates the dedicated hybrid application, but neither writes the setting override nor cleans the shared service \
               principal. Both are needed only for rich coexistence.",
        source: "Exchange Team Blog, post 4440682",
        read: "2026-11-27",
        rules: &["HYB-003", "HYB-006"],
    },
    Change {
        day: "2026-05-08",
        what: "Coexistence over Exchange Web Services ends on 2027-04-01. Free/busy, photos and out-of-office replies can move to Microsoft Graph \
               with Exchange SE and the update of May 2026. On-premises EWS and hybrid modern authentication are not affected.",
        source: "Exchange Team Blog, post 4517520",
        read: "2026-11-27",
        rules: &["HYB-003", "HYB-007", "HYB-011"],
    },
    Change {
        day: "2026-05-22",
        what: "Exchange 2016 and 2019 beside Exchange SE are not supported.",
        source: "Exchange Team Blog, post 4241305",
        read: "2026-11-27",
        rules: &["HMA-SRV-003"],
    },
    Change {
        day: "2026-08-20",
        what: "From 2026-10 on, Exchange Online lets an application use EWS only if the organisation allows EWS and, where there is a list of \
               allowed applications, the list holds it.",
        source: "Exchange Team Blog, post 4492361",
        read: "2026-11-27",
        rules: &["HYB-010"],
    },
    Change {
        day: "2026-10",
        what: "The second and last period of extended security updates for Exchange 2016 and 2019 ended. No update for them follows.",
        source: "Exchange Team Blog, post 4539033",
        read: "2026-11-27",
        rules: &["HMA-SRV-003"],
    },
];

/// A page in one edition, and the rules that follow it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edition {
    /// Day of the page's own state; `None` when it names none.
    pub as_of: Option<String>,
    /// Day on which it was read.
    pub read: String,
    /// Address of the page.
    pub url: String,
    /// Ids of the rules, sorted.
    pub rules: Vec<String>,
}

/// The editions that rules follow, by address, then by date.
#[must_use]
pub fn editions(rules: &[Rule]) -> Vec<Edition> {
    let mut followed: BTreeMap<(&str, Option<&str>, &str), Vec<String>> = BTreeMap::new();
    for rule in rules {
        for source in &rule.sources {
            followed.entry((&source.url, source.as_of.as_deref(), &source.read)).or_default().push(rule.id.clone());
        }
    }
    let edition = |((url, as_of, read), rules): ((&str, Option<&str>, &str), Vec<String>)| Edition {
        as_of: as_of.map(str::to_owned),
        read: read.to_owned(),
        url: url.to_owned(),
        rules,
    };
    followed.into_iter().map(edition).collect()
}

/// Ids of those rules that a change concerns.
#[must_use]
pub fn concerned(change: &Change, rules: &[Rule]) -> Vec<String> {
    let is_it = |id: &str| {
        change.rules.iter().any(|wanted| *wanted == id || id.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('-')))
    };
    rules.iter().map(|rule| rule.id.clone()).filter(|id| is_it(id)).collect()
}

/// Whether a page was read more than a year before a day: then nobody knows whether it still says the same.
#[must_use]
pub fn is_stale(read: &str, as_of: Date) -> bool {
    let read = Date::strptime("%Y-%m-%d", read).ok();
    read.and_then(|day| day.checked_add(1.year()).ok()).is_some_and(|limit| limit < as_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builtin() -> Vec<Rule> {
        crate::rule::load(&crate::rule::builtin()).expect("built-in rules load").rules
    }

    #[test]
    fn every_rule_follows_an_edition() {
        let rules = builtin();
        let editions = editions(&rules);
        for rule in &rules {
            assert!(editions.iter().any(|edition| edition.rules.contains(&rule.id)), "{}", rule.id);
        }
    }

    #[test]
    fn changes_are_in_order_and_dated() {
        for pair in CHANGES.windows(2) {
            assert!(pair[0].day <= pair[1].day, "{}", pair[1].day);
        }
        for change in CHANGES {
            let day = if change.day.len() == 7 { format!("{}-01", change.day) } else { change.day.to_owned() };
            assert!(Date::strptime("%Y-%m-%d", day).is_ok() && Date::strptime("%Y-%m-%d", change.read).is_ok());
        }
    }

    #[test]
    fn a_year_and_a_day_is_too_long() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        assert!(!is_stale("2026-11-20", day("2027-11-20")));
        assert!(is_stale("2026-11-20", day("2027-11-21")));
        assert!(is_stale("2024-02-29", day("2025-03-01")));
        assert!(!is_stale("2026-11-20", day("2020-01-01")));
    }
}
