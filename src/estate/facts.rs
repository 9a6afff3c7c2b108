//! What rules may ask: the rows of a noun, captured or derived, and the facts that hmaudit derives about them.
//!
//! PascalCase names in rules are properties, kebab-case names are facts. A fact is a function with a name and a line of
//! documentation; to add one, write it into the table of a file in `facts/`.

use super::value::{Known, Unknown, UnknownReason, Value, unknown};
use super::{Estate, Object, Side, Tenant};
use crate::area::Required;
use crate::catalog::schema::Cmdlet;
use crate::catalog::{self, Ask};
use crate::source::Span;
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

mod access;
mod auth_server;
mod authorities;
pub(crate) mod builds;
pub(crate) mod captured;
mod captures;
mod certificates;
pub(crate) mod clients;
mod coexistence;
pub(crate) mod derive;
mod devices;
mod directories;
mod drift;
mod hybrid;
mod hybrid_app;
mod json;
mod memo;
pub(crate) mod methods;
mod mobile;
mod organization;
mod owa;
pub(crate) mod own_domains;
mod people;
mod policies;
pub(crate) mod reads;
pub(crate) mod servers;
mod service_principal;
mod service_url;
mod sign_in;
mod tenants;
mod told;
mod wire;

pub use auth_server::is_entra;
pub use memo::Memo;

/// What everything is looked at from: the estate, and the tenant or server that a rule is being judged for.
#[derive(Debug, Clone, Copy)]
pub struct View<'e> {
    /// The organisation.
    pub estate: &'e Estate,
    /// The tenant, in rules with `for-each: tenant`.
    pub tenant: Option<&'e Tenant>,
    /// The server, in rules with `for-each: server`.
    pub server: Option<&'e str>,
    /// The moment that certificates and support dates are judged by.
    pub as_of: Timestamp,
    /// `--expect enabled`: switches that are off are errors.
    pub expect_enabled: bool,
    /// The configuration declares classic hybrid: there is no Hybrid Agent to look for.
    pub is_classic_hybrid: bool,
    /// The areas that are asked although nothing of theirs was captured.
    pub required: &'e Required,
    /// Whether every core rule passes, for the rules that ask it and are therefore judged last; `None` while that is undecided.
    pub core_rules_green: Option<bool>,
    /// What was derived before, if there is a place to keep it.
    pub memo: Option<&'e Memo>,
}

impl<'e> View<'e> {
    /// The whole organisation at a moment, before anything is decided or derived. No area is required.
    #[must_use]
    pub fn new(estate: &'e Estate, as_of: Timestamp, expect_enabled: bool) -> Self {
        static NONE: Required = Required::none();
        Self {
            estate,
            tenant: None,
            server: None,
            as_of,
            expect_enabled,
            is_classic_hybrid: false,
            required: &NONE,
            core_rules_green: None,
            memo: None,
        }
    }
}

/// The rows of a noun, and what keeps them from being all.
#[derive(Debug, Default)]
pub struct Rows<'e> {
    /// The rows, sorted by server and subject.
    pub objects: Vec<Cow<'e, Object>>,
    /// Why there may be more rows than these. Empty: these are all.
    pub gaps: Vec<Gap>,
}

/// Something that was not captured and might hold more rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The cmdlet (`Get-MapiVirtualDirectory`) for a missing capture, else the object's subject.
    pub subject: String,
    /// The server that is not covered, if it is one.
    pub server: Option<String>,
    /// The tenant that is not covered, if it is one.
    pub tenant: Option<String>,
    /// The cmdlet that supplies it.
    pub ask: Ask,
    /// Why.
    pub why: UnknownReason,
    /// Places that show it, if any.
    pub at: Vec<Span>,
    /// The exact command that supplies it.
    pub command: String,
}

/// A noun that is not the output of one cmdlet: `service-url`, `captured-object`, `required-capture`.
pub struct DerivedNoun {
    /// Name in rules.
    pub name: &'static str,
    /// What its rows are, in a line.
    pub doc: &'static str,
    /// Properties that its rows have (kebab case, like facts), each with a line of documentation.
    pub properties: &'static [(&'static str, &'static str)],
    /// Makes the rows.
    pub rows: for<'e> fn(&View<'e>) -> Rows<'e>,
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactTarget {
    /// The organisation as seen by the view; usable in `when`.
    Organization,
    /// Rows of these nouns.
    Nouns(&'static [&'static str]),
    /// Rows of any noun.
    AnyObject,
}

/// A derived fact.
pub struct Fact {
    /// Name in rules, kebab case.
    pub name: &'static str,
    /// What it tells, in a line.
    pub doc: &'static str,
    /// What it may be asked of.
    pub on: FactTarget,
    /// How it is read.
    read: Read,
}

