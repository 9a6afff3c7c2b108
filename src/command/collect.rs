//! `hmaudit collect`: prints the script that captures all that the audit needs, or all that captures still lack.

use crate::app::rule_set::no_pack;
use crate::app::session::Session;
use crate::app::setting::Asked;
use crate::app::terminal_options;
use crate::catalog::schema::Place;
use crate::cli::{CollectCommand, InputArgs};
use crate::collect;
use crate::outcome::{Outcome, UserError};
use crate::rule::pack;
use std::io::{self, Write as _};

/// Prints the script on standard output. With `--for`, it captures only what the captures there lack; where they lack nothing, nothing is printed.
///
/// # Errors
/// When the captures cannot be audited, or standard output cannot be written.
pub fn run(command: &CollectCommand) -> Result<Outcome, UserError> {
    let (place, args) = match command {
        CollectCommand::Exchange(args) => (Place::Exchange, args),
        CollectCommand::Online(args) => (Place::Online, args),
        CollectCommand::Entra(args) => (Place::Entra, args),
    };
    let packs: Vec<&str> = args.policy.pack.iter().map(String::as_str).collect();
    if let Some(unknown) = packs.iter().find(|name| args.policy.rules.is_empty() && !pack::names().any(|known| known == **name)) {
        return Err(no_pack(unknown, &pack::names().collect::<Vec<_>>()));
    }
    let mut only = Vec::new();
    if !args.captures.is_empty() {
        let input = InputArgs { paths: args.captures.clone(), tenant: args.tenant.clone(), encoding: None };
        let report = Session::open(&Asked::from(&args.policy), &input.tenant)?.audit(&input)?.report();
        only.extend(report.next.into_iter().filter(|block| block.shell == place).flat_map(|block| block.cmdlets));
        if only.is_empty() {
            anstream::eprintln!("note: nothing is missing that this script would capture");
            return Ok(Outcome::Clean);
        }
    }
    let only: Vec<&str> = only.iter().map(String::as_str).collect();
    let script = collect::script(place, &only, &packs);
    let mut out = io::stdout().lock();
    terminal_options::unless_closed(out.write_all(script.as_bytes()).and_then(|()| out.flush()))?;
    Ok(Outcome::Clean)
}
