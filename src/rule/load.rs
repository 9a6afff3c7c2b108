//! All rules of a run, or all mistakes in them.

use super::compile::{compile, stem};
use super::error::{RuleErrors, Sink};
use super::{RULE_FILES, Rule, RuleSet, RuleText, file, pack};
use crate::yaml::{Node, Shape};
use std::collections::BTreeMap;

/// The rules that come with hmaudit, as texts, without its [packs](super::pack).
#[must_use]
pub fn builtin() -> Vec<RuleText> {
    embedded(|path| !pack::is_in_pack(path))
}

/// The files below `rules/` that are wanted.
pub(super) fn embedded(is_wanted: impl Fn(&str) -> bool) -> Vec<RuleText> {
    let wanted = RULE_FILES.iter().filter(|(path, _)| is_wanted(path));
    let text =
        |(path, text): &(&str, &str)| RuleText { path: (*path).to_owned(), text: (*text).to_owned(), builtin: true, pack: None };
    wanted.map(text).collect()
}

/// Every rule that comes with hmaudit, those of its packs among them.
///
/// # Errors
/// When the declaration of a pack is broken, which tests rule out.
pub fn every() -> Result<Vec<RuleText>, RuleErrors> {
    Ok(builtin().into_iter().chain(pack::builtin()?.into_iter().flat_map(|pack| pack.rules)).collect())
}

/// Compiles rule files.
///
/// # Errors
/// All mistakes of all files: what is not YAML as we read it, unknown keys, names and tests, ids and names that are taken.
pub fn load(files: &[RuleText]) -> Result<RuleSet, RuleErrors> {
    let mut problems = Vec::new();
    let mut rules: Vec<Rule> = Vec::new();
    // Built-in rules go first, so that it is always the other rule that has taken an id.
    let (first, second): (Vec<&RuleText>, Vec<&RuleText>) = files.iter().partition(|file| file.builtin);
    let mut taken: BTreeMap<String, (bool, String)> = BTreeMap::new();
    for text in first.into_iter().chain(second) {
        let mut sink = Sink::new(text);
        let root = file::parse(text, &mut sink);
        if let Some(root) = &root {
            let rule = compile(root, text, &mut sink);
            clash(root, text, &mut taken, &mut sink);
            rules.extend(rule);
        }
        sink.problems.sort_by_key(|problem| (problem.line, problem.column));
        problems.append(&mut sink.problems);
    }
    if problems.is_empty() {
        rules.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(RuleSet { rules })
    } else {
        Err(RuleErrors(problems))
    }
}

/// Reports an id or name that another rule has.
fn clash(root: &Node, text: &RuleText, taken: &mut BTreeMap<String, (bool, String)>, sink: &mut Sink) {
    let Shape::Map(entries) = &root.shape else { return };
    for (key, node) in entries.iter().filter(|(key, _)| key.value == "id" || key.value == "name") {
        let Shape::Text(value) = &node.shape else { continue };
        match taken.get(&value.to_lowercase()) {
            Some((true, _)) if !text.builtin => {
                let help = format!("`hmaudit explain {value}` shows that rule; choose another {}", key.value);
                sink.push(&node.at, format!("`{value}` is a rule of hmaudit"), "taken", Some(help));
            }
            Some((_, path)) => {
                let help = format!("{} has it too", path);
                sink.push(&node.at, format!("two rules have the {} `{value}`", key.value), "the second", Some(help));
            }
            None => {
                taken.insert(value.to_lowercase(), (text.builtin, text.path.clone()));
            }
        }
    }
    debug_assert!(!stem(&text.path).is_empty() || !text.builtin);
}
