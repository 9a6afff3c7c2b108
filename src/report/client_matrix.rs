//! What people use, as reports show it: application × platform × version, who has to act, and who notices that modern authentication is switched on.

use super::{Evidence, Phase, build};
use crate::catalog;
use crate::check;
use crate::estate::facts::{View, clients};
pub use crate::estate::readiness::ClientState;
use crate::estate::readiness::data::data;
use crate::estate::readiness::{self, Everybody, Group, Matrix, Told};
use crate::source::Sources;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The pack that shows it.
pub const PACK: &str = "client";

/// What people use. Only in reports with the pack `client`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientMatrix {
    /// The day of the data about applications, `2026-11-27`.
    pub data_as_of: String,
    /// By application, platform and version.
    pub rows: Vec<ClientRow>,
    /// Who is kept from modern authentication, and by what; what concerns most people comes first.
    pub blockers: Vec<ClientBlocker>,
    /// Who notices that modern authentication is switched on, at the next sign-in; empty where it is on.
    pub notices: Vec<ClientNotice>,
    /// The captures that tell what is not known.
    pub captures: Vec<ClientCapture>,
    /// Certificate-based authentication, by application and platform.
    pub certificates: Vec<ClientCertificate>,
    /// Devices that have not synchronised for long, and do not count.
    pub idle_devices: usize,
}

/// An application on a platform in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientRow {
    /// The application, or a legacy protocol.
    pub application: String,
    /// The platform; `null` where nothing tells.
    pub platform: Option<String>,
    /// The version; `null` where nothing tells.
    pub version: Option<String>,
    /// Who uses it, by what they can; states that nobody is in are left out.
    pub cells: Vec<ClientCell>,
    /// Whether it signs in with a certificate there: `yes`, `no` or `partly`; `null` for a protocol.
    pub certificate: Option<String>,
    /// The document that says what it can.
    pub source: Option<String>,
}

/// The people who use a version and of whom the same is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientCell {
    /// What they can.
    pub state: ClientState,
    /// How many they are.
    pub people: usize,
    /// Those whom the captures name, sorted.
    pub names: Vec<String>,
    /// What it has to be updated to.
    pub update_to: Option<String>,
    /// Why, where the state does not tell by itself.
    pub why: Option<String>,
    /// How many of them signed in with modern authentication, too: their records may be of devices that they do not use any more.
    #[serde(default)]
    pub also_modern: usize,
    /// A record that shows one of them.
    pub evidence: Option<Evidence>,
}

/// What keeps people from modern authentication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientBlocker {
    /// The application and its platform.
    pub client: String,
    /// `blocked` or `update`.
    pub state: ClientState,
    /// How many people use it so.
    pub people: usize,
    /// What they need.
    pub needs: String,
    /// How many of them signed in with modern authentication, too: their records may be of devices that they do not use any more.
    #[serde(default)]
    pub also_modern: usize,
}

impl ClientBlocker {
    /// How many people, in words.
    #[must_use]
    pub fn who(&self) -> String {
        super::words::people(self.people)
    }

    /// What is to be looked at first, where a record and a sign-in contradict each other.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        let number = self.also_modern;
        (number > 0)
            .then(|| format!("{number} of them signed in with modern authentication, too: the record may be of an old device"))
    }
}

/// What people notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientNotice {
    /// The application and its platform.
    pub client: String,
    /// How many people.
    pub people: usize,
    /// Those whom the captures name, sorted.
    pub names: Vec<String>,
    /// What happens.
    pub what: String,
}

/// A capture that tells how people sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientCapture {
    /// The applications that it tells of.
    pub clients: Vec<String>,
    /// How many people are not known.
    pub people: usize,
    /// The command that captures it.
    pub command: String,
}

/// Certificate-based authentication of applications on a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientCertificate {
    /// The applications.
    pub application: String,
    /// The platforms.
    pub platform: String,
    /// `yes`, `no` or `partly`.
    pub support: String,
    /// What it needs; blank for nothing.
    pub needs: String,
    /// The document that says so.
    pub source: String,
}

/// What people use, as far as the captures show it; `None` where they show nobody.
#[must_use]
pub fn of(view: &View<'_>, sources: &Sources) -> Option<ClientMatrix> {
    clients::with_matrix(view, |matrix| {
        let is_on = build::phase(view) == Phase::Enabled;
        (!matrix.groups.is_empty()).then(|| ClientMatrix {
            data_as_of: data().as_of.clone(),
            rows: matrix.groups.iter().map(|group| row(group, sources)).collect(),
            blockers: blockers(matrix),
            notices: if is_on { Vec::new() } else { notices(matrix) },
            captures: captures(matrix),
            certificates: certificates(),
            idle_devices: matrix.idle,
        })
    })
}

