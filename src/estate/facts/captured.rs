//! The rows of captured nouns, and what keeps them from being all.

use super::{Gap, Rows, View, servers};
use crate::catalog;
use crate::catalog::schema::Cmdlet;
use crate::estate::{Coverage, Doubt, Doubtful, Side, Unknown, UnknownReason, compare_servers};
use std::borrow::Cow;

/// The rows of a cmdlet in a view; see [`super::rows`].
#[must_use]
pub fn rows<'e>(view: &View<'e>, cmdlet: &'static Cmdlet) -> Rows<'e> {
    let mut rows = in_realms(view, cmdlet, sides(view, cmdlet));
    if cmdlet.is_of_tenant() && view.tenant.is_none() && view.estate.tenants.is_empty() {
        rows.gaps.push(Gap::of_tenant(cmdlet, missing(cmdlet)));
    }
    rows
}

/// The rows that a cmdlet of both sides has in Exchange Online, of the tenants that a view looks at.
#[must_use]
pub fn online<'e>(view: &View<'e>, cmdlet: &'static Cmdlet) -> Rows<'e> {
    let mut rows = in_realms(view, cmdlet, tenants(view));
    if view.tenant.is_none() && view.estate.tenants.is_empty() {
        rows.gaps.push(Gap::of_tenant(cmdlet, missing(cmdlet)));
    }
    rows
}

fn in_realms<'e>(view: &View<'e>, cmdlet: &'static Cmdlet, sides: Vec<Side>) -> Rows<'e> {
    let mut rows = Rows::default();
    for side in sides {
        match view.server {
            Some(server) if cmdlet.lives_on_server() && side == Side::OnPremises => {
                rows.objects.extend(view.estate.on_server(cmdlet.noun, server).map(Cow::Borrowed));
            }
            _ => rows.objects.extend(view.estate.of(cmdlet.noun, &side).map(Cow::Borrowed)),
        }
        gaps(view, cmdlet, &side, &mut rows.gaps);
    }
    rows
}

/// The realms that a view looks at for a cmdlet. What exists on both sides is that of the on-premises organisation.
pub(super) fn sides(view: &View<'_>, cmdlet: &Cmdlet) -> Vec<Side> {
    if cmdlet.is_of_tenant() { tenants(view) } else { vec![Side::OnPremises] }
}

/// The tenants that a view looks at.
fn tenants(view: &View<'_>) -> Vec<Side> {
    match view.tenant {
        Some(tenant) => vec![Side::Tenant(tenant.name.clone())],
        None => view.estate.tenants.iter().map(|tenant| Side::Tenant(tenant.name.clone())).collect(),
    }
}

/// Why there may be more objects of a cmdlet in a realm than the captures show.
fn gaps(view: &View<'_>, cmdlet: &'static Cmdlet, side: &Side, gaps: &mut Vec<Gap>) {
    let is_of_tenant = side.tenant().is_some();
    let Some(coverage) = view.estate.coverage(side, cmdlet.noun) else {
        let nameless = view.estate.doubts.iter().find(|one| one.noun == cmdlet.noun && one.side.is_none() && is_of_tenant);
        let reason = match nameless {
            Some(one) => Unknown { why: UnknownReason::Doubtful(one.doubt.clone()), at: one.at.clone() },
            None => missing(cmdlet),
        };
        gaps.push(Gap::of_side(cmdlet, side, reason));
        return;
    };
    let lost = |one: &&Doubtful| one.doubt == Doubt::Lost && one.noun == cmdlet.noun && one.side.as_ref() == Some(side);
    if let Some(one) = view.estate.doubts.iter().find(lost).filter(|_| view.server.is_none()) {
        let reason = Unknown { why: UnknownReason::Doubtful(Doubt::Lost), at: one.at.clone() };
        gaps.push(Gap::of_side(cmdlet, side, reason));
    }
    let before = gaps.len();
    if cmdlet.is_on_every_server() && !is_of_tenant {
        uncovered_servers(view, cmdlet, gaps);
    }
    if let Coverage::Part(at) = coverage {
        let servers = view.estate.coverage(&Side::OnPremises, "exchange-server");
        let servers_are_known = matches!(servers, Some(Coverage::Whole(_) | Coverage::Shown(_)));
        let each_server_is_covered = cmdlet.is_on_every_server() && servers_are_known;
        if gaps.len() == before && !each_server_is_covered && view.server.is_none() {
            gaps.push(Gap::of_side(cmdlet, side, Unknown { why: UnknownReason::NotPrinted, at: at.clone() }));
        }
    }
}

/// Why an object that was not captured may exist, although no gap is known: the command of those that were is not there.
#[must_use]
pub fn unproved(view: &View<'_>, cmdlet: &'static Cmdlet, online: bool) -> Vec<Gap> {
    let mut found = Vec::new();
    for side in if online { tenants(view) } else { sides(view, cmdlet) } {
        if let Some(Coverage::Shown(at)) = view.estate.coverage(&side, cmdlet.noun) {
            let reason = Unknown { why: UnknownReason::NotPrinted, at: at.clone() };
            found.push(Gap::of_side(cmdlet, &side, reason));
        }
    }
    found
}

/// That an object's absence is proved.
///
/// # Errors
/// Why it is not: for a fact that would conclude something from it.
pub fn absence(view: &View<'_>, noun: &str) -> Result<(), Unknown> {
    let unproved = catalog::of_noun(noun).map(|cmdlet| unproved(view, cmdlet, false)).unwrap_or_default();
    unproved.first().map_or(Ok(()), |gap| Err(gap.reason()))
}

fn uncovered_servers(view: &View<'_>, cmdlet: &'static Cmdlet, gaps: &mut Vec<Gap>) {
    let all = servers::all(view);
    let asked = match view.server {
        None => &all[..],
        Some(asked) => {
            let at = all.partition_point(|server| compare_servers(Some(&server.name), Some(asked)).is_lt());
            all.get(at..=at)
                .filter(|server| server.iter().all(|server| server.name.eq_ignore_ascii_case(asked)))
                .unwrap_or_default()
        }
    };
    if let [server] = asked {
        if server.serves_clients && !view.estate.on_server(cmdlet.noun, &server.name).any(servers::is_of_front_end) {
            gaps.push(uncovered(cmdlet, server));
        }
        return;
    }
    // Servers and objects are in one order, so that one walk over both will do.
    let objects = view.estate.of(cmdlet.noun, &Side::OnPremises).filter(|object| servers::is_of_front_end(object));
    let mut owners = objects.map(|object| object.server.as_deref()).peekable();
    for server in asked {
        let before = |owner: &Option<&str>| compare_servers(*owner, Some(&server.name)).is_lt();
        while owners.next_if(before).is_some() {}
        let has_one = owners.peek().is_some_and(|owner| compare_servers(*owner, Some(&server.name)).is_eq());
        if server.serves_clients && !has_one {
            gaps.push(uncovered(cmdlet, server));
        }
    }
}

fn uncovered(cmdlet: &Cmdlet, server: &servers::Server) -> Gap {
    let reason = Unknown { why: UnknownReason::NotPrinted, at: server.at.clone() };
    Gap { server: Some(server.name.clone()), command: cmdlet.collect_from(&server.name), ..Gap::of(cmdlet, reason) }
}

fn missing(cmdlet: &Cmdlet) -> Unknown {
    Unknown { why: UnknownReason::NotCaptured { noun: cmdlet.noun }, at: Vec::new() }
}