/// How a fact is read.
enum Read {
    /// From the captures of the whole organisation, whatever tenant or server the view is of: once a run.
    Whole(for<'e> fn(&View<'e>) -> Known<Value>),
    /// From what was judged before, which changes between the rounds of a run.
    Round(for<'e> fn(&View<'e>) -> Known<Value>),
    /// From one row.
    Row(for<'e> fn(&View<'e>, &Object) -> Known<Value>),
}

/// All derived nouns.
pub const NOUNS: &[DerivedNoun] = &[
    own_domains::ACCEPTED_AUTODISCOVER,
    sign_in::AUTHENTICATION_METHOD,
    captures::CAPTURED_OBJECT,
    certificates::AUTH_CERTIFICATE,
    authorities::AUTHORITY,
    clients::CLIENT,
    clients::PROTOCOL,
    clients::OFFICE,
    devices::REPORT,
    directories::CLIENT_DIRECTORY,
    directories::SERVICE_ENDPOINT,
    directories::VIRTUAL_DIRECTORY,
    captures::DOUBTFUL,
    hybrid_app::HYBRID_APPLICATION,
    hybrid::HYBRID_ENDPOINT,
    own_domains::NOUN,
    owa::OWA_OR_ECP,
    owa::OWA_URL,
    policies::EFFECTIVE,
    people::REGISTERED_PEOPLE,
    captures::REQUIRED,
    servers::SERVER,
    service_principal::CAPTURED,
    service_principal::REGISTERED_NAME,
    service_url::NOUN,
    service_url::SCP,
    tenants::TENANT,
];

const FACTS: &[&[Fact]] = &[
    access::FACTS,
    auth_server::FACTS,
    authorities::FACTS,
    builds::FACTS,
    captures::FACTS,
    certificates::FACTS,
    coexistence::FACTS,
    directories::FACTS,
    hybrid::FACTS,
    hybrid_app::FACTS,
    mobile::FACTS,
    organization::FACTS,
    owa::FACTS,
    own_domains::FACTS,
    policies::FACTS,
    servers::FACTS,
    service_principal::FACTS,
    service_url::FACTS,
    sign_in::FACTS,
    tenants::FACTS,
    wire::FACTS,
];

/// All facts.
pub fn all() -> impl Iterator<Item = &'static Fact> {
    FACTS.iter().copied().flatten()
}

/// The derived noun of this name.
#[must_use]
pub fn noun(name: &str) -> Option<&'static DerivedNoun> {
    NOUNS.iter().find(|noun| noun.name == name)
}

/// The fact of this name.
#[must_use]
pub fn fact(name: &str) -> Option<&'static Fact> {
    static BY_NAME: LazyLock<HashMap<&str, &Fact>> = LazyLock::new(|| all().map(|fact| (fact.name, fact)).collect());
    BY_NAME.get(name).copied()
}

/// Names of all nouns, captured and derived, for "did you mean".
pub fn noun_names() -> impl Iterator<Item = &'static str> {
    catalog::ALL.iter().map(|cmdlet| cmdlet.noun).chain(NOUNS.iter().map(|noun| noun.name))
}

/// Names of all that may be asked of a noun: its properties and the facts about it. `None` if there is no such noun.
#[must_use]
pub fn names_on(noun_name: &str) -> Option<Vec<&'static str>> {
    let mut names: Vec<&'static str> = match (catalog::of_noun(noun_name), noun(noun_name)) {
        (Some(cmdlet), _) => cmdlet.properties.iter().map(|property| property.name).collect(),
        (None, Some(derived)) => derived.properties.iter().map(|(name, _)| *name).collect(),
        (None, None) => return None,
    };
    names.extend(all().filter(|fact| fact.may_be_asked_of(noun_name)).map(|fact| fact.name));
    Some(names)
}

impl Fact {
    /// Whether it may be asked of a row of this noun. Facts of the organisation may be asked of anything.
    #[must_use]
    pub fn may_be_asked_of(&self, noun: &str) -> bool {
        match self.on {
            FactTarget::Organization | FactTarget::AnyObject => true,
            FactTarget::Nouns(nouns) => nouns.contains(&noun),
        }
    }

    /// Its value. A fact of rows is unknown without one.
    fn value(&self, view: &View<'_>, object: Option<&Object>) -> Known<Value> {
        match (&self.read, object) {
            (Read::Whole(read), _) => memo::fact(view, self.name, read),
            (Read::Round(read), _) => read(view),
            (Read::Row(read), Some(object)) => read(view, object),
            (Read::Row(_), None) => unknown(UnknownReason::NotPrinted, Vec::new()),
        }
    }
}

