//! `hmaudit completions`.

use crate::area;
use crate::cli::{Cli, CompletionsArgs};
use crate::outcome::{Outcome, UserError};
use crate::rule;
use crate::source::encodings::ENCODINGS;
use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory, ValueEnum};
use clap_complete::{Shell, generate};
use clap_complete_nushell::Nushell;
use std::io::Write;

/// Prints the completions of a shell.
///
/// # Errors
/// When there is no such shell, or standard output can't be written.
pub fn run(args: &CompletionsArgs) -> Result<Outcome, UserError> {
    crate::app::terminal_options::unless_closed(std::io::stdout().lock().write_all(&completions(&args.shell)?))?;
    Ok(Outcome::Clean)
}

/// The completions of the shell of this name, as a script for it.
///
/// # Errors
/// When there is no such shell, or a built-in rule is broken.
pub fn completions(name: &str) -> Result<Vec<u8>, UserError> {
    let mut script = Vec::new();
    let mut command = with_words(Cli::command(), &words()?);
    if name.eq_ignore_ascii_case(NUSHELL) {
        generate(Nushell, &mut command, "hmaudit", &mut script);
        return Ok(script);
    }
    let Some(shell) = Shell::value_variants().iter().find(|shell| shell.to_string().eq_ignore_ascii_case(name)) else {
        return Err(super::schema::unknown("shell", name, &shells()));
    };
    generate(*shell, &mut command, "hmaudit", &mut script);
    Ok(script)
}

const NUSHELL: &str = "nushell";

fn shells() -> Vec<String> {
    let mut names: Vec<String> = Shell::value_variants().iter().map(ToString::to_string).chain([NUSHELL.to_owned()]).collect();
    names.sort();
    names
}

/// What may be written for arguments that take any text when the program runs, by the id of the argument. The rules of the user's own, for
/// one, are known only then.
type Words = Vec<(&'static str, Vec<String>)>;

fn words() -> Result<Words, UserError> {
    let rules = rule::load(&rule::every()?)?;
    let known = rules.known();
    let mut ids: Vec<String> =
        known.iter().flat_map(|(id, _)| rule::select::families(id).chain([*id])).map(str::to_owned).collect();
    ids.sort();
    ids.dedup();
    Ok(vec![
        ("only", ids.clone()),
        ("skip", ids.clone()),
        ("rule", ids),
        ("pack", rule::pack::names().map(str::to_owned).collect()),
        ("require", area::words(rule::pack::names()).into_iter().map(str::to_owned).collect()),
        ("encoding", ENCODINGS.iter().map(|name| (*name).to_owned()).collect()),
        ("shell", shells()),
        ("what", super::schema::names()),
    ])
}

fn with_words(mut command: Command, words: &Words) -> Command {
    let below: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for name in below {
        command = command.mut_subcommand(name, |below| with_words(below, words));
    }
    for (argument, words) in words {
        if command.get_arguments().any(|known| known.get_id() == argument) {
            command = command.mut_arg(argument, |known| known.value_parser(PossibleValuesParser::new(words.clone())));
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_gets_the_commands_and_the_words() {
        for shell in shells() {
            let script = String::from_utf8(completions(&shell).unwrap()).unwrap();
            for word in ["remediate", "fail-on", "verify-script"] {
                assert!(script.contains(word), "{shell} has no {word}");
            }
            // The generators for these two write no values of arguments.
            for word in ["HMA-SPN-001", "HMA-SPN", "ibm437"] {
                assert!(script.contains(word) || ["elvish", "powershell"].contains(&shell.as_str()), "{shell} has no {word}");
            }
        }
        let error = completions("tcsh").unwrap_err();
        assert!(error.help().unwrap().to_string().ends_with("There are: bash, elvish, fish, nushell, powershell, zsh"));
    }
}
