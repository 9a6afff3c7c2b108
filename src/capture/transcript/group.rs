//! `   Server: EX01`, which `-GroupBy` prints above each group of objects.

use super::super::line::{Line, Lines};
use super::super::table::{self, Head};
use super::super::{Capture, Field, Skipped, known, list};
use super::Session;

/// Lines of the heading of one group: a long list, folded by the console.
const MOST_LINES: usize = 40;

/// What the heading names belongs to all objects below it.
#[derive(Debug)]
pub(super) struct Group<'s> {
    pub(super) field: Field<'s>,
    /// A table stands below it: the next one belongs to another group.
    pub(super) used: bool,
}

impl<'s> Session<'s> {
    /// Whether the line heads a group of objects. If so, all of the heading is taken.
    pub(super) fn heads_group(&mut self, line: &Line<'s>, lines: &mut Lines<'s>, out: &mut Capture<'s>) -> bool {
        let indent = line.indent();
        let text = line.text.trim();
        if indent < 3 {
            return false;
        }
        let Some(colon) = text.find(':').filter(|&colon| colon + 1 == text.len() || text[colon + 1..].starts_with(' ')) else {
            return false;
        };
        let command = self.scope.command.and_then(|index| out.commands.get(index));
        let is_heading = match command.and_then(|command| grouped_by(&command.text)) {
            Some(by) => text[..colon].eq_ignore_ascii_case(by),
            None => command.is_none() && known::known(&text[..colon]) != known::Known::No && heads_table(lines),
        };
        if !is_heading {
            self.names_heading(line, &text[..colon], lines, out);
            return false;
        }
        let mut folded = false;
        for _ in 0..MOST_LINES {
            let Some((next, 0)) = lines.peek() else { break };
            let mut behind = *lines;
            behind.next();
            if list::property(&next.text).is_some() || Head::find(&next, &behind, false).is_some() {
                break;
            }
            folded = true;
            lines.next();
        }
        let value = line.text.len() - text[colon + 1..].trim().len();
        let name = line.part(indent..indent + colon).text;
        let (raw, at) = table::heading(line.part(value..line.text.len()), folded, self.source);
        let at = at.unwrap_or_else(|| self.span(&line.at));
        self.close(out);
        self.group = Some(Group { field: Field { name, raw, at }, used: false });
        self.scope.content = true;
        true
    }

    /// Names a property above a list, that either `-GroupBy` printed or a person wrote. Nothing shows which, so it is not evidence.
    fn names_heading(&mut self, line: &Line<'s>, name: &str, lines: &Lines<'s>, out: &mut Capture<'s>) {
        let mut behind = *lines;
        let is_blank = behind.next().is_some_and(|line| line.is_blank());
        let is_list = |line: Line<'_>| line.indent() == 0 && list::property(&line.text).is_some_and(|property| !property.glued);
        if is_blank && known::known(name) != known::Known::No && behind.next().is_some_and(is_list) {
            let why = "a property above a list, as -GroupBy prints it and people write it: it counts for nothing; capture it with the others";
            out.skipped.push(Skipped { at: self.span(&line.at), why: why.to_owned() });
        }
    }
}

/// Whether a blank line and the head of a table follow, below the further lines of a value that has some.
fn heads_table(lines: &Lines<'_>) -> bool {
    const MOST_OF_VALUE: usize = 3;
    let mut behind = *lines;
    let is_blank = |line: Line<'_>| line.is_blank();
    (0..=MOST_OF_VALUE).any(|_| behind.next().is_some_and(is_blank))
        && behind.next().is_some_and(|line| !line.is_blank() && Head::find(&line, &behind, true).is_some())
}

/// The property that `-GroupBy` names; `None` where it is a script block.
fn grouped_by(command: &str) -> Option<&str> {
    let mut words = command.split([' ', '|']).filter(|word| !word.is_empty());
    let is_switch = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.len() > 1 && "-groupby".starts_with(&word)
    };
    let name = loop {
        let word = words.next()?;
        match word.split_once(':') {
            Some((switch, name)) if is_switch(switch) => break name,
            None if is_switch(word) => break words.next()?,
            _ => {}
        }
    };
    let name = name.trim_matches(['\'', '"']);
    let end = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
    (end > 0 && end == name.len()).then_some(name)
}
