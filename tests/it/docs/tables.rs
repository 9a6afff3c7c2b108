//! docs/facts.md and docs/cmdlets.md, made from the tables that the program itself uses.

use super::markdown::{anchor, cell};
use hmaudit::capture::Shell;
use hmaudit::catalog;
use hmaudit::catalog::schema::{Cmdlet, Key, Kind};
use hmaudit::estate::facts::{self, Fact, FactTarget, NOUNS};
use std::fmt::Write as _;

/// docs/facts.md.
pub fn facts() -> String {
    let mut text = String::from(
        "# Derived nouns and facts\n\n<!-- Generated from src/estate/facts.rs; see CONTRIBUTING.md. -->\n\nWhat rules can use in addition to the properties \
         that [cmdlets print](cmdlets.md). Names are in kebab case; [rule-language.md](rule-language.md) describes how rules use them. If the captures \
         do not show what a fact is derived from, the fact is unknown and the rule is inconclusive.\n\n## Derived nouns\n",
    );
    for noun in NOUNS {
        let _ = write!(text, "\n### {}\n\n{}.\n", noun.name, cell(&capital(noun.doc)));
        if !noun.properties.is_empty() {
            text.push_str("\n| property | meaning |\n| --- | --- |\n");
        }
        for (name, what) in noun.properties {
            let _ = writeln!(text, "| `{name}` | {} |", cell(what));
        }
    }
    let of_organization: Vec<&Fact> = facts::all().filter(|fact| fact.on == FactTarget::Organization).collect();
    let of_any: Vec<&Fact> = facts::all().filter(|fact| fact.on == FactTarget::AnyObject).collect();
    let of_nouns: Vec<&Fact> = facts::all().filter(|fact| matches!(fact.on, FactTarget::Nouns(_))).collect();
    text.push_str(
        "\n## Facts of the organisation\n\nThese can be used anywhere, including `when`.\n\n| fact | meaning |\n| --- | --- |\n",
    );
    rows(&mut text, &of_organization);
    text.push_str("\n## Facts of rows\n\n| fact | of | meaning |\n| --- | --- | --- |\n");
    for fact in &of_nouns {
        let FactTarget::Nouns(nouns) = fact.on else { continue };
        let nouns: Vec<String> = nouns.iter().map(|noun| format!("`{noun}`")).collect();
        let _ = writeln!(text, "| `{}` | {} | {} |", fact.name, nouns.join(", "), cell(fact.doc));
    }
    if !of_any.is_empty() {
        text.push_str("\n## Facts of any row\n\n| fact | meaning |\n| --- | --- |\n");
        rows(&mut text, &of_any);
    }
    text
}

fn rows(text: &mut String, facts: &[&Fact]) {
    for fact in facts {
        let _ = writeln!(text, "| `{}` | {} |", fact.name, cell(fact.doc));
    }
}

/// docs/cmdlets.md.
pub fn cmdlets() -> String {
    let mut text = String::from(
        "# Cmdlets\n\n<!-- Generated from src/catalog/; see CONTRIBUTING.md. -->\n\nThe cmdlets whose output hmaudit knows: \
         how to capture each by hand, and the properties that rules can use. Other properties are read and shown by `hmaudit parse`, but rules cannot \
         use them. [captures.md](captures.md) describes how to take good captures.\n\n| cmdlet | run in | noun in rules |\n| --- | --- | --- |\n",
    );
    for cmdlet in catalog::ALL {
        let _ = writeln!(text, "| [{}](#{}) | {} | `{}` |", cmdlet.name, anchor(cmdlet.name), shell(cmdlet), cmdlet.noun);
    }
    for cmdlet in catalog::ALL {
        let _ = write!(text, "\n## {}\n\n{}, one record for {}.", cmdlet.name, cell(&capital(cmdlet.doc)), key(cmdlet));
        if !cmdlet.aliases.is_empty() {
            let names: Vec<String> = cmdlet.aliases.iter().map(|name| format!("`{name}`")).collect();
            let _ = write!(text, " Also read from {}.", names.join(", "));
        }
        let _ =
            write!(text, "\n\n```powershell\n{}\n```\n\n| property | type | meaning |\n| --- | --- | --- |\n", cmdlet.collect);
        for property in cmdlet.properties {
            let aliases: String = property.aliases.iter().map(|name| format!(", `{name}`")).collect();
            let _ = writeln!(text, "| `{}`{aliases} | {} | {} |", property.name, kind(property.kind), cell(property.doc));
        }
    }
    text
}

fn shell(cmdlet: &Cmdlet) -> &'static str {
    match cmdlet.shell {
        // What hmaudit itself writes.
        _ if !cmdlet.name.starts_with("Get-") => "any terminal",
        Some(Shell::OnPremises) => "Exchange Management Shell",
        Some(Shell::Tenant) => "Microsoft Graph PowerShell",
        None | Some(Shell::Unknown) => "Exchange Management Shell (exists in Exchange Online too)",
    }
}

fn key(cmdlet: &Cmdlet) -> String {
    match cmdlet.key {
        Key::VirtualDirectory => "each `Identity`".to_owned(),
        Key::Properties(names) => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("each {} (the first of these that is printed)", names.join(", "))
        }
        Key::Singleton => "the whole organisation or tenant".to_owned(),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "flag",
        Kind::IisBool => "flag in IIS",
        Kind::Text => "text",
        Kind::Url => "URL",
        Kind::Guid => "GUID",
        Kind::Date => "date",
        Kind::Version => "build",
        Kind::List => "list",
    }
}

fn capital(text: &str) -> String {
    if text.split_whitespace().next().is_some_and(|word| word.contains("://")) {
        return text.to_owned();
    }
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
