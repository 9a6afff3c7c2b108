//! Which client works: for each client, inside and outside, in each tenant, the way from Autodiscover to the mailbox, link by link.
//!
//! A link is judged by what the rules say about the objects that this client needs, and by nothing else: what is undecided there is unknown
//! here. [`of`] also finds the smallest set of repairs with which every path works.

use crate::check;
use crate::estate::facts::View;
use crate::report::{Evidence, Phase, build};
use crate::rule::Rule;
use crate::source::Sources;
use std::collections::BTreeSet;

pub(crate) mod cover;
mod links;
mod repairs;
mod table;

pub use crate::report::paths::{Clients, Link, Path, Place, Repair, State};

/// Most places that one path quotes.
const MOST_EVIDENCE: usize = 8;

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
) -> (Path, Vec<links::Judged>) {
    let judged = judge.links(client, place, tenant);
    let worst = |parts: &[links::Judged]| {
        parts.iter().flat_map(|parts| parts.iter()).map(|part| part.state).max().unwrap_or(State::Works)
    };
    let links: Vec<(Link, State)> = judged.links.iter().map(|(link, parts)| (*link, worst(parts))).collect();
    let verdict = links.iter().map(|(_, state)| *state).max().unwrap_or(State::Works);
    let link = links.iter().find(|(_, state)| verdict != State::Works && *state == verdict).map(|(link, _)| *link);
    let parts =
        judged.links.iter().filter(|(own, _)| Some(*own) == link).flat_map(|(_, parts)| parts).flat_map(|parts| parts.iter());
    let parts: Vec<&Part> = parts.filter(|part| part.state == verdict).collect();
    let mut seen = BTreeSet::new();
    let places = parts.iter().flat_map(|part| &part.evidence).filter(|evidence| seen.insert(evidence.span));
    let mut evidence: Vec<Evidence> = places.take(MOST_EVIDENCE).map(|evidence| build::place(evidence, sources)).collect();
    for (index, place) in evidence.iter_mut().enumerate() {
        place.primary = index == 0;
    }
    let why = parts.first().map(|part| part.why.clone()).or(judged.remark);
    let path = Path {
        client: client.name,
        place,
        tenant: tenant.to_owned(),
        verdict,
        link,
        why,
        evidence,
        command: parts.iter().find_map(|part| part.command.clone()).filter(|_| verdict == State::Unknown),
        links,
    };
    (path, judged.links.into_iter().flat_map(|(_, parts)| parts).collect())
}
