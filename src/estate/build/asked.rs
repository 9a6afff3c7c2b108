//! Which application a query asks for.

use crate::capture::{Command, Demand};
use crate::estate::parse;

/// What a query of service principals asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The application with this id.
    Application(String),
    /// One object by an id of its own, or by a name that only one has: its names tell which application it is of.
    Object,
    /// All there are.
    All,
    /// Whatever fits a demand that does not settle it: one that is negated or wide, or that depends on what nobody shows.
    Unsettled,
}

/// What a command asks for.
pub fn of(command: &Command<'_>) -> Asked {
    let demands = command.demands();
    let found: Vec<Asked> = demands.iter().filter_map(of_demand).collect();
    let mut applications: Vec<&String> = found
        .iter()
        .filter_map(|asked| match asked {
            Asked::Application(id) => Some(id),
            _ => None,
        })
        .collect();
    applications.sort();
    applications.dedup();
    match applications.as_slice() {
        [id] => Asked::Application((*id).clone()),
        [] if found.contains(&Asked::Object) => Asked::Object,
        [] if !command.partial => Asked::All,
        _ => Asked::Unsettled,
    }
}

fn of_demand(demand: &Demand) -> Option<Asked> {
    match demand.by.as_str() {
        "AppId" | "AppPrincipalId" | "ApplicationId" => parse::guid(&demand.text).map(Asked::Application),
        "ServicePrincipalName" => {
            // It is unique in a tenant.
            let is_literal = !demand.text.is_empty() && !demand.text.contains(['$', '(', '*']);
            parse::guid(&demand.text).map(Asked::Application).or(is_literal.then_some(Asked::Object))
        }
        "ServicePrincipalId" | "ObjectId" | "Identity" => parse::guid(&demand.text).map(|_| Asked::Object),
        "DisplayName" | "SearchString" | "Search" | "DisplayNameBeginsWith" => {
            names_exchange(&demand.text).then_some(Asked::Object)
        }
        "Filter" | "Where" => of_condition(&demand.text),
        _ => None,
    }
}

fn names_exchange(text: &str) -> bool {
    text.to_ascii_lowercase().contains("office 365 exchange online")
}

/// `AppId eq '…'`, `$_.AppId -eq '…'`, with further conditions that all hold.
fn of_condition(text: &str) -> Option<Asked> {
    let text: String = text
        .to_ascii_lowercase()
        .replace("$_.", " ")
        .replace("$psitem.", " ")
        .chars()
        .map(|character| match character {
            '\'' | '"' | '{' | '}' | '(' | ')' | '`' | '\u{2018}'..='\u{201f}' => ' ',
            '\u{2013}' | '\u{2014}' | '\u{2015}' => '-',
            other => other,
        })
        .collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let is = |word: &str, names: &[&str]| names.contains(&word.trim_start_matches('-'));
    if words.iter().any(|word| is(word, &["or", "xor", "not"]) || word.starts_with('!')) {
        return None;
    }
    words.split(|word| is(word, &["and"])).find_map(of_comparison)
}

fn of_comparison(words: &[&str]) -> Option<Asked> {
    const IDS: &[&str] = &["appid", "appprincipalid", "applicationid"];
    const EQUAL: &[&str] = &["eq", "ieq", "ceq", "like", "ilike", "match", "imatch", "in", "contains", "icontains"];
    const SAME: &[&str] = &["eq", "ieq", "ceq"];
    let is = |word: &str, names: &[&str]| names.contains(&word.trim_start_matches('-'));
    match words {
        [property, operator, id] if IDS.contains(property) && is(operator, EQUAL) => parse::guid(id).map(Asked::Application),
        [id, operator, property] if IDS.contains(property) && is(operator, SAME) => parse::guid(id).map(Asked::Application),
        // `servicePrincipalNames/any(n:n eq '…')`, `$_.ServicePrincipalNames -contains '…'`.
        [property, "-contains", id] if *property == "serviceprincipalnames" => parse::guid(id).map(Asked::Application),
        [any, _, operator, id] if *any == "serviceprincipalnames/any" && is(operator, SAME) => {
            parse::guid(id).map(Asked::Application)
        }
        [property, operator, name @ ..] if *property == "displayname" && is(operator, EQUAL) => {
            names_exchange(&name.join(" ")).then_some(Asked::Object)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "00000002-0000-0ff1-ce00-000000000000";

    #[test]
    fn a_condition_settles_the_application_or_it_does_not() {
        let settled = |text: &str| of_condition(&text.replace('#', ID));
        for text in [
            "AppId eq '#'",
            "appId eq '#' and accountEnabled eq true",
            "{ $_.AppId -eq '#' }",
            "AppId -eq \"#",
            "{ '#' -eq $_.AppId }",
            "{$_.AppPrincipalId -like '#'}",
            "servicePrincipalNames/any(n:n eq '#')",
            "{ $_.ServicePrincipalNames -contains '#' }",
        ] {
            assert_eq!(settled(text), Some(Asked::Application(ID.to_owned())), "{text}");
        }
        for text in [
            "AppId ne '#'",
            "{ $_.AppId -ne '#' }",
            "AppId -notlike '#'",
            "not(AppId eq '#')",
            "{ -not ($_.AppId -eq '#') }",
            "{ !($_.AppId -eq '#') }",
            "AppId eq '#' or startswith(displayName,'A')",
            "{ $_.AppId -eq '#' -or $_.AppId -like '*' }",
            "AppId gt '#'",
            "AppId eq '$id'",
            "appOwnerOrganizationId eq #",
            "servicePrincipalNames/all(n:n ne '#')",
            "{ $_.AppId -eq '#' } -not",
            "displayName eq 'Mine'",
        ] {
            assert_eq!(settled(text), None, "{text}");
        }
        assert_eq!(settled("displayName eq 'Office 365 Exchange Online'"), Some(Asked::Object));
    }
}
