//! The command line of PowerShell, as far as it tells what is printed: cmdlet, parameters, what the pipeline keeps, what the session remembers.

use super::{Command, Outcome, SignedIn};
use crate::capture::Shell;
use crate::source::Span;
use std::borrow::Cow;

mod asked;
mod cmdlets;
pub(crate) mod connection;
mod foreign;
mod memory;
mod parameters;
mod run;
mod scan;
mod setup;
mod shown;
pub(crate) mod sign_in;
mod syntax;
mod verbatim;

pub use asked::{Demand, demands};
pub use connection::{Window, announced};
use memory::{Flow, Source};
pub use run::{State, goes_on};
pub use shown::shown;

/// Longer lines are not commands that anybody typed.
const LONGEST: usize = 16 * 1024;

/// What a command line does.
#[derive(Debug, Default)]
pub struct Told<'s> {
    /// The `Get-` commands in it, and those that print what nobody can tell; with each whether it prints.
    pub commands: Vec<(Command<'s>, bool)>,
    /// It changes something (`Set-`, `New-`); what it prints is an echo.
    pub changes: bool,
    /// It connects somewhere, in a way that we follow.
    pub connects: bool,
    /// Where it signs in to.
    pub sign_ins: Vec<SignedIn>,
    /// What it prints is not what is stored.
    pub unstored: Option<Unstored>,
}

/// Why what is printed is not what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unstored {
    /// A variable that was changed in memory since a cmdlet filled it.
    Changed,
    /// A variable that code of which nobody knows what it does may have changed or filled anew.
    Clouded,
    /// A variable that the text does not show being filled.
    Unfilled,
    /// A text that somebody typed.
    Typed,
}

impl Unstored {
    /// In words for a person.
    pub fn why(self) -> &'static str {
        match self {
            Self::Changed => {
                "printed from a variable that was changed in memory, which does not show what is stored: run the Get- command again"
            }
            Self::Clouded => {
                "printed from a variable, and a script or function ran in between that may have changed it: run the Get- command again"
            }
            Self::Unfilled => {
                "printed from a variable, and no command shows what filled it: print what the Get- command itself returns"
            }
            Self::Typed => "printed from a text that was typed, which does not show what is stored: run the Get- command",
        }
    }
}

/// Whether a line without a prompt is a command, and not a sentence that begins with the name of a cmdlet.
pub fn is_command(text: &str) -> bool {
    let text = text.trim();
    let body = text.trim_start_matches(['(', '@', '&', ' ']);
    if text.len() > LONGEST {
        return false;
    }
    if let Some(variable) = body.strip_prefix('$') {
        let name = variable.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':')).count();
        let behind = variable[name..].trim_start();
        return name > 0 && (behind.starts_with('|') || (behind.starts_with('=') && !behind.starts_with("==")));
    }
    let Some(length) = cmdlet(body) else { return false };
    let behind = &body[length..];
    if !behind.starts_with([' ', '\t', '|', ';', '>', ')']) && !behind.is_empty() {
        return false;
    }
    let behind = behind.trim_start();
    let next = behind.chars().next();
    match next {
        None | Some('|' | ';' | '>' | '"' | '\'' | '$' | '(' | ')' | '`' | '\u{201c}' | '\u{2018}') => true,
        Some('-' | '\u{2013}' | '\u{2014}') => behind.chars().nth(1).is_some_and(|letter| letter.is_ascii_alphabetic()),
        Some(_) => {
            let mut scan = scan::Scan::new(behind, 0..behind.len());
            scan.skip_value();
            let word = 0..scan.at.min(behind.len());
            let rest = behind[word.end..].trim_start();
            const SAID: &[&str] = &[
                "output", "outputs", "result", "results", "shows", "returns", "returned", "gives", "says", "cmdlet", "command",
                "is",
            ];
            let word = &behind[word];
            let sentence = word.ends_with(['.', ':', ',', '?']) || SAID.iter().any(|said| said.eq_ignore_ascii_case(word));
            !sentence && (rest.is_empty() || rest.starts_with(['|', ';', '>', '-', '\u{2013}']))
        }
    }
}

