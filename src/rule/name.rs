//! Names in rules: nouns, and the properties and facts that can be asked of their rows.

use super::error::{Sink, nearest};
use crate::catalog::{
    self,
    schema::{Cmdlet, Kind},
};
use crate::estate::facts::{self, DerivedNoun, FactTarget, NOUNS};
use crate::yaml::At;

/// What a rule selects from.
#[derive(Debug, Clone, Copy)]
pub struct Noun {
    /// Name of its rows, `mapi-virtual-directory`.
    pub name: &'static str,
    /// The cmdlet that prints it; `None` for a derived noun.
    pub cmdlet: Option<&'static Cmdlet>,
    /// The rows are those of Exchange Online, for each tenant: rules write `online-` before the noun.
    pub online: bool,
}

/// A property or fact, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written in the rule and as PowerShell prints it.
    pub text: &'static str,
    /// Where it is read from.
    pub of: NameSource,
    /// What it holds, as far as it is declared; facts and derived properties declare nothing.
    pub kind: Option<Kind>,
}

/// Where a value is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameSource {
    /// A property of the row.
    Property,
    /// A fact about the row.
    RowFact,
    /// A fact about the organisation.
    Organization,
    /// What the run was told to expect.
    Expectation,
}

/// The one name that is not a fact of the estate: whether the run was told that hybrid modern authentication must be on.
const EXPECTATION: (&str, &str) = ("expect-enabled", "Whether the run must find modern authentication on (`--expect enabled`).");

fn cmdlets() -> &'static [&'static Cmdlet] {
    catalog::ALL
}

fn derived(noun: &str) -> Option<&'static DerivedNoun> {
    NOUNS.iter().find(|derived| derived.name == noun)
}

/// All nouns, captured and derived, sorted.
#[must_use]
pub fn nouns() -> Vec<&'static str> {
    let mut names: Vec<&str> = cmdlets().iter().map(|cmdlet| cmdlet.noun).chain(NOUNS.iter().map(|noun| noun.name)).collect();
    names.extend(cmdlets().iter().filter_map(|cmdlet| Some(cmdlet.online?.noun)));
    names.sort_unstable();
    names.dedup();
    names
}

/// All names that rows of a noun answer to (with `None`: the organisation), with a line of documentation each.
#[must_use]
pub fn names(noun: Option<Noun>) -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<(&str, &str)> = Vec::new();
    if let Some(noun) = noun {
        all.extend(noun.cmdlet.iter().flat_map(|cmdlet| cmdlet.properties.iter().map(|p| (p.name, p.doc))));
        all.extend(derived(noun.name).iter().flat_map(|noun| noun.properties.iter().copied()));
    }
    all.extend(facts::all().filter(|fact| on_row(fact.on, noun) || fact.on == FactTarget::Organization).map(|f| (f.name, f.doc)));
    all.push(EXPECTATION);
    all.sort_unstable();
    all.dedup();
    all
}

fn on_row(on: FactTarget, noun: Option<Noun>) -> bool {
    match (on, noun) {
        (FactTarget::AnyObject, Some(_)) => true,
        (FactTarget::Nouns(nouns), Some(noun)) => nouns.contains(&noun.name),
        _ => false,
    }
}

/// The noun of this name; a misspelt one is a problem.
pub(crate) fn noun(written: &At<String>, sink: &mut Sink) -> Option<Noun> {
    let wanted = written.value.as_str();
    if let Some(ask) = catalog::asked(wanted) {
        return Some(Noun { name: ask.noun, cmdlet: ask.cmdlet(), online: ask.of_tenant });
    }
    if let Some(noun) = derived(wanted) {
        return Some(Noun { name: noun.name, cmdlet: None, online: false });
    }
    let help = cmdlets()
        .iter()
        .find(|cmdlet| cmdlet.name.eq_ignore_ascii_case(wanted) || cmdlet.aliases.iter().any(|a| a.eq_ignore_ascii_case(wanted)))
        .map(|cmdlet| format!("did you mean `{}`? Rules name nouns, not cmdlets", cmdlet.noun))
        .or_else(|| nearest(wanted, &nouns()));
    sink.push(&written.at, format!("there is no noun `{wanted}`"), "unknown noun", help);
    None
}

/// The property or fact of this name that rows of `noun` (with `None`: the organisation) have; a misspelt one is a problem.
pub(crate) fn resolve(written: &At<String>, noun: Option<Noun>, sink: &mut Sink) -> Option<Name> {
    let wanted = written.value.as_str();
    let found = lookup(wanted, noun);
    if found.is_none() {
        let known: Vec<&str> = names(noun).into_iter().map(|(name, _)| name).collect();
        let owner = noun.map_or("the organisation".to_owned(), |noun| format!("`{}`", noun.name));
        let what = if wanted.starts_with(|c: char| c.is_ascii_uppercase()) { "property" } else { "fact" };
        let help = match known.iter().find(|name| name.eq_ignore_ascii_case(wanted)) {
            Some(name) => Some(format!("did you mean `{name}`? Names are written exactly as PowerShell prints them")),
            None => nearest(wanted, &known),
        };
        sink.push(&written.at, format!("{owner} has no {what} `{wanted}`"), format!("unknown {what}"), help);
    }
    found
}

fn lookup(wanted: &str, noun: Option<Noun>) -> Option<Name> {
    if let Some(noun) = noun {
        let property = noun.cmdlet.and_then(|cmdlet| cmdlet.properties.iter().find(|property| property.name == wanted));
        if let Some(property) = property {
            return Some(Name { text: property.name, of: NameSource::Property, kind: Some(property.kind) });
        }
        let property = derived(noun.name).and_then(|noun| noun.properties.iter().find(|(name, _)| *name == wanted));
        if let Some((name, _)) = property {
            return Some(Name { text: name, of: NameSource::Property, kind: None });
        }
        if let Some(fact) = facts::all().find(|fact| fact.name == wanted && on_row(fact.on, Some(noun))) {
            return Some(Name { text: fact.name, of: NameSource::RowFact, kind: None });
        }
    }
    if wanted == EXPECTATION.0 {
        return Some(Name { text: EXPECTATION.0, of: NameSource::Expectation, kind: Some(Kind::Bool) });
    }
    let fact = facts::all().find(|fact| fact.name == wanted && fact.on == FactTarget::Organization)?;
    Some(Name { text: fact.name, of: NameSource::Organization, kind: None })
}
