//! Which command is being answered: entering a command line, leaving it, closing what was being read.

use super::super::command::Unstored;
use super::super::fit::Stack;
use super::super::line::{Line, Lines};
use super::super::list;
use super::super::noise::{Noise, noise};
use super::super::prompt::prompt;
use super::super::{Capture, ECHO, Form, Outcome, Record, Skipped, command, decoration, end};
use super::super::{bare, failure};
use super::hearsay;
use super::{Block, Scope, Session};
use std::borrow::Cow;

/// More commands than that do not stand above their outputs.
const MOST_STACKED: usize = 32;

/// No console is narrower than this.
const NARROWEST: usize = 40;

impl<'s> Session<'s> {
    /// Reads the command line that starts at byte `start` of `line`, with the lines that it goes on in.
    pub(super) fn enter(&mut self, line: &Line<'s>, start: usize, prompted: bool, lines: &mut Lines<'s>, out: &mut Capture<'s>) {
        self.blanks = 0;
        self.fresh = true;
        self.group = None;
        let stack = std::mem::take(&mut self.scope.stack);
        self.scope = Scope { prompted, stack, ..Scope::default() };
        let text = line.text.get(start..).unwrap_or("");
        let lead = text.len() - text.trim_start_matches(['>', '\\', ' ', '\t']).len();
        let part = line.part(start + lead..line.text.len());
        let mut at = part.whole();
        let mut text = part.text;
        self.scope.hearsay = self.is_hearsay(line);
        let mut columns = line.text.chars().count();
        for _ in 0..40 {
            let Some((next, 0)) = lines.peek() else { break };
            let tail = next.text.trim_start().trim_start_matches("> ").trim_start_matches(">>").trim_start();
            let open = command::goes_on(&text);
            let is_rule = noise(tail) == Some(Noise::Stars);
            if text.is_empty()
                || is_rule
                || prompt(tail).is_some()
                || decoration::is_fence(tail)
                || (command::is_command(tail) && !open)
            {
                break;
            }
            let folded = !open && self.is_folded(&text, columns, tail, lines);
            if !(open || folded) {
                break;
            }
            let continued = next.text.trim_start().starts_with(">>");
            let at_edge = !continued && columns >= NARROWEST && columns + 1 >= self.width();
            let glue = match text.trim_end().chars().next_back() {
                Some('|' | '`' | ',') if open => " ",
                _ if (folded || at_edge) && (columns == self.width() || (folded && columns.is_multiple_of(20))) => "",
                _ if folded || at_edge => " ",
                // Within brackets a line is a statement of its own.
                _ => "\n",
            };
            text = Cow::Owned(format!("{}{glue}{tail}", text.trim_end_matches('`').trim_end()));
            at.end = next.at.end;
            columns = next.text.chars().count();
            lines.next();
        }
        let before = out.commands.len();
        let mut printing = 0;
        let told = command::read(&text, self.span(&at), &mut self.state, self.window);
        self.scope.at = Some(self.span(&at));
        self.scope.changes = told.changes;
        self.scope.connects = told.connects;
        if !self.scope.hearsay {
            out.sign_ins.extend(told.sign_ins);
        }
        self.scope.unstored = told.unstored;
        for (command, prints) in told.commands {
            if prints {
                printing += 1;
                self.scope.command = Some(out.commands.len());
                if self.scope.stack.len() >= MOST_STACKED {
                    self.scope.stack.remove(0);
                }
                self.scope.stack.push(out.commands.len());
            }
            out.commands.push(command);
        }
        self.scope.all = before..out.commands.len();
        self.scope.commanded = !text.is_empty();
        if prompted {
            self.begins_to_say(&text);
            self.scope.shows_file = hearsay::shows_file(&text);
        }
        if printing != 1 {
            self.scope.command = None;
        }
    }

    /// Characters of the longest line, which is as wide as the console at most.
    fn width(&mut self) -> usize {
        let text = &self.source.text;
        *self.width.get_or_insert_with(|| text.lines().map(|line| line.trim_end().chars().count()).max().unwrap_or(0))
    }

    /// Whether the edge of the console broke a command, so that the line below is the rest of it.
    fn is_folded(&mut self, text: &str, columns: usize, tail: &str, lines: &Lines<'s>) -> bool {
        if bare::is_name(tail) && !command::is_quoted(text) || list::property(tail).is_some() {
            return false;
        }
        if columns >= 79 && is_tail(tail) {
            return true;
        }
        // No line of a console is longer than its width.
        if columns < NARROWEST || columns + 1 < self.width() {
            return false;
        }
        if command::is_quoted(text) || command::completes(text, tail) {
            return true;
        }
        // What is formatted begins with a blank line; values and documents do not.
        let mut ahead = *lines;
        ahead.next();
        let is_word = !tail.contains(' ') && tail.starts_with(|first: char| first.is_ascii_lowercase());
        is_word && !command::prints_at_once(text) && !ahead.rule_may_follow_at_once()
    }

