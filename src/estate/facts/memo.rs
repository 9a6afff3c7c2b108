//! What is derived from the whole estate is derived once a run: rules ask for it again and again, and a large organisation has thousands of servers.

use super::auth_server::Realms;
use super::derive::MOST_PLACES;
use super::hybrid::Overrides;
use super::own_domains::{OfTenants, OwnDomains};
use super::people::Registrations;
use super::servers::Server;
use super::service_principal::{Principals, UsedUrls};
use super::service_url::Forms;
use super::wire::ExternalHosts;
use super::{Gap, Rows, View};
use crate::estate::readiness::Matrix;
use crate::estate::{Known, Object, Side, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, OnceLock};

/// Rows of a derived noun, and what may hide more of them.
pub(super) type Derived = (Vec<Object>, Vec<Gap>);

/// What has been derived so far. It belongs to one estate, which must not change while it is in use.
#[derive(Debug, Default)]
pub struct Memo {
    /// All servers.
    pub(super) servers: OnceLock<Vec<Server>>,
    /// The rows of `server`.
    pub(super) server_rows: OnceLock<Derived>,
    /// The rows of `service-url`.
    pub(super) service_urls: OnceLock<Derived>,
    /// The domains of the organisation and its tenants.
    pub(super) own_domains: OnceLock<OwnDomains>,
    /// The rows of `virtual-directory`.
    pub(super) virtual_directories: OnceLock<Derived>,
    /// Setting overrides by what they are about.
    pub(super) overrides: OnceLock<Overrides>,
    /// Service principals of Exchange by tenant.
    pub(super) principals: OnceLock<Principals>,
    /// Hosts that Autodiscover should answer.
    pub(super) external_hosts: OnceLock<ExternalHosts>,
    /// Where each tenant stands among all, by its id.
    pub(super) tenants_by_id: OnceLock<HashMap<String, usize>>,
    /// The domains of all tenants.
    pub(super) of_tenants: OnceLock<OfTenants>,
    /// AuthServers by the tenant that they trust.
    pub(super) realms: OnceLock<Realms>,
    /// What uses service principal names on premises.
    pub(super) used: OnceLock<UsedUrls>,
    /// Names that look like an origin, by tenant.
    pub(super) forms: OnceLock<HashMap<String, Forms>>,
    /// What people have registered, by tenant.
    pub(super) registrations: OnceLock<BTreeMap<Side, Registrations>>,
    /// What people use.
    pub(super) clients: OnceLock<Matrix>,
    /// Values of the facts of the whole organisation.
    facts: Mutex<HashMap<&'static str, Known<Value>>>,
}

/// The value of a fact of the whole organisation, kept if there is a place to keep it.
pub(super) fn fact(view: &View<'_>, name: &'static str, read: impl Fn(&View<'_>) -> Known<Value>) -> Known<Value> {
    let whole = View { tenant: None, server: None, ..*view };
    let Some(kept) = view.memo.map(|memo| &memo.facts) else { return bounded(read(&whole)) };
    let found = kept.lock().ok().and_then(|facts| facts.get(name).cloned());
    found.unwrap_or_else(|| {
        let value = bounded(read(&whole));
        if let Ok(mut facts) = kept.lock() {
            facts.insert(name, value.clone());
        }
        value
    })
}

/// The value with as many of its places as a finding shows.
fn bounded(mut value: Known<Value>) -> Known<Value> {
    let places = match &mut value {
        Ok(seen) => &mut seen.at,
        Err(reason) => &mut reason.at,
    };
    let mut known = HashSet::new();
    places.retain(|place| known.len() < MOST_PLACES && known.insert(*place));
    value
}

/// Something derived from the whole organisation, kept if there is a place to keep it.
pub(super) fn kept<'e, T: 'e, R>(
    view: &View<'e>,
    slot: impl Fn(&'e Memo) -> &'e OnceLock<T>,
    derive: impl Fn(&View<'e>) -> T,
    read: impl FnOnce(&T) -> R,
) -> R {
    let whole = View { tenant: None, server: None, ..*view };
    match view.memo {
        Some(memo) => read(slot(memo).get_or_init(|| derive(&whole))),
        None => read(&derive(&whole)),
    }
}

/// The rows of a noun that does not depend on the tenant: those of the whole organisation are kept, those of one server are made anew.
pub(super) fn rows<'e>(
    view: &View<'e>,
    slot: impl Fn(&'e Memo) -> &'e OnceLock<Derived>,
    derive: impl Fn(&View<'e>) -> Derived,
) -> Rows<'e> {
    match view.memo {
        Some(memo) if view.server.is_none() => {
            let (objects, gaps) = slot(memo).get_or_init(|| derive(view));
            Rows { objects: objects.iter().map(Cow::Borrowed).collect(), gaps: gaps.clone() }
        }
        _ => {
            let (objects, gaps) = derive(view);
            Rows { objects: objects.into_iter().map(Cow::Owned).collect(), gaps }
        }
    }
}