fn row(group: &Group, sources: &Sources) -> ClientRow {
    let known = group.data();
    ClientRow {
        application: group.application.to_owned(),
        platform: group.platform.map(str::to_owned),
        version: group.version.clone(),
        cells: group.told.iter().map(|(state, told)| cell(group, *state, told, sources)).collect(),
        certificate: known.map(|known| known.certificate.support.clone()),
        source: document(known.map_or(&data().protocols.source, |known| &known.source)),
    }
}

fn document(name: &str) -> Option<String> {
    data().sources.get(name).map(|source| source.url.clone())
}

fn cell(group: &Group, state: ClientState, told: &Told, sources: &Sources) -> ClientCell {
    let place = |span| check::Evidence { label: state.words().into(), span, primary: true };
    ClientCell {
        state,
        people: told.count(),
        names: told.people.keys().cloned().collect(),
        update_to: (state == ClientState::Update).then(|| needs(group)),
        why: told.why.map(str::to_owned),
        also_modern: told.also_modern.len(),
        evidence: told.at.map(|span| build::place(&place(span), sources)),
    }
}

fn needs(group: &Group) -> String {
    const PROTOCOL: &str = "an application that signs in with modern authentication";
    group.data().map_or(PROTOCOL, |known| known.update.as_deref().unwrap_or("EnableADAL 1, or no such value")).to_owned()
}

/// The groups of each application and platform, with what reports call them.
fn by_client(matrix: &Matrix) -> BTreeMap<String, Vec<&Group>> {
    let mut clients: BTreeMap<String, Vec<&Group>> = BTreeMap::new();
    for group in &matrix.groups {
        clients.entry(group.name()).or_default().push(group);
    }
    clients
}

fn blockers(matrix: &Matrix) -> Vec<ClientBlocker> {
    let mut all = Vec::new();
    for (client, groups) in by_client(matrix) {
        for state in [ClientState::Blocked, ClientState::Update] {
            let people = Everybody::of(&groups, &[state]).count();
            if let (Some(group), true) = (groups.first(), people > 0) {
                let told = groups.iter().filter_map(|group| group.told.get(&state));
                let also_modern = told.flat_map(|told| &told.also_modern).collect::<BTreeSet<_>>().len();
                all.push(ClientBlocker { client: client.clone(), state, people, needs: needs(group), also_modern });
            }
        }
    }
    all.sort_by(|one, other| other.people.cmp(&one.people).then_with(|| one.client.cmp(&other.client)));
    all
}

fn notices(matrix: &Matrix) -> Vec<ClientNotice> {
    let mut all = Vec::new();
    for (client, groups) in by_client(matrix) {
        let Some(what) = groups.first().and_then(|group| group.data()).and_then(|known| known.notices.clone()) else { continue };
        let mut people = Everybody::of(&groups, &[ClientState::Ready, ClientState::Unknown, ClientState::Update]);
        // Who signed in so already has seen it.
        for name in groups.iter().flat_map(|group| &group.signed_in) {
            people.names.remove(name);
        }
        if people.count() > 0 {
            all.push(ClientNotice {
                client,
                people: people.count(),
                names: people.names.iter().map(|name| (*name).clone()).collect(),
                what,
            });
        }
    }
    all.sort_by(|one, other| other.people.cmp(&one.people).then_with(|| one.client.cmp(&other.client)));
    all
}

fn captures(matrix: &Matrix) -> Vec<ClientCapture> {
    let mut by_noun: BTreeMap<&str, (Vec<String>, usize)> = BTreeMap::new();
    for (client, groups) in by_client(matrix) {
        let people = Everybody::of(&groups, &[ClientState::Unknown]).count();
        if let (Some(group), true) = (groups.first(), people > 0) {
            let (clients, number) = by_noun.entry(group.decided_by()).or_default();
            clients.push(client);
            *number += people;
        }
    }
    let capture = |(noun, (clients, people)): (&str, (Vec<String>, usize))| {
        Some(ClientCapture { clients, people, command: catalog::of_noun(noun)?.collect.to_owned() })
    };
    by_noun.into_iter().filter_map(capture).collect()
}

fn certificates() -> Vec<ClientCertificate> {
    let one = |known: &crate::estate::readiness::data::Certificate| {
        Some(ClientCertificate {
            application: known.application.clone(),
            platform: known.platform.clone(),
            support: known.support.clone(),
            needs: known.needs.clone(),
            source: document(&known.source)?,
        })
    };
    data().certificates.iter().filter_map(one).collect()
}

impl ClientRow {
    /// What reports call the application on its platform.
    #[must_use]
    pub fn client(&self) -> String {
        readiness::named(&self.application, self.platform.as_deref())
    }

    /// How many people use it in a state.
    #[must_use]
    pub fn people(&self, state: ClientState) -> usize {
        self.cells.iter().find(|cell| cell.state == state).map_or(0, |cell| cell.people)
    }
}
