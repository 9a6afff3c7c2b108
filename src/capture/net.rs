//! The net under all readers: a line of text that looks like evidence and is in no record is named, so that nothing is passed over in silence.

use super::known::{Known, known};
use super::veil::{self, Veil};
use super::{Capture, Form, Record, Skipped, noise, prompt};
use crate::source::Source;
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// Lines of one look that are named together when at most so many lines are between them.
const NEAR: usize = 3;
/// Stretches that are named for one file; the last one counts the rest.
const MOST: usize = 40;

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Challenge,
    Url,
    Name,
    Property,
    OAuth,
    /// A virtual directory beside one of its properties.
    Directory,
    /// The names of properties, as the first line of a CSV has them.
    Header,
    /// What Exchange calls its build.
    Build,
    /// Written so that its words do not show.
    Veiled(Veil),
}

impl Look {
    fn why(self) -> Cow<'static, str> {
        match self.words() {
            Ok(words) => format!("looks like {words}, and is in no record").into(),
            Err(veil) => veil.why(),
        }
    }

    /// What it looks like, in words, or how it hides.
    fn words(self) -> Result<&'static str, Veil> {
        Ok(match self {
            Self::Challenge => "a bearer challenge",
            Self::Url => "the URL of a service",
            Self::Name => "a service principal name",
            Self::Property => "a property of a cmdlet's output",
            Self::OAuth => "an OAuth setting",
            Self::Directory => "a virtual directory with its properties",
            Self::Header => "the head of a table",
            Self::Build => "the build of a server",
            Self::Veiled(veil) => return Err(veil),
        })
    }

    /// Whether a stretch that looks so may hold what contradicts the rest. One property may be a word about it; several (`is_much`) are what a cmdlet
    /// printed, in a form that nobody knows.
    fn may_contradict(self, is_much: bool) -> bool {
        match self {
            Self::Property | Self::Url => is_much,
            Self::Directory | Self::Header => true,
            Self::Veiled(veil) => veil.is_seen_through(),
            _ => false,
        }
    }
}

/// Lines of one look that stand together.
struct Stretch {
    look: Look,
    at: Range<usize>,
    last: usize,
    lines: usize,
}

/// Names what looks like evidence in these stretches of text and belongs to no record, no command and nothing that was declined already.
pub(super) fn cast(source: &Source, texts: &[Range<usize>], out: &mut Capture<'_>) {
    let taken = taken(source, out);
    let twice = Twice::of(source, out);
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut left = 0;
    for text in texts {
        for gap in gaps(text, &taken) {
            let (mut seen, mut behind) = (gap.start, gap.start);
            for line in whole_lines(&source.text, gap.clone()) {
                if line.start < behind {
                    continue;
                }
                let hidden = (line.start >= seen).then(|| veil::at_start(&source.text[line.start..gap.end])).flatten();
                seen = line.start + hidden.map_or(0, |hidden| hidden.length);
                let (look, line) = match hidden.and_then(|hidden| hidden.veil) {
                    Some(veil) => {
                        behind = seen;
                        (Look::Veiled(veil), line.start..seen)
                    }
                    None => match look(&source.text, &line) {
                        Some(look) if !twice.holds(&line) => (look, line),
                        _ => continue,
                    },
                };
                let number = source.line_of(line.start);
                let is_full = stretches.len() == MOST;
                match stretches.last_mut() {
                    Some(last) if last.look == look && number <= last.last + NEAR + 1 => {
                        last.last = number;
                        last.at.end = line.end;
                        last.lines += 1;
                    }
                    _ if is_full => left += 1,
                    _ => stretches.push(Stretch { look, last: number, lines: 1, at: line }),
                }
            }
        }
    }
    let count = stretches.len();
    for (index, stretch) in stretches.into_iter().enumerate() {
        let mut why = stretch.look.why().into_owned();
        if stretch.lines > 1 {
            why.push_str(&format!(" (so are {} more lines down to line {})", stretch.lines - 1, stretch.last));
        }
        if left > 0 && index + 1 == count {
            why.push_str(&format!("; {left} more lines below look like evidence, too"));
        }
        let around = around(&source.text, &stretch.at);
        let is_much = stretch.lines > 1 || properties(&source.text[around.clone()]) > 1;
        if stretch.look.may_contradict(is_much) {
            out.lost.push(source.span(around.start, around.end));
        }
        out.skipped.push(Skipped { at: source.span(stretch.at.start, stretch.at.end), why });
    }
}

/// Lines that stand twice in an object and say the same. The second one is in no field, and nothing is lost with it.
struct Twice<'s> {
    source: &'s Source,
    /// Objects, each with the lines of its values, in the order in which they stand.
    objects: Vec<(Range<usize>, Vec<usize>)>,
}

