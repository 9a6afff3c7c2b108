//! The scripts that capture what an audit needs, read-only: constant, but for the list of what alone they capture.

use crate::catalog::schema::Place;
use std::collections::BTreeSet;

/// For the Exchange Management Shell.
const EXCHANGE: &str = include_str!("collect/exchange.ps1");
/// For Exchange Online PowerShell.
const ONLINE: &str = include_str!("collect/online.ps1");
/// For Microsoft Graph PowerShell.
const ENTRA: &str = include_str!("collect/entra.ps1");

/// What several scripts have in common, by the line that it stands for.
const SHARED: &[(&str, &str)] = &[
    ("{{preferences}}\n", include_str!("collect/preferences.ps1")),
    ("{{stamp}}\n", include_str!("collect/stamp.ps1")),
    ("{{wanted}}\n", include_str!("collect/wanted.ps1")),
    ("{{tenant-manifest}}\n", include_str!("collect/tenant_manifest.ps1")),
];

/// What a pack has captured beside the rest.
struct Part {
    /// The pack.
    pack: &'static str,
    /// Where its captures are taken.
    place: Place,
    /// The permissions to read that it takes, and no others.
    permissions: &'static [&'static str],
    /// The lines that take them.
    text: &'static str,
}

/// What packs have captured.
const PARTS: &[Part] = &[
    Part {
        pack: "passwordless",
        place: Place::Entra,
        permissions: &[
            "AuditLog.Read.All",
            "Device.Read.All",
            "Domain.Read.All",
            "Policy.Read.All",
            "PublicKeyInfrastructure.Read.All",
        ],
        text: include_str!("collect/passwordless.ps1"),
    },
    Part {
        pack: "client",
        place: Place::Entra,
        permissions: &["AuditLog.Read.All"],
        text: include_str!("collect/client_entra.ps1"),
    },
    // Who may read the organisation may read its devices.
    Part { pack: "client", place: Place::Exchange, permissions: &[], text: include_str!("collect/client_exchange.ps1") },
];

/// The line that the list is written into; empty, the script captures everything.
const ONLY: &str = "$only = @()";

/// The name of a script's file among those that capture what is missing.
#[must_use]
pub fn file_name(place: Place) -> String {
    format!("{}.ps1", place.word())
}

/// The script of a side, with Windows line ends and the version of this program in it. With names in `only`, it captures the output of these
/// cmdlets alone; others are left out. It captures what `packs` need, too, and what `only` names of others.
#[must_use]
pub fn script(place: Place, only: &[&str], packs: &[&str]) -> String {
    let is_needed = |part: &&Part| packs.contains(&part.pack) || cmdlets(part.text).iter().any(|name| only.contains(name));
    let parts: Vec<&Part> = PARTS.iter().filter(|part| part.place == place).filter(is_needed).collect();
    let text = with_parts(text(place), &parts);
    let known = cmdlets(&text);
    let named: BTreeSet<&str> = only.iter().copied().filter(|name| known.contains(name)).collect();
    let list: Vec<String> = known.iter().filter(|name| named.contains(*name)).map(|name| format!("'{name}'")).collect();
    let mut text = text.clone();
    for (line, part) in SHARED {
        text = text.replace(line, &part.replace("\r\n", "\n"));
    }
    let text = text.replace("{{version}}", env!("CARGO_PKG_VERSION")).replace("{{side}}", place.word());
    text.replacen(ONLY, &format!("$only = @({})", list.join(", ")), 1).replace('\n', "\r\n")
}

/// Whether a text is one of these scripts, byte for byte: its side and the cmdlets that it captures, none for all.
#[must_use]
pub fn recognise(found: &str) -> Option<(Place, Vec<&str>)> {
    let list = found.lines().find_map(|line| line.strip_prefix("$only = @(")?.strip_suffix(')'))?;
    let only: Vec<&str> = list.split(", ").map(|name| name.trim_matches('\'')).filter(|name| !name.is_empty()).collect();
    let parts = PARTS.iter().filter(|part| part.text.lines().next().is_some_and(|line| found.contains(line)));
    let packs: Vec<&str> = parts.map(|part| part.pack).collect();
    let place = Place::ALL.iter().copied().find(|place| script(*place, &only, &packs) == found)?;
    Some((place, only))
}

