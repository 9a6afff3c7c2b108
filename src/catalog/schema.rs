//! What a cmdlet prints: the declaration of cmdlets and their properties, as tables of constants.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which side printed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shell {
    /// The Exchange Management Shell of the on-premises organisation.
    OnPremises,
    /// Exchange Online or Microsoft Graph.
    Tenant,
    /// Something that the session connected to, and nobody can tell to what.
    Unknown,
}

/// Where a command is run, by the name of its shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The Exchange Management Shell of the on-premises organisation.
    Exchange,
    /// Exchange Online PowerShell.
    Online,
    /// Microsoft Graph PowerShell.
    Entra,
}

impl Place {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Exchange, Self::Online, Self::Entra];

    /// Its word, as in JSON and in `hmaudit collect`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exchange => "exchange",
            Self::Online => "online",
            Self::Entra => "entra",
        }
    }

    /// What people call the shell.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Exchange => "Exchange Management Shell",
            Self::Online => "Exchange Online PowerShell",
            Self::Entra => "Microsoft Graph PowerShell",
        }
    }
}

/// A noun of Exchange or Entra and the cmdlets that print it: all that is known of them, in one entry.
#[derive(Debug)]
pub struct Cmdlet {
    /// Canonical name: `Get-MapiVirtualDirectory`.
    pub name: &'static str,
    /// Other cmdlets that print the same kind of object (`Get-MsolServicePrincipal`), older names among them.
    pub aliases: &'static [&'static str],
    /// Noun in kebab case, the name used in rules: `mapi-virtual-directory`.
    pub noun: &'static str,
    /// .NET class names (without namespace) of its objects, for typed forms: `ADMapiVirtualDirectory`.
    pub types: &'static [&'static str],
    /// Which side it is run on. Cmdlets that exist on both are `None`; see `identify` for telling them apart.
    pub shell: Option<Shell>,
    /// What makes two records the same object.
    pub key: Key,
    /// What reports call the object.
    pub doc: &'static str,
    /// The command that captures all we need of it, without truncation.
    pub collect: &'static str,
    /// Its objects of a tenant; `None` where rules need nothing of Exchange Online.
    pub online: Option<Online>,
    /// The properties that rules may name.
    pub properties: &'static [Property],
    /// Properties by which its objects are known without a command. Each signature is enough.
    pub signatures: &'static [Signature],
    /// Where its objects live.
    pub lives: Lives,
    /// What tells virtual directories of this kind from others.
    pub directory: Option<Directory>,
    /// Where clients find URLs of the service in it.
    pub service: Option<Service>,
    /// Whether an audit cannot do without its capture.
    pub is_required: bool,
    /// The pack whose rules alone need it.
    pub pack: Option<&'static str>,
}

/// A cmdlet of the on-premises organisation with nothing filled in, for the entries of the catalogue to begin from.
pub const ON_PREMISES: Cmdlet = Cmdlet {
    name: "",
    aliases: &[],
    noun: "",
    types: &[],
    shell: Some(Shell::OnPremises),
    key: Key::Singleton,
    doc: "",
    collect: "",
    online: None,
    properties: &[],
    signatures: &[],
    lives: Lives::InOrganization,
    directory: None,
    service: None,
    is_required: false,
    pack: None,
};

/// What rules need of a cmdlet that exists in Exchange Online, too.
#[derive(Debug, Clone, Copy)]
pub struct Online {
    /// What rules call its objects there: `online-organization-config`.
    pub noun: &'static str,
    /// The command that captures all we need of them.
    pub command: &'static str,
}

/// Properties that no other objects have together.
#[derive(Debug)]
pub struct Signature {
    /// Those that must be there.
    pub needs: &'static [&'static str],
    /// Those that other objects have beside them.
    pub forbids: &'static [&'static str],
}

/// Properties that are enough.
#[must_use]
pub const fn only(needs: &'static [&'static str]) -> Signature {
    signature(needs, &[])
}

