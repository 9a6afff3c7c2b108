//! Which client works: a table per tenant, and the broken paths link by link.

use super::shown::Shown;
use super::words::{Badge, INCONCLUSIVE, look};
use crate::report::Report;
use crate::report::paths::{Link, Path, State};

/// The clients of one tenant.
pub struct TenantPaths<'a> {
    /// The tenant; `None` where there is only one.
    pub tenant: Option<Shown<'a>>,
    /// The clients that work in both places, and of which there is nothing else to say.
    pub works: Vec<&'static str>,
    /// A row for each of the others.
    pub rows: Vec<ClientRow<'a>>,
}

/// A client in the network, and on the Internet.
pub struct ClientRow<'a> {
    /// Its name.
    pub client: &'static str,
    /// Both paths; one where they are alike.
    pub paths: Vec<PathCell<'a>>,
}

/// A path.
pub struct PathCell<'a> {
    /// Whether it works.
    pub state: Badge,
    /// Its links, where one of them does not work.
    pub links: Vec<(&'static str, Badge)>,
    /// Why.
    pub why: Option<Shown<'a>>,
}

/// The paths of each tenant; none where nobody asked.
pub fn tenants(report: &Report) -> Vec<TenantPaths<'_>> {
    let Some(clients) = &report.clients else { return Vec::new() };
    let mut tenants: Vec<TenantPaths<'_>> = Vec::new();
    let is_alone = clients.paths.first().map(|path| &path.tenant) == clients.paths.last().map(|path| &path.tenant);
    let mut last = None;
    for [inside, outside] in clients.pairs() {
        if last != Some(&inside.tenant) {
            last = Some(&inside.tenant);
            let tenant = (!is_alone).then(|| Shown::new(&inside.tenant));
            tenants.push(TenantPaths { tenant, works: Vec::new(), rows: Vec::new() });
        }
        let Some(tenant) = tenants.last_mut() else { continue };
        let are_alike = (inside.verdict, inside.link, &inside.why) == (outside.verdict, outside.link, &outside.why);
        if are_alike && inside.verdict == State::Works && inside.why.is_none() {
            tenant.works.push(inside.client);
        } else {
            let paths = if are_alike { vec![cell(inside)] } else { vec![cell(inside), cell(outside)] };
            tenant.rows.push(ClientRow { client: inside.client, paths });
        }
    }
    tenants
}

fn cell(path: &Path) -> PathCell<'_> {
    let is_drawn = path.verdict == State::Breaks;
    let link = |(link, state): &(Link, State)| (link.word(), self::state(*state));
    PathCell {
        state: state(path.verdict),
        links: if is_drawn { path.links.iter().map(link).collect() } else { Vec::new() },
        why: path.why.as_deref().map(Shown::new),
    }
}

fn state(state: State) -> Badge {
    match state {
        State::Works => look("ready", "✓", "Works"),
        State::Unknown => Badge { word: "Unknown", ..INCONCLUSIVE },
        State::Breaks => look("error", "✕", "Breaks"),
    }
}
