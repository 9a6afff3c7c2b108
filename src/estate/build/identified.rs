//! A record that is known to show an object, and what it says about which one.

use super::asked::{self, Asked};
use crate::capture::{Capture, Command, Field, Form, Raw, Record};
use crate::catalog::schema::{Cmdlet, Key, Kind, Property};
use crate::estate::identify::{self, Site};
use crate::estate::spn::{self, Class};
use crate::estate::{Known, Seen, Value, known, parse};
use crate::source::{SourceId, Span};
use std::collections::BTreeMap;

/// The number that IIS gives to the default web site, the front end.
pub const FRONT_END_SITE: u32 = 1;
/// The number of the web site that Exchange's setup makes for its back end.
const BACK_END_SITE: u32 = 2;

/// A record that shows an object.
#[derive(Debug, Clone)]
pub struct IdentifiedRecord<'c> {
    /// Kind of object.
    pub cmdlet: &'static Cmdlet,
    /// The cmdlet that printed it.
    pub printed_by: &'static str,
    /// The record.
    pub record: &'c Record<'c>,
    /// Its command, if that printed this kind of object.
    pub command: Option<&'c Command<'c>>,
    /// What was run to print it, whatever that is.
    pub above: Option<&'c Command<'c>>,
    /// It is an object of Exchange Online or Entra.
    pub of_tenant: bool,
    /// IIS was not read.
    pub ad_properties_only: bool,
    /// How much of its kind was captured with it.
    pub extent: Extent,
}

/// How much of a kind a record was captured with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it: the command that printed it leaves out nothing, or the form is one that only exports have.
    Whole,
    /// Nobody knows: its command is not there.
    Shown,
    /// Some of it.
    Part,
}

impl Extent {
    fn of(record: &Record<'_>, above: Option<&Command<'_>>, own: Option<&Command<'_>>) -> Self {
        match (own, above) {
            (Some(own), _) if !own.partial => Self::Whole,
            (Some(_), _) => Self::Part,
            (None, Some(above)) if above.partial => Self::Part,
            (None, _) if record.form == Form::Clixml => Self::Whole,
            (None, _) => Self::Shown,
        }
    }
}

/// The records of a capture that show objects we know; those of back-end web sites are left out, and what somebody wrote or quotes.
pub fn all<'c>(capture: &'c Capture<'_>) -> impl Iterator<Item = IdentifiedRecord<'c>> {
    capture.records.iter().filter(|record| !record.hearsay).filter_map(|record| {
        let command = record.command.and_then(|index| capture.commands.get(index));
        let identified = identify::cmdlet(record, command)?;
        let is_its_own = |command: &&Command<'_>| {
            crate::catalog::named(&command.cmdlet).is_some_and(|(cmdlet, _)| cmdlet.noun == identified.cmdlet.noun)
        };
        let own = command.filter(is_its_own);
        let mut one = IdentifiedRecord {
            extent: Extent::of(record, command, own),
            cmdlet: identified.cmdlet,
            printed_by: identified.printed_by,
            record,
            command: own,
            above: command,
            of_tenant: identify::is_exchange_online(record, identified.cmdlet),
            ad_properties_only: false,
        };
        one.ad_properties_only = one.was_read_without_iis();
        (!one.is_back_end()).then_some(one)
    })
}

/// Wizard caches and logs show the same call many times, before and after the wizard's changes: the last one counts.
pub fn drop_superseded(records: &mut Vec<IdentifiedRecord<'_>>) {
    let is_wizard = |one: &IdentifiedRecord<'_>| matches!(one.record.form, Form::Xhcw | Form::HcwLog);
    let kind = |one: &IdentifiedRecord<'_>| (one.record.at.source, one.cmdlet.noun, one.of_tenant);
    let mut last_whole: BTreeMap<(SourceId, &str, bool), usize> = BTreeMap::new();
    let mut last_of_object: BTreeMap<(SourceId, &str, bool, String), usize> = BTreeMap::new();
    for one in records.iter().filter(|one| is_wizard(one)) {
        let Some(index) = one.record.command else { continue };
        if one.command.is_some_and(|command| !command.partial) {
            let last = last_whole.entry(kind(one)).or_default();
            *last = index.max(*last);
        }
        let (source, noun, tenant) = kind(one);
        let last = last_of_object.entry((source, noun, tenant, one.own_name())).or_default();
        *last = index.max(*last);
    }
    records.retain(|one| {
        let Some(index) = one.record.command.filter(|_| is_wizard(one)) else { return true };
        let (source, noun, tenant) = kind(one);
        let whole = last_whole.get(&kind(one)).copied().unwrap_or_default();
        let own = last_of_object.get(&(source, noun, tenant, one.own_name())).copied().unwrap_or_default();
        index >= whole && index >= own
    });
}

