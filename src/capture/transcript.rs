//! A console session: prompts, commands, and the text that they printed.

use super::{Capture, Outcome};
use crate::source::Source;
use std::ops::Range;

/// Reads the text of a source from top to bottom, and remembers between its blocks which command is being answered.
pub struct Session<'s> {
    source: &'s Source,
    command: Option<usize>,
}

impl<'s> Session<'s> {
    /// A session at the top of a source.
    pub fn new(source: &'s Source) -> Self {
        Self { source, command: None }
    }

    /// Reads a stretch of text.
    pub fn read(&mut self, range: Range<usize>, out: &mut Capture<'s>) {
        let _ = (self.source, range, out);
    }

    /// A structured document begins. Returns the command that printed it.
    pub fn before_document(&mut self, out: &mut Capture<'s>) -> Option<usize> {
        let _ = out;
        self.command
    }

    /// A structured document has been read; `before` is the number of records before it.
    pub fn after_document(&mut self, before: usize, out: &mut Capture<'s>) {
        if let Some(command) = self.command.and_then(|index| out.commands.get_mut(index))
            && out.records.len() > before
        {
            command.outcome = Outcome::Records;
        }
    }

    /// The source has ended.
    pub fn finish(&mut self, out: &mut Capture<'s>) {
        let _ = out;
    }
}
