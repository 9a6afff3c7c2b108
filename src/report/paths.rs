//! Which client works, as reports and `hmaudit clients` show it.

use super::Evidence;
use serde::Serialize;

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

impl Clients {
    /// The paths of each client in each tenant: in the network, and on the Internet.
    pub fn pairs(&self) -> impl Iterator<Item = [&Path; 2]> {
        self.paths.chunks_exact(2).map(|pair| [&pair[0], &pair[1]])
    }
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

/// One step of the smallest set of repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// `add-spn`.
    pub operation: String,
    /// What it is done to.
    pub subject: String,
    /// The tenant that it is done in.
    pub tenant: Option<String>,
    /// The number of paths that it helps.
    pub fixes: usize,
}
