//! Lines that go on behind a carriage return: what a console shows is the later text, what the file holds is both, and nobody can tell which counts.

use super::super::known::{Known, known};
use super::super::line::Line;
use super::super::net;
use super::super::{Capture, Skipped, list};
use super::hearsay::looks_like_evidence;
use super::{Block, Session};

impl<'s> Session<'s> {
    /// Whether output was written over in the line; then it is named and passed over.
    pub(super) fn is_overwritten(&mut self, line: &Line<'s>, out: &mut Capture<'s>) -> bool {
        const WHY: &str =
            "a line that a carriage return wrote over, so that nobody can tell what it says: capture the output again";
        let raw = self.source.text[line.at.clone()].trim_end();
        let Some((first, rest)) = raw.split_once('\r') else { return false };
        let rest = || rest.split('\r').map(str::trim).filter(|part| !part.is_empty());
        let name = |text: &str| list::property(text).map(|property| text[property.name].to_lowercase());
        let over = name(first);
        let is_over = match &over {
            // A text that somebody wrote may have such line ends; it is the value of a property that holds words.
            Some(name_above) if known(name_above) != Known::Strong => rest().any(|part| name(part).as_ref() == Some(name_above)),
            Some(_) => rest().next().is_some(),
            None if matches!(self.open, Block::Table(_)) => !first.trim().is_empty() && rest().next().is_some(),
            None => rest().any(looks_like_evidence),
        };
        if !is_over {
            return false;
        }
        let at = self.span(&line.at);
        let around = net::around(&self.source.text, &line.at);
        out.lost.push(self.span(&around));
        out.skipped.push(Skipped { at, why: WHY.to_owned() });
        self.column = None;
        self.scope.content = true;
        true
    }
}