/// Properties that are enough where others are not there.
#[must_use]
pub const fn signature(needs: &'static [&'static str], forbids: &'static [&'static str]) -> Signature {
    Signature { needs, forbids }
}

/// Where objects live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lives {
    /// In the organisation or tenant.
    InOrganization,
    /// On one server each.
    OnServer {
        /// Whether every server that clients connect to must have at least one.
        every: bool,
        /// The parameter that asks for those of one server, if the cmdlet has one.
        switch: Option<&'static str>,
    },
    /// At people, who use the clients: devices, registries, logs of sign-ins. Whichever side printed them, they are the organisation's, and say
    /// nothing about a tenant or a server.
    AtPeople,
}

/// A kind of virtual directories.
#[derive(Debug, Clone, Copy)]
pub struct Directory {
    /// First part of the name, which the path of its URLs begins with, too.
    pub name: &'static str,
    /// Class in Active Directory.
    pub class: &'static str,
    /// What reports call the protocol, if it is one of clients.
    pub label: Option<&'static str>,
    /// How OAuth shows.
    pub oauth: OAuth,
}

/// How a virtual directory shows whether it accepts OAuth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OAuth {
    /// By a flag.
    Flag,
    /// By a flag that Exchange 2016 does not have.
    LateFlag,
    /// By the list that IIS enforces; there is no flag.
    IisList,
    /// By both lists, which exclude nothing where they are empty.
    Lists,
}

/// Where clients find URLs.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// Properties that hold them.
    pub urls: &'static [&'static str],
    /// Whether a capture that leaves them out may hide one. Autodiscover directories normally have none, and the commands of Microsoft's
    /// article do not print them.
    pub is_printed: bool,
    /// What the path needs behind it so that Exchange's authentication answers.
    pub probed_at: &'static str,
}

/// What makes two records the same object (within a realm).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// `Identity` as `SERVER\name (Site)`, else Server and Name.
    VirtualDirectory,
    /// The first of these properties that the record shows.
    Properties(&'static [&'static str]),
    /// There is one such object in a realm (`Get-OrganizationConfig`).
    Singleton,
}

/// A property that rules may name.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// As PowerShell prints it. Compared without regard to letter case.
    pub name: &'static str,
    /// Other names of the same thing (`AppPrincipalId` for `AppId`).
    pub aliases: &'static [&'static str],
    /// How its text is read.
    pub kind: Kind,
    /// What it is, in a line.
    pub doc: &'static str,
}

/// How the text of a property is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `True`/`False`; blank is `Null`.
    Bool,
    /// A flag that lives in IIS: blank under `-ADPropertiesOnly` is unknown.
    IisBool,
    /// Text as printed.
    Text,
    /// An absolute URL; what is not one is `Unreadable`.
    Url,
    /// A GUID; what is not one is `Unreadable`.
    Guid,
    /// A moment, in any culture; what leaves day and month open keeps both readings.
    Date,
    /// `Version 15.2 (Build 1544.4)`, `15.02.1544.011`, `15.2.1544.11`.
    Version,
    /// A list of texts. A single value is a list of one; blank is an empty list.
    List,
}

/// A property without other names.
#[must_use]
pub const fn property(name: &'static str, kind: Kind, doc: &'static str) -> Property {
    Property { name, aliases: &[], kind, doc }
}

/// A property that other modules and versions print under other names.
#[must_use]
pub const fn also(name: &'static str, aliases: &'static [&'static str], kind: Kind, doc: &'static str) -> Property {
    Property { name, aliases, kind, doc }
}

/// How many properties the parts of a table have.
#[must_use]
pub const fn count(parts: &[&[Property]]) -> usize {
    let (mut part, mut all) = (0, 0);
    while part < parts.len() {
        all += parts[part].len();
        part += 1;
    }
    all
}

/// One table of several parts, in their order.
#[must_use]
pub const fn join<const ALL: usize>(parts: &[&[Property]]) -> [Property; ALL] {
    let mut joined = [property("", Kind::Text, ""); ALL];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let mut index = 0;
        while index < parts[part].len() {
            joined[at] = parts[part][index];
            (at, index) = (at + 1, index + 1);
        }
        part += 1;
    }
    joined
}

