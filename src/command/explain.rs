//! `hmaudit explain`: a rule's text, or the list of rules.

use super::rules::{all_rules, misspelt};
use crate::app::look::{print, width};
use crate::cli::ExplainArgs;
use crate::outcome::{Failure, Outcome};
use crate::rule::explain;

/// Prints it.
///
/// # Errors
/// When there is no such rule, or a rule file of the user's own is broken.
pub fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let rules = all_rules(&args.rules)?;
    let text = match &args.rule {
        None => explain::list(&rules, width()),
        Some(wanted) => match rules.find(wanted) {
            Some(rule) => explain::page(rule, width()),
            None => return Err(misspelt(&rules, wanted)),
        },
    };
    print(&text)?;
    Ok(Outcome::Clean)
}