/// Length of the `Verb-Noun` at the start of `text`, the module before it included.
fn cmdlet(text: &str) -> Option<usize> {
    let module =
        text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'.')).filter(|&at| text[at..].starts_with('\\'));
    let start = module.map_or(0, |at| at + 1);
    let word = text[start..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let (verb, noun) = text[start..start + word].split_once('-')?;
    const VERBS: &[&str] = &[
        "get",
        "set",
        "new",
        "remove",
        "enable",
        "disable",
        "update",
        "add",
        "connect",
        "disconnect",
        "import",
        "export",
        "start",
        "stop",
        "restart",
        "test",
        "invoke",
        "write",
        "install",
        "convertto",
        "out",
        "format",
        "select",
    ];
    let is_verb = VERBS.iter().any(|known| known.eq_ignore_ascii_case(verb));
    let is_noun = noun.len() > 1 && noun.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_verb && is_noun).then_some(start + word)
}

/// Reads a command line (without the prompt) that was typed in a window of a session. `at` is where it stands.
pub fn read<'s>(text: &Cow<'s, str>, at: Span, state: &mut State, window: Window) -> Told<'s> {
    let mut told = Told::default();
    if text.len() > LONGEST {
        return told;
    }
    state.turn_to(window);
    let runs_code = hides_code(text);
    if runs_code {
        state.memory.cloud();
    }
    let mut unknown = None;
    for node in syntax::parse(text, 0..text.len()) {
        if let syntax::Node::Pipeline { at: place, .. } = &node
            && let Some(command) = setup::command(text, place.clone(), at).or_else(|| verbatim::command(text, place.clone(), at))
        {
            told.commands.push((command, true));
            continue;
        }
        let mut run = run::Run::new(text, at, state, window);
        let printed = run.top(&node);
        let silent = std::mem::take(&mut run.silent);
        told.changes |= run.changes;
        told.connects |= run.connects;
        told.sign_ins.append(&mut run.sign_ins);
        for flow in silent {
            told.commands.extend(command(&flow, text, 0..text.len(), at).map(|command| (command, false)));
        }
        for (flow, place) in printed {
            let unstored = match flow.source {
                Source::Got(_) | Source::Unfilled if state.memory.is_changed(flow.object) => Some(Unstored::Changed),
                Source::Got(_) | Source::Unfilled if state.memory.is_clouded(flow.object) => Some(Unstored::Clouded),
                Source::Unfilled => Some(Unstored::Unfilled),
                Source::Text(_) => Some(Unstored::Typed),
                _ => None,
            };
            told.unstored = told.unstored.or(unstored);
            match &flow.source {
                Source::Got(_) => told.commands.extend(command(&flow, text, place, at).map(|command| (command, true))),
                Source::Unfilled => unknown = Some((String::new(), flow)),
                Source::Unknown(name) => unknown = Some((name.clone(), flow)),
                Source::Text(_) | Source::Session(_) | Source::Else | Source::Echo => {}
            }
        }
    }
    if runs_code {
        state.memory.cloud();
    }
    // What nobody can tell counts only where nothing else prints.
    if let Some((name, flow)) = unknown
        && !told.changes
        && !told.commands.iter().any(|(_, prints)| *prints)
    {
        let partial = flow.partial || matches!(flow.source, Source::Unfilled);
        let command = Command {
            cmdlet: Cow::Owned(name),
            text: one_line(text),
            expands: flow.expands.map(Cow::Owned),
            partial,
            values_partial: flow.values_partial,
            shell: state.connections.side(window),
            ..unknown_command(at)
        };
        told.commands.push((command, true));
    }
    told
}

/// A command line of which nobody can tell what it prints.
pub fn unknown(text: &str, at: Span) -> Command<'_> {
    Command { text: Cow::Borrowed(text), ..unknown_command(at) }
}

