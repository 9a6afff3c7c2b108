//! Calls that the Hybrid Configuration Wizard made, from its cache or its log: the last answer to a question counts.

use super::{Capture, Command, ECHO, Outcome, Record, Shell, Skipped};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Parameters of a call; a switch that is on has no value.
pub(super) type Parameters<'s> = Vec<(Cow<'s, str>, Option<Cow<'s, str>>)>;

/// One call with its answer.
#[derive(Debug)]
pub(super) struct Call<'s> {
    /// Which side was asked.
    pub shell: Option<Shell>,
    /// The cmdlet.
    pub cmdlet: Cow<'s, str>,
    /// The whole call as text.
    pub text: Cow<'s, str>,
    /// Its parameters.
    pub parameters: Parameters<'s>,
    /// What came back.
    pub outcome: Outcome,
    /// The objects that came back.
    pub records: Vec<Record<'s>>,
    /// The answer is cut: there may be more objects than these.
    pub cut: bool,
    /// Where the call stands.
    pub at: Span,
}

impl Call<'_> {
    fn verb_and_noun(&self) -> (String, String) {
        let lower = self.cmdlet.to_ascii_lowercase();
        let (verb, noun) = lower.split_once('-').unwrap_or((&lower, ""));
        (verb.to_owned(), noun.to_owned())
    }

    /// Side, cmdlet and parameters: what makes two calls the same question.
    fn question(&self) -> (Option<Shell>, String, Vec<String>) {
        let mut parameters: Vec<String> = self
            .parameters
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_deref().unwrap_or("")).to_ascii_lowercase())
            .collect();
        parameters.sort();
        (self.shell, self.cmdlet.to_ascii_lowercase(), parameters)
    }
}

/// Emits the last answer to each `Get-` call. What a later `Set-` call changed is left out of it, and a set to which a later `New-` or
/// `Remove-` call belongs is not the whole set any more.
pub(super) fn emit<'s>(calls: Vec<Call<'s>>, out: &mut Capture<'s>) {
    let mut last = BTreeMap::new();
    for (index, call) in calls.iter().enumerate() {
        if call.outcome != Outcome::Failed {
            last.insert(call.question(), index);
        }
    }
    let kept: BTreeSet<usize> = last.into_values().collect();
    // Changes by side and noun, from the end: what stands here when a call is reached came after it.
    let mut changed: BTreeMap<(Option<Shell>, String), BTreeSet<String>> = BTreeMap::new();
    let mut reshaped: BTreeSet<(Option<Shell>, String)> = BTreeSet::new();
    let mut emitted = Vec::new();
    for (index, mut call) in calls.into_iter().enumerate().rev() {
        let (verb, noun) = call.verb_and_noun();
        let subject = (call.shell, noun);
        if let Some(first) = call.records.first().filter(|_| verb != "get") {
            out.skipped.push(Skipped { at: first.at, why: ECHO.to_owned() });
        }
        match verb.as_str() {
            "get" if kept.contains(&index) => {
                let changes = changed.get(&subject);
                let stale: Option<String> =
                    changes.map(|changes| leave_out(&mut call.records, changes)).filter(|names| !names.is_empty());
                let partial = call.cut || narrows(&call.parameters) || reshaped.contains(&subject);
                emitted.push((call, partial, stale));
            }
            "set" if call.outcome != Outcome::Failed => {
                let names = call.parameters.iter().map(|(name, _)| name.to_ascii_lowercase()).filter(|name| name != "identity");
                changed.entry(subject).or_default().extend(names);
            }
            "new" | "remove" | "add" | "enable" | "disable" if call.outcome != Outcome::Failed => {
                reshaped.insert(subject);
            }
            _ => {}
        }
    }
    for (call, partial, stale) in emitted.into_iter().rev() {
        if let Some(names) = stale {
            let why = format!(
                "the wizard changed {names} after this answer, so what it says of that is left out; capture {} again",
                call.cmdlet
            );
            out.skipped.push(Skipped { at: call.at, why });
        }
        let index = out.commands.len();
        out.commands.push(Command {
            values_partial: false,
            cmdlet: call.cmdlet,
            text: call.text,
            parameters: call.parameters,
            expands: None,
            partial,
            outcome: call.outcome,
            filled_by: None,
            asked_at: None,
            shell: call.shell,
            at: call.at,
        });
        out.records.extend(call.records.into_iter().map(|record| Record { command: Some(index), ..record }));
    }
}

/// Drops the fields of these names, and returns the names that there were.
fn leave_out(records: &mut [Record<'_>], names: &BTreeSet<String>) -> String {
    let mut dropped: Vec<String> = Vec::new();
    for record in records {
        record.fields.retain(|field| {
            let stays = !names.contains(&field.name.to_ascii_lowercase());
            if !stays && !dropped.iter().any(|name| *name == field.name) {
                dropped.push(field.name.to_string());
            }
            stays
        });
    }
    dropped.join(", ")
}

/// Whether parameters keep only some of the objects.
pub(super) fn narrows(parameters: &[(Cow<'_, str>, Option<Cow<'_, str>>)]) -> bool {
    parameters.iter().any(|(name, value)| {
        let narrowing =
            ["Identity", "Server", "Filter", "Organization", "ResultSize", "RecipientTypeDetails", "Thumbprint", "DomainName"];
        narrowing.iter().any(|other| name.eq_ignore_ascii_case(other))
            && value.as_deref().is_none_or(|value| !value.eq_ignore_ascii_case("unlimited"))
    })
}

/// Cmdlet and parameters of a command line; a value that stands alone is the identity. Pipelines are read up to the first `|`.
pub(super) fn command_line<'s>(line: &str) -> (String, Parameters<'s>) {
    let first = line.split('|').next().unwrap_or("");
    let mut words = words(first).into_iter();
    let cmdlet = words.next().unwrap_or_default();
    let mut parameters: Parameters<'s> = Vec::new();
    let mut waits = false;
    for word in words {
        match word.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
            Some(name) => {
                let (name, value) = name.split_once(':').map_or((name, None), |(name, value)| (name, Some(value.to_owned())));
                waits = value.as_deref().is_none_or(str::is_empty);
                let value = value.filter(|value| !value.is_empty() && !value.eq_ignore_ascii_case("$true")).map(Cow::Owned);
                parameters.push((Cow::Owned(name.to_owned()), value));
            }
            None => {
                let switched_on = word.eq_ignore_ascii_case("$true");
                match parameters.last_mut() {
                    Some((_, value)) if waits => *value = (!switched_on).then_some(Cow::Owned(word)),
                    _ => parameters.push((Cow::Borrowed("Identity"), Some(Cow::Owned(word)))),
                }
                waits = false;
            }
        }
    }
    (cmdlet, parameters)
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), character) if open == character => quote = None,
            (None, character) if character.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(character),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
