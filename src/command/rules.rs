//! `hmaudit rules check`, `rules test` and `rules changelog`; reading rule files for all commands.

use super::cases::{Case, Judgement, of_rule};
use crate::app::terminal_options::{print, width};
use crate::app::{rule_set, session};
use crate::cli::RulesCommand;
use crate::outcome::{Outcome, UserError};
use crate::rule::error::nearest;
use crate::rule::{Rule, RuleSet, explain, load, select};
use crate::text::visible_line;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Runs the command.
///
/// # Errors
/// When a rule file cannot be read or has mistakes.
pub fn run(args: &RulesCommand) -> Result<Outcome, UserError> {
    let (text, outcome) = match args {
        RulesCommand::Check { paths } => (check(paths)?, Outcome::Clean),
        RulesCommand::Test { paths, cases } => test(paths, cases.as_deref())?,
        RulesCommand::Changelog { rules, as_of } => {
            let as_of = session::as_of(as_of.as_deref())?;
            (explain::changelog(&all_rules(rules)?.rules, width(), as_of), Outcome::Clean)
        }
    };
    print(&text)?;
    Ok(outcome)
}

/// The rules of hmaudit and those of the user's own files and folders, packs included.
///
/// # Errors
/// When a file cannot be read, or with all mistakes of all rule files.
pub fn all_rules(paths: &[PathBuf]) -> Result<RuleSet, UserError> {
    load(&rule_set::every_text(paths)?).map_err(UserError::new)
}

/// The error for a rule that does not exist: the nearest one.
#[must_use]
pub fn misspelt(rules: &RuleSet, wanted: &str) -> UserError {
    let list = "`hmaudit explain` lists all rules";
    let near = nearest(wanted, &select::words(&rules.known()));
    let help = near.map_or_else(|| list.to_owned(), |near| format!("{near} {list}"));
    miette::miette!(help = help, "there is no rule `{}`", visible_line(wanted))
}

fn shown(path: &Path) -> String {
    visible_line(&path.to_string_lossy()).replace('\\', "/")
}

fn own(rules: &RuleSet) -> impl Iterator<Item = &Rule> {
    rules.rules.iter().filter(|rule| !rule.builtin)
}

fn check(paths: &[PathBuf]) -> Result<String, UserError> {
    let rules = all_rules(paths)?;
    let mut text = String::new();
    for rule in own(&rules) {
        let _ = writeln!(text, "ok  {}  {}", rule.id, rule.name);
    }
    Ok(text)
}

fn test(paths: &[PathBuf], cases: Option<&Path>) -> Result<(String, Outcome), UserError> {
    let texts = rule_set::every_text(paths)?;
    let rules = load(&texts)?;
    let mut text = String::new();
    let mut outcome = Outcome::Clean;
    let mut count = 0;
    for rule in own(&rules) {
        let file = texts.iter().find(|text| crate::rule::compile::stem(&text.path) == rule.name);
        let beside = file.and_then(|text| Path::new(&text.path).parent()).map_or_else(PathBuf::new, |dir| dir.join("fixtures"));
        let folder = cases.unwrap_or(&beside).join(&rule.name);
        let found = of_rule(&folder)?;
        if found.is_empty() {
            outcome = Outcome::Findings;
            let _ = writeln!(text, "Missing    {}  no case in {}", rule.id, shown(&folder));
        }
        for Case { path, expected } in found {
            count += 1;
            let judgement = super::cases::judge(rule, &path, expected)?;
            if !judgement.is_right() {
                outcome = Outcome::Findings;
            }
            let _ = writeln!(text, "{:9}  {}  {}", judgement.word(), rule.id, shown(&path));
            if let Judgement::Noisy(why) | Judgement::Missing(why) = &judgement {
                for line in why.lines() {
                    let _ = writeln!(text, "           {}", visible_line(line));
                }
            }
        }
    }
    let cases = if count == 1 { "1 case".to_owned() } else { format!("{count} cases") };
    let _ = writeln!(text, "{cases}, {}", if outcome == Outcome::Clean { "all as expected" } else { "not all as expected" });
    Ok((text, outcome))
}
