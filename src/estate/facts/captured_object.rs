//! How well an object was captured (rules CAP-001 to CAP-007).

use super::{DerivedNoun, Fact, On, Rows, list_of};
use crate::capture::Shell;
use crate::estate::schema::Key;
use crate::estate::{Item, Known, List, Object, Realm, Value, Why, cmdlets};
use std::borrow::Cow;

/// Every object of every noun, on premises and in the view's tenant (in all without one).
pub const NOUN: DerivedNoun = DerivedNoun {
    name: "captured-object",
    doc: "any object that was captured, whatever its kind",
    properties: &[],
    rows: |view| {
        let of_view = |object: &&Object| match (&object.realm, view.tenant) {
            (Realm::OnPremises, _) | (_, None) => true,
            (Realm::Tenant(name), Some(tenant)) => *name == tenant.name,
        };
        let of_server = |object: &&Object| match (view.server, object.server.as_deref()) {
            (Some(asked), Some(own)) => own.eq_ignore_ascii_case(asked),
            _ => true,
        };
        let all = view.estate.objects.values().flatten();
        Rows { objects: all.filter(of_view).filter(of_server).map(Cow::Borrowed).collect(), gaps: Vec::new() }
    },
};

/// Properties whose list PowerShell cut, or a filter shortened.
pub const CUT_LISTS: Fact = Fact {
    name: "cut-lists",
    doc: "properties whose value a capture cut, or whose list a filter shortened; also where another capture, not known to be newer, shows all of it",
    on: On::AnyObject,
    read: |_, object| {
        let cut = properties(object, |value| match value {
            Known::Known { value: Value::List(List { complete, .. }), .. } => !complete,
            other => matches!(other.why(), Some(Why::Truncated { .. })),
        });
        let elsewhere = object.map(|object| object.values.cuts().collect::<Vec<_>>()).unwrap_or_default();
        match cut {
            Known::Known { value: Value::List(mut list), mut at } if !elsewhere.is_empty() => {
                if list.items.is_empty() {
                    at.clear();
                }
                at.extend(elsewhere.iter().map(|(_, place)| *place));
                list.items.extend(elsewhere.into_iter().map(|(name, place)| Item { text: name.to_owned(), at: Some(place) }));
                Known::known(Value::List(list), at)
            }
            other => other,
        }
    },
};

/// Properties that a form lost.
pub const LOSSY_VALUES: Fact = Fact {
    name: "lossy-values",
    doc: "properties whose value the form lost: a .NET type name, a date of which nothing tells day from month",
    on: On::AnyObject,
    read: |_, object| {
        properties(object, |value| match value {
            Known::Known { value: Value::Dated(readings), .. } => readings.is_ambiguous(),
            other => matches!(other.why(), Some(Why::Lossy { .. })),
        })
    },
};

/// Properties that captures disagree about.
pub const CONFLICTING_VALUES: Fact = Fact {
    name: "conflicting-values",
    doc: "properties that two captures give different values",
    on: On::AnyObject,
    read: |_, object| properties(object, |value| matches!(value.why(), Some(Why::Conflicting { .. }))),
};

/// Properties that hold what they cannot hold.
pub const UNREADABLE_VALUES: Fact = Fact {
    name: "unreadable-values",
    doc: "properties that hold something else than they should: a masked name, no URL, no GUID",
    on: On::AnyObject,
    read: |_, object| properties(object, |value| matches!(value.why(), Some(Why::Unreadable { .. }))),
};

/// Whether flags are blank because IIS was not read, and no other capture shows them.
pub const AD_PROPERTIES_ONLY: Fact = Fact {
    name: "ad-properties-only",
    doc: "captured with -ADPropertiesOnly only: the flags of IIS are not known",
    on: On::AnyObject,
    read: |_, object| of(object, |object| object.values.values().any(|value| value.why() == Some(&Why::AdPropertiesOnly))),
};

/// Whether it is a virtual directory.
pub const IS_VIRTUAL_DIRECTORY: Fact = Fact {
    name: "is-virtual-directory",
    doc: "it is a virtual directory",
    on: On::AnyObject,
    read: |_, object| {
        of(object, |object| cmdlets::of_noun(object.noun).is_some_and(|cmdlet| cmdlet.key == Key::VirtualDirectory))
    },
};

/// Whether its server is known.
pub const LACKS_SERVER: Fact = Fact {
    name: "lacks-server",
    doc: "it lives on a server, but no capture tells on which",
    on: On::AnyObject,
    read: |_, object| {
        of(object, |object| {
            object.server.is_none()
                && object.realm == Realm::OnPremises
                && cmdlets::of_noun(object.noun).is_some_and(|cmdlet| cmdlet.lives_on_server())
        })
    },
};

/// Whether it is an object of Exchange Online of a kind that exists on premises too.
pub const EXCHANGE_ONLINE: Fact = Fact {
    name: "exchange-online",
    doc: "it is an object of Exchange Online, of a kind that exists on premises too",
    on: On::AnyObject,
    read: |_, object| {
        of(object, |object| {
            object.realm != Realm::OnPremises
                && cmdlets::of_noun(object.noun).is_some_and(|cmdlet| cmdlet.shell != Some(Shell::Tenant))
        })
    },
};

/// Whether a retired module printed it.
pub const LEGACY_MODULE: Fact = Fact {
    name: "legacy-module",
    doc: "printed by the retired MSOnline or AzureAD module",
    on: On::AnyObject,
    read: |_, object| {
        of(object, |object| {
            object
                .sightings
                .iter()
                .any(|sighting| sighting.cmdlet.starts_with("Get-Msol") || sighting.cmdlet.starts_with("Get-AzureAD"))
        })
    },
};

fn of(object: Option<&Object>, holds: impl Fn(&Object) -> bool) -> Known<Value> {
    object.map_or_else(
        || Known::unknown(Why::NotPrinted, Vec::new()),
        |object| Known::known(Value::Bool(holds(object)), object.spans()),
    )
}

/// Names of the properties that a condition holds for, each at its first place.
fn properties(object: Option<&Object>, holds: impl Fn(&Known<Value>) -> bool) -> Known<Value> {
    let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
    let found = object.values.iter().filter(|(_, value)| holds(value));
    let items: Vec<Item> = found.map(|(name, value)| Item { text: name.to_owned(), at: value.at().first().copied() }).collect();
    let at = items.iter().filter_map(|item| item.at).collect::<Vec<_>>();
    let at = if at.is_empty() { object.spans() } else { at };
    list_of(items, at)
}
