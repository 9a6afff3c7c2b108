//! `hmaudit completions`.

use crate::cli::{Cli, CompletionsArgs};
use crate::outcome::{Failure, Outcome};
use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;
use std::io::Write;

/// Prints the completions of a shell.
///
/// # Errors
/// When there is no such shell, or standard output can't be written.
pub fn run(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    crate::app::look::unless_closed(std::io::stdout().lock().write_all(&completions(&args.shell)?))?;
    Ok(Outcome::Clean)
}

/// The completions of the shell of this name, as a script for it.
///
/// # Errors
/// When there is no such shell.
pub fn completions(name: &str) -> Result<Vec<u8>, Failure> {
    let Some(shell) = Shell::value_variants().iter().find(|shell| shell.to_string().eq_ignore_ascii_case(name)) else {
        let names: Vec<String> = Shell::value_variants().iter().map(ToString::to_string).collect();
        return Err(super::schema::unknown("shell", name, &names));
    };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut Cli::command(), "hmaudit", &mut script);
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_gets_the_commands() {
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            let script = String::from_utf8(completions(shell).unwrap()).unwrap();
            assert!(script.contains("remediate") && script.contains("fail-on"), "{shell}");
        }
        let error = completions("tcsh").unwrap_err();
        assert!(error.help().unwrap().to_string().ends_with("There are: bash, elvish, fish, powershell, zsh"));
    }
}
