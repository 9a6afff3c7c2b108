//! The statements that a script consists of besides its constant library: calls of known functions with values of known kinds.
//!
//! This table is the closed grammar. `emit` can write nothing else, `verify-script` accepts nothing else.

use super::quote::{Slot, literal};
use super::script::Kind;

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// One literal.
    One(Slot),
    /// A list of literals, at least this many.
    Many(Slot, usize),
}

/// A function of the library and how it is called.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// The kinds of scripts that may call it.
    pub kinds: &'static [Kind],
    /// Whether it is a step of the plan, with `-Step N` as first parameter.
    pub is_step: bool,
    /// Whether the undo script calls it too.
    pub in_undo: bool,
    /// Its parameters besides `-Step`, in the order in which they are written.
    pub parameters: &'static [(&'static str, Takes)],
}

const IDENTITY: (&str, Takes) = ("Identity", Takes::One(Slot::Identity));
const METHODS: (&str, Takes) = ("Audited", Takes::Many(Slot::Method, 1));
const DIGEST: (&str, Takes) = ("Audited", Takes::One(Slot::Digest));
/// The guards that the script must hold besides: whoever takes one out has to take it out here too, and the script counts them.
const RESULTS: (&str, Takes) = ("Results", Takes::Many(Slot::Script, 1));
const MANUAL: (&str, Takes) = ("Manual", Takes::Many(Slot::Number, 0));
const BROWSER: (&str, Takes) = ("Kind", Takes::One(Slot::Word(&["Ecp", "Owa"])));

/// Methods of OWA and ECP that must be off for OAuth to be the only one, in the order of the library.
pub const OTHER_METHODS: &[&str] =
    &["AdfsAuthentication", "BasicAuthentication", "DigestAuthentication", "FormsAuthentication", "WindowsAuthentication"];
/// Flags of an authentication policy that keep clients from modern authentication.
pub const BLOCKS: &[&str] = &[
    "BlockModernAuthActiveSync",
    "BlockModernAuthAutodiscover",
    "BlockModernAuthMapi",
    "BlockModernAuthOfflineAddressBook",
    "BlockModernAuthWebServices",
];
/// The lists of an ActiveSync virtual directory.
pub const ACTIVE_SYNC_LISTS: &[&str] = &["InternalAuthenticationMethods", "ExternalAuthenticationMethods"];
/// What has a URL: the word in scripts and the noun.
pub const URL_KINDS: &[(&str, &str)] = &[
    ("ActiveSync", "active-sync-virtual-directory"),
    ("ClientAccess", "client-access-service"),
    ("Oab", "oab-virtual-directory"),
    ("WebServices", "web-services-virtual-directory"),
];
/// Properties that hold a URL.
pub const URL_PROPERTIES: &[&str] = &["InternalUrl", "ExternalUrl", "AutoDiscoverServiceInternalUri"];

const fn guard(name: &'static str, kinds: &'static [Kind], in_undo: bool, parameters: &'static [(&'static str, Takes)]) -> Shape {
    Shape { name, kinds, is_step: false, in_undo, parameters }
}

const fn step(name: &'static str, kinds: &'static [Kind], parameters: &'static [(&'static str, Takes)]) -> Shape {
    Shape { name, kinds, is_step: true, in_undo: true, parameters }
}

const EXCHANGE: &[Kind] = &[Kind::Exchange];
const OWA: &[Kind] = &[Kind::Owa];
const ENABLE: &[Kind] = &[Kind::Enable];
const ENTRA: &[Kind] = &[Kind::Entra];