fn unknown_command<'s>(at: Span) -> Command<'s> {
    Command {
        cmdlet: Cow::Borrowed(""),
        text: Cow::Borrowed(""),
        parameters: Vec::new(),
        expands: None,
        partial: true,
        values_partial: true,
        outcome: Outcome::Unknown,
        filled_by: None,
        asked_at: None,
        shell: None,
        at,
    }
}

/// The command that a flow comes from.
fn command<'s>(flow: &Flow, text: &Cow<'s, str>, place: std::ops::Range<usize>, at: Span) -> Option<Command<'s>> {
    let Source::Got(got) = &flow.source else { return None };
    // A bare version does not tell which server has it.
    if got.cmdlet.eq_ignore_ascii_case("Get-Command")
        && flow.expands.as_deref().is_some_and(|name| !name.eq_ignore_ascii_case("FileVersionInfo"))
    {
        return None;
    }
    let own = if flow.recalled { one_line(&scan::sub(text, place)) } else { Cow::Owned(got.text.replace('\n', " ")) };
    let filled_by = (flow.recalled || got.asked.trim_end() != got.text).then(|| Cow::Owned(got.asked.trim_end().to_owned()));
    Some(Command {
        cmdlet: Cow::Owned(got.cmdlet.clone()),
        text: own,
        parameters: got
            .parameters
            .iter()
            .map(|(name, value)| (Cow::Owned(name.clone()), value.clone().map(Cow::Owned)))
            .collect(),
        expands: flow.expands.clone().map(Cow::Owned),
        partial: flow.partial,
        values_partial: flow.values_partial,
        outcome: Outcome::Unknown,
        filled_by,
        asked_at: Some(got.at),
        shell: got.side,
        at,
    })
}

fn one_line<'s>(text: &Cow<'s, str>) -> Cow<'s, str> {
    if text.contains('\n') { Cow::Owned(text.replace('\n', " ")) } else { text.clone() }
}

/// Whether a command line ends within a text in quotes.
pub fn is_quoted(text: &str) -> bool {
    let mut scan = scan::Scan::new(text, 0..text.len().min(LONGEST));
    while let Some(character) = scan.peek() {
        match scan::quote_of(character) {
            Some(quote) => {
                scan.quoted();
                // An open text reaches to the end and is not closed there.
                if scan.is_done() && (text.len() < 2 || text.chars().next_back().and_then(scan::quote_of) != Some(quote)) {
                    return true;
                }
            }
            None => scan.bump(),
        }
    }
    false
}

/// Whether the last word of a line is half a name, and the first word below it the other half.
pub fn completes(text: &str, tail: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let start = text
        .rfind(|character: char| !is_part(character))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = tail.find(|character: char| !is_part(character)).unwrap_or(tail.len());
    let (first, second) = (&text[start..], &tail[..end]);
    if first.is_empty() || second.is_empty() {
        return false;
    }
    let known = |word: &str| {
        let parameter = word.strip_prefix('-').is_some_and(parameters::is_name);
        let command = !matches!(
            cmdlets::stage(&cmdlets::name(word)),
            cmdlets::Stage::Unknown | cmdlets::Stage::Get | cmdlets::Stage::Changes
        );
        parameter || command || super::known::known(word) != super::known::Known::No
    };
    !known(first) && known(&format!("{first}{second}"))
}

/// Whether what a command prints begins in the line below it: values, documents. What is formatted begins with a blank line.
pub fn prints_at_once(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["-exp", ").", "convertto", "% {", "foreach"].iter().any(|sign| lower.contains(sign)) || lower.starts_with('$')
}

/// Whether a command line makes or runs code, or reaches for variables, in ways that are not read.
fn hides_code(text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "[scriptblock]",
        "[powershell]",
        "[psvariable]",
        "[runspace",
        "$executioncontext",
        " variable:",
        "'variable:",
        "\"variable:",
        "$profile",
    ];
    if !text.contains(['[', '$', ':']) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    SIGNS.iter().any(|sign| lower.contains(sign))
}

/// The side that cmdlets without a prefix ask in a window.
pub fn side(state: &State, window: Window) -> Option<Shell> {
    state.connections.side(window)
}

#[cfg(test)]
mod tests;