impl<'c> IdentifiedRecord<'c> {
    /// The field of a property, by its name or else an alias.
    pub fn field(&self, property: &Property) -> Option<&'c Field<'c>> {
        let record = self.record;
        record.field(property.name).or_else(|| property.aliases.iter().find_map(|alias| record.field(alias))).or_else(|| {
            // Bare values carry the name of the property that was expanded, or none.
            let expanded = self.command.and_then(|command| command.expands.as_deref());
            let names_it = |name: &str| {
                name.eq_ignore_ascii_case(property.name) || property.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
            };
            let is_it = match expanded {
                Some(name) => names_it(name),
                None => property.name == "ServicePrincipalNames" && self.cmdlet.noun == "service-principal",
            };
            record.fields.first().filter(|_| record.form == Form::Values && is_it && record.fields.len() == 1)
        })
    }

    /// The single text of a property; `None` if blank, absent or redacted.
    pub fn text(&self, name: &str) -> Option<&'c str> {
        let field = match self.cmdlet.property(name) {
            Some(property) => self.field(property)?,
            None => self.record.field(name)?,
        };
        let text = match &field.raw {
            Raw::Scalar(text) => text.as_ref(),
            Raw::List { items, cut: false } if items.len() == 1 => items.first()?.text.as_ref(),
            _ => return None,
        };
        let text = text.trim();
        (!text.is_empty() && !parse::is_redacted(text)).then_some(text)
    }

    /// Name of the virtual directory, taken apart, from Identity, Name, the distinguished name or the command.
    pub fn site(&self) -> Option<Site<'c>> {
        let own = identify::DIRECTORY_NAMES.iter().find_map(|name| self.text(name).and_then(identify::site));
        own.or_else(|| {
            let name = self.text("DistinguishedName")?;
            identify::site(name.get(3..)?.split(',').next()?)
        })
        .or_else(|| identify::site(self.parameter("Identity")?))
    }

    /// Value of a parameter of the command.
    pub fn parameter(&self, name: &str) -> Option<&'c str> {
        let (_, value) = self.command?.parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        value.as_deref().map(|value| value.trim().trim_matches(['"', '\'']))
    }

    /// Short name of the server that the object lives on, as printed.
    pub fn server(&self) -> Option<&'c str> {
        if !self.cmdlet.lives_on_server() || self.of_tenant {
            return None;
        }
        let found = match self.cmdlet.noun {
            "client-access-service" | "exchange-server" => {
                let own = ["Name", "Identity", "Fqdn"].iter().find_map(|name| self.text(name));
                own.or_else(|| self.parameter("Identity"))
                    .or_else(|| self.text("DistinguishedName").and_then(identify::server_of_distinguished_name))
            }
            "exchange-certificate" => self
                .text("Identity")
                .and_then(|identity| identity.split_once('\\'))
                .map(|(server, _)| server)
                .or_else(|| self.text("Server"))
                .or_else(|| self.parameter("Server"))
                .or_else(|| self.text("PSComputerName")),
            "exchange-setup" => self.text("Server").or_else(|| self.parameter("ComputerName")),
            _ => self
                .site()
                .and_then(|site| site.server)
                .or_else(|| self.text("Server"))
                .or_else(|| self.text("DistinguishedName").and_then(identify::server_of_distinguished_name))
                .or_else(|| self.metabase_host())
                .or_else(|| self.parameter("Server")),
        };
        found.map(short_name).filter(|name| !name.is_empty())
    }

    fn metabase_host(&self) -> Option<&'c str> {
        let path = self.text("MetabasePath")?;
        path.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("IIS://"))?;
        path.get(6..)?.split('/').next().filter(|host| !host.is_empty() && !host.eq_ignore_ascii_case("localhost"))
    }

    fn is_back_end(&self) -> bool {
        self.cmdlet.key == Key::VirtualDirectory
            && match self.site() {
                Some(site) => site.site.eq_ignore_ascii_case("Exchange Back End"),
                None => self.metabase_site() == Some(BACK_END_SITE),
            }
    }

    /// Number of the web site in IIS, from a path such as `IIS://ex01.contoso.com/W3SVC/1/ROOT/mapi`.
    pub fn metabase_site(&self) -> Option<u32> {
        let mut parts = self.text("MetabasePath")?.split('/').skip_while(|part| !part.eq_ignore_ascii_case("W3SVC"));
        parts.nth(1)?.parse().ok()
    }

    /// Its distinguished name says that it belongs to the on-premises organisation.
    pub fn is_on_premises(&self) -> bool {
        self.text("DistinguishedName").is_some_and(|name| name.contains(",DC=") || name.contains(",dc=")) && !self.of_tenant
    }

    /// What tells it from other objects of its kind within one source.
    fn own_name(&self) -> String {
        let name = ["Identity", "Name", "DomainName", "AppId", "Thumbprint"].iter().find_map(|name| self.text(name));
        name.unwrap_or_default().to_ascii_lowercase()
    }

    /// Whether its command has a switch, turned on.
    pub fn has_switch(&self, switch: &str) -> bool {
        let parameters = self.command.iter().flat_map(|command| &command.parameters);
        let is_off = |value: &str| value.trim_start_matches('$').eq_ignore_ascii_case("false");
        let mut named = parameters.filter(|(name, _)| name.eq_ignore_ascii_case(switch));
        named.next().is_some_and(|(_, value)| !value.as_deref().is_some_and(is_off))
    }

    /// Said by the command, or told by a blank Path beside a filled MetabasePath, or by flags that are all blank.
    fn was_read_without_iis(&self) -> bool {
        if self.cmdlet.key != Key::VirtualDirectory {
            return false;
        }
        if self.has_switch("ADPropertiesOnly") {
            return true;
        }
        let is_blank = |field: &Field<'_>| match &field.raw {
            Raw::Blank => true,
            Raw::Scalar(text) => text.trim().is_empty(),
            Raw::List { .. } | Raw::Cut(_) => false,
        };
        if self.text("MetabasePath").is_some() && self.record.field("Path").is_some_and(is_blank) {
            return true;
        }
        let mut flags = self
            .cmdlet
            .properties
            .iter()
            .filter(|property| property.kind == Kind::IisBool)
            .filter_map(|property| self.field(property))
            .peekable();
        flags.peek().is_some() && flags.all(is_blank)
    }

    /// Values that the record proves without printing them as properties.
    pub fn inferred(&self) -> Vec<(&'static str, Known<Value>)> {
        match self.cmdlet.noun {
            "service-principal" if self.text("AppId").is_none() => {
                self.inferred_app_id().map(|value| ("AppId", value)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The application id of a service principal, printed or inferred.
    pub fn app_id(&self) -> Option<String> {
        self.text("AppId").and_then(parse::guid).or_else(|| match self.inferred_app_id()? {
            Ok(Seen { value: Value::Guid(id), .. }) => Some(id),
            _ => None,
        })
    }

    /// The application id: a service principal always has its own among its names; else the one that the command asked for.
    pub fn inferred_app_id(&self) -> Option<Known<Value>> {
        if self.record.field("AppId").or_else(|| self.record.field("AppPrincipalId")).is_some() {
            return None;
        }
        let own = self.own_app_ids();
        let own = match own.as_slice() {
            [] => None,
            [own] => Some(own),
            // Those of several.
            _ => return None,
        };
        let by_names = || own.map(|(id, at)| known(Value::Guid(id.clone()), vec![*at]));
        let Some(command) = self.command else {
            // What somebody stored, or nobody knows, may be a choice out of the names of many.
            return by_names().filter(|_| !self.above.is_some_and(|above| above.partial));
        };
        match asked::of(command) {
            Asked::Application(id) => own.is_none_or(|(own, _)| *own == id).then(|| known(Value::Guid(id), vec![command.at])),
            Asked::Object => by_names(),
            // Each object has its own id among its names; bare values are those of all.
            Asked::All if self.record.form != Form::Values => by_names(),
            Asked::All | Asked::Unsettled => None,
        }
    }

    /// The application ids that stand alone among its names.
    fn own_app_ids(&self) -> Vec<(String, Span)> {
        let field = self.cmdlet.property("ServicePrincipalNames").and_then(|property| self.field(property));
        let Some(Raw::List { items, .. }) = field.map(|field| &field.raw) else { return Vec::new() };
        let ids = items.iter().filter(|item| spn::classify(&item.text).class == Class::AppId);
        let mut ids: Vec<(String, Span)> = ids.filter_map(|item| Some((parse::guid(&item.text)?, item.at))).collect();
        ids.sort();
        ids.dedup_by(|one, other| one.0 == other.0);
        ids
    }
}

/// First label of a full name; Exchange server names are unique in an organisation without their domain.
pub fn short_name(name: &str) -> &str {
    let name = name.trim();
    if name.parse::<std::net::IpAddr>().is_ok() {
        return name;
    }
    name.split('.').next().unwrap_or(name)
}
