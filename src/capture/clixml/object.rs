//! An object while it is being read, and the value that it is for the object around it.

use super::super::{Field, Item, Raw};
use crate::source::Span;
use std::borrow::Cow;

/// A name or value with its place.
pub(super) type At<'s> = (Cow<'s, str>, Span);

/// What a `TN` says.
#[derive(Debug, Clone, Default)]
pub(super) struct Types<'s> {
    /// The first, most special type.
    pub name: Cow<'s, str>,
    /// An object that a cmdlet prints, as opposed to the value of a property.
    pub is_record: bool,
    /// A certificate, which says nothing but its DER form.
    pub is_certificate: bool,
}

impl<'s> Types<'s> {
    /// Takes note of the next `T`.
    pub fn add(&mut self, written: Cow<'s, str>) {
        let plain = plain_type(&written);
        let selected =
            written.contains("Selected.") && (plain.starts_with("Microsoft.Exchange.") || plain.starts_with("Microsoft.Graph."));
        // ConfigurableObject is the ancestor of all that Exchange cmdlets print; ADObjectId and the like descend from other classes.
        self.is_record |=
            matches!(plain, "Microsoft.Exchange.Data.ConfigurableObject" | "Microsoft.Exchange.Data.Directory.ADObject")
                || plain.ends_with(".MicrosoftGraphServicePrincipal")
                || (self.name.is_empty() && names_a_record(plain))
                || (selected && self.name.is_empty());
        let is_certificate = plain.ends_with(".ExchangeCertificate") || plain.ends_with(".X509Certificate2");
        self.is_certificate |= is_certificate;
        self.is_record |= is_certificate;
        if self.name.is_empty() {
            self.name = match written {
                Cow::Borrowed(whole) => Cow::Borrowed(plain_type(whole)),
                Cow::Owned(whole) => Cow::Owned(plain_type(&whole).to_owned()),
            };
        }
    }
}

/// Types by which the first line of the hierarchy tells that a cmdlet printed the object, where the rest of it was taken out.
fn names_a_record(plain: &str) -> bool {
    let Some(class) = plain.strip_prefix("Microsoft.Exchange.Data.Directory.") else { return false };
    let class = class.strip_prefix("SystemConfiguration.").or_else(|| class.strip_prefix("Management.")).unwrap_or(class);
    class.ends_with("VirtualDirectory")
        || matches!(
            class,
            "AuthServer"
                | "AuthConfig"
                | "PartnerApplication"
                | "OrganizationConfig"
                | "ExchangeServer"
                | "ClientAccessServer"
                | "ClientAccessService"
                | "HybridConfiguration"
                | "IntraOrganizationConnector"
                | "IntraOrganizationConfiguration"
                | "SettingOverride"
                | "AcceptedDomain"
                | "AuthenticationPolicy"
                | "CASMailbox"
        )
}

/// A type without the marks of having been copied.
fn plain_type(written: &str) -> &str {
    let plain = written.strip_prefix("Deserialized.").unwrap_or(written);
    let plain = plain.strip_prefix("Selected.").unwrap_or(plain);
    plain.strip_prefix("Deserialized.").unwrap_or(plain)
}

/// An `Obj` whose end has not been reached.
#[derive(Debug)]
pub(super) struct Object<'s> {
    /// Offset of its `<`.
    pub start: usize,
    /// The whole start tag.
    pub tag: Span,
    /// Its number for back references.
    pub ref_id: Option<usize>,
    /// The property that it is the value of.
    pub name: Option<At<'s>>,
    /// Its types, once they have been read.
    pub types: Option<usize>,
    /// Whether its members are kept: it is, or may be, a record.
    pub keeps: bool,
    /// Its members.
    pub fields: Vec<Field<'s>>,
    /// Its `ToString`.
    pub shown: Option<At<'s>>,
    /// The value of a boxed scalar or of an enumeration without `ToString`.
    pub bare: Option<At<'s>>,
    /// What stands for it when there is neither: the member of the highest rank.
    pub spokesman: Option<(u8, At<'s>)>,
    /// Its items, if it is a collection.
    pub items: Option<Vec<Item<'s>>>,
    /// A record was read within it.
    pub holds_records: bool,
    /// The key of the dictionary entry being read.
    pub key: Option<At<'s>>,
}

impl<'s> Object<'s> {
    pub fn new(start: usize, tag: Span, name: Option<At<'s>>, ref_id: Option<usize>, keeps: bool) -> Self {
        Self {
            start,
            tag,
            ref_id,
            name,
            types: None,
            keeps,
            fields: Vec::new(),
            shown: None,
            bare: None,
            spokesman: None,
            items: None,
            holds_records: false,
            key: None,
        }
    }

    /// Takes a member. The first of a name counts: `Props` come before the `MS` that PowerShell added.
    pub fn member(&mut self, (name, name_at): At<'s>, raw: Raw<'s>, at: Span) {
        if let (Some(rank), Raw::Scalar(text)) = (rank(&name), &raw)
            && self.spokesman.as_ref().is_none_or(|(other, _)| *other < rank)
        {
            self.spokesman = Some((rank, (text.clone(), at)));
        }
        if self.keeps {
            let at = if at.start == at.end { name_at } else { at };
            self.fields.push(Field { name, raw, at });
        }
    }

    /// What it is as the value of a property. `type_name` speaks for an object that says nothing of itself.
    pub fn value(&mut self, type_name: Option<Cow<'s, str>>) -> (Raw<'s>, Span) {
        if let Some(items) = self.items.take() {
            return (Raw::List { items, cut: false }, self.tag);
        }
        let spoken = self.shown.take().or_else(|| self.bare.take()).or_else(|| self.spokesman.take().map(|(_, value)| value));
        match spoken {
            Some((text, at)) if text.is_empty() => (Raw::Blank, at),
            Some((text, at)) => (Raw::Scalar(text), at),
            None => (type_name.filter(|name| !name.is_empty()).map_or(Raw::Blank, Raw::Scalar), self.tag),
        }
    }
}

/// How well a member speaks for its object.
fn rank(name: &str) -> Option<u8> {
    let ranks = ["DistinguishedName", "Name", "Address", "Domain", "DomainName", "AbsoluteUri", "OriginalString"];
    ranks.iter().position(|ranked| *ranked == name).and_then(|rank| u8::try_from(rank).ok())
}
