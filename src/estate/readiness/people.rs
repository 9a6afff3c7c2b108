//! Who uses a client. Devices name mailboxes by their place in the directory, everything else names people by their address.

use super::text;
use crate::estate::{Estate, Object};
use std::collections::HashMap;

/// What stands between a mailbox and its devices.
const DEVICES: &str = "ExchangeActiveSyncDevices";

/// The addresses of mailboxes.
pub(super) struct Mailboxes<'e>(HashMap<String, &'e str>);

impl<'e> Mailboxes<'e> {
    pub fn of(estate: &'e Estate) -> Self {
        let named = |mailbox: &'e Object| {
            let address = text(mailbox, "PrimarySmtpAddress")?;
            Some(["Identity", "Name"].into_iter().filter_map(move |name| Some((text(mailbox, name)?.to_lowercase(), address))))
        };
        Self(estate.all("cas-mailbox").iter().filter_map(named).flatten().collect())
    }

    /// Who has a device: the address of the mailbox where that is known, else its name as printed.
    pub fn owner(&self, device: &Object) -> Option<String> {
        let by_identity = text(device, "Identity").and_then(|identity| identity.split_once(DEVICES)).map(|(owner, _)| owner);
        let owner = by_identity.map(|owner| owner.trim_end_matches(['/', '\\'])).or_else(|| text(device, "UserDisplayName"))?;
        let address = self.0.get(&owner.to_lowercase()).copied();
        Some(address.map_or_else(|| owner.to_owned(), str::to_lowercase)).filter(|owner| !owner.is_empty())
    }
}
