//! One name in several notations: a list prints the name, Export-Clixml the distinguished name, a table a part of it.

use super::identified::short_name;
use std::collections::BTreeSet;

/// Whether two texts are the same to Exchange: letter case, blanks and the order of a list do not count, nor does the notation of a name.
pub fn same(one: &str, other: &str) -> bool {
    if one.eq_ignore_ascii_case(other) {
        return true;
    }
    let (one, other) = (Name::of(one), Name::of(other));
    match (&one, &other) {
        (Name::Plain(one), Name::Plain(other)) => same_plain(one, other),
        (Name::Distinguished(one), Name::Distinguished(other)) | (Name::Canonical(one), Name::Canonical(other)) => {
            parts(one) == parts(other)
        }
        _ => one.leaf().eq_ignore_ascii_case(other.leaf()),
    }
}

enum Name<'t> {
    /// `CN=Policy,CN=Auth Policies,DC=contoso,DC=com`
    Distinguished(&'t str),
    /// `contoso.com/Configuration/Sites/Default-First-Site-Name`
    Canonical(&'t str),
    /// `Policy`, `EX01\\mapi (Default Web Site)`, anything else.
    Plain(&'t str),
}

impl<'t> Name<'t> {
    fn of(text: &'t str) -> Self {
        let text = text.trim();
        let upper = || text.to_ascii_uppercase();
        let is_domain =
            |first: &str| first.contains('.') && first.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        match text.split_once('/') {
            _ if text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("CN=")) && upper().contains(",DC=") => {
                Self::Distinguished(text)
            }
            Some((first, _)) if is_domain(first) => Self::Canonical(text),
            _ => Self::Plain(text),
        }
    }

    /// The last part: the name of the object itself.
    fn leaf(&self) -> &'t str {
        match self {
            Self::Distinguished(text) => text.get(3..).and_then(|rest| rest.split(',').next()).unwrap_or(text),
            Self::Canonical(text) => text.rsplit('/').next().unwrap_or(text),
            Self::Plain(text) => text.rsplit('\\').next().unwrap_or(text),
        }
    }
}

/// Names without a path: the server before a backslash may have its domain or not, and lists may be in another order.
fn same_plain(one: &str, other: &str) -> bool {
    match (one.split_once('\\'), other.split_once('\\')) {
        (Some((server, name)), Some((other_server, other_name))) => {
            let has_domain = server.contains('.') != other_server.contains('.');
            let server = if has_domain {
                short_name(server).eq_ignore_ascii_case(short_name(other_server))
            } else {
                server.eq_ignore_ascii_case(other_server)
            };
            server && parts(name) == parts(other_name)
        }
        _ => parts(one) == parts(other),
    }
}

/// The parts between commas, in lower case and without superfluous blanks.
fn parts(text: &str) -> BTreeSet<String> {
    let plain = |part: &str| part.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    text.split(',').map(plain).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn notations_of_one_name_are_the_same() {
        for (one, other) in [
            ("Default Policy", "CN=Default Policy,CN=Auth Policies,CN=Contoso,CN=Microsoft Exchange,DC=contoso,DC=com"),
            ("Default-First-Site-Name", "contoso.com/Configuration/Sites/Default-First-Site-Name"),
            (
                "EX01\\mapi (Default Web Site)",
                "CN=mapi (Default Web Site),CN=HTTP,CN=Protocols,CN=EX01,CN=Servers,DC=contoso,DC=com",
            ),
            ("ex01.corp.contoso.com\\5B2C40EC", "EX01\\5b2c40ec"),
            ("CN=mail.contoso.com, O=Contoso", "CN=mail.contoso.com,O=Contoso"),
            ("Mailbox, ClientAccess", "ClientAccess, Mailbox"),
        ] {
            assert!(same(one, other) && same(other, one), "{one} and {other}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for (one, other) in [
            ("Default Policy", "Other Policy"),
            ("EX01\\mapi (Default Web Site)", "EX02\\mapi (Default Web Site)"),
            ("ex01.contoso.com\\A", "ex01.fabrikam.com\\A"),
            ("CN=A,DC=contoso,DC=com", "CN=A,DC=fabrikam,DC=com"),
            ("contoso.com/Sites/A", "fabrikam.com/Sites/A"),
            ("Mailbox, ClientAccess", "Mailbox"),
        ] {
            assert!(!same(one, other) && !same(other, one), "{one} and {other}");
        }
    }
}