    /// The output of a command has ended; `at_once`: by the next prompt or the end of the transcript.
    pub(super) fn leave(&mut self, at_once: bool, out: &mut Capture<'s>) {
        let mut scope = std::mem::take(&mut self.scope);
        if let Some((line, at)) = &scope.failure {
            failure::note(line, *at, scope.command, out);
        }
        let answered = scope.records || scope.document || scope.failed || scope.foreign.is_some();
        if !answered {
            self.scope.stack = std::mem::take(&mut scope.stack);
        }
        if let Some(command) = scope.command.and_then(|index| out.commands.get_mut(index))
            && command.outcome == Outcome::Unknown
        {
            if scope.failed {
                command.outcome = Outcome::Failed;
            } else if at_once && scope.prompted && !scope.hearsay && !scope.printed && scope.all.len() == 1 {
                command.outcome = Outcome::Nothing;
            } else if let Some(at) =
                scope.foreign.filter(|_| command.cmdlet.get(..4).is_some_and(|verb| verb.eq_ignore_ascii_case("Get-")))
            {
                let why = format!("the output of {} was not understood", command.cmdlet);
                out.lost.push(command.at.to(at));
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
                self.twice.clone_from(&list.twice);
                let (record, skipped) = list.finish(self.source, &self.edge, command, self.scope.commanded, self.scope.records);
                self.scope.content |= !skipped.is_empty();
                out.skipped.extend(skipped);
                Ok(record.into_iter().collect())
            }
            Block::Table(table) => {
                let (records, skipped, lost) = table.finish(self.source);
                self.scope.content |= !skipped.is_empty();
                if !lost.is_empty()
                    && let Some(command) = command.and_then(|index| out.commands.get_mut(index))
                {
                    command.partial = true;
                    out.lost.push(command.at);
                }
                out.lost.extend(lost);
                out.skipped.extend(skipped);
                if let Some(group) = &mut self.group {
                    group.used = true;
                }
                Ok(records)
            }
            Block::Values(values) => {
                let asked = command.and_then(|index| out.commands.get(index));
                let property = asked.and_then(|command| command.expands.as_ref());
                let cmdlet = asked.map(|command| &*command.cmdlet);
                values.finish(property, command, cmdlet, asked.is_some_and(|command| command.values_partial))
            }
        };
        let read = read.map(|mut records| {
            if end::settle(&mut records, self.source, &mut out.skipped)
                && let Some(command) = command.and_then(|index| out.commands.get_mut(index))
            {
                command.partial = true;
            }
            records
        });
        match read {
            Err(skipped) => {
                self.scope.content = true;
                out.skipped.push(skipped);
            }
            Ok(records) if records.is_empty() => self.scope.prose += 1,
            Ok(records) if self.why_no_evidence(records.iter().any(|record| record.form == Form::Values)).is_some() => {
                let why = self.why_no_evidence(true).unwrap_or_default();
                out.skipped.extend(records.first().map(|record| Skipped { at: record.at, why }));
                self.scope.content = true;
                self.scope.records = true;
            }
            Ok(mut records) => {
                self.mark_hearsay(&mut records, &mut out.skipped);
                if let Some(group) = &self.group {
                    let lacks = |record: &&mut Record<'s>| record.field(&group.field.name).is_none();
                    records.iter_mut().filter(lacks).for_each(|record| record.fields.insert(0, group.field.clone()));
                }
                let before = out.records.len();
                out.records.extend(records);
                self.has_records(before, out);
            }
        }
    }

    /// Why what is printed is not evidence. `values`: it is bare values, or a document that may be.
    pub(super) fn why_no_evidence(&self, values: bool) -> Option<String> {
        if self.scope.changes {
            return Some(ECHO.to_owned());
        }
        let unstored =
            self.scope.unstored.filter(|unstored| values || matches!(unstored, Unstored::Changed | Unstored::Clouded))?;
        // A text that was typed in a script stands above the output of what comes next.
        (self.scope.prompted || unstored != Unstored::Typed).then(|| unstored.why().to_owned())
    }

    /// Records behind a prompt whose command is not understood are a part, for all anybody knows.
    fn own_up(&mut self, before: usize, out: &mut Capture<'s>) {
        if !self.scope.prompted || !self.scope.commanded || self.scope.command.is_some() || !self.scope.stack.is_empty() {
            return;
        }
        let Some(at) = self.scope.at else { return };
        let text = self.source.slice(at);
        self.scope.command = Some(out.commands.len());
        out.commands.push(command::unknown(text, at));
        for record in out.records.iter_mut().skip(before).filter(|record| record.command.is_none()) {
            record.command = self.scope.command;
        }
    }

    /// Records were read, from `before` on.
    pub(super) fn has_records(&mut self, before: usize, out: &mut Capture<'s>) {
        self.scope.content = true;
        self.scope.records = true;
        self.own_up(before, out);
        let of_command = self.scope.command.and_then(|index| out.commands.get(index)).and_then(|command| command.shell);
        let shell = of_command.or_else(|| command::side(&self.state, self.window));
        for record in out.records.iter_mut().skip(before).filter(|record| record.shell.is_none()) {
            record.shell = shell;
        }
        if self.scope.stack.len() > 1 {
            let records = before..out.records.len();
            match self.stacks.last_mut() {
                Some(stack) if stack.commands == self.scope.stack && stack.records.end == before => {
                    stack.records.end = records.end
                }
                _ => self.stacks.push(Stack {
                    records,
                    commands: self.scope.stack.clone(),
                    prompted: self.scope.prompted && self.scope.command.is_some(),
                }),
            }
        }
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
