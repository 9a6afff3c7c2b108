//! The areas that rules belong to: what an administrator asks, one question each.
//!
//! A built-in rule belongs to the area whose folder below `rules/` it lies in. A pack is an area too. It exists only when it is switched on.

use crate::text::nearest::nearest;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// An area of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name, in options, JSON and folders of rules.
    pub name: Cow<'static, str>,
    /// What people call it.
    pub title: Cow<'static, str>,
    /// What it answers.
    pub question: Cow<'static, str>,
    /// The same in few words, to stand behind its name on a line that has no room for more.
    pub brief: Cow<'static, str>,
    /// Asked in every run. Others are asked where one of their own captures is there, or where they are required.
    pub is_always_asked: bool,
}

/// All areas but packs, in the order of reports.
pub static AREAS: &[Area] = &[
    always("names", "service principal names", "Is every URL an https service principal name in each tenant?", "All registered?"),
    always("oauth", "virtual directories", "Is OAuth on for every virtual directory that clients use?", "On everywhere?"),
    always("endpoint", "AuthServers", "Is Entra the default authorization endpoint, and only Entra?", "Is it Entra?"),
    always("switches", "switches", "Is modern authentication switched on in the organisation?", "Are they on?"),
    always("servers", "servers", "Is every server new enough?", "New enough?"),
    always(
        "policies",
        "authentication policies",
        "Do authentication policies let modern authentication through?",
        "Let it pass?",
    ),
    always("capture", "captures", "Are the captures complete and consistent?", "Complete?"),
    captured("browser", "OWA and ECP", "Do Outlook on the web and the admin center sign in at Entra?", "OWA and ECP at Entra?"),
    captured("certificate", "certificate", "Is the Auth certificate valid on every server?", "Valid on every server?"),
    captured("hybrid", "hybrid", "Does the hybrid setup allow hybrid modern authentication?", "Does it allow HMA?"),
    captured("mobile", "mobile", "Can Outlook on phones, and every mailbox, use it?", "Phones and mailboxes?"),
    captured("wire", "wire", "Do the services answer as they are configured?", "Answers as configured?"),
];

/// The area of rules of the user's own. It is not an area of the contract, and its rules never decide the verdict.
pub static CUSTOM: &Area = &always("custom", "your own rules", "Do your own rules hold?", "Do they hold?");

const fn area(
    name: &'static str,
    title: &'static str,
    question: &'static str,
    brief: &'static str,
    is_always_asked: bool,
) -> Area {
    Area {
        name: Cow::Borrowed(name),
        title: Cow::Borrowed(title),
        question: Cow::Borrowed(question),
        brief: Cow::Borrowed(brief),
        is_always_asked,
    }
}

const fn always(name: &'static str, title: &'static str, question: &'static str, brief: &'static str) -> Area {
    area(name, title, question, brief, true)
}

const fn captured(name: &'static str, title: &'static str, question: &'static str, brief: &'static str) -> Area {
    area(name, title, question, brief, false)
}

/// The area of this name; [`CUSTOM`] for a name that no built-in rule has.
#[must_use]
pub fn named(name: &str) -> &'static Area {
    AREAS.iter().find(|area| area.name == name).unwrap_or(CUSTOM)
}

/// Whether an area is asked in every run. No pack is.
#[must_use]
pub fn is_always_asked(name: &str) -> bool {
    AREAS.iter().any(|area| area.name == name && area.is_always_asked)
}

/// The words for which [`Required::add`] adds something: the names of the areas and of these packs, and `all`.
#[must_use]
pub fn words<'a>(packs: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    AREAS.iter().map(|area| area.name.as_ref()).chain(packs).chain([ALL]).collect()
}

/// The word for every area.
pub const ALL: &str = "all";

/// The areas that are asked although nothing of theirs was captured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Required {
    every: bool,
    names: BTreeSet<String>,
}

impl Required {
    /// No area but those that are always asked.
    #[must_use]
    pub const fn none() -> Self {
        Self { every: false, names: BTreeSet::new() }
    }

    /// Every area, and every pack that is switched on.
    #[must_use]
    pub const fn all() -> Self {
        Self { every: true, names: BTreeSet::new() }
    }

    /// The areas that are asked only when captured, but for the answers of services, which `hmaudit probe` alone supplies.
    #[must_use]
    pub fn captures() -> Self {
        let names = AREAS.iter().filter(|area| !area.is_always_asked && area.name != "wire").map(|area| area.name.to_string());
        Self { every: false, names: names.collect() }
    }

    /// Adds an area or one of these packs by name, or every area for `all`; letter case is ignored.
    ///
    /// # Errors
    /// For a name that no area has: which there are.
    pub fn add(&mut self, name: &str, packs: &[Area]) -> Result<(), String> {
        if name.eq_ignore_ascii_case(ALL) {
            *self = Self::all();
            return Ok(());
        }
        let Some(area) = AREAS.iter().chain(packs).find(|area| area.name.eq_ignore_ascii_case(name)) else {
            let known = words(packs.iter().map(|pack| pack.name.as_ref()));
            return Err(nearest(name, &known).unwrap_or_default());
        };
        self.names.insert(area.name.to_string());
        Ok(())
    }

    /// Whether an area was named, so that also what is asked only when captured is asked in it.
    #[must_use]
    pub fn has(&self, area: &str) -> bool {
        self.every || self.names.contains(area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_required_by_name_or_all() {
        let mut required = Required::default();
        assert!(!required.has("names") && !required.has("browser"));
        assert_eq!(required.add("Browser", &[]), Ok(()));
        assert!(required.has("browser") && !required.has("wire"));
        assert_eq!(required.add("browsr", &[]).unwrap_err(), "did you mean `browser`?");
        assert_eq!(required.add("all", &[]), Ok(()));
        assert_eq!(required, Required::all());
    }

    #[test]
    fn a_pack_is_required_only_where_it_is_on() {
        let pack = Area { name: "passwordless".into(), ..CUSTOM.clone() };
        let mut required = Required::default();
        assert!(required.add("passwordless", &[]).is_err());
        assert_eq!(required.add("Passwordless", &[pack]), Ok(()));
        assert!(required.has("passwordless") && !required.has("names"));
    }

    #[test]
    fn every_built_in_rule_lies_in_the_folder_of_an_area() {
        for rule in crate::rule::load(&crate::rule::builtin()).unwrap().rules {
            assert_eq!(named(&rule.area).name, rule.area, "{}", rule.id);
        }
    }
}
