//! When records were captured, where that is known: from a collector's manifest, or from the head of a transcript above them.

use crate::source::manifest::Collected;
use crate::source::{Source, SourceId, Sources, Span};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span as Duration, Timestamp};
use memchr::memmem;
use std::collections::HashMap;

/// Hours by which the clock of a machine may differ from UTC.
const ZONES: i64 = 14;

/// A time of capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// A moment.
    At(Timestamp),
    /// What the clock of the machine showed.
    Local(DateTime),
}

impl Taken {
    /// Whether it is certainly later than another one. The clocks of one organisation are taken to show the same time.
    pub fn is_after(self, other: Self) -> bool {
        let utc = |local: DateTime, hours: i64| -> Option<Timestamp> {
            local.to_zoned(TimeZone::UTC).ok()?.timestamp().checked_add(Duration::new().hours(hours)).ok()
        };
        match (self, other) {
            (Self::At(own), Self::At(other)) => own > other,
            (Self::Local(own), Self::Local(other)) => own > other,
            (Self::At(own), Self::Local(other)) => utc(other, ZONES).is_some_and(|other| own > other),
            (Self::Local(own), Self::At(other)) => utc(own, -ZONES).is_some_and(|own| own > other),
        }
    }
}

/// The times of all records.
#[derive(Debug, Default)]
pub struct Times {
    collected: HashMap<SourceId, Timestamp>,
    /// Heads of transcripts, in their order.
    heads: HashMap<SourceId, Vec<(u32, DateTime)>>,
}

impl Times {
    /// The times that sources tell.
    pub fn of(sources: &Sources, collected: &HashMap<SourceId, Collected>) -> Self {
        let heads = sources.iter().map(|source| (source.id, heads(source))).filter(|(_, heads)| !heads.is_empty());
        Self {
            heads: heads.collect(),
            collected: collected.iter().filter_map(|(source, file)| Some((*source, file.at?))).collect(),
        }
    }

    /// When the record at a place was captured, if that is known.
    pub fn taken(&self, at: Span) -> Option<Taken> {
        if let Some(moment) = self.collected.get(&at.source) {
            return Some(Taken::At(*moment));
        }
        let heads = self.heads.get(&at.source)?;
        let before = heads.partition_point(|(start, _)| *start <= at.start).checked_sub(1)?;
        heads.get(before).map(|(_, time)| Taken::Local(*time))
    }
}

/// The times in the heads of transcripts: 14 digits behind a colon, within a few lines below a line of asterisks. The words before them are in
/// the language of the machine.
fn heads(source: &Source) -> Vec<(u32, DateTime)> {
    const STARS: &str = "**********";
    const LINES: usize = 3;
    let mut heads = Vec::new();
    let text = source.text.as_str();
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| memmem::find(rest.as_bytes(), STARS.as_bytes())) {
        let start = from + found;
        let mut at = start;
        for line in text.get(start..).unwrap_or_default().split_inclusive('\n').take(1 + LINES) {
            if let Some(time) = line.rsplit_once(": ").and_then(|(_, digits)| time(digits.trim())) {
                heads.push((u32::try_from(start).unwrap_or(u32::MAX), time));
                break;
            }
            at += line.len();
        }
        let line_end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| start + end + 1);
        from = line_end.max(start + STARS.len()).min(at.max(line_end));
    }
    heads
}

/// `20261119101500`
fn time(digits: &str) -> Option<DateTime> {
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i8>().ok();
    let year = digits.get(..4)?.parse::<i16>().ok()?;
    DateTime::new(year, part(4..6)?, part(6..8)?, part(8..10)?, part(10..12)?, part(12..14)?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_transcript_tells_when_in_any_language() {
        for words in ["Start time", "Startzeit", "Heure de début"] {
            let text = format!(
                "**********************\r\nWindows PowerShell transcript start\r\n{words}: 20261119101500\r\nUsername: CONTOSO\\admin\r\n\
                 **********************\r\nName : EX01\r\n"
            );
            let sources = Sources::new(vec![Source::from_text(SourceId(0), "a.txt", &text)]);
            let times = Times::of(&sources, &HashMap::new());
            let start = text.find("Name").unwrap();
            let expected = Taken::Local(DateTime::constant(2026, 11, 19, 10, 15, 0, 0));
            assert_eq!(times.taken(Span::new(SourceId(0), start, start + 4)), Some(expected), "{words}");
        }
    }

    #[test]
    fn a_local_clock_is_compared_with_a_moment_only_beyond_all_zones() {
        let moment = Taken::At("2026-11-19T12:00:00Z".parse().unwrap());
        let local = |day: i8| Taken::Local(DateTime::constant(2026, 11, day, 12, 0, 0, 0));
        assert!(!local(19).is_after(moment) && !moment.is_after(local(19)));
        assert!(local(20).is_after(moment) && moment.is_after(local(18)));
        assert!(local(20).is_after(local(19)) && !local(19).is_after(local(19)));
    }
}
