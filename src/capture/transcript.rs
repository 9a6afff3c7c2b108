//! A console session: prompts, commands, and the text that they printed.
//!
//! One pass over the lines. A line is, in this order: the rest of a value or a row of the table above it, a prompt or command, noise, the
//! header of a table, a property, a bare value, prose.

use super::bare::{self, Values};
use super::column::Column;
use super::command::{Unstored, Window};
use super::edge::Edge;
use super::fit::{self, Stack};
use super::line::{Line, Lines};
use super::list::{self, List, Printed};
use super::noise::{Noise, noise};
use super::prompt::{self, prompt};
use super::table::{self, Begun, Head, Row, Table};

use super::decoration::{self, Markup};
use super::value::is_console_width;
use super::{Capture, Moment, SignedIn, Skipped, command};
use crate::source::{Source, Span};
use group::Group;
use hearsay::Aside;
use std::ops::Range;

mod aside;
mod disowned;
mod group;
mod heading;
mod hearsay;
mod overwritten;
mod scope;

/// Lines of prose between a command without prompt and its output, beyond which they are not taken together.
const MOST_PROSE: usize = 3;

/// Reads the text of a source from top to bottom, and remembers between its blocks which command is being answered.
pub struct Session<'s> {
    source: &'s Source,
    scope: Scope,
    open: Block<'s>,
    /// Where the value of the property above begins: what begins there belongs to it.
    column: Option<Column>,
    markup: Markup,
    /// A fence of Markdown is open.
    fenced: bool,
    blanks: usize,
    /// The line above was a warning as wide as a console, so that it may go on.
    warned: bool,
    /// Nothing stands right above the line: the head of a table may begin with it.
    fresh: bool,
    /// What its commands left behind: variables, connections.
    state: command::State,
    /// The window that the last command was typed in.
    window: Window,
    /// The process that the last header of a transcript names.
    process: Option<u32>,
    /// Commands that stand above their outputs together.
    stacks: Vec<Stack>,
    /// Characters of the longest line, once somebody asked.
    width: Option<usize>,
    /// The heading of the group that `-GroupBy` made.
    group: Option<Group<'s>>,
    /// The text report of another tool, which is not read.
    report: Option<Range<usize>>,
    /// The column of a heading that calls what is indented below it an example.
    example: Option<usize>,
    edge: Edge<'s>,
    /// What stands here is not output.
    aside: Option<Aside>,
    /// A fence is open, whatever the document is.
    is_fence_open: bool,
    /// End marks of here-strings that do not come.
    unclosed: Vec<&'static str>,
    /// A file was printed that holds a session; nobody can tell where it ends.
    quotes_session: bool,
    /// Why the document that is being read is not evidence.
    objected: Option<&'static str>,
    /// What the object that was read last has twice.
    twice: Option<String>,
    /// Why the next document is not the answer of a query, as the head above it shows.
    exchange: Option<&'static str>,
}

/// The command whose output is being read.
#[derive(Debug, Default)]
struct Scope {
    /// Index of the `Get-` command, if there is one and it prints what it gets.
    command: Option<usize>,
    /// Index of the command line's `Get-` commands, printing or not.
    all: Range<usize>,
    /// Where the command line stands.
    at: Option<Span>,
    /// Some command stands above, be it one that we can't name.
    commanded: bool,
    /// The command line is commented out or quoted.
    hearsay: bool,
    /// It stands behind a true prompt, so that the next prompt ends its output.
    prompted: bool,
    /// What is printed is the echo of a change.
    changes: bool,
    /// It connects somewhere, in a way that is followed.
    connects: bool,
    /// It prints a file, which may hold another session.
    shows_file: bool,
    /// What is printed is not what is stored.
    unstored: Option<Unstored>,
    /// The printing commands that stand above what comes, without any output between them.
    stack: Vec<usize>,
    /// A line was printed, whatever it was.
    printed: bool,
    /// Something was printed that may be output.
    content: bool,
    /// A record was read.
    records: bool,
    /// A structured document was read.
    document: bool,
    failed: bool,
    /// The first line of the error, and its place.
    failure: Option<(String, Span)>,
    prose: usize,
    /// Output that was not understood.
    foreign: Option<Span>,
}

