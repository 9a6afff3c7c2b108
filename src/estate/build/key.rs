//! What makes two records the same object.

use super::identified::{FRONT_END_SITE, IdentifiedRecord};
use crate::capture::Raw;
use crate::catalog::schema::Key;
use crate::estate::Side;
use crate::estate::attribution::Tenants;
use crate::estate::identify;
use crate::source::SourceId;
use std::collections::{BTreeMap, BTreeSet};

/// The key of an object within a noun and a realm; lower case throughout.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKey {
    /// A virtual directory on a server.
    Directory {
        /// Short name of the server.
        server: String,
        /// Name with the site.
        name: String,
    },
    /// The one object of its kind on a server.
    OnServer(String),
    /// Told by a property.
    Named(String),
    /// The one object of its kind in a realm.
    Only,
    /// Nothing tells it from others: the same object only if the very same was printed, as often as it was printed in one source.
    Anonymous {
        /// All that was printed.
        content: String,
        /// How many of the same content came before it in its source.
        nth: usize,
    },
}

/// Whose object a record shows; `None` if it is of a tenant and nobody knows which.
pub fn side(one: &IdentifiedRecord<'_>, tenants: &Tenants) -> Option<Side> {
    if one.of_tenant { tenants.of(one.record.at).map(|name| Side::Tenant(name.to_owned())) } else { Some(Side::OnPremises) }
}

/// Gives every record its realm and key; those whose tenant nobody knows are left out.
pub fn assign<'c>(records: Vec<IdentifiedRecord<'c>>, tenants: &Tenants) -> Vec<(Side, ObjectKey, IdentifiedRecord<'c>)> {
    let names = directory_names(&records);
    let mut counts: BTreeMap<(SourceId, &'static str, Side, String), usize> = BTreeMap::new();
    let mut assigned = Vec::with_capacity(records.len());
    for one in records {
        let Some(side) = side(&one, tenants) else { continue };
        let key = key(&one, &names).unwrap_or_else(|| {
            let content = content(&one);
            let nth = counts.entry((one.record.at.source, one.cmdlet.noun, side.clone(), content.clone())).or_default();
            *nth += 1;
            ObjectKey::Anonymous { content, nth: *nth }
        });
        assigned.push((side, key, one));
    }
    assigned
}

/// Names of the virtual directories that are known of a server.
type DirectoryNames = BTreeMap<(&'static str, String), BTreeSet<String>>;

fn directory_names(records: &[IdentifiedRecord<'_>]) -> DirectoryNames {
    let mut names = DirectoryNames::new();
    for one in records.iter().filter(|one| one.cmdlet.key == Key::VirtualDirectory) {
        if let (Some(server), Some(site)) = (one.server(), one.site()) {
            names.entry((one.cmdlet.noun, server.to_lowercase())).or_default().insert(site.name.to_lowercase());
        }
    }
    names
}

fn key(one: &IdentifiedRecord<'_>, names: &DirectoryNames) -> Option<ObjectKey> {
    let first =
        |properties: &[&str]| properties.iter().find_map(|name| one.text(name)).map(|text| ObjectKey::Named(text.to_lowercase()));
    match one.cmdlet.key {
        Key::Singleton => Some(ObjectKey::Only),
        Key::VirtualDirectory => {
            let server = one.server()?.to_lowercase();
            let name = match one.site() {
                Some(site) => site.name.to_lowercase(),
                // Of another web site than the default one, and nothing tells its name.
                None if one.metabase_site().is_some_and(|number| number != FRONT_END_SITE) => return None,
                // Only the server was printed (`fl server,*url*`): it is the one directory known there, else that of the usual name.
                None => match names.get(&(one.cmdlet.noun, server.clone())) {
                    None => default_name(one)?.to_lowercase(),
                    Some(known) if known.len() == 1 => known.first()?.clone(),
                    Some(_) => return None,
                },
            };
            Some(ObjectKey::Directory { server, name })
        }
        Key::Properties(properties) => match one.cmdlet.noun {
            "exchange-certificate" => {
                let thumbprint = thumbprint(one)?.to_lowercase();
                Some(ObjectKey::Directory { server: one.server().unwrap_or_default().to_lowercase(), name: thumbprint })
            }
            "service-principal" => one.app_id().map(ObjectKey::Named).or_else(|| first(&["Id"])),
            _ if one.cmdlet.lives_on_server() && !one.of_tenant => {
                one.server().map(|server| ObjectKey::OnServer(server.to_lowercase()))
            }
            _ => first(properties),
        },
    }
}

fn default_name(one: &IdentifiedRecord<'_>) -> Option<String> {
    Some(format!("{} (Default Web Site)", identify::default_name(one.cmdlet.noun)?))
}

fn thumbprint(one: &IdentifiedRecord<'_>) -> Option<String> {
    let printed = one
        .text("Thumbprint")
        .or_else(|| one.text("Identity").and_then(|identity| identity.split_once('\\')).map(|(_, print)| print));
    printed.map(|print| print.trim().to_ascii_uppercase())
}

fn content(one: &IdentifiedRecord<'_>) -> String {
    let mut fields: Vec<String> = one
        .record
        .fields
        .iter()
        .map(|field| {
            let value = match &field.raw {
                Raw::Blank => String::new(),
                raw => super::merge::printed(raw),
            };
            format!("{}\u{0}{value}", field.name.to_lowercase())
        })
        .collect();
    fields.sort();
    fields.join("\u{1}")
}

/// The server of an object, spelt as the first of its captures in order of the alphabet spells it.
pub fn server(_key: &ObjectKey, group: &[IdentifiedRecord<'_>]) -> Option<String> {
    group.iter().filter_map(IdentifiedRecord::server).min().map(str::to_owned)
}

/// What findings call an object. It must not depend on which captures show it beyond what names it.
pub fn subject(key: &ObjectKey, group: &[IdentifiedRecord<'_>]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let name = || group.iter().filter_map(|one| one.site().map(|site| site.name)).min().map(str::to_owned);
    match key {
        ObjectKey::Directory { .. } if first.cmdlet.noun == "exchange-certificate" => {
            let print = thumbprint(first).unwrap_or_default();
            server(key, group).map_or_else(|| print.clone(), |server| format!("{server}\\{print}"))
        }
        ObjectKey::Directory { .. } => {
            let name = name().or_else(|| default_name(first)).unwrap_or_default();
            format!("{}\\{name}", server(key, group).unwrap_or_default())
        }
        ObjectKey::OnServer(own) => server(key, group).unwrap_or_else(|| own.clone()),
        ObjectKey::Named(own) if first.cmdlet.noun == "service-principal" => own.clone(),
        ObjectKey::Named(own) => {
            let Key::Properties(properties) = first.cmdlet.key else { return own.clone() };
            let printed = group.iter().flat_map(|one| properties.iter().filter_map(|name| one.text(name)));
            printed.filter(|text| text.to_lowercase() == *own).min().map_or_else(|| own.clone(), str::to_owned)
        }
        ObjectKey::Only => first.cmdlet.doc.to_owned(),
        ObjectKey::Anonymous { .. } => name().unwrap_or_else(|| first.cmdlet.doc.to_owned()),
    }
}
