//! What the pages claim exists: links, commands and options, keys of the configuration and of the report.

use super::bless::{read, root};
use super::console::words;
use super::markdown::{anchor, blocks};
use clap::{CommandFactory, Parser, ValueEnum};
use hmaudit::app::setting::VARIABLES;
use hmaudit::cli::Cli;
use hmaudit::report::Format;
use std::path::Path;

/// All pages that people read.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned(), "DESIGN.md".to_owned(), "CHANGELOG.md".to_owned()];
    for folder in ["docs", "docs/rules"] {
        for entry in std::fs::read_dir(root().join(folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            if name.ends_with(".md") {
                pages.push(format!("{folder}/{name}"));
            }
        }
    }
    pages.sort();
    pages
}

/// A page without its fenced blocks.
fn without_blocks(text: &str) -> String {
    let mut is_inside = false;
    let kept = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_inside ^= is_fence;
        !is_inside && !is_fence
    });
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn links_lead_somewhere() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for page in pages() {
        let text = without_blocks(&read(&page));
        let folder = Path::new(&page).parent().unwrap_or(Path::new(""));
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let (file, part) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { Path::new(&page).to_owned() } else { folder.join(file) };
            let found = root().join(&path);
            if !found.exists() {
                wrong.push(format!("{page}: {target}"));
            } else if !part.is_empty() {
                let text = without_blocks(&std::fs::read_to_string(found).expect("readable"));
                let mut headings =
                    text.lines().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#')));
                if !headings.any(|heading| heading == part) {
                    wrong.push(format!("{page}: no heading {target}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 50, "only {count} links were found");
}

/// Commands in blocks that are not run (workflow files, PowerShell) are ones that the program understands.
#[test]
fn commands_that_are_only_shown_exist() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for page in pages() {
        for block in blocks(&read(&page)).iter().filter(|block| !matches!(block.language(), "console" | "text" | "")) {
            for line in &block.lines {
                let begins = |at: &usize| *at == 0 || line[..*at].ends_with([' ', '"', '>']) && !line[..*at].contains('#');
                let Some(start) = line.find("hmaudit ").filter(begins) else { continue };
                let command = line[start..].split(['>', '|', ';', '#', '&']).next().unwrap_or("").trim();
                let command = if line[..start].ends_with('"') { command.trim_end_matches('"') } else { command };
                count += 1;
                if let Err(error) = Cli::try_parse_from(words(command)) {
                    wrong.push(format!("{page}: {command}\n{error}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 5, "only {count} commands were found");
}

#[test]
fn yaml_blocks_are_yaml() {
    let mut count = 0;
    for page in pages() {
        for block in blocks(&read(&page)).iter().filter(|block| block.language() == "yaml") {
            let text = block.lines.join("\n");
            if let Err(error) = serde_yaml::from_str::<serde_json::Value>(&text) {
                panic!("{page}:{}: {error}", block.first);
            }
            count += 1;
        }
    }
    assert!(count > 5, "only {count} blocks were found");
}

#[test]
fn every_command_stands_in_the_readme() {
    let readme = read("README.md");
    let names: Vec<String> = Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    assert!(names.len() > 10);
    for name in names {
        assert!(readme.contains(&format!("`hmaudit {name}")), "README.md does not speak of hmaudit {name}");
    }
}

#[test]
fn every_form_variable_and_key_is_described() {
    let says = |page: &str, name: &str| assert!(read(page).contains(&format!("`{name}`")), "{page} does not speak of `{name}`");
    for format in Format::value_variants() {
        says("docs/ci.md", format.to_possible_value().expect("a name").get_name());
    }
    for (variable, _) in VARIABLES {
        says("docs/configuration.md", variable);
    }
    for (page, schema) in
        [("docs/configuration.md", hmaudit::policy::config::schema()), ("docs/report.md", hmaudit::report::json::schema())]
    {
        let mut names = Vec::new();
        properties(&serde_json::from_str(&schema).expect("JSON"), &mut names);
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            says(page, &name);
        }
    }
}

/// Names of all properties in a schema.
fn properties(schema: &serde_json::Value, names: &mut Vec<String>) {
    match schema {
        serde_json::Value::Object(map) => {
            if let Some(serde_json::Value::Object(inner)) = map.get("properties") {
                names.extend(inner.keys().cloned());
            }
            map.values().for_each(|value| properties(value, names));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| properties(item, names)),
        _ => {}
    }
}
