//! Dates that leave something open: the time zone, or which number is the day.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};

/// Clocks of the world are at most this far behind UTC, and this far ahead of it, in hours.
const ZONES: (i64, i64) = (12, 14);

/// The moments that a printed date may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings(Vec<Reading>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reading {
    /// The day as printed, in the time zone of whoever printed it.
    day: Date,
    earliest: Timestamp,
    latest: Timestamp,
}

impl Readings {
    /// Readings of local times, each between two times of an unknown zone. `None` if there are none, or if one is out of range.
    #[must_use]
    pub fn local(times: &[(DateTime, DateTime)]) -> Option<Self> {
        let utc = |time: DateTime, hours: i64| -> Option<Timestamp> {
            let zoned = time.to_zoned(TimeZone::UTC).ok()?;
            zoned.timestamp().checked_add(Span::new().hours(hours)).ok()
        };
        let reading = |(from, to): &(DateTime, DateTime)| {
            Some(Reading { day: from.date(), earliest: utc(*from, -ZONES.1)?, latest: utc(*to, ZONES.0)? })
        };
        let readings: Option<Vec<Reading>> = times.iter().map(reading).collect();
        readings.filter(|readings| !readings.is_empty()).map(Self)
    }

    /// What all readings say of a question about moments; `None` where they differ. For questions whose answer changes once in time, such as
    /// whether a moment lies before another.
    #[must_use]
    pub fn all(&self, holds: impl Fn(Timestamp) -> bool) -> Option<bool> {
        let mut answers = self.0.iter().flat_map(|reading| [reading.earliest, reading.latest]).map(holds);
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }

    /// Whether a moment may be meant.
    #[must_use]
    pub fn allow(&self, moment: Timestamp) -> bool {
        self.0.iter().any(|reading| reading.earliest <= moment && moment <= reading.latest)
    }

    /// Whether two printed dates may mean the same moment.
    #[must_use]
    pub fn meet(&self, other: &Self) -> bool {
        let meet = |one: &Reading, other: &Reading| one.earliest <= other.latest && other.earliest <= one.latest;
        self.0.iter().any(|one| other.0.iter().any(|other| meet(one, other)))
    }

    /// Whether nothing tells day from month: there are two days, not one.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.0.iter().any(|reading| self.0.first().is_some_and(|first| first.day != reading.day))
    }

    /// How far the moments lie apart.
    #[must_use]
    pub fn width(&self) -> SignedDuration {
        let earliest = self.0.iter().map(|reading| reading.earliest).min();
        let latest = self.0.iter().map(|reading| reading.latest).max();
        earliest.zip(latest).map_or(SignedDuration::ZERO, |(earliest, latest)| latest.duration_since(earliest))
    }
}

/// The days: `2029-09-13`, `2027-03-04 or 2027-04-03`.
impl std::fmt::Display for Readings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut days: Vec<Date> = self.0.iter().map(|reading| reading.day).collect();
        days.sort();
        days.dedup();
        let days: Vec<String> = days.iter().map(Date::to_string).collect();
        f.write_str(&days.join(" or "))
    }
}
