//! What a rule checks, as a sentence made from its conditions.

use super::condition::{Clause, Condition, Test, Tested};
use super::literal::Literal;
use super::{Check, Name, Noun, Rule, Scope};

/// Words of nouns that are not written in small letters.
const NAMES: &[(&str, &str)] =
    &[("auth", "Auth"), ("autodiscover", "Autodiscover"), ("ecp", "ECP"), ("owa", "OWA"), ("scp", "SCP"), ("url", "URL")];

/// What a rule checks, in a sentence or two.
#[must_use]
pub fn checked(rule: &Rule) -> String {
    let scope = match rule.scope {
        Scope::Organization => None,
        Scope::Tenant => Some("in each tenant".to_owned()),
        Scope::Server => Some("on each server".to_owned()),
    };
    let when = rule.when.as_ref().map(|when| format!("if {}", is(when)));
    let text: Vec<String> = scope.into_iter().chain(when).chain([core(rule)]).collect();
    let mut text = format!("{}.", capitalised(&text.join(", ")));
    for (other, condition) in &rule.severity_when {
        text.push_str(&format!(" The severity is {} if {}.", other.word(), is(condition)));
    }
    text
}

fn core(rule: &Rule) -> String {
    let rows = rule.from.map(|noun| selection(noun, &rule.filter)).unwrap_or_default();
    let grouped = rule.group_by.as_ref().map(|name| format!(" with the same {}", name.text)).unwrap_or_default();
    match (&rule.check, &rule.take) {
        (Check::Must(condition), _) if rule.from.is_none() => must(condition),
        (Check::Must(condition), _) => format!("for each {rows}, {}", must(condition)),
        (Check::Count { least, most }, _) => format!("there must be {} {rows}{grouped}", number(*least, *most)),
        (Check::AllIn { from, filter, take }, left) => {
            let left = left.as_ref().map_or("value", |name| name.text);
            let among = with_article(&selection(*from, filter));
            format!("each {left} of {} must be among the {} of {among}", with_article(&rows), take.text)
        }
        (Check::Same(names), _) => {
            let names: Vec<&str> = names.iter().map(|name| name.text).collect();
            format!("every {rows}{grouped} must have the same {}", list(&names, "and"))
        }
    }
}

fn number(least: usize, most: Option<usize>) -> String {
    match (least, most) {
        (_, Some(0)) => "no".to_owned(),
        (0, Some(most)) => format!("at most {most}"),
        (least, Some(most)) if least == most => format!("exactly {least}"),
        (least, Some(most)) => format!("{least} to {most}"),
        (least, None) => format!("at least {least}"),
    }
}

/// The rows of a noun that a filter picks, in the singular.
fn selection(noun: Noun, filter: &Condition) -> String {
    let name = noun.cmdlet.map_or_else(
        || {
            let words: Vec<&str> = noun.name.split('-').map(named).collect();
            words.join(" ")
        },
        |cmdlet| format!("object of {}{}", cmdlet.name, if noun.online { " in Exchange Online" } else { "" }),
    );
    if filter.is_empty() { name } else { format!("{name} where {}", is(filter)) }
}

fn named(word: &str) -> &str {
    NAMES.iter().find(|(small, _)| *small == word).map_or(word, |(_, name)| name)
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'A', 'O']) || noun.starts_with("SCP") { "an" } else { "a" };
    format!("{article} {noun}")
}

/// A condition as a fact: "Enabled is true and Realm is empty".
fn is(condition: &Condition) -> String {
    words(condition, &|name, tests| {
        let tests: Vec<String> = tests.iter().map(|test| indicative(test)).collect();
        format!("{} {}", name.text, list(&tests, "or"))
    })
}

/// A condition as a demand: "Enabled must be true and Realm must be empty".
fn must(condition: &Condition) -> String {
    words(condition, &|name, tests| {
        let tests: Vec<String> = tests.iter().map(|test| infinitive(test)).collect();
        format!("{} must {}", name.text, list(&tests, "or"))
    })
}

/// The clauses of a condition. `tested` words a name with tests of which one must hold.
fn words(condition: &Condition, tested: &dyn Fn(&Name, &[&Test]) -> String) -> String {
    let clauses: Vec<String> = condition.0.iter().flat_map(|clause| parts(clause, tested)).collect();
    list(&clauses, "and")
}

