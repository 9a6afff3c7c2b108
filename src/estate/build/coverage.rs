//! How much of each noun the captures show.

use super::asked::{self, Asked};
use super::identified::{Extent, IdentifiedRecord};
use super::key;
use crate::capture::{Capture, Outcome, Shell};
use crate::catalog;
use crate::estate::attribution::Tenants;
use crate::estate::{Coverage, Side};
use crate::microsoft::EXCHANGE_ONLINE;
use crate::source::Span;
use std::collections::BTreeMap;

/// The coverage of every noun that was captured. Only a command that leaves out nothing proves that something does not exist.
pub fn of(
    captures: &[Capture<'_>],
    records: &[IdentifiedRecord<'_>],
    tenants: &Tenants,
) -> BTreeMap<(Side, &'static str), Coverage> {
    let mut whole: BTreeMap<(Side, &'static str), Vec<Span>> = BTreeMap::new();
    let mut shown: BTreeMap<(Side, &'static str), Vec<Span>> = BTreeMap::new();
    let mut part: BTreeMap<(Side, &'static str), Vec<Span>> = BTreeMap::new();
    for one in records {
        let Some(side) = key::side(one, tenants) else { continue };
        let extent = if one.cmdlet.noun == "service-principal" { of_principal(one) } else { one.extent };
        let spans = match extent {
            Extent::Whole => &mut whole,
            Extent::Shown => &mut shown,
            Extent::Part => &mut part,
        };
        spans.entry((side, one.cmdlet.noun)).or_default().push(one.command.map_or(one.record.at, |command| command.at));
    }
    for command in captures.iter().flat_map(|capture| &capture.commands).filter(|command| command.outcome == Outcome::Nothing) {
        let Some((cmdlet, _)) = catalog::named(&command.cmdlet) else { continue };
        let of_either_side = cmdlet.shell.is_none() && !cmdlet.is_of_clients();
        let of_tenant = cmdlet.is_of_tenant() || (of_either_side && command.shell == Some(Shell::Tenant));
        let side = match tenants.of(command.at) {
            _ if !of_tenant => Side::OnPremises,
            Some(tenant) => Side::Tenant(tenant.to_owned()),
            None => continue,
        };
        let asks_for_exchange =
            cmdlet.noun == "service-principal" && asked::of(command) == Asked::Application(EXCHANGE_ONLINE.to_owned());
        let spans = if command.partial && !asks_for_exchange { &mut part } else { &mut whole };
        spans.entry((side, cmdlet.noun)).or_default().push(command.at);
    }
    let mut coverage: BTreeMap<_, _> = part.into_iter().map(|(key, at)| (key, Coverage::Part(distinct(at)))).collect();
    coverage.extend(shown.into_iter().map(|(key, at)| (key, Coverage::Shown(distinct(at)))));
    coverage.extend(whole.into_iter().map(|(key, at)| (key, Coverage::Whole(distinct(at)))));
    coverage
}

/// Of service principals we need but one. A capture of it is all of it; a capture of another one proves nothing about it.
fn of_principal(one: &IdentifiedRecord<'_>) -> Extent {
    match one.app_id() {
        // What somebody stored may be of another day.
        Some(id) if id == EXCHANGE_ONLINE && one.command.is_none() && one.extent == Extent::Part => Extent::Part,
        Some(id) if id == EXCHANGE_ONLINE => Extent::Whole,
        Some(_) if one.command.is_none() => Extent::Part,
        None if one.extent == Extent::Shown => Extent::Whole,
        _ => one.extent,
    }
}

fn distinct(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    spans.dedup();
    spans
}
