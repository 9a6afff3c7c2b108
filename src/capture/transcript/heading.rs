//! Head and end of a transcript, told by their shape: their words are in the language of the machine.

use super::super::line::{Line, Lines};
use super::super::noise::{Noise, noise};
use super::super::{Capture, Moment, SignedIn, command};
use super::Session;

/// A head has no more lines than that.
const LONGEST: usize = 30;

/// What stands between two lines of stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Heading {
    kind: Kind,
    /// The process that wrote it, where the head tells.
    process: Option<u32>,
    /// Lines, the closing stars among them.
    lines: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A transcript begins.
    Start,
    /// It ends.
    End,
    /// A minimal head looks like an end in a language that we do not know. Something follows it, so that it is one, as likely as not.
    Either,
}

/// The heading that follows a line of stars: a title, a time of 14 digits, and in a full head what the machine is.
fn heading(lines: &Lines<'_>) -> Option<Heading> {
    let mut ahead = *lines;
    let title = ahead.next().filter(|line| !line.is_blank() && !is_stars(line))?;
    ahead.next().filter(ends_with_time)?;
    let (mut count, mut number, mut process, mut is_full) = (2, None, None, false);
    loop {
        let line = ahead.next().filter(|_| count < LONGEST)?;
        count += 1;
        if is_stars(&line) {
            break;
        }
        let text = line.text.trim();
        if text.starts_with("PSVersion") {
            is_full = true;
            process = number.or(process);
        }
        if let Some(own) = text.strip_prefix("Process ID:") {
            process = own.trim().parse::<u32>().ok();
        }
        number = text.rsplit([':', '\u{ff1a}']).next().and_then(|value| value.trim().parse::<u32>().ok());
    }
    let kind = match noise(&title.text) {
        _ if is_full || count > 3 => Kind::Start,
        Some(Noise::TranscriptStart) => Kind::Start,
        Some(Noise::TranscriptEnd) => Kind::End,
        // Behind an end there is nothing, or the head of another.
        _ if ahead.find(|line| !line.is_blank()).is_none_or(|line| is_stars(&line)) => Kind::End,
        _ => Kind::Either,
    };
    Some(Heading { kind, process, lines: count })
}

fn is_stars(line: &Line<'_>) -> bool {
    noise(&line.text) == Some(Noise::Stars)
}

/// `Start time: 20261119101500`
fn ends_with_time(line: &Line<'_>) -> bool {
    let text = line.text.trim_end();
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits == 14 && text[..text.len() - digits].trim_end().ends_with([':', '\u{ff1a}'])
}

impl<'s> Session<'s> {
    /// Whether the line opens the head or end of a transcript; then all of it is taken.
    pub(super) fn takes_heading(&mut self, line: &Line<'s>, lines: &mut Lines<'s>, out: &mut Capture<'s>) -> bool {
        if !is_stars(line) {
            return false;
        }
        let Some(heading) = heading(lines) else { return false };
        (0..heading.lines).for_each(|_| _ = lines.next());
        self.end_report(out);
        self.close(out);
        self.leave(heading.kind == Kind::End, out);
        self.scope.stack.clear();
        (self.column, self.warned, self.fresh, self.blanks) = (None, false, true, 0);
        // One that another process wrote knows nothing of the variables and connections above it.
        let is_new = match heading.kind {
            Kind::Start => heading.process.is_none() || heading.process != self.process,
            Kind::End => return true,
            Kind::Either => true,
        };
        self.process = heading.process;
        if is_new {
            self.state = command::State::default();
            out.sign_ins.push(SignedIn { sign_in: None, at: Moment { line: self.span(&line.at), step: 0 } });
        }
        true
    }
}
