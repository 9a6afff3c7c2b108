//! Commands that reports ask for and that no rule about pipelines would understand.

use super::super::Command;
use crate::catalog;
use crate::source::Span;
use std::borrow::Cow;
use std::ops::Range;

/// The command that asks for the size limit of ActiveSync, typed word for word as reports print it. What its script blocks do is known.
pub(super) fn command<'s>(text: &Cow<'s, str>, range: Range<usize>, at: Span) -> Option<Command<'s>> {
    let cmdlet = catalog::of_noun("active-sync-limit")?;
    text[range.clone()].trim().eq_ignore_ascii_case(cmdlet.collect).then(|| Command {
        cmdlet: Cow::Borrowed(cmdlet.name),
        text: super::scan::sub(text, range),
        partial: false,
        values_partial: false,
        ..super::unknown_command(at)
    })
}