/// Every call there is. What stands before the steps stands in this order.
pub const SHAPES: &[Shape] = &[
    guard("Assert-Tenant", ENTRA, true, &[("Expected", Takes::One(Slot::GuidOrBlank))]),
    guard(
        "Assert-Organization",
        &[Kind::Exchange, Kind::Owa, Kind::Enable],
        true,
        &[("Expected", Takes::One(Slot::GuidOrBlank))],
    ),
    guard(
        "Assert-ServerBuild",
        &[Kind::Exchange, Kind::Owa, Kind::Enable],
        false,
        &[("Name", Takes::One(Slot::Identity)), ("Build", Takes::One(Slot::BuildOrBlank))],
    ),
    guard(
        "Read-TenantResult",
        &[Kind::Owa, Kind::Enable],
        false,
        &[("From", Takes::One(Slot::Script)), ("Expected", Takes::One(Slot::GuidOrBlank))],
    ),
    Shape { name: "Confirm-ManualStep", kinds: &[Kind::Owa, Kind::Enable], is_step: true, in_undo: false, parameters: &[] },
    guard("Assert-BrowserSignIn", OWA, false, &[RESULTS, MANUAL]),
    guard(
        "Assert-Ready",
        ENABLE,
        false,
        &[IDENTITY, ("Clearing", Takes::Many(Slot::Identity, 0)), ("Servers", Takes::Many(Slot::Identity, 0)), RESULTS, MANUAL],
    ),
    guard("Approve-Switches", ENABLE, true, &[]),
    step(
        "Add-ServicePrincipalName",
        ENTRA,
        &[DIGEST, ("Name", Takes::Many(Slot::Origin, 1)), ("Ask", Takes::Many(Slot::Origin, 0))],
    ),
    step("Add-ReplyUrl", ENTRA, &[DIGEST, ("Url", Takes::Many(Slot::Url, 1)), ("Ask", Takes::Many(Slot::Url, 0))]),
    step("Add-MapiOAuth", EXCHANGE, &[IDENTITY, METHODS]),
    step("Repair-MapiMethodLists", EXCHANGE, &[IDENTITY]),
    step("Enable-WebServicesOAuth", EXCHANGE, &[IDENTITY]),
    step("Enable-OabOAuth", EXCHANGE, &[IDENTITY]),
    step("Enable-AutodiscoverOAuth", EXCHANGE, &[IDENTITY]),
    step("Add-ActiveSyncOAuth", EXCHANGE, &[IDENTITY, ("Property", Takes::One(Slot::Word(ACTIVE_SYNC_LISTS))), METHODS]),
    step(
        "Set-ServiceUrl",
        EXCHANGE,
        &[
            ("Kind", Takes::One(Slot::Word(&["ActiveSync", "ClientAccess", "Oab", "WebServices"]))),
            ("Property", Takes::One(Slot::Word(URL_PROPERTIES))),
            IDENTITY,
            ("Audited", Takes::One(Slot::Url)),
            ("Wanted", Takes::One(Slot::Url)),
        ],
    ),
    step("Enable-AuthServer", EXCHANGE, &[IDENTITY]),
    step("Update-AuthServerMetadata", EXCHANGE, &[IDENTITY]),
    step(
        "Add-AuthServerDomain",
        EXCHANGE,
        &[IDENTITY, ("Audited", Takes::Many(Slot::Domain, 0)), ("Domain", Takes::Many(Slot::Domain, 1))],
    ),
    step("Enable-PartnerApplication", EXCHANGE, &[IDENTITY]),
    step("Enable-MapiHttp", EXCHANGE, &[]),
    step("Unblock-ModernAuth", EXCHANGE, &[IDENTITY, ("Property", Takes::One(Slot::Word(BLOCKS)))]),
    step("Disable-OtherMethods", OWA, &[BROWSER, IDENTITY, ("Audited", Takes::One(Slot::Words(OTHER_METHODS)))]),
    step("Enable-BrowserOAuth", OWA, &[BROWSER, IDENTITY]),
    step("Clear-DefaultEndpoint", ENABLE, &[IDENTITY]),
    step("Enable-DefaultEndpoint", ENABLE, &[IDENTITY]),
    step("Enable-ModernAuth", ENABLE, &[]),
    guard("Save-TenantResult", ENTRA, true, &[]),
    guard("Complete-Script", &[Kind::Entra, Kind::Exchange, Kind::Owa, Kind::Enable], true, &[]),
];

/// A call with values that passed their allow-lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    shape: &'static Shape,
    values: Vec<Vec<String>>,
}

/// A value that is on no allow-list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// The parameter it was meant for.
    pub parameter: &'static str,
    /// What the parameter takes, in words.
    pub expects: &'static str,
}

impl Call {
    /// A call of a function of [`SHAPES`], one list of values a parameter.
    ///
    /// # Errors
    /// When a value is not on the allow-list of its parameter, or when there is no such function with so many parameters.
    pub fn new(name: &str, values: Vec<Vec<String>>) -> Result<Self, CallError> {
        let unknown = CallError { parameter: "", expects: "a function of the library with its parameters" };
        let shape = SHAPES.iter().find(|shape| shape.name == name).ok_or_else(|| unknown.clone())?;
        if shape.parameters.len() != values.len() {
            return Err(unknown);
        }
        for ((parameter, takes), values) in shape.parameters.iter().zip(&values) {
            let (slot, fits) = match takes {
                Takes::One(slot) => (*slot, values.len() == 1),
                Takes::Many(slot, least) => (*slot, values.len() >= *least),
            };
            if !fits || !values.iter().all(|value| slot.accepts(value)) {
                return Err(CallError { parameter, expects: slot.expects() });
            }
        }
        Ok(Self { shape, values })
    }

    /// The function that is called.
    #[must_use]
    pub fn shape(&self) -> &'static Shape {
        self.shape
    }

    /// The values of a parameter; none if the call has no such parameter.
    #[must_use]
    pub fn values_of(&self, parameter: &str) -> &[String] {
        let at = self.shape.parameters.iter().position(|(name, _)| *name == parameter);
        at.and_then(|at| self.values.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The single value of a parameter.
    #[must_use]
    pub fn value_of(&self, parameter: &str) -> Option<&str> {
        self.values_of(parameter).first().map(String::as_str)
    }

    /// The kind of script that a step stands in.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.shape.kinds.first().copied().unwrap_or(Kind::Exchange)
    }

    /// The statement, without line end.
    #[must_use]
    pub fn line(&self, step: usize) -> String {
        let mut line = self.shape.name.to_owned();
        if self.shape.is_step {
            line.push_str(&format!(" -Step {step}"));
        }
        for ((parameter, takes), values) in self.shape.parameters.iter().zip(&self.values) {
            let quoted: Vec<String> = values.iter().map(|value| literal(value)).collect();
            match takes {
                Takes::One(_) => line.push_str(&format!(" -{parameter} {}", quoted.concat())),
                Takes::Many(..) => line.push_str(&format!(" -{parameter} @({})", quoted.join(", "))),
            }
        }
        line
    }
}
