//! Dates as Windows and PowerShell print them in the cultures of the world.
//!
//! Sampled from PowerShell 7.6: a year stands first or last; behind a year that stands first comes the month; dots put the day first; only
//! slashes and dashes leave open which of two numbers is the day. A number above 12 settles that, for the whole file.

use crate::estate::readings::Readings;
use crate::estate::value::Value;
use jiff::civil::{DateTime, Time};
use jiff::tz::{Offset, TimeZone};

mod months;

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `13/09/2029`
    DayFirst,
    /// `9/13/2029`
    MonthFirst,
}

/// Longer texts are not dates.
const LONGEST: usize = 80;
/// Years that captures are about. Others are of another calendar, or stand for "never".
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Reads a date; `order` is that of the other dates in its file, where one is settled. A date with its time zone is a [`Value::Date`].
#[must_use]
pub fn read(text: &str, order: Option<Order>) -> Option<Value> {
    let (text, offset) = offset(text.trim());
    let printed = Printed::of(text)?;
    let times: Vec<(DateTime, DateTime)> = printed.days(order).into_iter().flat_map(|day| printed.times(day)).collect();
    match (times.as_slice(), offset) {
        ([(from, to)], Some(offset)) if from == to => {
            let zoned = from.to_zoned(TimeZone::fixed(offset)).ok()?;
            Some(Value::Date(zoned.timestamp()))
        }
        _ => Readings::local(&times).map(Value::Dated),
    }
}

/// The order that a date settles for its file: one with a number above 12 that only slashes or dashes part.
#[must_use]
pub fn settles(text: &str) -> Option<Order> {
    let text = text.trim();
    if !text.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let Written::Numbers { first, second, dotted: false, .. } = Printed::of(offset(text).0)?.written else { return None };
    match (first > 12, second > 12) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// A date taken apart.
struct Printed {
    year: i16,
    written: Written,
    /// Hour, minute, second; the whole day without.
    clock: Option<(i8, i8, i8)>,
    half: Half,
}

/// How day and month are written.
enum Written {
    /// The year first, then month and day.
    YearFirst { month: i8, day: i8 },
    /// The year last.
    Numbers { first: i8, second: i8, dotted: bool },
    /// The month by its name. `listopad` is October in Croatian and November in Polish.
    Named { months: Vec<i8>, day: i8 },
}

/// Which half of the day a clock of 12 hours means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    /// Nothing stands beside the time: 24 hours.
    None,
    Morning,
    Afternoon,
    /// Something that is not known.
    Unknown,
}

/// A number in a text.
struct Number {
    value: u32,
    digits: usize,
    end: usize,
}

impl Printed {
    fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let numbers = numbers(text)?;
        let months = month_names(text);
        let of_date = if months.is_empty() { 3 } else { 2 };
        let (date, clock) = numbers.split_at_checked(of_date)?;
        let (year, written) = match (date, months.is_empty()) {
            ([year, month, day], true) if year.digits == 4 => {
                (year.value, Written::YearFirst { month: small(month)?, day: small(day)? })
            }
            ([first, second, year], true) if year.digits == 4 || year.digits == 2 => {
                let dotted = text.get(first.end..).is_some_and(|rest| rest.starts_with('.'));
                (full(year), Written::Numbers { first: small(first)?, second: small(second)?, dotted })
            }
            ([year, day], false) if year.digits == 4 => (year.value, Written::Named { months, day: small(day)? }),
            ([day, year], false) => (full(year), Written::Named { months, day: small(day)? }),
            _ => return None,
        };
        let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
        let behind = text.get(date.last()?.end..).unwrap_or_default();
        let clock = match clock {
            [] => None,
            [hour, minute] => Some((small(hour)?, small(minute)?, 0)),
            [hour, minute, second] | [hour, minute, second, _] => Some((small(hour)?, small(minute)?, small(second)?)),
            _ => return None,
        };
        Some(Self { year, written, clock, half: half(behind) })
    }

    /// The days that may be meant.
    fn days(&self, order: Option<Order>) -> Vec<jiff::civil::Date> {
        let pairs: Vec<(i8, i8)> = match &self.written {
            Written::YearFirst { month, day } => vec![(*month, *day)],
            Written::Named { months, day } => months.iter().map(|month| (*month, *day)).collect(),
            Written::Numbers { first, second, dotted: true } => vec![(*second, *first)],
            Written::Numbers { first, second, dotted: false } => match (first > &12, second > &12, order) {
                (false, false, None) if first != second => vec![(*first, *second), (*second, *first)],
                (true, _, _) | (false, false, Some(Order::DayFirst)) => vec![(*second, *first)],
                _ => vec![(*first, *second)],
            },
        };
        pairs.into_iter().filter_map(|(month, day)| jiff::civil::Date::new(self.year, month, day).ok()).collect()
    }

    /// The times of a day that may be meant, the first and the last.
    fn times(&self, day: jiff::civil::Date) -> Option<(DateTime, DateTime)> {
        let Some((hour, minute, second)) = self.clock else {
            return Some((day.to_datetime(Time::midnight()), day.at(23, 59, 59, 0)));
        };
        let at = |hour: i8| Time::new(hour, minute, second, 0).ok().map(|time| day.to_datetime(time));
        let (from, to) = match self.half {
            Half::Afternoon if hour < 12 => (hour + 12, hour + 12),
            Half::Morning if hour == 12 => (0, 0),
            Half::Unknown if hour == 12 => (0, 12),
            Half::Unknown if hour < 12 => (hour, hour + 12),
            _ => (hour, hour),
        };
        Some((at(from)?, at(to)?))
    }
}

