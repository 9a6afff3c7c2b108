//! Which of the commands of one line printed a record: `$a; $b | fl` prints what two variables hold.

use crate::capture::{Capture, Command};
use crate::catalog;
use crate::estate::build::IdentifiedRecord;
use crate::source::SourceId;
use std::collections::HashMap;

/// The commands of each source, in order.
pub(super) struct Lines<'c>(HashMap<SourceId, Vec<&'c Command<'c>>>);

impl<'c> Lines<'c> {
    pub fn of(captures: &'c [Capture<'c>]) -> Self {
        let mut all: HashMap<SourceId, Vec<&Command<'_>>> = HashMap::new();
        for command in captures.iter().flat_map(|capture| &capture.commands) {
            all.entry(command.at.source).or_default().push(command);
        }
        all.values_mut().for_each(|commands| commands.sort_by_key(|command| command.at.start));
        Self(all)
    }

    /// The commands that may have printed a record: its own and those of its line that print the same kind of objects. Where nobody could tell which of
    /// several commands it was, those of the line above.
    pub fn printed_by<'o>(&'o self, one: &IdentifiedRecord<'o>) -> Vec<Option<&'o Command<'o>>> {
        let commands = self.0.get(&one.record.at.source).map(Vec::as_slice).unwrap_or_default();
        let place = one.above.map_or(one.record.at.start, |above| above.at.start.saturating_add(1));
        let end = commands.partition_point(|command| command.at.start < place);
        let before = commands.get(..end).unwrap_or_default();
        let line = before.last().map(|last| last.at.start);
        let of_line = before.iter().rev().take_while(|command| Some(command.at.start) == line);
        let mut fitting: Vec<&Command<'_>> = of_line.clone().copied().filter(|command| prints(command, one)).collect();
        if one.above.is_none() && of_line.count() < 2 {
            fitting.clear();
        }
        if fitting.is_empty() { vec![one.above] } else { fitting.into_iter().map(Some).collect() }
    }
}

/// Whether a command prints the kind of objects that a record shows.
fn prints(command: &Command<'_>, one: &IdentifiedRecord<'_>) -> bool {
    catalog::named(&command.cmdlet).is_some_and(|(cmdlet, _)| cmdlet.noun == one.cmdlet.noun)
}
