//! How much of each noun the captures show.

use super::key;
use super::sighted::{self, Sighted};
use crate::capture::{Capture, Outcome};
use crate::estate::attribution::Tenants;
use crate::estate::cmdlets;
use crate::estate::spn::EXCHANGE_ONLINE;
use crate::estate::{Coverage, Realm};
use crate::source::Span;
use std::collections::BTreeMap;

/// The coverage of every noun that was captured. Records without a command count as the whole set, because nobody writes a filter's result into
/// a file without saying so more often than not; a filter that shows makes it a part.
pub fn of(captures: &[Capture<'_>], sighted: &[Sighted<'_>], tenants: &Tenants) -> BTreeMap<(Realm, &'static str), Coverage> {
    let mut whole: BTreeMap<(Realm, &'static str), Vec<Span>> = BTreeMap::new();
    let mut part: BTreeMap<(Realm, &'static str), Vec<Span>> = BTreeMap::new();
    for one in sighted {
        let Some(realm) = key::realm(one, tenants) else { continue };
        let (is_whole, at) = match one.command {
            Some(command) => (!command.partial, command.at),
            None => (true, one.record.at),
        };
        let is_whole = if one.cmdlet.noun == "service-principal" { covers_exchange(one, is_whole) } else { is_whole };
        let spans = if is_whole { &mut whole } else { &mut part };
        spans.entry((realm, one.cmdlet.noun)).or_default().push(at);
    }
    for command in captures.iter().flat_map(|capture| &capture.commands).filter(|command| command.outcome == Outcome::Nothing) {
        let Some((cmdlet, _)) = cmdlets::named(&command.cmdlet) else { continue };
        let realm = match tenants.of(command.at) {
            _ if !sighted::is_of_tenant(cmdlet) => Realm::OnPremises,
            Some(tenant) => Realm::Tenant(tenant.to_owned()),
            None => continue,
        };
        let asks_for_exchange =
            cmdlet.noun == "service-principal" && command.asked().to_ascii_lowercase().contains(EXCHANGE_ONLINE);
        let spans = if command.partial && !asks_for_exchange { &mut part } else { &mut whole };
        spans.entry((realm, cmdlet.noun)).or_default().push(command.at);
    }
    let mut coverage: BTreeMap<_, _> = part.into_iter().map(|(key, at)| (key, Coverage::Part(distinct(at)))).collect();
    coverage.extend(whole.into_iter().map(|(key, at)| (key, Coverage::Whole(distinct(at)))));
    coverage
}

/// Of service principals we need but one. A capture of it is all of it; a capture of another one proves nothing about it.
fn covers_exchange(one: &Sighted<'_>, is_whole: bool) -> bool {
    match one.app_id() {
        Some(id) => id == EXCHANGE_ONLINE || is_whole && one.command.is_some(),
        None => is_whole,
    }
}

fn distinct(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    spans.dedup();
    spans
}
