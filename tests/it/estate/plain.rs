//! The plainest Format-List there is, read without the project's readers: one prompt line with the command (or none), `Name : value` lines,
//! blank lines between objects. Keeps the tests of the estate apart from those of the readers.

use hmaudit::capture::{Capture, Command, Field, Form, Item, Outcome, Raw, Record};
use hmaudit::source::{Source, SourceId, Sources};

/// Sources and captures of some files, in the order given.
pub fn captured(files: &[(&str, &str)]) -> (Sources, Vec<Capture<'static>>) {
    let mut sources = Vec::new();
    let mut captures = Vec::new();
    for (index, (name, text)) in files.iter().enumerate() {
        let id = SourceId(u32::try_from(index).unwrap());
        let source: &'static Source = Box::leak(Box::new(Source::from_text(id, name, text)));
        captures.push(capture(source));
        sources.push(Source::from_text(id, name, text));
    }
    (Sources::new(sources), captures)
}

fn capture(source: &'static Source) -> Capture<'static> {
    let mut capture = Capture::default();
    let mut fields: Vec<Field<'static>> = Vec::new();
    let mut start = 0;
    let mut finish = |fields: &mut Vec<Field<'static>>, command: usize| {
        if let (Some(first), Some(last)) = (fields.first(), fields.last()) {
            let at = first.at.to(last.at);
            let command = command.checked_sub(1);
            capture.records.push(Record {
                hearsay: false,
                command,
                form: Form::List,
                type_name: None,
                shell: None,
                fields: std::mem::take(fields),
                at,
            });
        }
    };
    let mut commands: Vec<Command<'static>> = Vec::new();
    for line in source.text.split_inclusive('\n') {
        let here = start;
        start += line.len();
        let line = line.trim_end();
        if let Some((_, typed)) = line.split_once('>').filter(|(prompt, _)| prompt.starts_with("[PS]")) {
            finish(&mut fields, commands.len());
            if !typed.is_empty() {
                commands.push(command(typed, source.span(here, here + line.len())));
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let (name, text) = (name.trim_end(), value.trim());
            let from = here + line.len() - value.trim_start().len();
            let at = if text.is_empty() { source.span(here, here + name.len()) } else { source.span(from, from + text.len()) };
            if fields.iter().all(|field| field.name != name) {
                fields.push(Field { name: name.into(), raw: raw(text, source, from), at });
            }
        } else {
            finish(&mut fields, commands.len());
        }
    }
    finish(&mut fields, commands.len());
    for (index, command) in commands.iter_mut().enumerate() {
        let printed = capture.records.iter().any(|record| record.command == Some(index));
        command.outcome = if printed { Outcome::Records } else { Outcome::Nothing };
    }
    capture.commands = commands;
    capture
}

fn command(typed: &'static str, at: hmaudit::source::Span) -> Command<'static> {
    let first = typed.split('|').next().unwrap_or(typed);
    let words: Vec<&str> = first.split_whitespace().collect();
    let mut parameters = Vec::new();
    for (index, word) in words.iter().enumerate().skip(1) {
        if let Some(name) = word.strip_prefix('-') {
            let value = words.get(index + 1).filter(|next| !next.starts_with('-'));
            parameters.push((name.into(), value.map(|value| (*value).into())));
        }
    }
    let partial = ["-Server", "-Identity", "-Filter"].iter().any(|switch| typed.contains(switch)) || typed.contains("where");
    Command {
        cmdlet: words[0].into(),
        text: typed.into(),
        parameters,
        expands: None,
        partial,
        values_partial: false,
        filled_by: None,
        asked_at: None,
        shell: None,
        outcome: Outcome::Unknown,
        at,
    }
}

fn raw(text: &'static str, source: &Source, from: usize) -> Raw<'static> {
    let Some(inner) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return if text.is_empty() { Raw::Blank } else { Raw::Scalar(text.into()) };
    };
    let whole = inner.strip_suffix("...");
    let cut = whole.is_some();
    let mut items = Vec::new();
    let mut at = from + 1;
    for part in whole.unwrap_or(inner).split(',') {
        let item = part.trim();
        let start = at + part.len() - part.trim_start().len();
        if !item.is_empty() {
            items.push(Item { text: item.into(), at: source.span(start, start + item.len()) });
        }
        at += part.len() + 1;
    }
    Raw::List { items, cut }
}
