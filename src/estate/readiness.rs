//! What people use, and whether it can sign in with modern authentication: devices, inventories, registries and sign-ins, brought together by
//! application, platform and version.
//!
//! What is known of applications stands in `data/clients.yml`. A client of which nothing tells is [`ClientState::Unknown`], with the capture that would.

use super::{Object, Value};
use crate::source::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) mod data;
mod devices;
mod inventory;
mod matrix;
mod people;
pub(crate) mod registry;
pub(crate) mod sign_ins;

pub use matrix::{Everybody, Group, Matrix, Protocol, Told, named};

/// Whether a client can sign in with modern authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClientState {
    /// It never can, or is switched off.
    Blocked,
    /// Once it is updated, or its profile created anew.
    Update,
    /// The captures do not tell.
    Unknown,
    /// It can.
    Ready,
}

impl ClientState {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Ready, Self::Blocked, Self::Update, Self::Unknown];

    /// What reports call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Blocked => "blocked",
            Self::Update => "update",
            Self::Unknown => "cannot tell",
        }
    }
}

/// A client that somebody uses, as one record shows it.
#[derive(Debug, Clone)]
struct Use {
    /// The application's name, or the protocol's.
    application: &'static str,
    platform: Option<&'static str>,
    version: Option<String>,
    /// Who uses it; `None` where the capture tells only that somebody does.
    person: Option<String>,
    /// How many people, where nobody is named.
    count: usize,
    state: ClientState,
    /// Why, where the state does not tell by itself.
    why: Option<&'static str>,
    /// Exchange does not let the device in.
    is_refused: bool,
    at: Span,
}

/// The first place of an object.
fn place(object: &Object) -> Option<Span> {
    object.occurrences.first().map(|occurrence| occurrence.at)
}

/// The text of a property; `None` when blank or unknown.
fn text<'o>(object: &'o Object, property: &str) -> Option<&'o str> {
    match &object.values.get(property)?.as_ref().ok()?.value {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// The numbers that a version consists of: `19.1` in `iOS 19.1 23B85`.
fn version_of(text: &str) -> Option<String> {
    let start = text.find(|letter: char| letter.is_ascii_digit())?;
    let rest = text.get(start..)?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
    Some(rest.get(..end)?.trim_end_matches('.').to_owned()).filter(|version| !version.is_empty())
}

fn parts(version: &str) -> Vec<u32> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

/// Whether a version is that of an application which can, where versions matter; `None` if it is not known.
fn is_new_enough(application: &data::Application, version: Option<&str>) -> Option<bool> {
    match (&application.since, version) {
        (None, _) => Some(true),
        (Some(since), Some(version)) => Some(parts(version) >= parts(since)),
        (Some(_), None) => None,
    }
}

/// What an application and its version tell, without anything else.
fn judged(application: &'static data::Application, version: Option<&str>) -> (ClientState, Option<&'static str>) {
    const NO_VERSION: &str = "its version is not known";
    const NOT_SHOWN: &str = "it can, and nothing tells whether it does";
    const NO_KEYS: &str = "that depends on two values of the registry";
    match (application.modern, is_new_enough(application, version)) {
        (data::Modern::Never, _) => (ClientState::Blocked, None),
        (_, Some(false)) | (data::Modern::Profile, _) => (ClientState::Update, None),
        (data::Modern::Unknown, _) => (ClientState::Unknown, application.why.as_deref()),
        (data::Modern::Keys, _) => (ClientState::Unknown, Some(NO_KEYS)),
        (data::Modern::Always, None) => (ClientState::Unknown, Some(NO_VERSION)),
        (data::Modern::Always, Some(true)) if !application.shown => (ClientState::Unknown, Some(NOT_SHOWN)),
        (data::Modern::Always, Some(true)) => (ClientState::Ready, None),
    }
}

/// People, and where each is first shown.
pub type People = BTreeMap<String, Span>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_the_first_numbers_of_a_text() {
        for (text, expected) in
            [("iOS 19.1 23B85", Some("19.1")), ("Android 15", Some("15")), ("Windows 10", Some("10")), ("Ios", None), ("", None)]
        {
            assert_eq!(version_of(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_application_and_its_version_tell_what_they_can() {
        let data = data::data();
        let judge = |name: &str, version: Option<&str>| {
            judged(data.applications.iter().find(|application| application.name == name).unwrap(), version).0
        };
        assert_eq!(judge("Outlook 2010 or earlier", None), ClientState::Blocked);
        assert_eq!(judge("Outlook 2016 or later", None), ClientState::Ready);
        assert_eq!(judge("Outlook 2013", Some("15.0.1")), ClientState::Unknown);
        assert_eq!(judge("Mail of iOS", Some("10.3.4")), ClientState::Update);
        assert_eq!(judge("Mail of iOS", Some("19.1")), ClientState::Unknown);
        assert_eq!(judge("Outlook for iOS and Android with Basic", None), ClientState::Update);
    }
}
