//! What every output tells of waivers, besides the findings that they cover: that one has expired, ends soon, or covers nothing.

use super::Report;
use super::words::{Level, expiry};
use crate::check::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many days before its end a waiver is announced.
pub const ANNOUNCE_DAYS: i64 = 30;

/// Whether a waiver still does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverState {
    /// Its last day has passed: a warning, because what it covered counts again by itself.
    Expired,
    /// It covers nothing: a warning.
    Unused,
    /// It ends within 30 days.
    Expiring,
    /// It holds.
    Holds,
}

/// What became of a waiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaiverStatus {
    /// Rule it waives.
    pub rule: String,
    /// Subject as written.
    pub subject: String,
    /// Whether it still does its work.
    pub state: WaiverState,
    /// Reason.
    pub reason: String,
    /// Last day.
    pub expires: Option<String>,
    /// Days until it expires; negative when it has.
    pub days_left: Option<i64>,
    /// Number of findings it covers.
    pub covers: usize,
    /// File that holds it, as shown to people: `hmaudit.yml`.
    pub path: String,
    /// Line in that file, from 1.
    pub line: usize,
}

/// Something that a person must hear about a waiver.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'d> {
    /// How bad it is: an expired waiver is a warning like an unused one, because the findings that it covered speak for themselves.
    pub level: Level,
    /// The waiver.
    pub waiver: &'d WaiverStatus,
}

impl WaiverState {
    /// What becomes of a waiver with so many days left that covers so many findings.
    #[must_use]
    pub fn of(days_left: Option<i64>, covers: usize) -> Self {
        match days_left {
            Some(left) if left < 0 => Self::Expired,
            _ if covers == 0 => Self::Unused,
            Some(left) if left <= ANNOUNCE_DAYS => Self::Expiring,
            _ => Self::Holds,
        }
    }
}

/// The notices of a run, in the order of the waivers.
pub fn notices(report: &Report) -> impl Iterator<Item = Notice<'_>> {
    report.waivers.iter().filter_map(Notice::of)
}

impl<'d> Notice<'d> {
    /// The notice about a waiver; `None` when it simply holds.
    #[must_use]
    pub fn of(waiver: &'d WaiverStatus) -> Option<Self> {
        let level = match waiver.state {
            WaiverState::Expired | WaiverState::Unused => Level::Warning,
            WaiverState::Expiring => Level::Info,
            WaiverState::Holds => return None,
        };
        Some(Self { level, waiver })
    }

    /// The same as a severity.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.waiver.state {
            WaiverState::Expired | WaiverState::Unused => Severity::Warning,
            WaiverState::Expiring | WaiverState::Holds => Severity::Info,
        }
    }

    /// What is the matter, without rule, subject and place: `expired 20 days ago; what it covered counts again`.
    #[must_use]
    pub fn fate(&self) -> String {
        let left = self.waiver.days_left.unwrap_or(0);
        match self.waiver.state {
            WaiverState::Expired if self.waiver.covers == 0 => format!("{} and covers nothing: remove it", expiry(left)),
            WaiverState::Expired => format!("{}: the findings it covered count again", expiry(left)),
            WaiverState::Unused => "covers nothing: remove it, or correct its rule or subject".to_owned(),
            WaiverState::Expiring | WaiverState::Holds => expiry(left),
        }
    }

    /// The whole sentence, without its level. Holds text of the configuration as it is: outputs escape it like anything else.
    #[must_use]
    pub fn sentence(&self) -> String {
        let WaiverStatus { rule, subject, path, line, .. } = self.waiver;
        format!("the waiver for {rule} {subject} {} ({path}:{line})", self.fate())
    }
}
