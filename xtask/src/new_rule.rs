//! Starts a rule: a file with the next free id of its family, and the cases that every rule has.

use crate::root;
use std::fs;
use std::path::Path;

/// Families of ids with the folder of their rules.
const FAMILIES: &[(&str, &str)] = &[
    ("HMA-ORG", "organization"),
    ("HMA-STS", "auth-server"),
    ("HMA-VDIR", "virtual-directory"),
    ("HMA-URL", "virtual-directory"),
    ("HMA-SPN", "service-principal"),
    ("HMA-OWA", "owa"),
    ("HMA-POL", "policy"),
    ("HMA-CRT", "certificate"),
    ("HMA-SRV", "server"),
    ("HMA-MOB", "mobile"),
    ("HMA-WIRE", "wire"),
    ("HYB", "hybrid"),
    ("CAP", "capture"),
];

/// Writes the rule and its cases. Without a family the rule is one about the organisation.
pub fn run(name: &str, family: Option<&str>) -> Result<(), String> {
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(format!("`{name}` is not a name of a rule: lower-case letters, digits and hyphens"));
    }
    let asked = family.unwrap_or("HMA-ORG");
    let Some((family, folder)) = FAMILIES.iter().find(|(known, _)| *known == asked) else {
        return Err(format!("`{asked}` is not a family of ids; there are {}", families()));
    };
    let rules = root().join("rules");
    let mut used = Vec::new();
    for (_, folder) in FAMILIES {
        used.extend(ids(&rules.join(folder))?);
    }
    let id = next(family, &used);
    let rule = rules.join(folder).join(format!("{name}.yml"));
    let cases = root().join("fixtures/rules").join(name);
    if rule.exists() || cases.exists() {
        return Err(format!("there is a rule {name} already"));
    }
    write(&rule, &template(&id, name))?;
    for case in ["pass.txt", "fail.txt", "inconclusive-not-captured.txt"] {
        write(&cases.join(case), "")?;
    }
    println!("{id}: wrote rules/{folder}/{name}.yml and fixtures/rules/{name}/. Fill them in, then:");
    println!("  cargo test --test rules && cargo xtask bless");
    println!("Ids are permanent: make sure that no retired rule had {id}. Other families: {}", families());
    Ok(())
}

fn families() -> String {
    FAMILIES.iter().map(|(family, _)| *family).collect::<Vec<_>>().join(", ")
}

/// The ids that the rules of a folder have.
fn ids(folder: &Path) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        ids.extend(text.lines().find_map(|line| line.strip_prefix("id: ")).map(|id| id.trim().to_owned()));
    }
    Ok(ids)
}

/// The id behind the highest of a family.
fn next(family: &str, used: &[String]) -> String {
    let number = |id: &String| id.strip_prefix(family)?.strip_prefix('-')?.parse::<u32>().ok();
    let highest = used.iter().filter_map(number).max().unwrap_or(0);
    format!("{family}-{:03}", highest + 1)
}

fn template(id: &str, name: &str) -> String {
    format!(
        "# yaml-language-server: $schema=../schema.json
id: {id}
name: {name}
title: What is required, in a sentence
severity: warning
why: |
  Who notices, and how, when it is not so.
help: |
  What to do, with the command.
sources:
  - {{ url: https://learn.microsoft.com/, read: 2026-01-01, as-of: 2026-01-01 }}
from: organization-config
must: {{ OAuth2ClientProfileEnabled: true }}
message: \"what was found\"
"
    )
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    fs::write(path, text).map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_id_stands_behind_the_highest() {
        let used = ["HMA-URL-002", "HMA-URL-006", "HYB-016", "HMA-URLX-9"].map(str::to_owned);
        assert_eq!(next("HMA-URL", &used), "HMA-URL-007");
        assert_eq!(next("HYB", &used), "HYB-017");
        assert_eq!(next("CAP", &used), "CAP-001");
    }
}
