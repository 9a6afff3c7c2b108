//! What rules may ask: the rows of a noun, captured or derived, and the facts that hmaudit derives about them.
//!
//! PascalCase names in rules are properties, kebab-case names are facts. A fact is a function with a name and a line of
//! documentation; to add one, write it in a file of `facts/` and list it there.

use super::value::{Item, Known, List, Value, Why};
use super::{Estate, Object, Tenant};
use crate::source::Span;
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

mod accepted_autodiscover;
mod auth_server;
pub mod builds;
pub mod captured;
mod captured_object;
pub mod certificates;
pub mod clouds;
pub mod derive;
pub mod directories;
mod doubtful_capture;
mod drift;
pub mod hybrid;
mod memo;
mod organization;
pub mod owa;
pub mod own_domains;
pub mod policies;
mod required_capture;
mod server;
pub mod servers;
mod service_principal;
mod service_url;
pub mod tenants;
mod virtual_directory;
mod wire;

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
    /// Whether every core rule passes, for the rules that ask it and are therefore judged last; `None` while that is undecided.
    pub core_rules_green: Option<bool>,
    /// What was derived before, if there is a place to keep it.
    pub memo: Option<&'e Memo>,
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
    /// Why.
    pub why: Why,
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
pub enum On {
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
    pub on: On,
    /// Reads it. The object is `None` for [`On::Organization`].
    pub read: for<'e> fn(&View<'e>, Option<&Object>) -> Known<Value>,
}

/// All derived nouns.
pub const NOUNS: &[DerivedNoun] = &[
    accepted_autodiscover::NOUN,
    captured_object::NOUN,
    certificates::AUTH_CERTIFICATE,
    directories::SERVICE_ENDPOINT,
    directories::VIRTUAL_DIRECTORY,
    doubtful_capture::NOUN,
    hybrid::HYBRID_ENDPOINT,
    own_domains::NOUN,
    owa::OWA_OR_ECP,
    owa::OWA_URL,
    policies::EFFECTIVE,
    required_capture::NOUN,
    server::NOUN,
    service_principal::CAPTURED,
    service_principal::REGISTERED_NAME,
    service_url::NOUN,
    service_url::SCP,
    tenants::TENANT,
];

/// All facts.
pub const FACTS: &[Fact] = &[
    auth_server::CLOUD,
    auth_server::IS_ENTRA,
    auth_server::METADATA_HOST,
    builds::BINDS_DOMAINS,
    builds::IN_SUPPORT,
    builds::IS_EDGE,
    builds::LOOP_FIX,
    builds::MINIMUM,
    builds::PREDATES_2016,
    builds::PROXY_SCHEME,
    captured_object::AD_PROPERTIES_ONLY,
    captured_object::CONFLICTING_VALUES,
    captured_object::CUT_LISTS,
    captured_object::EXCHANGE_ONLINE,
    captured_object::IS_VIRTUAL_DIRECTORY,
    captured_object::LACKS_SERVER,
    captured_object::LEGACY_MODULE,
    captured_object::LOSSY_VALUES,
    captured_object::UNREADABLE_VALUES,
    certificates::EXPIRES,
    certificates::ON_SERVER,
    certificates::VALID,
    directories::INSECURE,
    directories::INTERNET_FACING,
    directories::NAMES_ONE_SERVER,
    hybrid::DEDICATED_APP,
    hybrid::DUPLICATE,
    hybrid::GRAPH_SUPPORTED,
    hybrid::OUTLOOK_MOBILE,
    hybrid::USES_AGENT,
    organization::DEFAULT_ENDPOINT_ENABLED,
    organization::ENTRA_AUTH_SERVER_COUNT,
    organization::MODERN_AUTH_ENABLED,
    organization::NEWEST_BUILD,
    organization::OLDEST_BUILD,
    organization::OWA_MODERN_AUTH,
    organization::PHASE,
    organization::TENANTS,
    organization::TENANT_COUNT,
    own_domains::MIXED,
    own_domains::OUTSIDE,
    own_domains::PROBLEM,
    owa::BEHIND_PROXY,
    owa::DOWNLOAD_DOMAINS,
    owa::PHASE,
    owa::REPLY_URLS,
    owa::SUPPORTS,
    policies::BLOCKS_LEGACY,
    policies::CORE_GREEN,
    policies::IS_DEFAULT,
    policies::LEGACY_BLOCKED,
    server::EXACT_VERSION,
    server::FAMILY,
    server::VERSION,
    service_principal::HAS_MICROSOFT_DEFAULTS,
    service_principal::INEFFECTIVE_ORIGINS,
    service_principal::IS_EXCHANGE_ONLINE,
    service_principal::REGISTERED_ORIGINS,
    service_principal::REPLY_URL_LIST,
    service_principal::SHOWS_NAMES_ONLY,
    service_url::INEFFECTIVE_FORMS,
    tenants::CUSTOM,
    tenants::HAS_AUTH_SERVER,
    tenants::HYGIENE,
    tenants::IS_ENTRA_ENDPOINT,
    tenants::MISTAKEN,
    tenants::REALM_IS_KNOWN,
    tenants::REGISTERED_URLS,
    tenants::SHARES_REALM,
    tenants::STANDS_ALONE,
    tenants::STANDS_BY,
    tenants::USED,
    virtual_directory::OFFERS_OAUTH,
    wire::ADVERTISES_ENDPOINT,
    wire::ANSWERS_AUTODISCOVER,
    wire::ANSWERS_EXTERNAL_URL,
    wire::AUTHORIZATION_HOST,
    wire::CAPTURED,
    wire::EXTERNAL_HOSTS,
    wire::HTTP_AUDIENCE,
    wire::IS_BEARER_CHALLENGE,
    wire::OFFERS_BEARER,
    wire::SIGNS_IN_AT_ENTRA,
    wire::TELLS_OF_TOKENS,
    wire::TRUSTS_TENANT,
];

