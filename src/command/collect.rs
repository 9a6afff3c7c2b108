//! `hmaudit collect`: prints the script that captures all that the audit needs.

use crate::app::look;
use crate::cli::CollectCommand;
use crate::outcome::{Failure, Outcome};
use std::io::{self, Write};

/// For the Exchange Management Shell.
const EXCHANGE: &str = include_str!("../collect/exchange.ps1");
/// For Microsoft Graph PowerShell.
const ENTRA: &str = include_str!("../collect/entra.ps1");

/// Prints the script on standard output.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(args: &CollectCommand) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    look::unless_closed(out.write_all(script(args).as_bytes()).and_then(|()| out.flush()))?;
    Ok(Outcome::Clean)
}

/// The script, with Windows line ends and the version of this program in it.
#[must_use]
pub fn script(which: &CollectCommand) -> String {
    let text = match which {
        CollectCommand::Exchange => EXCHANGE,
        CollectCommand::Entra => ENTRA,
    };
    text.replace("{{version}}", env!("CARGO_PKG_VERSION")).replace("\r\n", "\n").replace('\n', "\r\n")
}
