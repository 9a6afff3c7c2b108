//! Which command is being answered: entering a command line, leaving it, closing what was being read.

use super::super::bare;
use super::super::line::{Line, Lines};
use super::super::list;
use super::super::prompt::prompt;
use super::super::{Capture, Command, ECHO, Outcome, Record, Skipped, command, end, undress};
use super::{Block, Scope, Session};
use std::borrow::Cow;

impl<'s> Session<'s> {
    /// Reads the command line that starts at byte `start` of `line`, with the lines that it goes on in.
    pub(super) fn enter(&mut self, line: &Line<'s>, start: usize, prompted: bool, lines: &mut Lines<'s>, out: &mut Capture<'s>) {
        self.blanks = 0;
        self.fresh = true;
        self.group = None;
        self.scope = Scope { prompted, ..Scope::default() };
        let text = line.text.get(start..).unwrap_or("");
        let lead = text.len() - text.trim_start_matches(['>', '\\', ' ', '\t']).len();
        let part = line.part(start + lead..line.text.len());
        let mut at = part.whole();
        let mut text = part.text;
        let mut columns = line.text.len();
        for _ in 0..40 {
            let Some((next, 0)) = lines.peek() else { break };
            let tail = next.text.trim_start().trim_start_matches("> ").trim_start_matches(">>").trim_start();
            let broken = columns >= 79 && !bare::is_name(tail) && list::property(tail).is_none() && is_tail(tail);
            let open = command::goes_on(&text);
            if text.is_empty()
                || prompt(tail).is_some()
                || undress::is_fence(tail)
                || !(open || broken)
                || (command::is_command(tail) && !open)
            {
                break;
            }
            let glue = if broken && !open && columns.is_multiple_of(20) { "" } else { " " };
            text = Cow::Owned(format!("{}{glue}{tail}", text.trim_end_matches('`').trim_end()));
            at.end = next.at.end;
            columns = next.text.len();
            lines.next();
        }
        let before = out.commands.len();
        let mut printing = 0;
        for statement in command::parse(&text, self.span(&at)) {
            self.scope.changes |= statement.changes;
            let prints = statement.prints;
            if let Some(assigned) = statement.assigned {
                self.variables.retain(|(name, _)| *name != assigned);
                if statement.command.is_some() {
                    self.variables.push((assigned, out.commands.len()));
                }
            }
            let command = statement.command.or_else(|| self.recall(statement.recalls?, out));
            if let Some(command) = command {
                if prints {
                    printing += 1;
                    self.scope.command = Some(out.commands.len());
                }
                out.commands.push(command);
            }
        }
        self.scope.all = before..out.commands.len();
        self.scope.commanded = !text.is_empty();
        if printing != 1 {
            self.scope.command = None;
        }
    }

    /// `$spn.ServicePrincipalNames` prints what the command gave that filled the variable.
    pub(super) fn recall(&self, recalled: command::Recalled<'s>, out: &Capture<'s>) -> Option<Command<'s>> {
        let &(_, index) = self.variables.iter().find(|(name, _)| *name == recalled.variable)?;
        let filled = out.commands.get(index)?;
        Some(Command {
            text: recalled.text,
            expands: recalled.expands.or_else(|| filled.expands.clone()),
            values_partial: filled.values_partial || recalled.filtered,
            outcome: Outcome::Unknown,
            at: recalled.at,
            filled_by: filled.filled_by.clone().or_else(|| Some(filled.text.clone())),
            ..filled.clone()
        })
    }

    /// The output of a command has ended; `at_once`: by the next prompt or the end of the transcript.
    pub(super) fn leave(&mut self, at_once: bool, out: &mut Capture<'s>) {
        let scope = std::mem::take(&mut self.scope);
        if let Some(command) = scope.command.and_then(|index| out.commands.get_mut(index))
            && command.outcome == Outcome::Unknown
        {
            if scope.failed {
                command.outcome = Outcome::Failed;
            } else if at_once && scope.prompted && !scope.printed && scope.all.len() == 1 {
                command.outcome = Outcome::Nothing;
            } else if let Some(at) = scope.foreign {
                let why = format!("the output of {} was not understood", command.cmdlet);
                out.skipped.push(Skipped { at, why });
            }
        }
    }

    pub(super) fn expands(&self, out: &Capture<'s>) -> bool {
        self.expanded(out).is_some()
    }

    /// The property whose bare values the command prints.
    pub(super) fn expanded<'c>(&self, out: &'c Capture<'s>) -> Option<&'c str> {
        self.scope.command.and_then(|index| out.commands.get(index)).and_then(|command| command.expands.as_deref())
    }

    /// Closes what is open and keeps its records.
    pub(super) fn close(&mut self, out: &mut Capture<'s>) {
        let command = self.scope.command;
        let read: Result<Vec<Record<'s>>, Skipped> = match std::mem::replace(&mut self.open, Block::None) {
            Block::None => return,
            Block::List(list) => {
                let (record, skipped) = list.finish(self.source, &self.edge, command, self.scope.commanded, self.scope.records);
                self.scope.content |= !skipped.is_empty();
                out.skipped.extend(skipped);
                Ok(record.into_iter().collect())
            }
            Block::Table(table) => {
                let (records, skipped) = table.finish(self.source);
                self.scope.content |= !skipped.is_empty();
                out.skipped.extend(skipped);
                if let Some(group) = &mut self.group {
                    group.used = true;
                }
                Ok(records)
            }
            Block::Values(values) => {
                let asked = command.and_then(|index| out.commands.get(index));
                let property = asked.and_then(|command| command.expands.as_ref());
                values.finish(property, command, asked.is_some_and(|command| command.values_partial))
            }
        };
        let read = read.map(|mut records| {
            end::settle(&mut records, self.source, &mut out.skipped);
            records
        });
        match read {
            Err(skipped) => {
                self.scope.content = true;
                out.skipped.push(skipped);
            }
            Ok(records) if records.is_empty() => self.scope.prose += 1,
            Ok(records) if self.scope.changes => {
                let why = ECHO.to_owned();
                out.skipped.extend(records.first().map(|record| Skipped { at: record.at, why }));
            }
            Ok(mut records) => {
                if let Some(group) = &self.group {
                    let lacks = |record: &&mut Record<'s>| record.field(&group.field.name).is_none();
                    records.iter_mut().filter(lacks).for_each(|record| record.fields.insert(0, group.field.clone()));
                }
                out.records.extend(records);
                self.has_records(out);
            }
        }
    }

    pub(super) fn has_records(&mut self, out: &mut Capture<'s>) {
        self.scope.content = true;
        self.scope.records = true;
        if let Some(command) = self.scope.command.and_then(|index| out.commands.get_mut(index)) {
            command.outcome = Outcome::Records;
        }
    }
}

/// Whether a line may be the rest of a command that the edge of the console broke.
fn is_tail(text: &str) -> bool {
    let starts = text.starts_with(['|', '-', ',', '*', ')', '}', ';']);
    starts || text.contains(" | ") || text.contains(" -") || text.contains("|") || (text.contains(',') && !text.contains(' '))
}
