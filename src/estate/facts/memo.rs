//! What is derived from the whole estate is derived once a run: rules ask for it again and again, and a large organisation has thousands of servers.

use super::servers::Server;
use super::{Gap, Rows, View};
use crate::estate::Object;
use std::borrow::Cow;
use std::sync::OnceLock;

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
    /// The rows of `virtual-directory`.
    pub(super) virtual_directories: OnceLock<Derived>,
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