impl<'e> Rows<'e> {
    /// The rows of several nouns.
    fn of_all(view: &View<'e>, nouns: &[&str]) -> Self {
        let mut all = Self::default();
        for noun in nouns {
            all.extend(rows_of(view, noun));
        }
        all
    }

    fn extend(&mut self, other: Self) {
        self.objects.extend(other.objects);
        self.gaps.extend(other.gaps);
    }

    /// That these are all.
    ///
    /// # Errors
    /// Why there may be more.
    fn whole(&self) -> Result<(), Unknown> {
        self.gaps.first().map_or(Ok(()), |gap| Err(gap.reason()))
    }
}

impl FromIterator<Object> for Rows<'_> {
    fn from_iter<T: IntoIterator<Item = Object>>(objects: T) -> Self {
        Self { objects: objects.into_iter().map(Cow::Owned).collect(), gaps: Vec::new() }
    }
}

impl Gap {
    /// What the whole output of a cmdlet would tell.
    fn of(cmdlet: &Cmdlet, reason: Unknown) -> Self {
        Self {
            subject: cmdlet.name.to_owned(),
            server: None,
            tenant: None,
            ask: Ask { noun: cmdlet.noun, of_tenant: false },
            why: reason.why,
            at: reason.at,
            command: cmdlet.collect.to_owned(),
        }
    }

    /// What the whole output of a cmdlet would tell of a tenant, or of the organisation on premises.
    fn of_side(cmdlet: &Cmdlet, side: &Side, reason: Unknown) -> Self {
        let tenant = side.tenant().map(str::to_owned);
        let side = if tenant.is_some() { Self::of_tenant(cmdlet, reason) } else { Self::of(cmdlet, reason) };
        Self { tenant, ..side }
    }

    /// What the whole output of a cmdlet would tell of a tenant that nothing names.
    fn of_tenant(cmdlet: &Cmdlet, reason: Unknown) -> Self {
        let ask = Ask { noun: cmdlet.noun, of_tenant: true };
        Self { ask, command: cmdlet.command(true).to_owned(), ..Self::of(cmdlet, reason) }
    }

    /// What the whole output of the cmdlet of a noun would tell.
    fn of_noun(noun: &str, reason: Unknown) -> Option<Self> {
        catalog::of_noun(noun).map(|cmdlet| Self::of(cmdlet, reason))
    }

    /// What an object would tell if it was captured better.
    pub(crate) fn of_object(object: &Object, reason: Unknown) -> Option<Self> {
        let cmdlet = catalog::of_noun(object.noun)?;
        let gap = Self::of_side(cmdlet, &object.side, reason);
        let command = object.server.as_deref().map(|server| cmdlet.collect_from(server));
        Some(Self {
            subject: object.subject.clone(),
            server: object.server.clone(),
            command: command.unwrap_or_else(|| gap.command.clone()),
            ..gap
        })
    }

    /// Why what it would supply is unknown.
    fn reason(&self) -> Unknown {
        Unknown { why: self.why.clone(), at: self.at.clone() }
    }
}

/// The rows of a noun (captured or derived) in a view: on-premises nouns whole, tenant nouns of the view's tenant (of all without one),
/// of the view's server only if there is one. `None` if there is no such noun.
#[must_use]
pub fn rows<'e>(view: &View<'e>, name: &str) -> Option<Rows<'e>> {
    match (catalog::of_noun(name), noun(name)) {
        (Some(cmdlet), _) => Some(captured::rows(view, cmdlet)),
        (None, Some(derived)) => Some((derived.rows)(view)),
        (None, None) => None,
    }
}

/// The rows of a noun that is there.
fn rows_of<'e>(view: &View<'e>, name: &str) -> Rows<'e> {
    rows(view, name).unwrap_or_default()
}

/// A property (PascalCase) or fact (kebab case) of an object; with `None`, a fact of the organisation.
/// Names are checked when rules are loaded; an unknown name gives `Unknown(NotPrinted)`.
#[must_use]
pub fn value<'o>(view: &View<'_>, object: Option<&'o Object>, name: &str) -> Cow<'o, Known<Value>> {
    if let Some(known) = object.and_then(|object| object.values.get(name)) {
        return Cow::Borrowed(known);
    }
    if let Some(fact) = fact(name) {
        return Cow::Owned(fact.value(view, object));
    }
    let Some(object) = object else { return Cow::Owned(unknown(UnknownReason::NotPrinted, Vec::new())) };
    let property = catalog::of_noun(object.noun).and_then(|cmdlet| cmdlet.property(name));
    match property.and_then(|property| object.values.get(property.name)) {
        Some(known) => Cow::Borrowed(known),
        None => Cow::Owned(unknown(UnknownReason::NotPrinted, object.spans())),
    }
}
