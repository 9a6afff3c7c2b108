//! Typed values, and the reasons for not knowing one.

use super::readings::Readings;
use crate::source::Span;
use jiff::Timestamp;
use url::Url;

/// A value as interpreted.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Printed, but blank: the property has no value. A fact, not a lack of evidence.
    Null,
    /// `True` or `False`.
    Bool(bool),
    /// Any other text, verbatim.
    Text(String),
    /// An absolute URL. `Item::text` and reports keep the printed form; this is for comparing.
    Url(Box<Url>),
    /// A GUID, lower case, without braces.
    Guid(String),
    /// A moment that is certain (ISO, UTC twin, certificate).
    Date(Timestamp),
    /// A date without its time zone, or one of which nothing tells day from month.
    Dated(Readings),
    /// An Exchange build such as 15.2.1544.11; a missing revision is 0.
    Version(Version),
    /// A list; see [`List::complete`] before concluding from absence.
    List(List),
}

/// A four-part build number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub [u32; 4]);

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [major, minor, build, revision] = self.0;
        write!(f, "{major}.{minor}.{build}.{revision}")
    }
}

/// The items of a list-valued property.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// Items in the order printed.
    pub items: Vec<Item>,
    /// `false` if the capture cut the list: absence proves nothing then.
    pub complete: bool,
}

impl List {
    /// The list with each text as `read` makes it.
    #[must_use]
    pub fn map(&self, read: impl Fn(&str) -> String) -> Self {
        let items = self.items.iter().map(|item| Item { text: read(&item.text), at: item.at });
        Self { items: items.collect(), complete: self.complete }
    }
}

/// One item of a list with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The text, trimmed; a service principal name is as it is stored, blanks included.
    pub text: String,
    /// Where it stands. `None` for values that were derived or applied by a plan and stand nowhere.
    pub at: Option<Span>,
}

/// Why a value is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnknownReason {
    /// The cmdlet was never captured (in this realm).
    NotCaptured {
        /// Noun that is missing, `mapi-virtual-directory`.
        noun: &'static str,
    },
    /// The cmdlet was captured, but not this property (or not this object: a filtered capture).
    NotPrinted,
    /// The captures of a cmdlet are there, and do not cover this server or object.
    NotCovered {
        /// Noun of the cmdlet.
        noun: &'static str,
    },
    /// Captured, but the records do not name their server.
    NoServer {
        /// Noun of the records.
        noun: &'static str,
    },
    /// PowerShell cut the list.
    Truncated {
        /// How many items were shown.
        shown: usize,
    },
    /// Blank because IIS was not read.
    AdPropertiesOnly,
    /// The form lost the value (`System.Object[]`, a depth limit, a culture's date).
    Lossy {
        /// What was printed instead.
        raw: String,
    },
    /// Printed, but not what the property holds (`https://server name/…`, `[REDACTED]`).
    Unreadable {
        /// What was printed.
        raw: String,
    },
    /// Printed, but the capture counts as evidence for nothing.
    Doubtful(Doubt),
    /// Two captures disagree.
    Conflicting {
        /// The different values as printed, in the order of the captures.
        values: Vec<String>,
    },
}

/// Why a capture counts as evidence for nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Its own tenant id or domain is another one than that of its place, or stands under several names.
    OtherTenant {
        /// The names, and ids without a name, that contradict each other; sorted.
        names: Vec<String>,
    },
    /// There are several tenants, and nothing tells of which it is.
    NoTenant,
    /// The captures are of several on-premises organisations.
    Organizations {
        /// Their names or ids, sorted.
        names: Vec<String>,
    },
    /// The session had connected to something that the capture does not show, or to Exchange Online, and nothing in the capture tells of which
    /// organisation it is.
    Session,
    /// The file is not the one that the collector wrote.
    Altered,
    /// A part of the captures was not understood.
    Lost,
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherTenant { names } => write!(f, "one capture cannot be of several tenants: {}", names.join(" and ")),
            Self::NoTenant => f.write_str("there are several tenants, and nothing tells whose capture this is"),
            Self::Organizations { names } => {
                write!(f, "the captures are of several on-premises organisations: {}", names.join(" and "))
            }
            Self::Session => {
                f.write_str("the session had connected elsewhere before, so that nobody can tell which organisation printed it")
            }
            Self::Lost => f.write_str("a part of the captures was not understood, and may show other objects or values"),
            Self::Altered => f.write_str("the file was changed after it was collected"),
        }
    }
}

/// A value with the places that show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen<T> {
    /// The value.
    pub value: T,
    /// Every place that shows it; empty for what was derived from absence or applied by a plan.
    pub at: Vec<Span>,
}

impl From<Seen<bool>> for Seen<Value> {
    fn from(seen: Seen<bool>) -> Self {
        Self { value: Value::Bool(seen.value), at: seen.at }
    }
}

/// The reason for not knowing a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// The reason.
    pub why: UnknownReason,
    /// Places that show why, as far as there are any.
    pub at: Vec<Span>,
}

/// A value with the places that show it, or the reason for not knowing it. A `Result`, so that what is made of a value is unknown for the
/// same reason as the value itself with a `?`.
pub type Known<T> = Result<Seen<T>, Unknown>;

/// A known value.
///
/// # Errors
/// Never; the counterpart is [`unknown`].
pub fn known<T>(value: T, at: Vec<Span>) -> Known<T> {
    Ok(Seen { value, at })
}

/// An unknown value.
///
/// # Errors
/// Always: with the reason.
pub fn unknown<T>(why: UnknownReason, at: Vec<Span>) -> Known<T> {
    Err(Unknown { why, at })
}

/// What is asked of a value whether it is known or not.
pub trait KnownExt<T> {
    /// The places of either.
    fn at(&self) -> &[Span];
    /// The value, if known.
    fn value(&self) -> Option<&T>;
    /// The reason, if not known.
    fn why(&self) -> Option<&UnknownReason>;
}

impl<T> KnownExt<T> for Known<T> {
    fn at(&self) -> &[Span] {
        match self {
            Ok(Seen { at, .. }) | Err(Unknown { at, .. }) => at,
        }
    }

    fn value(&self) -> Option<&T> {
        self.as_ref().ok().map(|seen| &seen.value)
    }

    fn why(&self) -> Option<&UnknownReason> {
        self.as_ref().err().map(|unknown| &unknown.why)
    }
}