/// What is being read.
enum Block<'s> {
    None,
    List(Box<List<'s>>),
    Table(Box<Table<'s>>),
    Values(Box<Values<'s>>),
}

impl<'s> Session<'s> {
    /// A session at the top of a source.
    pub fn new(source: &'s Source) -> Self {
        Self {
            source,
            scope: Scope::default(),
            open: Block::None,
            column: None,
            markup: Markup::of(source),
            fenced: false,
            blanks: 0,
            warned: false,
            fresh: true,
            state: command::State::default(),
            window: Window::default(),
            process: None,
            stacks: Vec::new(),
            width: None,
            group: None,
            report: None,
            example: None,
            edge: Edge::of(&source.text),
            aside: None,
            is_fence_open: false,
            unclosed: Vec::new(),
            exchange: None,
            quotes_session: false,
            objected: None,
            twice: None,
        }
    }

    /// Reads a stretch of text.
    pub fn read(&mut self, range: Range<usize>, out: &mut Capture<'s>) {
        let mut lines = Lines::new(&self.source.text, range, self.markup, self.fenced);
        while let Some(line) = lines.next() {
            if self.is_overwritten(&line, out) {
                continue;
            }
            if self.column.is_some_and(|column| column.holds(&line)) {
                self.value(&line);
            } else {
                self.line(&line, &mut lines, out);
            }
        }
        self.fenced = lines.fenced();
        self.close(out);
    }

    /// A structured document begins. Returns the command that printed it.
    pub fn before_document(&mut self, start: usize, is_json: bool, out: &mut Capture<'s>) -> Option<usize> {
        self.close(out);
        self.objected = self.objection(start, is_json);
        self.scope.content = true;
        self.scope.printed = true;
        self.scope.command
    }

    /// A structured document has been read; `before` is the number of records before it.
    pub fn after_document(&mut self, before: usize, out: &mut Capture<'s>) {
        self.scope.document = true;
        let is_bare = |record: &super::Record<'_>| matches!(record.fields.as_slice(), [only] if matches!(only.raw, super::Raw::List { .. }));
        let values = out.records.iter().skip(before).any(is_bare);
        let objected = self.objected.take().map(str::to_owned);
        if let Some(why) = objected.or_else(|| self.why_no_evidence(values))
            && let Some(first) = out.records.get(before)
        {
            out.skipped.push(Skipped { at: first.at, why });
            out.records.truncate(before);
            self.scope.records = true;
        }
        if let Some(read) = out.records.get_mut(before..) {
            self.mark_hearsay(read, &mut out.skipped);
        }
        if out.records.len() > before {
            self.has_records(before, out);
        }
    }

    /// The source has ended.
    pub fn finish(&mut self, out: &mut Capture<'s>) {
        self.close(out);
        self.end_aside(None, out);
        self.end_report(out);
        self.leave(false, out);
        fit::settle(&std::mem::take(&mut self.stacks), out);
    }

    fn line(&mut self, line: &Line<'s>, lines: &mut Lines<'s>, out: &mut Capture<'s>) {
        if self.passes_over(line, out) {
            return;
        }
        let text: &str = &line.text;
        if line.is_blank() || decoration::is_fence(text) {
            self.warned = false;
            self.fresh = true;
            self.blank();
            return;
        }
        if self.takes_heading(line, lines, out) {
            return;
        }
        let fresh = std::mem::take(&mut self.fresh);
        let warned = std::mem::take(&mut self.warned);
        let column = std::mem::take(&mut self.column);
        let body = text.trim_start();
        if let Some(length) = prompt(body) {
            // A file is never empty: the prompt is the first line of what it holds.
            self.quotes_session |= self.scope.shows_file && !self.scope.printed;
            self.end_report(out);
            self.close(out);
            self.leave(true, out);
            self.window = prompt::window(body);
            self.state.prompted(self.window, prompt::host(body));
            self.enter(line, text.len() - body.len() + length, true, lines, out);
            return;
        }
        if self.is_report(line, lines, out) {
            return;
        }
        self.example = self.example.filter(|&heading| line.column() > heading);
        if text.len() > 120 && list::properties_in_line(text) > 2 && !self.is_one_property(line, lines) {
            self.close(out);
            self.column = Column::of(line);
            let why = "several properties on one line, because the line breaks were lost: copy the output again, or save it with | Out-File";
            out.skipped.push(Skipped { at: self.span(&line.at), why: why.to_owned() });
            self.scope.content = true;
            return;
        }
        if !self.scope.connects
            && let Some(side) = command::announced(text)
        {
            self.state.connected(self.window, side);
        }
        if self.heads_group(line, lines, out) {
            self.fresh = true;
            return;
        }
        let property = list::property(text).or_else(|| self.label(line, lines));
        if self.goes_on(line, property.as_ref()) {
            return;
        }
        let noise = noise(text);
        self.scope.printed |=
            !matches!(noise, Some(Noise::Chatter | Noise::Stars | Noise::TranscriptStart | Noise::TranscriptEnd));
        if property.as_ref().is_none_or(|property| !property.glued)
            && property.is_none()
            && command::is_command(body.trim_start_matches(['>', '\\', ' ']))
        {
            let start = text.len() - body.trim_start_matches(['>', '\\', ' ']).len();
            self.close(out);
            self.leave(false, out);
            self.window = Window::Unknown;
            self.enter(line, start, false, lines, out);
            return;
        }
        if let Some(noise) = noise {
            self.column = column;
            self.warned =
                (noise == Noise::Warning && text.len() >= 70) || (noise == Noise::Chatter && is_console_width(text.len()));
            self.fresh = true;
            // Its head lost the stars around it.
            if noise == Noise::TranscriptStart && text.contains("transcript start") {
                self.state = command::State::default();
                self.process = None;
                out.sign_ins.push(SignedIn { sign_in: None, at: Moment { line: self.span(&line.at), step: 0 } });
            }
            if noise == Noise::Error && self.scope.failure.is_none() {
                self.scope.failure = Some((text.to_owned(), self.span(&line.at)));
            }
            self.noise(noise, out);
            return;
        }
        if warned && property.is_none() && !bare::is_name(text) && !lines.rule_may_follow() && !self.is_row(line) {
            self.warned = text.len() >= 70;
            return;
        }
        if self.row(line, lines, out) || self.table(line, lines, fresh, out) {
            return;
        }
        self.column = Column::of(line);
        let is_property = property.filter(|property| {
            let list = if let Block::List(list) = &self.open { Some(&**list) } else { None };
            List::accepts(list, text, property)
        });
        match is_property {
            Some(property) => self.property(line, &property, lines, out),
            None => self.other(line, lines, out),
        }
        self.blanks = 0;
    }

    fn blank(&mut self) {
        self.blanks += 1;
        match &mut self.open {
            Block::List(list) => list.blanks += 1,
            Block::Values(values) => values.blanks += 1,
            Block::Table(_) | Block::None => {}
        }
    }

    /// Reads a calculated property, whose name may hold blanks: the property above it or below it shows where the colon stands.
    fn label(&self, line: &Line<'s>, lines: &Lines<'s>) -> Option<list::Property> {
        memchr::memmem::find(line.text.as_bytes(), b" :")?;
        if let Block::List(list) = &self.open {
            return list.label(&line.text);
        }
        let (next, blanks) = lines.peek_behind(Column::of(line))?;
        let below = list::property(&next.text).filter(|below| blanks == 0 && !below.glued)?;
        let label = list::label(&line.text, below.colon)?;
        let is_padded = label.name.len() + 1 < below.colon || below.name.end + 1 < below.colon;
        (is_padded && label.name.start == below.name.start).then_some(label)
    }

    /// A line that begins where the value above begins.
    fn value(&mut self, line: &Line<'s>) {
        if let Block::List(list) = &mut self.open
            && !line.is_blank()
        {
            list.push(line);
        }
        self.warned = false;
        self.blanks = 0;
    }

    /// Whether a long line that looks like several properties is one whose value looks like that: the others stand in its column.
    fn is_one_property(&self, line: &Line<'s>, lines: &Lines<'s>) -> bool {
        let Some(property) = list::property(&line.text).filter(|property| !property.glued) else { return false };
        let name = &line.text[property.name.clone()];
        if let Block::List(list) = &self.open
            && list.aligned_with(&line.text)
        {
            return !list.has(name);
        }
        lines.peek_behind(Column::of(line)).is_some_and(|(next, blanks)| {
            let found = list::property(&next.text).filter(|next| blanks == 0 && !next.glued && next.colon == property.colon);
            found.is_some_and(|found| !next.text[found.name].eq_ignore_ascii_case(name))
        })
    }

    /// Whether the line goes on with the value above it, although it begins left of it; then it is taken.
    fn goes_on(&mut self, line: &Line<'s>, property: Option<&list::Property>) -> bool {
        let Block::List(list) = &mut self.open else { return false };
        let taken = list.continues(line, property, &self.edge);
        if taken {
            list.push(line);
            self.blanks = 0;
        }
        taken
    }

    fn property(&mut self, line: &Line<'s>, property: &list::Property, lines: &Lines<'s>, out: &mut Capture<'s>) {
        let asked = self.scope.command.and_then(|index| out.commands.get(index)).map(|command| &*command.text);
        let printed = Printed { source: self.source, edge: &self.edge, asked, twice: self.twice.as_deref() };
        if let Block::List(list) = &mut self.open
            && list.is_example == self.example.is_some()
            && list.property(line, property, lines, printed)
        {
            return;
        }
        self.close(out);
        let mut list = List::new(line, property);
        list.is_example = self.example.is_some();
        self.open = Block::List(Box::new(list));
    }

    /// Whether the line is a row of the open table; then it is taken.
    fn row(&mut self, line: &Line<'s>, lines: &Lines<'s>, out: &mut Capture<'s>) -> bool {
        let Block::Table(table) = &mut self.open else { return false };
        let heads_another = lines.rule_may_follow()
            && lines.peek().is_some_and(|(next, blanks)| blanks == 0 && table::rule(&next.text).is_some());
        let is_property = table.is_single() && list::property(&line.text).is_some_and(|property| !property.glued);
        let next = lines.peek().filter(|&(_, blanks)| blanks == 0).map(|(next, _)| next).filter(|_| self.blanks > 0);
        let goes_on = !heads_another && !is_property && table.goes_on_after(self.blanks, line, next.as_ref());
        if goes_on {
            table.set_spaced(self.blanks > 0);
        }
        let taken = goes_on
            && (table.row(line) == Row::Taken || {
                // What stands between two rows is a remark.
                let resumes = lines.peek().is_some_and(|(next, blanks)| blanks == 0 && table.resumes_with(&next));
                if resumes {
                    let why = "not understood, between the rows of a table".to_owned();
                    out.skipped.push(Skipped { at: self.source.span(line.at.start, line.at.end), why });
                }
                resumes
            });
        if taken {
            self.blanks = 0;
        } else {
            self.close(out);
        }
        taken
    }

    /// Whether the line is beyond doubt a row of the open table.
    fn is_row(&self, line: &Line<'s>) -> bool {
        matches!(&self.open, Block::Table(table) if table.resumes_with(line))
    }

    /// Whether the line is the head of a table; then all of its head is taken. `fresh`: nothing stands right above it.
    fn table(&mut self, line: &Line<'s>, lines: &mut Lines<'s>, fresh: bool, out: &mut Capture<'s>) -> bool {
        let Some(head) = Head::find(line, lines, fresh) else {
            let Some((rule, _)) = lines.peek().filter(|_| lines.rule_may_follow()) else { return false };
            if !table::is_markdown(&line.text, &rule.text) {
                return false;
            }
            self.close(out);
            let why = "a table in Markdown, made by a person or a program out of something else: capture the output itself";
            let rows = self.source.text[line.at.start..].split_inclusive('\n').take(40).take_while(|row| !row.trim().is_empty());
            let length = rows.map(str::len).sum::<usize>();
            out.lost.push(self.span(&(line.at.start..line.at.start + length)));
            out.skipped.push(Skipped { at: self.span(&line.at), why: why.to_owned() });
            self.scope.content = true;
            return true;
        };
        // What begins at the column of a value is not the rule below it.
        if Column::of(line).is_some_and(|column| column.holds(&head.rule)) {
            return false;
        }
        let command = self.scope.command.and_then(|index| out.commands.get(index).map(|command| (index, &*command.text)));
        let begun = Table::begin(&head, command, self.source);
        match begun {
            Begun::Nothing => return false,
            Begun::Declined(skipped) => {
                self.close(out);
                out.skipped.push(skipped);
                self.scope.content = true;
            }
            Begun::Table(table) => {
                self.close(out);
                if self.group.as_ref().is_some_and(|group| group.used) {
                    self.group = None;
                }
                self.open = Block::Table(table);
            }
        }
        for next in lines.by_ref() {
            if next.at == head.rule.at {
                break;
            }
        }
        self.blanks = 0;
        true
    }

    /// A line that is neither command nor noise nor part of a list or table: a bare value, or prose.
    fn other(&mut self, line: &Line<'s>, lines: &Lines<'s>, out: &mut Capture<'s>) {
        if self.heads_example(line, out) || self.is_cut_name(line, out) || self.is_rest_of_value(line, out) {
            return;
        }
        let expands = self.expands(out) && bare::may_be_value(&line.text, self.expanded(out));
        let next_is_name = || lines.peek().is_some_and(|(next, blanks)| blanks == 0 && bare::is_name(&next.text));
        let is_name = self.example.is_none() && (bare::is_name(&line.text) || (bare::is_host(&line.text) && next_is_name()));
        if let Block::List(list) = &mut self.open {
            let goes_on = || lines.peek().is_some_and(|(next, blanks)| blanks == 0 && list.aligned_with(&next.text));
            if line.text.trim_start().len() < 2 || !(expands || is_name) || goes_on() {
                list.interrupt(line);
                return;
            }
            self.close(out);
        }
        // Right below a name, what stands between it and the next name (or the prompt that ends all) is one of the list, however odd.
        let next_is_prompt =
            || lines.peek().is_some_and(|(next, blanks)| blanks == 0 && prompt(next.text.trim_start()).is_some());
        let within = matches!(&self.open, Block::Values(values) if values.blanks == 0)
            && (bare::is_host(&line.text) || next_is_name() || (self.expands(out) && self.scope.prompted && next_is_prompt()));
        let same = |values: &Values<'s>| values.blanks == 0 || values.spaced || values.len() == 1;
        if is_name || within || (expands && (self.scope.prompted || !self.scope.content || self.blanks == 0)) {
            match &mut self.open {
                Block::Values(values) if same(values) => values.push(line, self.source),
                // Below a blank line, when values stood without any before it, is what people write.
                Block::Values(_) if !is_name => {
                    self.close(out);
                    self.prose(line);
                    return;
                }
                _ => {
                    self.close(out);
                    let mut values = Values::default();
                    values.push(line, self.source);
                    self.open = Block::Values(Box::new(values));
                }
            }
            self.scope.content = true;
            return;
        }
        self.close(out);
        self.prose(line);
    }

    fn prose(&mut self, line: &Line<'s>) {
        self.scope.prose += 1;
        // Words below a document that the command printed: what follows them is something else.
        if self.scope.document && self.scope.records && line.text.len() > 2 {
            self.scope = Scope::default();
            return;
        }
        if self.scope.prompted {
            self.scope.content = true;
            let at = self.span(&line.at);
            self.scope.foreign = Some(self.scope.foreign.map_or(at, |before| before.to(at)));
        } else if (self.scope.records && self.blanks > 0) || self.scope.prose > MOST_PROSE {
            self.scope = Scope::default();
        }
    }

    fn noise(&mut self, noise: Noise, out: &mut Capture<'s>) {
        match noise {
            Noise::Chatter => {}
            Noise::Stars => self.close(out),
            Noise::Warning => {
                match &mut self.open {
                    Block::List(list) => list.pause(),
                    // Its rows go on below.
                    Block::Table(_) => {}
                    _ => self.close(out),
                }
                self.scope.content = true;
            }
            Noise::Error => {
                self.close(out);
                self.scope.content = true;
                self.scope.failed = true;
            }
            Noise::TranscriptStart | Noise::TranscriptEnd => {
                self.end_report(out);
                self.close(out);
                self.leave(noise == Noise::TranscriptEnd, out);
                self.scope.stack.clear();
            }
        }
        self.blanks = 0;
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(range.start, range.end)
    }
}
