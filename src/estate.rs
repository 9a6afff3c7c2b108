//! The organisation as far as the captures show it: typed objects, each value known or not, with the places that say so.
//!
//! The engine never guesses: a value is [`Seen`] with its places, or [`Unknown`] with the reason ([`UnknownReason`]).
//! Text is interpreted in one file, [`parse`]; after it no raw string is read again.

use crate::source::Span;
use std::collections::BTreeMap;

pub mod attribution;
pub(crate) mod bearer;
mod build;
pub mod facts;
pub(crate) mod host;
pub mod identify;
pub(crate) mod parse;
pub(crate) mod readiness;
pub(crate) mod readings;
pub(crate) mod spn;
pub mod value;
mod values;

pub use build::build;
pub use value::{Doubt, Item, Known, KnownExt, List, Seen, Unknown, UnknownReason, Value, known, unknown};
pub use values::Values;

/// Whose object it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The on-premises Exchange organisation.
    OnPremises,
    /// An Entra tenant (and its Exchange Online), by the name that reports print.
    Tenant(String),
}

impl Side {
    /// The tenant whose it is.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        match self {
            Self::OnPremises => None,
            Self::Tenant(name) => Some(name),
        }
    }
}

/// One object of the organisation, merged from every capture that shows it; or a row of a derived noun (see [`facts`]).
#[derive(Debug, Clone)]
pub struct Object {
    /// Noun in kebab case: `mapi-virtual-directory`, `auth-server`, `service-principal`; derived: `service-url`.
    pub noun: &'static str,
    /// Whose it is.
    pub side: Side,
    /// Short name of the server it lives on, as printed; `None` for objects of the organisation and where the captures don't tell.
    pub server: Option<String>,
    /// What findings call it: a virtual directory's Identity, an AuthServer's Name, an origin.
    pub subject: String,
    /// Values by property name as PowerShell prints it (the spelling of the cmdlet table). A property that no capture shows is absent.
    pub values: Values,
    /// Where it was seen, one entry per record.
    pub occurrences: Vec<Occurrence>,
}

/// One record that shows an object.
#[derive(Debug, Clone)]
pub struct Occurrence {
    /// The whole record.
    pub at: Span,
    /// The cmdlet that printed it (`Get-MsolServicePrincipal`), canonical spelling.
    pub cmdlet: &'static str,
    /// Read with `-ADPropertiesOnly` (said by the command, or told by a blank Path beside a filled MetabasePath).
    pub ad_properties_only: bool,
}

impl Object {
    /// The value of a property. Absent from every capture: unknown as [`UnknownReason::NotPrinted`] at the object's own places.
    ///
    /// # Errors
    /// Why it is not known.
    pub fn get(&self, property: &str) -> Known<Value> {
        self.values.get(property).cloned().unwrap_or_else(|| unknown(UnknownReason::NotPrinted, self.spans()))
    }

    /// The places that show a property, or that it was not printed.
    #[must_use]
    pub fn places(&self, property: &str) -> Vec<Span> {
        self.values.get(property).map_or_else(|| self.spans(), |known| known.at().to_vec())
    }

