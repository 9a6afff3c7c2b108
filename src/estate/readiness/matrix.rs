//! All that people use, by application, platform and version.

use super::data::{self, data};
use super::people::Mailboxes;
use super::registry::{self, Profile};
use super::{ClientState, People, Use, devices, inventory, sign_ins};
use crate::estate::{Estate, Unknown};
use crate::source::Span;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What people use.
#[derive(Debug, Default)]
pub struct Matrix {
    /// By application, platform and version.
    pub groups: Vec<Group>,
    /// Protocols that somebody signed in to Entra with.
    pub protocols: BTreeMap<&'static str, Protocol>,
    /// Settings of Office.
    pub profiles: Vec<Profile>,
    /// Devices that are not in use any more, and do not count.
    pub idle: usize,
    /// Why there may have been other sign-ins: what these say is not known.
    pub unread: Vec<Unknown>,
}

/// A protocol that somebody signed in with.
#[derive(Debug)]
pub struct Protocol {
    /// It knows no modern authentication.
    pub is_legacy: bool,
    /// Who signed in with it.
    pub people: People,
}

/// An application on a platform in a version.
#[derive(Debug)]
pub struct Group {
    /// The application, or a legacy protocol.
    pub application: &'static str,
    /// The platform, where it is known.
    pub platform: Option<&'static str>,
    /// The version, where it is known.
    pub version: Option<String>,
    /// What is told of those who use it, by state.
    pub told: BTreeMap<ClientState, Told>,
    /// Who uses a device that Exchange does not let in.
    pub refused: People,
    /// It is a legacy protocol.
    pub is_protocol: bool,
    /// Who signed in with modern authentication already.
    pub signed_in: BTreeSet<String>,
}

/// The people of whom one state is told.
#[derive(Debug, Default)]
pub struct Told {
    /// Those with a name.
    pub people: People,
    /// How many there are besides.
    pub unnamed: usize,
    /// The first place that shows somebody.
    pub at: Option<Span>,
    /// Why, where the state does not tell by itself.
    pub why: Option<&'static str>,
    /// Those of them who signed in with modern authentication, too: the record may be of a device that they do not use any more.
    pub also_modern: BTreeSet<String>,
}

impl Told {
    /// How many people.
    #[must_use]
    pub fn count(&self) -> usize {
        self.people.len() + self.unnamed
    }
}

impl Group {
    /// What is known of the application.
    #[must_use]
    pub fn data(&self) -> Option<&'static data::Application> {
        data().applications.iter().find(|application| application.name == self.application)
    }

    /// What reports call it.
    #[must_use]
    pub fn name(&self) -> String {
        named(self.application, self.platform)
    }

    /// The noun of the capture that tells how people sign in with it.
    #[must_use]
    pub fn decided_by(&self) -> &'static str {
        self.data().and_then(|known| known.decided_by.as_deref()).unwrap_or(sign_ins::NOUN)
    }
}

/// What reports call an application on its platform.
#[must_use]
pub fn named(application: &str, platform: Option<&str>) -> String {
    match platform {
        Some(platform) if !application.contains(platform) => format!("{application} on {platform}"),
        _ => application.to_owned(),
    }
}

/// People of several groups and states, each of them once.
#[derive(Debug, Default)]
pub struct Everybody<'m> {
    /// Those with a name.
    pub names: BTreeSet<&'m String>,
    unnamed: usize,
}

impl<'m> Everybody<'m> {
    /// Those of these groups who are in one of these states.
    #[must_use]
    pub fn of(groups: &[&'m Group], states: &[ClientState]) -> Self {
        let mut all = Self::default();
        for told in groups.iter().flat_map(|group| states.iter().filter_map(|state| group.told.get(state))) {
            all.names.extend(told.people.keys());
            all.unnamed += told.unnamed;
        }
        all
    }

    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.names.len() + self.unnamed
    }
}

/// The order of applications, and the rest by name.
fn order(application: &str) -> (usize, &str) {
    let known = data().applications.iter().position(|own| own.name == application);
    (known.unwrap_or(usize::MAX), application)
}

