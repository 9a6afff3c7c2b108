//! Virtual directories by their names, classes and places.

use super::{text, texts};
use crate::capture::Record;
use crate::catalog;
use crate::catalog::schema::Cmdlet;

/// A virtual directory's name taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site<'t> {
    /// Server, if the text has one.
    pub server: Option<&'t str>,
    /// Name with the site, `mapi (Default Web Site)`.
    pub name: &'t str,
    /// Name without the site.
    pub base: &'t str,
    /// The web site.
    pub site: &'t str,
}

/// Takes `SERVER\mapi (Default Web Site)` or `mapi (Default Web Site)` apart; `None` for other texts.
#[must_use]
pub fn site(text: &str) -> Option<Site<'_>> {
    let text = text.trim();
    let (server, name) = match text.split_once('\\') {
        Some((server, name)) => (Some(server.trim()).filter(|server| !server.is_empty()), name.trim()),
        None => (None, text),
    };
    let (base, site) = name.strip_suffix(')')?.split_once('(')?;
    let (base, site) = (base.trim(), site.trim());
    (!base.is_empty() && !site.is_empty()).then_some(Site { server, name, base, site })
}

/// Properties that hold the name of a virtual directory, `owa (Default Web Site)`, with or without its server.
pub const DIRECTORY_NAMES: &[&str] = &["Identity", "Id", "Name", "VirtualDirectory"];

/// The cmdlet of virtual directories of this name (without the site): `mapi`, `EWS`, …
#[must_use]
pub fn named(base: &str) -> Option<&'static Cmdlet> {
    catalog::directories().find(|(_, kind)| kind.name.eq_ignore_ascii_case(base)).map(|(cmdlet, _)| cmdlet)
}

/// The name that a virtual directory of this noun has when nobody chose another.
#[must_use]
pub fn default_name(noun: &str) -> Option<&'static str> {
    catalog::of_noun(noun)?.directory.map(|kind| kind.name)
}

/// The cmdlet that prints virtual directories such as this record, told by its Identity, Name, distinguished name, class or place in IIS.
pub(super) fn of(record: &Record<'_>) -> Option<&'static Cmdlet> {
    for property in DIRECTORY_NAMES {
        if let Some(directory) = record.field(property).and_then(text).and_then(site).and_then(|site| named(site.base)) {
            return Some(directory);
        }
    }
    if let Some(name) = record.field("DistinguishedName").and_then(text)
        && let Some(directory) = common_name(name).and_then(site).and_then(|site| named(site.base))
    {
        return Some(directory);
    }
    if let Some(classes) = record.field("ObjectClass") {
        let classes = texts(classes);
        let has = |class: &str| classes.iter().any(|own| own.split(',').any(|own| own.trim().eq_ignore_ascii_case(class)));
        if let Some((cmdlet, _)) = catalog::directories().find(|(_, kind)| has(kind.class)) {
            return Some(cmdlet);
        }
    }
    let path = record.field("MetabasePath").and_then(text)?;
    let rest = path.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("IIS://")).and(path.get(6..))?;
    named(rest.rsplit('/').next()?)
}

/// What the URLs of a record tell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Urls {
    /// They are those of a service.
    Of(&'static Cmdlet),
    /// They are those of two.
    Torn(&'static Cmdlet, &'static Cmdlet),
    /// There are none, or not of a service that has a virtual directory.
    Nothing,
}

/// The cmdlet that prints virtual directories with the URLs of this record: a service has its path.
pub(super) fn by_urls(record: &Record<'_>) -> Urls {
    let of = |name: &str| record.field(name).and_then(text).and_then(service);
    match (of("InternalUrl"), of("ExternalUrl")) {
        (Some(inside), Some(outside)) if inside.noun != outside.noun => Urls::Torn(inside, outside),
        (Some(cmdlet), _) | (None, Some(cmdlet)) => Urls::Of(cmdlet),
        (None, None) => Urls::Nothing,
    }
}

/// The cmdlet that prints the virtual directories of the service that a URL leads to: `https://mail.contoso.com/EWS/Exchange.asmx`.
pub(super) fn service(url: &str) -> Option<&'static Cmdlet> {
    let (scheme, rest) = url.trim().split_once("://")?;
    if !["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        return None;
    }
    let (host, path) = rest.split_once('/')?;
    named(path.split(['/', '?', '#']).next()?).filter(|_| !host.is_empty())
}

/// The first common name of a distinguished name.
fn common_name(name: &str) -> Option<&str> {
    let rest = name.get(..3).filter(|start| start.eq_ignore_ascii_case("CN=")).and(name.get(3..))?;
    rest.split(',').next()
}

/// The server of a virtual directory or another object in its distinguished name: the part before `CN=Servers`.
#[must_use]
pub fn server_of_distinguished_name(name: &str) -> Option<&str> {
    let mut before = None;
    for part in name.split(',').map(str::trim) {
        if part.eq_ignore_ascii_case("CN=Servers") {
            return before;
        }
        before = part.get(..3).filter(|start| start.eq_ignore_ascii_case("CN=")).and(part.get(3..));
    }
    None
}