impl Cmdlet {
    /// The property of this name or alias, letter case ignored.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        let properties: &'static [Property] = self.properties;
        properties
            .iter()
            .find(|property| property.name.eq_ignore_ascii_case(name))
            .or_else(|| properties.iter().find(|property| property.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))))
    }

    /// Whether its objects tell of clients and the people who use them, and of nothing else.
    #[must_use]
    pub fn is_of_clients(&self) -> bool {
        self.lives == Lives::AtPeople
    }

    /// Whether its objects are those of a tenant in Entra.
    #[must_use]
    pub fn is_of_tenant(&self) -> bool {
        self.shell == Some(Shell::Tenant) && !self.is_of_clients()
    }

    /// Whether its objects live on one server each.
    #[must_use]
    pub fn lives_on_server(&self) -> bool {
        matches!(self.lives, Lives::OnServer { .. })
    }

    /// Whether every server that clients connect to must have at least one of its objects.
    #[must_use]
    pub fn is_on_every_server(&self) -> bool {
        matches!(self.lives, Lives::OnServer { every: true, .. })
    }

    /// Whether it prints the virtual directories of a protocol of clients.
    #[must_use]
    pub fn is_of_front_end(&self) -> bool {
        self.label().is_some()
    }

    /// What reports call the protocol of its virtual directories, if clients speak it.
    #[must_use]
    pub const fn label(&self) -> Option<&'static str> {
        match &self.directory {
            Some(directory) => directory.label,
            None => None,
        }
    }

    /// Where its command is run to supply what an audit lacks of a tenant, or of the organisation on premises; `None` for what no cmdlet
    /// prints, and for captures of clients, which no audit asks for.
    #[must_use]
    pub fn place(&self, of_tenant: bool) -> Option<Place> {
        match self.shell {
            _ if !self.name.starts_with("Get-") || self.is_of_clients() => None,
            Some(Shell::Tenant) => Some(Place::Entra),
            _ if of_tenant && self.online.is_some() => Some(Place::Online),
            _ => Some(Place::Exchange),
        }
    }

    /// The command that is run there.
    #[must_use]
    pub fn command(&self, of_tenant: bool) -> &'static str {
        self.online.filter(|_| of_tenant).map_or(self.collect, |online| online.command)
    }

    /// The command that captures it from one server, where the cmdlet can be asked so. A server name with unusual characters is left out:
    /// the command is meant to be pasted into a shell.
    #[must_use]
    pub fn collect_from(&self, server: &str) -> String {
        // Longer than this is not a name of a server, and a command is printed as long as it is.
        const LONGEST: usize = 100;
        let is_plain = (1..=LONGEST).contains(&server.len())
            && !server.starts_with('-')
            && server.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        match self.lives {
            Lives::OnServer { switch: Some(switch), .. } if is_plain => {
                let of_one = format!("{} {switch} {server}", self.name);
                // A cmdlet that reads the local server unless told otherwise is asked for each.
                let of_each = format!("Get-ExchangeServer | ForEach-Object {{ {} {switch} $_.Name }}", self.name);
                let asked = if self.collect.contains(&of_each) { of_each.as_str() } else { self.name };
                self.collect.replacen(asked, &of_one, 1)
            }
            _ => self.collect.to_owned(),
        }
    }
}

/// One table of properties of several parts.
macro_rules! joined {
    [$($part:expr),* $(,)?] => {{
        const PARTS: &[&[Property]] = &[$($part),*];
        const ALL: [Property; count(PARTS)] = join(PARTS);
        &ALL
    }};
}
pub(super) use joined;
