//! What people use, for rules: applications by platform, legacy protocols, settings of Office. Counted and folded: a row stands for everybody who uses it.

use super::derive::{MOST_PLACES, flag, text};
use super::memo::kept;
use super::{DerivedNoun, Gap, Rows, View};
use crate::estate::readiness::registry::Profile;
use crate::estate::readiness::{ClientState, Everybody, Group, Matrix, Protocol, sign_ins};
use crate::estate::{Known, Object, Occurrence, Unknown, UnknownReason, Value};
use crate::source::Span;
use std::collections::BTreeMap;

/// What shows the settings of Office.
const REGISTRY: &str = "registry-key";
/// What tells how an application signs in.
const SIGN_INS: &str = sign_ins::NOUN;
/// The captures that show what people use.
const SHOWN_BY: &[&str] = &["mobile-device", "installed-application", REGISTRY, SIGN_INS];

/// Applications that people use, by platform.
pub(super) const CLIENT: DerivedNoun = DerivedNoun {
    name: "client-application",
    doc: "an application that people use, on a platform: from devices, inventories, registries and sign-ins",
    properties: &[
        ("can-sign-in", "whether everybody's version of it can ever sign in with modern authentication"),
        ("is-current", "whether nobody has to update it, or to create a profile anew"),
        ("is-decided", "whether the captures tell how everybody signs in with it"),
        ("certificate-support", "whether it signs in with a certificate: `yes`, `no` or `partly`"),
        ("certificate-needs", "what it needs for that"),
        ("people", "how many people use it"),
        ("blocked-people", "how many cannot sign in with modern authentication"),
        ("outdated-people", "how many have to update it, or to create a profile anew"),
        ("update", "what it is to be updated to"),
        ("refused-people", "how many have a device that Exchange blocks or holds in quarantine"),
    ],
    rows: |view| rows(view, SHOWN_BY, |matrix| by_application(matrix).map(|groups| application(view, &groups)).collect()),
};

/// Protocols that somebody signed in with.
pub(super) const PROTOCOL: DerivedNoun = DerivedNoun {
    name: "sign-in-protocol",
    doc: "a protocol that somebody signed in to Exchange with, by the sign-ins that Entra logged",
    properties: &[("is-legacy", "whether it knows no modern authentication"), ("people", "how many people signed in with it")],
    rows: |view| {
        let mut rows = rows(view, &[SIGN_INS], |matrix| {
            matrix.protocols.iter().map(|(name, protocol)| self::protocol(name, protocol)).collect()
        });
        let unread = with_matrix(view, |matrix| matrix.unread.clone());
        rows.gaps.extend(unread.into_iter().filter_map(|reason| Gap::of_noun(SIGN_INS, reason)));
        rows
    },
};

/// Settings of Office, by version.
pub(super) const OFFICE: DerivedNoun = DerivedNoun {
    name: "office-version",
    doc: "the settings of a version of Office, over all exports of registries",
    properties: &[
        ("version", "`16.0`"),
        ("profiles", "how many profiles the exports show"),
        ("switches-off", "whether EnableADAL is 0 in one of them"),
        ("profiles-off", "in how many"),
        ("has-both-keys", "whether EnableADAL and Version are 1 in all of them"),
        ("profiles-without-keys", "in how many they are not"),
        ("forbids-sign-in", "whether SignInOptions is 3 in one of them"),
        ("profiles-forbidding", "in how many"),
    ],
    rows: |view| {
        rows(view, &[REGISTRY], |matrix| {
            let mut versions: BTreeMap<&'static str, Vec<&Profile>> = BTreeMap::new();
            for profile in &matrix.profiles {
                versions.entry(profile.office).or_default().push(profile);
            }
            versions.into_iter().map(|(version, profiles)| settings(version, &profiles)).collect()
        })
    },
};

/// Everything that people use, once a run.
pub fn with_matrix<R>(view: &View<'_>, read: impl FnOnce(&Matrix) -> R) -> R {
    kept(view, |memo| &memo.clients, |view| Matrix::of(view.estate, view.as_of), read)
}