/// Somebody's application on a platform.
type Client = (String, &'static str);

impl Matrix {
    /// Everything that the captures show.
    #[must_use]
    pub fn of(estate: &Estate, as_of: Timestamp) -> Self {
        let mailboxes = Mailboxes::of(estate);
        let (mut uses, idle) = devices::uses(estate, as_of, &mailboxes);
        uses.extend(inventory::uses(estate));
        let profiles = registry::profiles(estate);
        uses.extend(registry::uses(&profiles));
        // What a record says that is not as good as the sign-in stands beside it, and hides nothing.
        let is_open = |one: &&Use| matches!(one.state, ClientState::Ready | ClientState::Unknown);
        let shown: BTreeSet<Client> = uses.iter().filter(is_open).filter_map(client).collect();
        let mut modern: HashMap<Client, Span> = HashMap::new();
        let mut protocols: BTreeMap<&'static str, Protocol> = BTreeMap::new();
        let mut unread: Vec<Unknown> = Vec::new();
        for sign_in in sign_ins::all(estate) {
            let sign_in = match sign_in {
                Ok(sign_in) => sign_in,
                Err(reason) => {
                    // One stands for all of which the same is said.
                    if !unread.iter().any(|other| other.why == reason.why) {
                        unread.push(reason);
                    }
                    continue;
                }
            };
            let new = || Protocol { is_legacy: !sign_in.is_modern, people: People::new() };
            let protocol = protocols.entry(sign_in.protocol).or_insert_with(new);
            protocol.people.entry(sign_in.person.unwrap_or_default()).or_insert(sign_in.at);
            let Some(one) = sign_in.of else { continue };
            if let (true, Some(client)) = (sign_in.is_modern, client(&one)) {
                let is_shown = shown.contains(&client);
                modern.entry(client).or_insert(sign_in.at);
                if is_shown {
                    continue;
                }
            }
            uses.push(one);
        }
        let mut groups: BTreeMap<_, Group> = BTreeMap::new();
        for mut one in uses {
            // How it signs in is what its own row does not tell.
            let signed_in = client(&one).and_then(|client| modern.get(&client)).copied();
            if let Some(at) = signed_in.filter(|_| one.state == ClientState::Unknown) {
                (one.state, one.why, one.at) = (ClientState::Ready, None, at);
            }
            let key = (order(one.application), one.platform, version_key(one.version.as_deref()), one.version.clone());
            let group = groups.entry(key).or_insert_with(|| Group {
                application: one.application,
                platform: one.platform,
                version: one.version.clone(),
                told: BTreeMap::new(),
                refused: People::new(),
                is_protocol: protocols.get(one.application).is_some_and(|protocol| protocol.is_legacy),
                signed_in: BTreeSet::new(),
            });
            let does_better = one.state != ClientState::Ready && better(&one).is_some_and(|client| modern.contains_key(&client));
            group.add(one, signed_in.is_some(), does_better);
        }
        Self { groups: groups.into_values().collect(), protocols, profiles, idle, unread }
    }
}

/// Versions in the order of their numbers.
fn version_key(version: Option<&str>) -> Vec<u32> {
    version.map(super::parts).unwrap_or_default()
}

fn client(one: &Use) -> Option<Client> {
    Some((one.person.clone()?, one.application))
}

/// What a sign-in that contradicts a record would be of.
fn better(one: &Use) -> Option<Client> {
    let known = data().applications.iter().find(|application| application.name == one.application)?;
    Some((one.person.clone()?, known.same_person.as_deref().unwrap_or(&known.name)))
}

impl Group {
    fn add(&mut self, one: Use, signed_in: bool, does_better: bool) {
        let told = self.told.entry(one.state).or_default();
        // The first in the captures, whatever people are called.
        told.at = Some(told.at.map_or(one.at, |at| at.min(one.at)));
        told.why = told.why.or(one.why);
        match one.person {
            Some(person) => {
                if one.is_refused {
                    self.refused.entry(person.clone()).or_insert(one.at);
                }
                if signed_in {
                    self.signed_in.insert(person.clone());
                }
                if does_better {
                    told.also_modern.insert(person.clone());
                }
                let at = told.people.entry(person).or_insert(one.at);
                *at = one.at.min(*at);
            }
            None => told.unnamed += one.count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn people_with_two_versions_are_counted_once() {
        let group = |version: &str, people: &[&str]| {
            let at = Span { source: SourceId(0), start: 0, end: 1 };
            let people = people.iter().map(|person| ((*person).to_owned(), at)).collect();
            let told = Told { people, unnamed: 1, at: Some(at), why: None, also_modern: BTreeSet::new() };
            Group {
                application: "Outlook",
                platform: None,
                version: Some(version.to_owned()),
                told: BTreeMap::from([(ClientState::Ready, told)]),
                refused: People::new(),
                is_protocol: false,
                signed_in: BTreeSet::new(),
            }
        };
        let (old, new) = (group("1", &["ann", "bob"]), group("2", &["ann"]));
        assert_eq!(Everybody::of(&[&old, &new], &[ClientState::Ready]).count(), 4);
        assert_eq!(Everybody::of(&[&old, &new], &[ClientState::Blocked]).count(), 0);
    }
}
