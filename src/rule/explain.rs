//! A rule in words: title, why, what is checked, what to do, sources. One text for `explain`, reports and documentation.

use super::{Check, Noun, Rule, RuleSet, Scope, fix};
use crate::text::wrap::LongWords;
use crate::text::{prose, visible};
use crate::verdict::Disposition;

/// What a rule checks, in a sentence or two made from its conditions.
#[must_use]
pub fn checked(rule: &Rule) -> String {
    let mut text = match rule.scope {
        Scope::Organization => String::new(),
        Scope::Tenant => "For each tenant: ".to_owned(),
        Scope::Server => "For each server: ".to_owned(),
    };
    if let Some(when) = &rule.when {
        text.push_str(&format!("when {}, ", when.words()));
    }
    let rows = rule.from.map(|noun| selection(noun, &rule.filter)).unwrap_or_default();
    let grouped = rule.group_by.as_ref().map(|name| format!(" with the same {}", name.text)).unwrap_or_default();
    text.push_str(&match (&rule.check, &rule.take) {
        (Check::Must(condition), _) if rule.from.is_none() => format!("{}.", condition.words()),
        (Check::Must(condition), _) => format!("of every {rows}, {}.", condition.words()),
        (Check::Count { least, most }, _) => {
            let number = match (least, most) {
                (0, Some(most)) => format!("at most {most}"),
                (least, Some(most)) if least == most => format!("exactly {least}"),
                (least, Some(most)) => format!("{least} to {most}"),
                (least, None) => format!("at least {least}"),
            };
            format!("there is {number} {rows}{grouped}.")
        }
        (Check::AllIn { from, filter, take }, left) => {
            let left = left.as_ref().map_or("value", |name| name.text);
            format!("every {left} of {rows} is among the {} of {}.", take.text, selection(*from, filter))
        }
        (Check::Same(names), _) => {
            let names: Vec<&str> = names.iter().map(|name| name.text).collect();
            format!("every {rows}{grouped} has the same {}.", names.join(" and the same "))
        }
    });
    for (other, condition) in &rule.severity_when {
        text.push_str(&format!(" The severity is {} when {}.", other.word(), condition.words()));
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn selection(noun: Noun, filter: &super::Condition) -> String {
    let name = noun.cmdlet.map_or_else(|| noun.name.replace('-', " "), |cmdlet| format!("object of {}", cmdlet.name));
    if filter.is_empty() { name } else { format!("{name} with {}", filter.words()) }
}

/// The page of a rule, wrapped at `width` columns.
#[must_use]
pub fn page(rule: &Rule, width: usize) -> String {
    let mut text = format!("{} · {} · {}\n", rule.id, rule.name, rule.severity.word());
    let mut part = |head: &str, body: &str, indent: usize| {
        if !body.trim().is_empty() {
            let head = if head.is_empty() { String::new() } else { format!("\n{head}\n") };
            text.push_str(&head);
            text.push_str(&indented(body, width, indent));
        }
    };
    part("", &rule.title, 0);
    part("Why", &rule.why, 2);
    part("What is checked", &checked(rule), 2);
    part("What a failure says", &rule.message.written(), 2);
    part("What to do", &rule.help.written(), 2);
    if let Some(fix) = &rule.fix {
        let doc = fix::operation(&fix.operation).map_or("", |operation| operation.doc);
        let how = match fix.disposition {
            Disposition::Safe => "scripted by `hmaudit remediate`",
            Disposition::Manual => "a step for a person",
        };
        part("Fix", &format!("{}: {doc} (phase {}, {how})", fix.operation, fix.phase), 2);
    }
    let sources: Vec<String> = rule
        .sources
        .iter()
        .map(|source| match &source.as_of {
            Some(as_of) => format!("{} (state of {as_of}, read {})", source.url, source.read),
            None => format!("{} (read {})", source.url, source.read),
        })
        .collect();
    part("Sources", &sources.join("\n"), 2);
    visible(&text).into_owned()
}

/// The list of rules: id, severity, title.
#[must_use]
pub fn list(rules: &RuleSet, width: usize) -> String {
    let id_width = rules.rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in &rules.rules {
        let head = format!("{:id_width$}  {:7}  ", rule.id, rule.severity.word());
        let indent = head.len();
        let body = indented(&rule.title, width, indent);
        text.push_str(&head);
        text.push_str(body.trim_start());
    }
    visible(&text).into_owned()
}

/// Wraps paragraphs at spaces, each line indented; a longer word keeps its line, a command stays whole. Single line ends inside a text are line ends.
#[must_use]
fn indented(text: &str, width: usize, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut wrapped = String::new();
    for paragraph in text.trim_end().lines() {
        let lines = prose::advice(paragraph, width, (&margin, &margin), LongWords::Keep);
        if lines.is_empty() {
            wrapped.push('\n');
        }
        for line in lines {
            wrapped.push_str(&line.text);
            wrapped.push('\n');
        }
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_the_width_and_keeps_long_words() {
        assert_eq!(indented("one two three", 9, 2), "  one two\n  three\n");
        assert_eq!(indented("https://a.very.long.example/word x", 10, 0), "https://a.very.long.example/word\nx\n");
        assert_eq!(indented("a\n\nb", 10, 1), " a\n\n b\n");
    }

    #[test]
    fn keeps_commands_whole() {
        assert_eq!(indented("Run `Get-X | fl`.", 19, 2), "  Run `Get-X | fl`.\n");
        assert_eq!(indented("Run `Get-X | fl`.", 18, 2), "  Run\n    Get-X | fl\n");
    }
}