/// The derived noun of this name.
#[must_use]
pub fn noun(name: &str) -> Option<&'static DerivedNoun> {
    NOUNS.iter().find(|noun| noun.name == name)
}

/// The fact of this name.
#[must_use]
pub fn fact(name: &str) -> Option<&'static Fact> {
    static BY_NAME: LazyLock<HashMap<&str, &Fact>> = LazyLock::new(|| FACTS.iter().map(|fact| (fact.name, fact)).collect());
    BY_NAME.get(name).copied()
}

/// Names of all nouns, captured and derived, for "did you mean".
pub fn noun_names() -> impl Iterator<Item = &'static str> {
    super::cmdlets::ALL.iter().map(|cmdlet| cmdlet.noun).chain(NOUNS.iter().map(|noun| noun.name))
}

/// Names of all that may be asked of a noun: its properties and the facts about it. `None` if there is no such noun.
#[must_use]
pub fn names_on(noun_name: &str) -> Option<Vec<&'static str>> {
    let mut names: Vec<&'static str> = match (super::cmdlets::of_noun(noun_name), noun(noun_name)) {
        (Some(cmdlet), _) => cmdlet.properties.iter().map(|property| property.name).collect(),
        (None, Some(derived)) => derived.properties.iter().map(|(name, _)| *name).collect(),
        (None, None) => return None,
    };
    names.extend(FACTS.iter().filter(|fact| fact.may_be_asked_of(noun_name)).map(|fact| fact.name));
    Some(names)
}

/// A complete list as a known value.
fn list_of(items: Vec<Item>, at: Vec<Span>) -> Known<Value> {
    Known::known(Value::List(List { items, complete: true }), at)
}

impl Fact {
    /// Whether it may be asked of a row of this noun. Facts of the organisation may be asked of anything.
    #[must_use]
    pub fn may_be_asked_of(&self, noun: &str) -> bool {
        match self.on {
            On::Organization | On::AnyObject => true,
            On::Nouns(nouns) => nouns.contains(&noun),
        }
    }
}

/// The rows of a noun (captured or derived) in a view: on-premises nouns whole, tenant nouns of the view's tenant (of all without one),
/// of the view's server only if there is one. `None` if there is no such noun.
#[must_use]
pub fn rows<'e>(view: &View<'e>, name: &str) -> Option<Rows<'e>> {
    match (super::cmdlets::of_noun(name), noun(name)) {
        (Some(cmdlet), _) => Some(captured::rows(view, cmdlet)),
        (None, Some(derived)) => Some((derived.rows)(view)),
        (None, None) => None,
    }
}

/// A property (PascalCase) or fact (kebab case) of an object; with `None`, a fact of the organisation.
/// Names are checked when rules are loaded; an unknown name gives `Unknown(NotPrinted)`.
#[must_use]
pub fn value<'o>(view: &View<'_>, object: Option<&'o Object>, name: &str) -> Cow<'o, Known<Value>> {
    if let Some(known) = object.and_then(|object| object.values.get(name)) {
        return Cow::Borrowed(known);
    }
    if let Some(fact) = fact(name) {
        return Cow::Owned(memo::fact(view, fact, object));
    }
    let Some(object) = object else { return Cow::Owned(Known::unknown(Why::NotPrinted, Vec::new())) };
    let property = super::cmdlets::of_noun(object.noun).and_then(|cmdlet| cmdlet.property(name));
    match property.and_then(|property| object.values.get(property.name)) {
        Some(known) => Cow::Borrowed(known),
        None => Cow::Owned(Known::unknown(Why::NotPrinted, object.spans())),
    }
}
