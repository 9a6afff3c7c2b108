//! The files that other people's pipelines are made of.

use super::{files, root};
use crate::docs::bless::read;
use crate::docs::console::words;
use clap::Parser as _;
use hmaudit::cli::Cli;
use std::path::PathBuf;

/// Everything that runs hmaudit somewhere else.
fn pipelines() -> Vec<PathBuf> {
    let mut all = files("packaging/ci");
    all.extend(files(".github"));
    all.extend([root().join("action.yml"), root().join(".pre-commit-hooks.yaml")]);
    all
}

#[test]
fn yaml_is_yaml() {
    let mut count = 0;
    for file in pipelines().into_iter().chain(files("packaging/winget")) {
        if file.extension().is_some_and(|ending| ending == "yml" || ending == "yaml") {
            let text = std::fs::read_to_string(&file).unwrap();
            serde_yaml::from_str::<serde_json::Value>(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn commands_of_templates_exist() {
    let mut count = 0;
    for file in pipelines() {
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let Some(start) = line.find("hmaudit check ") else { continue };
            let command = line[start..].split(['>', '|', ';', '&', '\'']).next().unwrap().trim();
            // The hook adds what it audits.
            let command =
                if file.ends_with(".pre-commit-hooks.yaml") { format!("{command} captures") } else { command.to_owned() };
            count += 1;
            if let Err(error) = Cli::try_parse_from(words(&command)) {
                panic!("{}: {command}\n{error}", file.display());
            }
        }
    }
    assert!(count >= 5, "{count}");
}

/// Whoever copies a template pins what it downloads, and the job fails if it is something else.
#[test]
fn templates_verify_what_they_download() {
    for name in ["azure-pipelines.yml", "forgejo.yml", "gitlab-ci.yml", "Jenkinsfile"] {
        let text = read(&format!("packaging/ci/{name}"));
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{name}: {words}"));
        assert!(at("curl -fsSLO") < at("sha256sum --check -") && at("sha256sum --check -") < at("tar -xzf"), "{name}");
        assert!(!text.contains("cargo "), "{name} compiles nothing");
        assert!(text.contains("--require all"), "{name}");
    }
}