/// Rows made of what these captures show. Where none of them is there, the first is missed.
fn rows<'e>(view: &View<'e>, shown_by: &[&'static str], make: impl FnOnce(&Matrix) -> Vec<Object>) -> Rows<'e> {
    let mut rows: Rows<'e> = with_matrix(view, make).into_iter().collect();
    if let Some(&noun) = shown_by.first()
        && shown_by.iter().all(|noun| view.estate.all(noun).is_empty())
    {
        rows.gaps.extend(Gap::of_noun(noun, Unknown { why: UnknownReason::NotCaptured { noun }, at: Vec::new() }));
    }
    rows
}

/// The groups of each application on a platform.
fn by_application(matrix: &Matrix) -> impl Iterator<Item = Vec<&Group>> {
    let groups: Vec<&Group> = matrix.groups.iter().filter(|group| !group.is_protocol).collect();
    let of_one = |one: &&Group, other: &&Group| (one.application, one.platform) == (other.application, other.platform);
    groups.chunk_by(of_one).map(<[&Group]>::to_vec).collect::<Vec<_>>().into_iter()
}

/// The first places that show somebody in a state.
fn places(groups: &[&Group], state: ClientState) -> Vec<Span> {
    let told = groups.iter().filter_map(|group| group.told.get(&state));
    earliest(told.flat_map(|told| told.people.values().copied().chain(told.at)))
}

/// As many places as a finding shows, in the order of the captures.
fn earliest(places: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut places: Vec<Span> = places.collect();
    places.sort_unstable();
    places.dedup();
    places.truncate(MOST_PLACES);
    places
}

fn count(number: usize, at: Vec<Span>) -> Known<Value> {
    text(number.to_string(), at)
}

fn application(view: &View<'_>, groups: &[&Group]) -> Object {
    let all = earliest(ClientState::ALL.iter().flat_map(|state| places(groups, *state)));
    let Some(first) = groups.first() else { return Object::derived(CLIENT.name, "", []) };
    let of = |state| Everybody::of(groups, &[state]).count();
    let is_free_of = |state| match of(state) {
        0 => flag(true, all.clone()),
        _ => flag(false, places(groups, state)),
    };
    let data = first.data();
    let refused: BTreeMap<&String, Span> =
        groups.iter().flat_map(|group| group.refused.iter().map(|(person, at)| (person, *at))).collect();
    let certificate = |read: fn(&crate::estate::readiness::data::Supported) -> &str| {
        data.map_or_else(|| text("", Vec::new()), |data| text(read(&data.certificate), all.clone()))
    };
    let values = [
        ("can-sign-in", is_free_of(ClientState::Blocked)),
        ("is-current", is_free_of(ClientState::Update)),
        ("is-decided", is_decided(view, groups, &all)),
        ("certificate-support", certificate(|own| &own.support)),
        ("certificate-needs", certificate(|own| &own.needs)),
        ("people", count(Everybody::of(groups, &ClientState::ALL).count(), all.clone())),
        ("blocked-people", count(of(ClientState::Blocked), places(groups, ClientState::Blocked))),
        ("outdated-people", count(of(ClientState::Update), places(groups, ClientState::Update))),
        ("update", text(data.and_then(|data| data.update.as_deref()).unwrap_or("a newer version"), Vec::new())),
        ("refused-people", count(refused.len(), earliest(refused.values().copied()))),
    ];
    shown(Object::derived(CLIENT.name, first.name(), values), &all)
}

/// Whether nobody is left of whom nothing tells; else what would tell.
fn is_decided(view: &View<'_>, groups: &[&Group], all: &[Span]) -> Known<Value> {
    let open = places(groups, ClientState::Unknown);
    if open.is_empty() {
        return flag(true, all.to_vec());
    }
    let noun = groups.first().map_or(SIGN_INS, |group| group.decided_by());
    let why =
        if view.estate.all(noun).is_empty() { UnknownReason::NotCaptured { noun } } else { UnknownReason::NotCovered { noun } };
    Err(Unknown { why, at: open })
}

fn protocol(name: &str, protocol: &Protocol) -> Object {
    let at = earliest(protocol.people.values().copied());
    let values = [("is-legacy", flag(protocol.is_legacy, at.clone())), ("people", count(protocol.people.len(), at.clone()))];
    shown(Object::derived(PROTOCOL.name, name, values), &at)
}

fn settings(version: &'static str, profiles: &[&Profile]) -> Object {
    let all = earliest(profiles.iter().map(|profile| profile.at));
    // `bad`: what a profile must not say for the whole to be in order.
    let whole = |says: &dyn Fn(&Profile) -> Option<bool>, bad: bool, at: &dyn Fn(&Profile) -> Option<Span>| {
        let faulty: Vec<&&Profile> = profiles.iter().filter(|profile| says(profile) == Some(bad)).collect();
        let places = earliest(faulty.iter().filter_map(|profile| at(profile)));
        let holds = match profiles.iter().find(|profile| says(profile).is_none()) {
            _ if !faulty.is_empty() => flag(bad, places.clone()),
            Some(profile) => Err(Unknown { why: UnknownReason::NotCovered { noun: REGISTRY }, at: vec![profile.at] }),
            None => flag(!bad, all.clone()),
        };
        (holds, count(faulty.len(), places))
    };
    let of_adal = |profile: &Profile| profile.enable_adal.at().or_else(|| profile.version.at());
    let (switches_off, profiles_off) = whole(&Profile::switches_off, true, &of_adal);
    let (has_both, without) = whole(&Profile::has_both_keys, false, &of_adal);
    let (forbids, forbidding) = whole(&Profile::forbids_sign_in, true, &|profile| profile.sign_in_options.at());
    let values = [
        ("version", text(version, all.clone())),
        ("profiles", count(profiles.len(), all.clone())),
        ("switches-off", switches_off),
        ("profiles-off", profiles_off),
        ("has-both-keys", has_both),
        ("profiles-without-keys", without),
        ("forbids-sign-in", forbids),
        ("profiles-forbidding", forbidding),
    ];
    shown(Object::derived(OFFICE.name, format!("Office {version}"), values), &all)
}

/// A row at the places that show it.
fn shown(row: Object, at: &[Span]) -> Object {
    let occurrences = at.iter().map(|&at| Occurrence { at, cmdlet: "", ad_properties_only: false }).collect();
    Object { occurrences, ..row }
}