/// The numbers of a text; `None` if there are too many for a date, or one is too long.
fn numbers(text: &str) -> Option<Vec<Number>> {
    let mut numbers: Vec<Number> = Vec::new();
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        let count = numbers.len();
        match numbers.last_mut() {
            Some(number) if number.end == at => {
                number.value = number.value.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
                number.digits += 1;
                number.end += 1;
            }
            _ if count == 7 => return None,
            _ => numbers.push(Number { value: u32::from(byte - b'0'), digits: 1, end: at + 1 }),
        }
    }
    Some(numbers)
}

fn small(number: &Number) -> Option<i8> {
    i8::try_from(number.value).ok().filter(|_| number.digits <= 2)
}

/// A year of two digits, as Windows reads them.
fn full(year: &Number) -> u32 {
    match year.value {
        value if year.digits == 4 => value,
        value if value < 50 => value + 2000,
        value => value + 1900,
    }
}

/// The months that a name in the text stands for; none if there is no name, or if there are two different ones.
fn month_names(text: &str) -> Vec<i8> {
    let words = text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty());
    let mut named: Vec<Vec<i8>> =
        words.map(|word| months::of_name(&word.to_lowercase())).filter(|months| !months.is_empty()).collect();
    named.dedup();
    if named.len() == 1 { named.remove(0) } else { Vec::new() }
}

/// Which half of the day the words beside a time mean.
fn half(text: &str) -> Half {
    let letters: String = text.chars().filter(|character| character.is_alphabetic()).flat_map(char::to_lowercase).collect();
    match letters.as_str() {
        // `T` of ISO 8601, and `h`, `min`, `s` of French Canada.
        "" | "t" | "hmins" => Half::None,
        "am" | "πμ" | "오전" | "上午" | "午前" | "ص" | "dop" | "fm" | "ap" | "öö" | "дп" | "damanhã" => {
            Half::Morning
        }
        "pm" | "μμ" | "오후" | "下午" | "午後" | "م" | "odp" | "em" | "ip" | "ös" | "пп" | "datarde" => {
            Half::Afternoon
        }
        _ => Half::Unknown,
    }
}

/// The text without a time zone behind its time, and that zone: `Z`, `GMT`, `+02:00`.
fn offset(text: &str) -> (&str, Option<Offset>) {
    for name in ["Z", "GMT", "UTC"] {
        if let Some(rest) = text.strip_suffix(name).filter(|rest| rest.contains(':')) {
            return (rest.trim_end(), Some(Offset::UTC));
        }
    }
    let zone = || {
        let at = text.rfind(['+', '-']).filter(|&at| text.get(..at).is_some_and(|before| before.contains(':')))?;
        let (hours, minutes) = text.get(at + 1..)?.split_once(':')?;
        let seconds = hours.parse::<u16>().ok()?.checked_mul(3600)?.checked_add(minutes.parse::<u16>().ok()?.checked_mul(60)?)?;
        let seconds = i32::from(seconds) * if text.as_bytes().get(at) == Some(&b'-') { -1 } else { 1 };
        Some((text.get(..at)?.trim_end(), Offset::from_seconds(seconds).ok()?))
    };
    zone().map_or((text, None), |(rest, offset)| (rest, Some(offset)))
}

#[cfg(test)]
mod tests;