fn parts(clause: &Clause, tested: &dyn Fn(&Name, &[&Test]) -> String) -> Vec<String> {
    match clause {
        Clause::Test(name, tests) => tests.iter().map(|test| tested(name, &[&test.test])).collect(),
        Clause::AnyOf(alternatives) => vec![match of_one_name(alternatives) {
            Some((name, tests)) => tested(name, &tests),
            None => {
                let alternatives: Vec<String> = alternatives.iter().map(|part| words(part, tested)).collect();
                format!("({})", list(&alternatives, "or"))
            }
        }],
    }
}

/// The name and the tests of alternatives that each test the same name once.
fn of_one_name(alternatives: &[Condition]) -> Option<(&Name, Vec<&Test>)> {
    let mut found: Option<(&Name, Vec<&Test>)> = None;
    for alternative in alternatives {
        let [Clause::Test(name, tests)] = alternative.0.as_slice() else { return None };
        let [Tested { test, .. }] = tests.as_slice() else { return None };
        match &mut found {
            None => found = Some((name, vec![test])),
            Some((first, tests)) if *first == name => tests.push(test),
            Some(_) => return None,
        }
    }
    found
}

/// "is true", "contains OAuth".
fn indicative(test: &Test) -> String {
    match test {
        Test::IsNot(literal) => format!("is not {}", value(literal)),
        Test::Contains(literal) => format!("contains {}", value(literal)),
        Test::Lacks(literal) => format!("does not contain {}", value(literal)),
        Test::Matches(pattern) => format!("matches {}", pattern.as_str()),
        Test::Empty(false) => "is not empty".to_owned(),
        other => infinitive(other).replacen("be ", "is ", 1),
    }
}

/// "be true", "contain OAuth".
fn infinitive(test: &Test) -> String {
    match test {
        Test::Is(literal) => format!("be {}", value(literal)),
        Test::IsNot(literal) => format!("not be {}", value(literal)),
        Test::Contains(literal) => format!("contain {}", value(literal)),
        Test::Lacks(literal) => format!("not contain {}", value(literal)),
        Test::Matches(pattern) => format!("match {}", pattern.as_str()),
        Test::OneOf(all) => {
            let all: Vec<String> = all.iter().map(value).collect();
            format!("be {}", list(&all, "or"))
        }
        Test::Empty(true) => "be empty".to_owned(),
        Test::Empty(false) => "not be empty".to_owned(),
        Test::AtLeast(_) | Test::Below(_) | Test::After(_) | Test::Before(_) => test.words().replacen("is ", "be ", 1),
    }
}

/// A value as written; flags in small letters, however they are written.
fn value(literal: &Literal) -> String {
    let text = &literal.text;
    if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") { text.to_ascii_lowercase() } else { text.clone() }
}

/// "a", "a and b", "a, b and c".
fn list<S: AsRef<str>>(items: &[S], word: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{builtin, load};

    #[test]
    fn reads_as_a_sentence() {
        let rules = load(&builtin()).unwrap();
        let said = |id: &str| checked(rules.find(id).unwrap());
        assert_eq!(said("HMA-STS-006"), "Phase must not be half-enabled.");
        assert_eq!(
            said("HMA-STS-005"),
            "There must be at most 1 object of Get-AuthServer where IsDefaultAuthorizationEndpoint is true."
        );
        assert_eq!(said("HMA-OWA-007"), "There must be no OWA or ECP where OAuthAuthentication is true.");
        assert_eq!(
            said("HMA-VDIR-006"),
            "For each object of Get-ActiveSyncVirtualDirectory, InternalAuthenticationMethods must be empty or contain OAuth and \
             ExternalAuthenticationMethods must be empty or contain OAuth."
        );
        assert_eq!(
            said("HMA-SPN-001"),
            "In each tenant, each origin of a service URL where from-virtual-directory is true must be among the registered-origins of \
             an object of Get-MgServicePrincipal where AppId is 00000002-0000-0ff1-ce00-000000000000."
        );
        assert_eq!(
            said("HMA-ORG-001"),
            "For each object of Get-OrganizationConfig, OAuth2ClientProfileEnabled must be true. The severity is info if phase is \
             preparing and expect-enabled is false."
        );
    }

    #[test]
    fn lists_end_with_a_word() {
        assert_eq!(list::<&str>(&[], "or"), "");
        assert_eq!(list(&["a"], "or"), "a");
        assert_eq!(list(&["a", "b"], "or"), "a or b");
        assert_eq!(list(&["a", "b", "c"], "and"), "a, b and c");
    }
}