    /// A row of a derived noun, of the organisation and seen nowhere yet.
    fn derived(
        noun: &'static str,
        subject: impl Into<String>,
        values: impl IntoIterator<Item = (&'static str, Known<Value>)>,
    ) -> Self {
        Self {
            noun,
            side: Side::OnPremises,
            server: None,
            subject: subject.into(),
            values: values.into_iter().collect(),
            occurrences: Vec::new(),
        }
    }

    /// A row of a derived noun that this object shows.
    fn derive(
        &self,
        noun: &'static str,
        subject: impl Into<String>,
        values: impl IntoIterator<Item = (&'static str, Known<Value>)>,
    ) -> Self {
        Self { side: self.side.clone(), occurrences: self.occurrences.clone(), ..Self::derived(noun, subject, values) }
    }

    /// A row of another noun that is made of a part of this object, and shown where that part is.
    fn derive_at(
        &self,
        noun: &'static str,
        subject: impl Into<String>,
        values: impl IntoIterator<Item = (&'static str, Known<Value>)>,
        at: &[Span],
    ) -> Self {
        let mut row = self.derive(noun, subject, values);
        row.occurrences.truncate(1);
        if let (Some(occurrence), Some(&at)) = (row.occurrences.first_mut(), at.first()) {
            occurrence.at = at;
        }
        row
    }

    /// Where the object was seen.
    #[must_use]
    pub fn spans(&self) -> Vec<Span> {
        self.occurrences.iter().map(|occurrence| occurrence.at).collect()
    }
}

/// How much of a noun the captures show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coverage {
    /// A capture of the whole set: what is not in it does not exist. Holds the places (commands or records).
    Whole(Vec<Span>),
    /// Objects whose command is not there: what is among them exists, but what is not may exist, too.
    Shown(Vec<Span>),
    /// Only filtered captures (`-Server EX01`, `where …`): there may be more.
    Part(Vec<Span>),
}

impl Coverage {
    /// The places that show it.
    #[must_use]
    pub fn at(&self) -> &[Span] {
        match self {
            Self::Whole(at) | Self::Shown(at) | Self::Part(at) => at,
        }
    }
}

/// An Entra tenant of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Name in reports: from `--tenant`, `hmaudit.yml`, the folder `tenants/NAME`, else the domain or id in the capture, else `tenant`.
    pub name: String,
    /// Tenant id (lower-case GUID), when known.
    pub id: Option<String>,
    /// Domains known to belong to it (`contoso.onmicrosoft.com`), lower case.
    pub domains: Vec<String>,
}

/// A capture that counts as evidence for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful {
    /// Noun of its objects.
    pub noun: &'static str,
    /// Whose it would be; `None` where nobody knows which tenant's.
    pub side: Option<Side>,
    /// Why.
    pub doubt: Doubt,
    /// Its records.
    pub at: Vec<Span>,
}

/// The organisation as captured.
#[derive(Debug, Clone, Default)]
pub struct Estate {
    /// Objects by noun; within a noun sorted by realm, server and subject.
    pub objects: BTreeMap<&'static str, Vec<Object>>,
    /// What was captured: absent means that the cmdlet was never run (as far as we can see).
    pub coverage: BTreeMap<(Side, &'static str), Coverage>,
    /// All tenants: captured, configured, or only named by an AuthServer's Realm. Sorted by name.
    pub tenants: Vec<Tenant>,
    /// The errors that a capture shows instead of a noun's objects, in the order of the captures.
    pub failures: BTreeMap<&'static str, Vec<(Span, String)>>,
    /// Captures that count as evidence for nothing.
    pub doubts: Vec<Doubtful>,
    /// Tenant ids that the user said to expect (`tenants:` of the configuration), lower case. Empty: any tenant will do.
    pub expected_ids: Vec<String>,
}

impl Estate {
    /// Whether the captures show nothing of the organisation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.coverage.is_empty()
    }

    /// All objects of a noun, every realm; empty if there are none.
    #[must_use]
    pub fn all(&self, noun: &str) -> &[Object] {
        self.objects.get(noun).map_or(&[], Vec::as_slice)
    }

    /// The objects of a noun in one realm. They are searched, not walked through: there may be thousands of tenants.
    pub fn of<'e>(&'e self, noun: &str, side: &Side) -> impl Iterator<Item = &'e Object> + use<'e> {
        let objects = self.all(noun);
        let start = objects.partition_point(|object| object.side < *side);
        let behind = objects.get(start..).unwrap_or_default();
        let count = behind.partition_point(|object| object.side == *side);
        behind.get(..count).unwrap_or_default().iter()
    }

    /// The on-premises objects of a noun that live on a server, letter case ignored. Large estates are searched, not walked through:
    /// rules ask this for every server.
    pub fn on_server<'e>(&'e self, noun: &str, server: &str) -> impl Iterator<Item = &'e Object> {
        let objects = self.all(noun);
        let place = |object: &Object| {
            let by_realm = object.side.cmp(&Side::OnPremises);
            by_realm.then_with(|| compare_servers(object.server.as_deref(), Some(server)))
        };
        let start = objects.partition_point(|object| place(object).is_lt());
        objects[start..].iter().take_while(move |object| place(object).is_eq())
    }

    /// How much of a noun was captured in a realm.
    #[must_use]
    pub fn coverage(&self, side: &Side, noun: &'static str) -> Option<&Coverage> {
        self.coverage.get(&(side.clone(), noun))
    }
}
/// The order of servers within a noun: letter case ignored, objects without a server first.
#[must_use]
pub fn compare_servers(one: Option<&str>, other: Option<&str>) -> std::cmp::Ordering {
    match (one, other) {
        (Some(one), Some(other)) => folded(one).cmp(folded(other)),
        _ => one.is_some().cmp(&other.is_some()),
    }
}

fn folded(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| byte.to_ascii_lowercase())
}