impl<'s> Twice<'s> {
    fn of(source: &'s Source, out: &Capture<'_>) -> Self {
        let is_listed = |record: &&Record<'_>| record.form == Form::List;
        let object = |record: &Record<'_>| {
            let values = record.fields.iter().map(|field| field.at.start as usize).collect();
            (record.at.start as usize..record.at.end as usize, values)
        };
        let mut objects: Vec<(Range<usize>, Vec<usize>)> = out.records.iter().filter(is_listed).map(object).collect();
        objects.sort_unstable_by_key(|(at, _)| at.start);
        Self { source, objects }
    }

    fn holds(&self, line: &Range<usize>) -> bool {
        // No object of a cmdlet is as large.
        const MOST_BYTES: usize = 16 << 10;
        const MOST_VALUES: usize = 200;
        let text = &self.source.text;
        let before = self.objects.partition_point(|(at, _)| at.start <= line.start);
        let Some((_, values)) = before.checked_sub(1).and_then(|last| self.objects.get(last)) else { return false };
        let behind = self.objects.get(before).map_or(text.len(), |(at, _)| at.start);
        let whole = |value: usize| {
            let start = text[..value].rfind('\n').map_or(0, |end| end + 1);
            let end = memchr::memchr(b'\n', &text.as_bytes()[value..]).map_or(text.len(), |end| value + end);
            start..end
        };
        // It stands in the object, or right behind its last line.
        let last = values.last().copied().unwrap_or(line.start).min(line.start);
        let is_near = line.start < behind && line.start - last < MOST_BYTES && !text[last..line.start].contains("\n\n");
        let words = text[line.clone()].trim();
        is_near
            && values
                .iter()
                .take(MOST_VALUES)
                .map(|value| whole(*value))
                .any(|other| other != *line && text[other].trim() == words)
    }
}

/// The places that something was read from or that were declined, sorted and joined where they overlap.
fn taken(source: &Source, out: &Capture<'_>) -> Vec<Range<usize>> {
    let range = |at: crate::source::Span| at.start as usize..at.end as usize;
    let mut taken: Vec<Range<usize>> = Vec::with_capacity(out.records.iter().map(|record| record.fields.len()).sum());
    for record in &out.records {
        taken.extend(record.fields.iter().map(|field| range(field.at)));
    }
    // Line breaks that were lost leave output behind a command, on its line.
    let holds_output = |text: &str| veil::shows(text) || veil::at_start(text).is_some_and(|seen| seen.veil.is_some());
    taken.extend(out.commands.iter().filter(|command| !holds_output(&command.text)).map(|command| range(command.at)));
    // What is declined is declined with the lines that stand together with it. Thousands may be declined on one line, which is walked over once.
    let mut last = 0..0;
    taken.extend(out.skipped.iter().map(|skip| {
        let declined = range(skip.at);
        let end = if last.contains(&declined.end) { last.end } else { paragraph_end(&source.text, declined.end) };
        last = declined.end..end;
        declined.start..end
    }));
    taken.sort_unstable_by_key(|range| (range.start, range.end));
    taken.dedup_by(|next, last| {
        let overlaps = next.start <= last.end;
        if overlaps {
            last.end = last.end.max(next.end);
        }
        overlaps
    });
    taken
}

/// How many properties of cmdlets a text shows, two at most.
fn properties(text: &str) -> usize {
    let found = PROPERTY
        .as_ref()
        .map(|pattern| pattern.captures_iter(text).filter(|found| known(&found[1]) != Known::No).take(2).count());
    found.unwrap_or(0)
}

/// A stretch with the lines that stand together with it.
pub(super) fn around(text: &str, at: &Range<usize>) -> Range<usize> {
    const MOST_LINES: usize = 40;
    let mut start = at.start;
    for line in text[..at.start].split_inclusive('\n').rev().take(MOST_LINES) {
        if line.trim_matches(|letter: char| !letter.is_alphanumeric()).is_empty() {
            break;
        }
        start -= line.len();
    }
    start..paragraph_end(text, at.end)
}

/// Where the lines that stand together with the one at `from` end: at a blank line.
fn paragraph_end(text: &str, from: usize) -> usize {
    let from = from.min(text.len());
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        if at > from && line.trim().is_empty() {
            break;
        }
        at += line.len();
    }
    at
}

/// What is between the taken places of a text.
fn gaps(text: &Range<usize>, taken: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let mut from = text.start;
    let first = taken.partition_point(|range| range.end <= text.start);
    for range in &taken[first..] {
        if range.start >= text.end {
            break;
        }
        if range.start > from {
            gaps.push(from..range.start);
        }
        from = from.max(range.end);
    }
    if from < text.end {
        gaps.push(from..text.end);
    }
    gaps
}

/// The lines that lie in a gap from their beginning to their end.
fn whole_lines(text: &str, gap: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let begins_line = gap.start == 0 || text.as_bytes()[gap.start - 1] == b'\n';
    let first = if begins_line {
        Some(gap.start)
    } else {
        memchr::memchr(b'\n', &text.as_bytes()[gap.clone()]).map(|at| gap.start + at + 1)
    };
    let mut at = first.unwrap_or(gap.end);
    std::iter::from_fn(move || {
        if at >= gap.end {
            return None;
        }
        let start = at;
        match memchr::memchr(b'\n', &text.as_bytes()[start..gap.end]) {
            Some(length) => {
                at = start + length + 1;
                Some(start..start + length)
            }
            // The line goes on behind the gap, in something that was read, unless the text ends here.
            None => {
                at = gap.end;
                (gap.end == text.len()).then_some(start..gap.end)
            }
        }
    })
}

static CHALLENGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)www-authenticate|authorization_uri\s*=|trusted_issuers\s*=|\bbearer\s+(?:client_id|realm|error)\s*=").ok()
});
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)https?://[^\s"'<>{},;|]+/(?:mapi|ews|oab|autodiscover|microsoft-server-activesync|owa|ecp)\b"#).ok()
});
/// A name of Exchange Online's principal, or a URL of nothing but a host.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)\b00000002-0000-0ff1-ce00-000000000000\b|\bhttps://[^\s"'<>{},;|/]+/?(?:$|[\s"'<>{},;|])"#).ok()
});
/// A setting, not a word of a sentence: part of a longer name, or beside what stands between a name and a value.
static OAUTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\w*oauth\w*\s*(?:[:={},|;\t]|\s{2}|$)|[{,;|\t]\s*oauth\b|\s{2}oauth\b").ok());
/// A line of nothing but the build of an Exchange server, as ExSetup.exe or `AdminDisplayVersion` tells it.
static BUILD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:1[45]\.\d{1,2}\.\d{3,4}\.\d{1,3}|Version 1[45]\.\d+ \(Build \d+\.\d+\))$").ok());
/// The Identity of a virtual directory.
static DIRECTORY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\w\\+(?:mapi|ews|oab|autodiscover|microsoft-server-activesync|owa|ecp) \(").ok());
/// A name before a colon, whatever a log or a comparison of files wrote before it.
static PROPERTY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"\b([A-Za-z][A-Za-z0-9]*)['"]?\s*[:=>]"#).ok());

/// What a line looks like, if it looks like evidence.
fn look(text: &str, line: &Range<usize>) -> Option<Look> {
    let words = text[line.clone()].trim();
    if is_header(words) && !is_head(text, line) {
        return Some(Look::Header);
    }
    if words.len() < 5 || (is_typed(words) && !veil::shows(words)) || is_head(text, line) {
        return None;
    }
    let is = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(words));
    if is(&CHALLENGE) {
        Some(Look::Challenge)
    } else if is(&URL) {
        Some(Look::Url)
    } else if is(&NAME) {
        Some(Look::Name)
    } else if PROPERTY.as_ref().is_some_and(|pattern| pattern.captures_iter(words).any(|found| known(&found[1]) == Known::Strong))
    {
        Some(Look::Property)
    } else if is(&BUILD) {
        Some(Look::Build)
    } else if is(&DIRECTORY) && (is_beside_property(words) || words.contains("dentity")) {
        Some(Look::Directory)
    } else if is(&OAUTH) {
        Some(Look::OAuth)
    } else {
        None
    }
}

/// Whether a line has nothing but the names of properties, with what separates them in a table of some kind, perhaps behind the marks of a quote.
fn is_header(words: &str) -> bool {
    let words = words.trim_start_matches(['>', ' ']);
    [',', ';', '\t', '|', '\u{2502}', '^'].into_iter().filter(|separator| words.contains(*separator)).any(|separator| {
        let cells = || words.split(separator).map(|cell| cell.trim().trim_matches(['"', '\''])).filter(|cell| !cell.is_empty());
        cells().take(2).count() == 2
            && cells().all(|cell| known(cell) != Known::No)
            && cells().any(|cell| known(cell) == Known::Strong)
    })
}

/// Whether the name of a property that is not a word of a sentence stands in the line.
fn is_beside_property(words: &str) -> bool {
    words.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| known(word) == Known::Strong)
}

/// Whether somebody typed the line, or PowerShell says something beside the output: a command, a comment, a warning, an error.
fn is_typed(words: &str) -> bool {
    let bare = prompt::prompt(words).map_or(words, |length| words[length..].trim_start());
    let first = bare.split_whitespace().next().unwrap_or_default();
    let is_cmdlet = first.split_once('-').is_some_and(|(verb, noun)| {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_word(verb)
            && is_word(noun)
            && verb.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !first.starts_with("X-")
            && !first.starts_with("x-")
    });
    bare.len() < words.len()
        || is_cmdlet
        || bare.starts_with(['$', '#', '(', '|'])
        || bare.starts_with("//")
        || bare.starts_with(">>")
        || noise::noise(words).is_some()
}

/// Whether the line is the head of a table: a rule of dashes follows.
fn is_head(text: &str, line: &Range<usize>) -> bool {
    let next = text[line.end..].strip_prefix('\n').and_then(|rest| rest.lines().next()).unwrap_or_default();
    next.contains("--") && next.bytes().all(|byte| matches!(byte, b'-' | b' ' | b'\r' | b'\t'))
}

pub(super) mod unread;

#[cfg(test)]
mod tests;
