//! From arguments to an exit code: the only place that knows all commands.

use crate::app::{crash, progress};
use crate::cli::{Cli, Command};
use crate::command;
use crate::outcome::{Outcome, UserError};
use crate::text;
use clap::Parser;
use clap::error::{ContextKind, ContextValue};
use std::borrow::Cow;
use std::process::ExitCode;

/// Runs the program with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    crash::report_panics();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misused(&with_guess(error)).into(),
    };
    progress::allow(!cli.command.display().is_some_and(|look| look.quiet));
    match run(&cli.command) {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            anstream::eprintln!("{}", text::disarmed(&format!("{failure:?}")));
            Outcome::CannotRun.into()
        }
    }
}

/// A path in the place of a command is most likely meant to be audited.
fn with_guess(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && (word.contains(['/', '\\', '.', '*']) || std::path::Path::new(word).exists())
    {
        let guess = format!("did you mean `hmaudit check {word}`?");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![guess.into()]));
        error.remove(ContextKind::SuggestedSubcommand);
    }
    error
}

/// Shows what is wrong with the arguments, or the help that was asked for. Arguments are quoted in it, so on a terminal they could act.
fn misused(error: &clap::Error) -> Outcome {
    let quotes_what_acts =
        std::env::args_os().any(|argument| matches!(text::visible(&argument.to_string_lossy()), Cow::Owned(_)));
    if quotes_what_acts {
        let words = error.render().to_string();
        anstream::eprintln!("{}", text::visible(words.trim_end()));
    } else {
        let _ = error.print();
    }
    if error.use_stderr() { Outcome::CannotRun } else { Outcome::Clean }
}

/// Runs one command.
///
/// # Errors
/// When it could not run: exit code 2.
pub fn run(command: &Command) -> Result<Outcome, UserError> {
    match command {
        Command::Check(args) => command::check::run(args),
        Command::Remediate(args) => command::remediate::run(args),
        Command::Plan(args) => command::plan::run(args),
        Command::Parse(args) => command::parse::run(args),
        Command::Diff(args) => command::diff::run(args),
        Command::Explain(args) => command::explain::run(args),
        Command::Rules(args) => command::rules::run(args),
        Command::Collect(args) => command::collect::run(args),
        #[cfg(feature = "live")]
        Command::Probe(args) => command::probe::run(args),
        #[cfg(feature = "live")]
        Command::Fetch(args) => command::fetch::run(args),
        Command::Redact(args) => command::redact::run(args),
        Command::Clients(args) => command::clients::run(args),
        Command::Fleet(args) => command::fleet::run(args),
        Command::VerifyScript(args) => command::verify_script::run(args),
        Command::Schema(args) => command::schema::run(args),
        Command::Completions(args) => command::completions::run(args),
        Command::Man(args) => command::man::run(args),
    }
}