/// A script with what packs have captured, or without anything of packs.
fn with_parts(text: &str, parts: &[&Part]) -> String {
    let permissions = |part: &&Part| format!(",\nfor the pack {} {}", part.pack, part.permissions.join(", "));
    let scopes: BTreeSet<&str> = parts.iter().flat_map(|part| part.permissions).copied().collect();
    text.replace("\r\n", "\n")
        .replace("{{pack-permissions}}", &parts.iter().map(permissions).collect::<String>())
        .replace("{{pack-scopes}}", &scopes.iter().map(|name| format!(", '{name}'")).collect::<String>())
        .replace("{{packs}}\n", &parts.iter().map(|part| part.text.replace("\r\n", "\n")).collect::<String>())
}

fn text(place: Place) -> &'static str {
    match place {
        Place::Exchange => EXCHANGE,
        Place::Online => ONLINE,
        Place::Entra => ENTRA,
    }
}

/// The cmdlets whose output a script captures: those that it asks `Test-Wanted` for.
fn cmdlets(text: &str) -> Vec<&str> {
    let mut known = Vec::new();
    let parts = text.split("Command = '").chain(text.split("Test-Wanted '")).skip(1);
    for name in parts.filter_map(|part| part.split('\'').next()).filter(|name| name.starts_with("Get-")) {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_cmdlets(place: Place) -> Vec<&'static str> {
        let parts = PARTS.iter().filter(|part| part.place == place).flat_map(|part| cmdlets(part.text));
        cmdlets(text(place)).into_iter().chain(parts).collect()
    }

    #[test]
    fn a_pack_adds_its_part_and_the_rights_to_read_it() {
        let (plain, with) = (script(Place::Entra, &[], &[]), script(Place::Entra, &[], &["passwordless"]));
        assert!(!plain.contains("Policy.Read.All") && !plain.contains("{{"));
        assert!(with.contains("'Policy.Read.All'") && with.contains("Get-MgDomain -All") && !with.contains("{{"));
        assert_eq!(script(Place::Exchange, &[], &["passwordless"]), script(Place::Exchange, &[], &[]));
        let both = script(Place::Entra, &[], &["client", "passwordless"]);
        assert_eq!(both.matches("'AuditLog.Read.All'").count(), 1);
        assert!(script(Place::Exchange, &[], &["client"]).contains("Get-MobileDevice -ResultSize Unlimited"));
        for place in Place::ALL.iter().copied() {
            assert!(!script(place, &[], &[]).contains("{{"));
        }
    }

    #[test]
    fn a_script_captures_what_is_named_alone_and_is_recognised() {
        for place in Place::ALL.iter().copied() {
            for packs in [&[][..], &["passwordless"], &["client"], &["passwordless", "client"]] {
                let whole = script(place, &[], packs);
                assert_eq!(recognise(&whole), Some((place, Vec::new())));
            }
            for name in all_cmdlets(place) {
                let one = script(place, &[name, "Get-Nothing"], &[]);
                assert_eq!(recognise(&one), Some((place, vec![name])));
                assert_eq!(recognise(&one.replace(name, "Remove-Item")), None, "{name}");
                assert_eq!(recognise(&format!("{one} ")), None);
            }
        }
    }

    #[test]
    fn every_cmdlet_of_a_side_can_be_captured_alone() {
        for cmdlet in crate::catalog::ALL {
            let places = [false, true].into_iter().filter_map(|of_tenant| cmdlet.place(of_tenant));
            for place in places {
                assert!(all_cmdlets(place).contains(&cmdlet.name), "{}", cmdlet.name);
            }
        }
    }
}
