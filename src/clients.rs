//! Which client works: for each client, inside and outside, in each tenant, the way from Autodiscover to the mailbox, link by link.
//!
//! A link is judged by what the rules say about the objects that this client needs, and by nothing else: what is undecided there is unknown
//! here. [`of`] also finds the smallest set of repairs with which every path works.

use crate::check;
use crate::estate::facts::View;
use crate::report::{Evidence, Phase, build};
use crate::rule::Rule;
use crate::source::Sources;
use serde::Serialize;
use std::collections::BTreeSet;

pub mod cover;
mod links;
mod repairs;
mod table;

pub use repairs::Repair;

/// Most places that one path quotes.
const MOST_EVIDENCE: usize = 8;

/// Every path, and what would make all of them work. `clients --format json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clients {
    /// Always `hmaudit-clients-1`.
    pub schema: &'static str,
    /// By tenant, client and place.
    pub paths: Vec<Path>,
    /// The smallest set of repairs that makes every broken path work, in a safe order.
    pub repairs: Vec<Repair>,
    /// Both switches are off: the paths are those of the day when they are on. Not part of the JSON.
    #[serde(skip)]
    pub preparing: bool,
}

/// One client, at one place, in one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Path {
    /// `Outlook for Mac (EWS)`.
    pub client: &'static str,
    /// Where the client is.
    #[serde(rename = "where")]
    pub place: Place,
    /// The tenant of the user.
    pub tenant: String,
    /// Whether it works.
    pub verdict: State,
    /// The first link that breaks; where none does, the first that is unknown.
    pub link: Option<Link>,
    /// Why, in a sentence.
    pub why: Option<String>,
    /// The places that say so.
    pub evidence: Vec<Evidence>,
    /// The command whose output decides an unknown link, if there is one.
    pub command: Option<String>,
    /// Every link that the path has, in order. Not part of the JSON.
    #[serde(skip)]
    pub links: Vec<(Link, State)>,
}

/// Where a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In the organisation's network.
    Inside,
    /// On the Internet.
    Outside,
}

/// What is known of a link or a path. The worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It works.
    Works,
    /// The captures do not tell.
    Unknown,
    /// It does not work.
    Breaks,
}

/// What a client goes through, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// Autodiscover is found and takes a token.
    Autodiscover,
    /// The virtual directory has a URL with https.
    Url,
    /// Its host is a service principal name of the tenant; for OWA, its URL is a reply URL.
    Name,
    /// The virtual directory takes OAuth.
    Oauth,
    /// Exchange sends the client to Entra ID.
    Endpoint,
    /// No policy refuses it.
    Policy,
    /// Every server is new enough.
    Build,
}

impl Link {
    /// In the order in which a client meets them.
    pub const ALL: [Self; 7] =
        [Self::Autodiscover, Self::Url, Self::Name, Self::Oauth, Self::Endpoint, Self::Policy, Self::Build];

    /// As JSON has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Autodiscover => "autodiscover",
            Self::Url => "url",
            Self::Name => "name",
            Self::Oauth => "oauth",
            Self::Endpoint => "endpoint",
            Self::Policy => "policy",
            Self::Build => "build",
        }
    }
}

impl Place {
    /// As JSON has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "outside",
        }
    }
}

impl State {
    /// As JSON has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Unknown => "unknown",
            Self::Breaks => "breaks",
        }
    }
}

/// What one check says about a link. What works says nothing.
#[derive(Debug, Clone)]
struct Part {
    state: State,
    why: String,
    evidence: Vec<check::Evidence>,
    command: Option<String>,
    faults: Vec<repairs::Fault>,
}

/// Judges every path. `findings` are those of `rules` that fail or are undecided, or all.
#[must_use]
pub fn of(view: &View<'_>, rules: &[Rule], findings: &[check::Finding], sources: &Sources) -> Clients {
    let judge = links::Judge::new(view, rules, findings);
    let named = view.estate.tenants.iter().map(|tenant| tenant.name.clone());
    let mut tenants: Vec<String> = named.collect();
    if tenants.is_empty() {
        tenants.push("tenant".to_owned());
    }
    let mut paths = Vec::new();
    let mut faults = Vec::new();
    for tenant in &tenants {
        for client in table::CLIENTS {
            for place in [Place::Inside, Place::Outside] {
                let (path, broken) = path(&judge, client, place, tenant, sources);
                paths.push(path);
                faults.push(broken);
            }
        }
    }
    Clients {
        schema: "hmaudit-clients-1",
        paths,
        repairs: repairs::smallest(&faults),
        preparing: build::phase(view) == Phase::Preparing,
    }
}

fn path(
    judge: &links::Judge<'_>,
    client: &table::Client,
    place: Place,
    tenant: &str,
    sources: &Sources,
) -> (Path, Vec<repairs::Fault>) {
    let judged = judge.links(client, place, tenant);
    let worst = |parts: &[Part]| parts.iter().map(|part| part.state).max().unwrap_or(State::Works);
    let verdict = judged.links.iter().map(|(_, parts)| worst(parts)).max().unwrap_or(State::Works);
    let decides = judged.links.iter().find(|(_, parts)| verdict != State::Works && worst(parts) == verdict);
    let parts: Vec<&Part> = decides.into_iter().flat_map(|(_, parts)| parts).filter(|part| part.state == verdict).collect();
    let places: Vec<Evidence> =
        parts.iter().flat_map(|part| &part.evidence).map(|evidence| build::place(evidence, sources)).collect();
    let mut seen = BTreeSet::new();
    let mut evidence: Vec<Evidence> =
        places.into_iter().filter(|place| seen.insert((place.path.clone(), place.line, place.column))).collect();
    evidence.truncate(MOST_EVIDENCE);
    for (index, place) in evidence.iter_mut().enumerate() {
        place.primary = index == 0;
    }
    let why = parts.first().map(|part| part.why.clone()).or(judged.remark);
    let path = Path {
        client: client.name,
        place,
        tenant: tenant.to_owned(),
        verdict,
        link: decides.map(|(link, _)| *link),
        why,
        evidence,
        command: parts.iter().find_map(|part| part.command.clone()).filter(|_| verdict == State::Unknown),
        links: judged.links.iter().map(|(link, parts)| (*link, worst(parts))).collect(),
    };
    let faults = judged.links.into_iter().flat_map(|(_, parts)| parts).flat_map(|part| part.faults).collect();
    (path, faults)
}
