//! Text within a value: what a cmdlet printed, kept by some program in a string of a document.
//!
//! It is read like a source of its own; then every place is led back to where it stands in the document.

use super::{Capture, Command, Field, Item, Moment, Raw, Record, Skipped};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;

/// A text, and where each of its stretches stands in the source.
#[derive(Debug, Default)]
pub(super) struct Embedded {
    text: String,
    /// Where a stretch starts in the text, and where it stands in the source. Escaped characters are stretches of their own.
    stretches: Vec<(usize, Range<usize>)>,
}

impl Embedded {
    /// Appends text that stands in the source as it is.
    pub fn push(&mut self, text: &str, from: usize) {
        if !text.is_empty() {
            self.stretches.push((self.text.len(), from..from + text.len()));
            self.text.push_str(text);
        }
    }

    /// Appends a character that is written otherwise in the source.
    pub fn push_escaped(&mut self, character: char, place: Range<usize>) {
        self.stretches.push((self.text.len(), place));
        self.text.push(character);
    }

    /// Reads it, and adds what it holds. Records without a command of their own are of `command`. Returns whether there was any.
    pub fn read(mut self, source: &Source, command: Option<usize>, out: &mut Capture<'_>) -> bool {
        if self.stretches.is_empty() {
            return false;
        }
        // Its end was seen, so that nothing there is cut.
        self.text.push('\n');
        let inner = Source::from_text(source.id, &source.name, &self.text);
        let (found, _) = super::read_blocks(&inner, false);
        let has_records = !found.records.is_empty();
        out.skipped.extend(found.skipped.into_iter().map(|skip| Skipped { at: self.place(skip.at), ..skip }));
        out.lost.extend(found.lost.iter().map(|at| self.place(*at)));
        if !has_records {
            return false;
        }
        let before = out.commands.len();
        out.commands.extend(found.commands.iter().map(|command| self.command(command)));
        out.records.extend(
            found
                .records
                .iter()
                .map(|record| Record { command: record.command.map(|index| before + index).or(command), ..self.record(record) }),
        );
        true
    }

    fn place(&self, at: Span) -> Span {
        let stretch = |at: usize| {
            let index = self.stretches.partition_point(|(start, _)| *start <= at).max(1) - 1;
            self.stretches.get(index).cloned().unwrap_or((0, 0..1))
        };
        let (start, end) = (at.start as usize, (at.end as usize).max(at.start as usize + 1));
        let (first_at, first) = stretch(start);
        let (last_at, last) = stretch(end - 1);
        // An escaped character is as long in the source as it is.
        let from = (first.start + (start - first_at)).min(first.end.saturating_sub(1));
        let is_one = self.text[last_at..].chars().next().is_some_and(|character| last_at + character.len_utf8() >= end);
        let to = if is_one { last.end } else { (last.start + (end - last_at)).min(last.end) };
        Span::new(at.source, from, to.max(from + 1))
    }

    fn record(&self, record: &Record<'_>) -> Record<'static> {
        Record {
            hearsay: record.hearsay,
            command: None,
            form: record.form,
            type_name: record.type_name.as_deref().map(owned),
            shell: record.shell,
            fields: record.fields.iter().map(|field| self.field(field)).collect(),
            at: self.place(record.at),
        }
    }

    fn field(&self, field: &Field<'_>) -> Field<'static> {
        let raw = match &field.raw {
            Raw::Scalar(text) => Raw::Scalar(owned(text)),
            Raw::Cut(text) => Raw::Cut(owned(text)),
            Raw::Blank => Raw::Blank,
            Raw::List { items, cut } => Raw::List {
                items: items.iter().map(|item| Item { text: owned(&item.text), at: self.place(item.at) }).collect(),
                cut: *cut,
            },
        };
        Field { name: owned(&field.name), raw, at: self.place(field.at) }
    }

    fn command(&self, command: &Command<'_>) -> Command<'static> {
        Command {
            cmdlet: owned(&command.cmdlet),
            text: owned(&command.text),
            parameters: command.parameters.iter().map(|(name, value)| (owned(name), value.as_deref().map(owned))).collect(),
            expands: command.expands.as_deref().map(owned),
            filled_by: command.filled_by.as_deref().map(owned),
            asked_at: command.asked_at.map(|at| Moment { line: self.place(at.line), ..at }),
            at: self.place(command.at),
            partial: command.partial,
            values_partial: command.values_partial,
            shell: command.shell,
            outcome: command.outcome,
        }
    }
}

fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}
