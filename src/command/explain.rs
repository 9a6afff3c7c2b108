//! `hmaudit explain`: a rule's text, or the list of some rules or all.

use super::rules::{all_rules, misspelt};
use crate::app::session;
use crate::app::terminal_options::{print, width};
use crate::cli::ExplainArgs;
use crate::outcome::{Outcome, UserError};
use crate::rule::{Rule, explain, select};

/// Prints it.
///
/// # Errors
/// When there is no such rule, or a rule file of the user's own is broken.
pub fn run(args: &ExplainArgs) -> Result<Outcome, UserError> {
    let rules = all_rules(&args.rules)?;
    let wanted: Vec<&Rule> = match &args.rule {
        None => rules.rules.iter().collect(),
        Some(word) => {
            let known = rules.known();
            let ids = select::ids(&known, word);
            rules.rules.iter().filter(|rule| ids.contains(&rule.id.as_str())).collect()
        }
    };
    let as_of = session::as_of(args.as_of.as_deref())?;
    let text = match (wanted.as_slice(), &args.rule) {
        ([], Some(word)) => return Err(misspelt(&rules, word)),
        ([rule], Some(_)) => explain::page(rule, width(), as_of),
        (several, Some(_)) if args.display.verbose => {
            several.iter().map(|rule| explain::page(rule, width(), as_of)).collect::<Vec<_>>().join("\n")
        }
        (several, _) => explain::list(several, width()),
    };
    print(&text)?;
    Ok(Outcome::Clean)
}
