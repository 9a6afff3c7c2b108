//! The clients, and what each of them needs.

/// A client.
pub struct Client {
    /// Its name, as reports print it.
    pub name: &'static str,
    /// How it gets in.
    pub way: Way,
}

/// How a client gets in.
pub enum Way {
    /// Over these services, found by Autodiscover.
    Mail {
        /// What it speaks to.
        services: &'static [Service],
        /// In the network it reads service connection points.
        reads_scp: bool,
        /// Microsoft's service connects on its behalf, from the Internet wherever the phone is.
        by_service: bool,
    },
    /// A browser.
    Browser,
    /// No source says what it needs of Exchange Server.
    NotListed(&'static str),
}

/// What a client speaks to.
pub struct Service {
    /// Noun of its virtual directories.
    pub noun: &'static str,
    /// The rule that judges whether they take OAuth.
    pub oauth: &'static str,
    /// The switch of an authentication policy that refuses modern authentication for it.
    pub blocked_by: &'static str,
}

const MAPI: Service = Service { noun: "mapi-virtual-directory", oauth: "HMA-VDIR-001", blocked_by: "BlockModernAuthMapi" };
const EWS: Service =
    Service { noun: "web-services-virtual-directory", oauth: "HMA-VDIR-003", blocked_by: "BlockModernAuthWebServices" };
const OAB: Service =
    Service { noun: "oab-virtual-directory", oauth: "HMA-VDIR-004", blocked_by: "BlockModernAuthOfflineAddressBook" };
const ACTIVE_SYNC: Service =
    Service { noun: "active-sync-virtual-directory", oauth: "HMA-VDIR-006", blocked_by: "BlockModernAuthActiveSync" };

/// The clients, in the order of reports. What they need: Microsoft's overview of hybrid modern authentication, the article on Outlook for
/// iOS and Android with it, and the list of supported clients of Exchange Server (2025-11-12).
pub const CLIENTS: &[Client] = &[
    Client {
        name: "Outlook for Windows (MAPI)",
        way: Way::Mail { services: &[MAPI, EWS, OAB], reads_scp: true, by_service: false },
    },
    Client { name: "Outlook for Mac (EWS)", way: Way::Mail { services: &[EWS], reads_scp: false, by_service: false } },
    Client {
        name: "New Outlook for Windows",
        way: Way::NotListed("Microsoft does not list it among the clients of Exchange Server; no capture can tell"),
    },
    Client {
        name: "Outlook for iOS and Android",
        way: Way::Mail { services: &[ACTIVE_SYNC], reads_scp: false, by_service: true },
    },
    Client { name: "Native mail (ActiveSync)", way: Way::Mail { services: &[ACTIVE_SYNC], reads_scp: false, by_service: false } },
    Client { name: "Outlook on the web (OWA)", way: Way::Browser },
];
