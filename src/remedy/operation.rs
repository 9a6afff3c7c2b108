//! Typed operations, one file each. An operation is planned from findings and evidence; it applies itself to the model ([`edit`]), writes
//! itself as PowerShell ([`Call`]), and both can be checked and taken back.

use super::call::{Call, CallError};
use super::edit::{self, Change, Edit, Places, Target};
use super::plan::{Draft, Refusal};
use crate::catalog;
use crate::check::Finding;
use crate::estate::facts;
use crate::estate::{Estate, Known, KnownExt as _, List, Object, Seen, Side, UnknownReason, Value};
use std::collections::BTreeMap;

mod add_oauth;
mod add_spn;
mod allow_modern_auth;
mod auth_server;
mod enable_mapi_http;
mod enable_partner_application;
pub(crate) mod manual;
mod owa_oauth_only;
mod owa_reply_urls;
mod own_host;
mod refresh_auth_metadata;
mod set_domain_name;
pub mod switches;
mod use_https;

/// One change of one object that a script can make.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its name, as in rules.
    pub name: &'static str,
    /// The object.
    pub target: Target,
    /// What changes in the model.
    pub edits: Vec<Edit>,
    /// The statement that does it.
    pub call: Call,
    /// What it does, in a sentence.
    pub title: String,
    /// What changes, for people.
    pub changes: Vec<Shown>,
}

/// A change as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The property.
    pub property: String,
    /// What it is.
    pub old: String,
    /// What it will be.
    pub new: String,
}

impl Operation {
    /// Makes the change in the model and says what was needed.
    pub fn apply(&self, estate: &mut Estate, places: &Places) -> Vec<Change> {
        edit::apply(estate, places, &self.target, &self.edits)
    }

    /// Takes back what [`Operation::apply`] changed.
    pub fn undo(&self, estate: &mut Estate, places: &Places, changes: &[Change]) {
        edit::undo(estate, places, &self.target, changes);
    }

    /// Whether the model is as the operation wants it.
    #[must_use]
    pub fn verify(&self, estate: &Estate) -> bool {
        edit::holds(estate, &self.target, &self.edits)
    }
}

/// Plans the findings of one operation.
pub type Planner = fn(&Estate, &[&Finding], &mut Draft);

/// The operations that scripts can do, by name. The switches are planned apart ([`switches`]), after everything else.
pub const SCRIPTED: &[(&str, Planner)] = &[
    ("add-spn", add_spn::plan),
    ("add-oauth", add_oauth::plan),
    ("use-https", use_https::plan),
    ("enable-auth-server", auth_server::plan),
    ("refresh-auth-metadata", refresh_auth_metadata::plan),
    ("set-domain-name", set_domain_name::plan),
    ("enable-partner-application", enable_partner_application::plan),
    ("enable-mapi-http", enable_mapi_http::plan),
    ("allow-modern-auth", allow_modern_auth::plan),
    ("owa-reply-urls", owa_reply_urls::plan),
    ("owa-oauth-only", owa_oauth_only::plan),
];

/// Why an operation can't be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    /// In a sentence.
    pub reason: String,
    /// The capture that would help.
    pub capture: Option<String>,
    /// Whether the evidence is there and only the decision is a person's; else the evidence is missing or not fit for a script.
    pub by_hand: bool,
}

impl PlanError {
    /// An obstacle that a capture of this noun would remove.
    #[must_use]
    pub fn of(noun: &str, reason: String) -> Self {
        Self { reason, capture: capture_of(noun), by_hand: false }
    }

    /// Something that is clear, but not for a script to decide.
    #[must_use]
    pub fn person(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), capture: None, by_hand: true }
    }

    /// A value that is not written into scripts, or evidence that no capture would mend.
    #[must_use]
    pub fn unfit(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), capture: None, by_hand: false }
    }

    /// The finding, refused for this reason.
    #[must_use]
    pub fn refuse(self, finding: &Finding) -> Refusal {
        Refusal { finding: finding.into(), failed: true, reason: self.reason, capture: self.capture }
    }
}

impl From<CallError> for PlanError {
    fn from(refused: CallError) -> Self {
        let reason = format!(
            "the capture has a value that is not written into scripts: {} takes {}; repair this one by hand",
            refused.parameter, refused.expects
        );
        Self::unfit(reason)
    }
}

/// The command that captures all there is of a noun.
#[must_use]
pub fn capture_of(noun: &str) -> Option<String> {
    catalog::ALL.iter().find(|cmdlet| cmdlet.noun == noun).map(|cmdlet| cmdlet.collect.to_owned())
}

