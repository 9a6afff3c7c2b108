//! What a cmdlet prints: the declaration of cmdlets and their properties, as tables of constants.

use crate::capture::Shell;

/// A noun of Exchange or Entra and the cmdlets that print it. One file in `cmdlets/` each.
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
    /// The properties that rules may name.
    pub properties: &'static [Property],
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

    /// Whether its objects live on one server each.
    #[must_use]
    pub fn lives_on_server(&self) -> bool {
        self.key == Key::VirtualDirectory
            || matches!(self.noun, "client-access-service" | "exchange-server" | "exchange-certificate" | "exchange-setup")
    }

    /// The command that captures it from one server, where the cmdlet can be asked so. A server name with unusual characters is left out:
    /// the command is meant to be pasted into a shell.
    #[must_use]
    pub fn collect_from(&self, server: &str) -> String {
        // Longer than this is no name of a server, and a command is printed as long as it is.
        const LONGEST: usize = 100;
        let plain = (1..=LONGEST).contains(&server.len())
            && !server.starts_with('-')
            && server.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        let switch = match self.noun {
            "client-access-service" | "exchange-server" => "-Identity",
            _ if self.lives_on_server() => "-Server",
            _ => return self.collect.to_owned(),
        };
        if plain && self.noun != "exchange-setup" {
            self.collect.replacen(self.name, &format!("{} {switch} {server}", self.name), 1)
        } else {
            self.collect.to_owned()
        }
    }
}