/// The on-premises object of this noun that a finding calls by its subject.
fn find<'e>(estate: &'e Estate, noun: &str, subject: &str) -> Result<&'e Object, PlanError> {
    let is_it = |object: &&Object| object.subject.eq_ignore_ascii_case(subject);
    // Most names begin with their server, and a large organisation has thousands.
    let server = subject.split_once('\\').map_or(subject, |(server, _)| server);
    estate
        .on_server(noun, server)
        .find(is_it)
        .or_else(|| estate.of(noun, &Side::OnPremises).find(is_it))
        .ok_or_else(|| PlanError::of(noun, "the captures do not show the object itself".to_owned()))
}

/// A flag that the captures show.
fn flag(object: &Object, property: &str) -> Result<Option<bool>, PlanError> {
    match object.get(property) {
        Ok(Seen { value: Value::Bool(on), .. }) => Ok(Some(on)),
        Ok(Seen { value: Value::Null, .. }) => Ok(None),
        other => Err(unusable(object, property, &other)),
    }
}

/// A list that the captures show whole.
fn whole_list(object: &Object, property: &str) -> Result<Vec<String>, PlanError> {
    match object.get(property) {
        Ok(Seen { value: Value::List(List { items, complete: true }), .. }) => {
            Ok(items.into_iter().map(|item| item.text).collect())
        }
        Ok(Seen { value: Value::Null, .. }) => Ok(Vec::new()),
        other => Err(unusable(object, property, &other)),
    }
}

/// A text that the captures show; blank is an empty text.
fn text(object: &Object, property: &str) -> Result<String, PlanError> {
    match object.get(property) {
        Ok(Seen { value: Value::Text(text) | Value::Guid(text), .. }) => Ok(text),
        Ok(Seen { value: Value::Url(url), .. }) => Ok(url.to_string()),
        Ok(Seen { value: Value::Null, .. }) => Ok(String::new()),
        other => Err(unusable(object, property, &other)),
    }
}

fn unusable(object: &Object, property: &str, value: &Known<Value>) -> PlanError {
    let why = match value.why() {
        Some(UnknownReason::Truncated { shown }) => format!("PowerShell cut {property} after {shown} values"),
        Some(UnknownReason::Conflicting { .. }) => format!("two captures disagree about {property}"),
        Some(UnknownReason::AdPropertiesOnly) => {
            format!("{property} is blank, because the capture was taken with -ADPropertiesOnly")
        }
        Some(UnknownReason::Unreadable { .. } | UnknownReason::Lossy { .. }) => {
            format!("the captures show {property} in a form that cannot be read")
        }
        Some(UnknownReason::Doubtful(doubt)) => format!("{doubt}, so {property} is not known"),
        Some(
            UnknownReason::NotCaptured { .. }
            | UnknownReason::NotCovered { .. }
            | UnknownReason::NotPrinted
            | UnknownReason::NoServer { .. },
        ) => {
            format!("the captures do not show {property}")
        }
        None => format!("the captures do not show {property} whole"),
    };
    PlanError::of(object.noun, why)
}

/// Whether an AuthServer is certainly one of Entra.
#[must_use]
pub fn is_entra(auth_server: &Object) -> bool {
    facts::is_entra(auth_server).is_ok_and(|is_entra| is_entra.value)
}

fn shown(property: &str, old: impl Into<String>, new: impl Into<String>) -> Shown {
    Shown { property: property.to_owned(), old: old.into(), new: new.into() }
}

fn braces(items: &[String]) -> String {
    format!("{{{}}}", items.join(", "))
}

fn one(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

/// Findings by their tenant.
fn by_tenant<'f>(findings: &[&'f Finding]) -> BTreeMap<Option<&'f str>, Vec<&'f Finding>> {
    let mut tenants: BTreeMap<Option<&str>, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        tenants.entry(finding.tenant.as_deref()).or_default().push(finding);
    }
    tenants
}

/// The planning of operations that change one object per finding: refuses or plans each finding by itself.
fn each(findings: &[&Finding], draft: &mut Draft, mut make: impl FnMut(&Finding) -> Result<Vec<Operation>, PlanError>) {
    for finding in findings {
        match make(finding) {
            Ok(operations) => {
                for operation in operations {
                    draft.step(operation, &[*finding]);
                }
            }
            Err(obstacle) => draft.obstacle(obstacle, finding),
        }
    }
}
