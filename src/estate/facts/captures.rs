//! How well the estate was captured: which captures are missing, which count as evidence for nothing, and what the others lost.

use super::derive::{MOST_PLACES, list, text};
use super::{DerivedNoun, Fact, FactTarget, Read, Rows, View, captured};
use crate::capture::Shell;
use crate::catalog;
use crate::catalog::schema::{Cmdlet, Key};
use crate::estate::{
    Coverage, Doubtful, Item, Known, KnownExt as _, List, Object, Occurrence, Seen, Side, UnknownReason, Value, known,
};
use std::borrow::Cow;

/// Every object of every noun, on premises and in the view's tenant (in all without one).
pub(super) const CAPTURED_OBJECT: DerivedNoun = DerivedNoun {
    name: "captured-object",
    doc: "any object that was captured, whatever its kind, but those that only a pack needs",
    properties: &[],
    rows: |view| {
        let of_view = |object: &&Object| match (&object.side, view.tenant) {
            (Side::OnPremises, _) | (_, None) => true,
            (Side::Tenant(name), Some(tenant)) => *name == tenant.name,
        };
        let of_server = |object: &&Object| match (view.server, object.server.as_deref()) {
            (Some(asked), Some(own)) => own.eq_ignore_ascii_case(asked),
            _ => true,
        };
        let is_of_pack = |noun: &str| catalog::of_noun(noun).is_some_and(|cmdlet| cmdlet.pack.is_some());
        let all = view.estate.objects.iter().filter(|(noun, _)| !is_of_pack(noun)).flat_map(|(_, objects)| objects);
        Rows { objects: all.filter(of_view).filter(of_server).map(Cow::Borrowed).collect(), gaps: Vec::new() }
    },
};

/// One row for each cmdlet whose captures count for nothing, in each tenant and for each reason.
pub(super) const DOUBTFUL: DerivedNoun = DerivedNoun {
    name: "doubtful-capture",
    doc: "captures that count as evidence for nothing: of another tenant than their place, of nobody knows which, printed behind a connection to somewhere else, changed after they were collected",
    properties: &[("cmdlet", "the cmdlet"), ("why", "why they count for nothing")],
    rows: |view| {
        let is_asked = |one: &&Doubtful| match (view.tenant, &one.side) {
            (Some(tenant), Some(Side::Tenant(name))) => tenant.name == *name,
            _ => true,
        };
        let of_organization = |one: &&Doubtful| !catalog::of_noun(one.noun).is_some_and(Cmdlet::is_of_clients);
        Rows::from_iter(view.estate.doubts.iter().filter(of_organization).filter(is_asked).map(doubtful))
    },
};

/// The captures that an audit cannot do without, service principals once a tenant.
pub(super) const REQUIRED: DerivedNoun = DerivedNoun {
    name: "required-capture",
    doc: "a capture that an audit cannot do without",
    properties: &[
        ("cmdlet", "the cmdlet to run"),
        ("captured", "whether it is there"),
        ("command", "the exact command that captures it"),
    ],
    rows: |view| {
        let of = |cmdlet| {
            let mut sides = captured::sides(view, cmdlet);
            if sides.is_empty() {
                sides.push(Side::Tenant("tenant".to_owned()));
            }
            sides.into_iter().map(move |side| required(view, cmdlet, side))
        };
        // Where another side's was captured instead, that is what has to be told.
        let is_confused = |cmdlet: &Cmdlet| view.estate.all(cmdlet.noun).iter().any(|object| is_mistaken(view, object));
        let needed = |cmdlet: &&Cmdlet| cmdlet.is_required && !is_confused(cmdlet);
        Rows::from_iter(catalog::ALL.iter().copied().filter(needed).flat_map(of))
    },
};

/// Facts of any object that was captured.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "ad-properties-only",
        doc: "captured with -ADPropertiesOnly only: the flags of IIS are not known",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| {
            holds(object, object.values.values().any(|value| value.why() == Some(&UnknownReason::AdPropertiesOnly)))
        }),
    },
    Fact {
        name: "conflicting-values",
        doc: "properties that two captures give different values",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| properties(object, |value| matches!(value.why(), Some(UnknownReason::Conflicting { .. })))),
    },
    Fact {
        name: "cut-lists",
        doc: "properties whose value a capture cut, or whose list a filter shortened; also where another capture, not known to be newer, shows all of it",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| cut_lists(object)),
    },
    Fact {
        name: "exchange-online",
        doc: "it is an object of Exchange Online, of a kind that exists on premises too",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| holds(object, is_of_exchange_online(object))),
    },
    Fact {
        name: "is-virtual-directory",
        doc: "it is a virtual directory",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| {
            holds(object, catalog::of_noun(object.noun).is_some_and(|cmdlet| cmdlet.key == Key::VirtualDirectory))
        }),
    },
    Fact {
        name: "lacks-server",
        doc: "it lives on a server, but no capture tells on which",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| {
            let lives_on_server = catalog::of_noun(object.noun).is_some_and(Cmdlet::lives_on_server);
            holds(object, object.server.is_none() && object.side == Side::OnPremises && lives_on_server)
        }),
    },
    Fact {
        name: "legacy-module",
        doc: "printed by the retired MSOnline or AzureAD module",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| {
            let is_retired = |cmdlet: &str| cmdlet.starts_with("Get-Msol") || cmdlet.starts_with("Get-AzureAD");
            holds(object, object.occurrences.iter().any(|occurrence| is_retired(occurrence.cmdlet)))
        }),
    },
    Fact {
        name: "lossy-values",
        doc: "properties whose value the form lost: a .NET type name, a date of which nothing tells day from month",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| {
            properties(object, |value| match value {
                Ok(Seen { value: Value::Dated(readings), .. }) => readings.is_ambiguous(),
                other => matches!(other.why(), Some(UnknownReason::Lossy { .. })),
            })
        }),
    },
    Fact {
        name: "mistaken-for-on-premises",
        doc: "whether it is an object of Exchange Online that rules need of the organisation on premises, none of its kind was captured there, and nothing else of its tenant was captured",
        on: FactTarget::AnyObject,
        read: Read::Row(|view, object| holds(object, is_mistaken(view, object))),
    },
    Fact {
        name: "unreadable-values",
        doc: "properties that hold something else than they should: a masked name, no URL, no GUID",
        on: FactTarget::AnyObject,
        read: Read::Row(|_, object| properties(object, |value| matches!(value.why(), Some(UnknownReason::Unreadable { .. })))),
    },
];

fn doubtful(one: &Doubtful) -> Object {
    let cmdlet = catalog::of_noun(one.noun).map_or(one.noun, |cmdlet| cmdlet.name);
    let values = [("cmdlet", text(cmdlet, one.at.clone())), ("why", text(one.doubt.to_string(), one.at.clone()))];
    Object {
        side: one.side.clone().unwrap_or(Side::OnPremises),
        occurrences: one.at.iter().map(|&at| Occurrence { at, cmdlet, ad_properties_only: false }).collect(),
        ..Object::derived(DOUBTFUL.name, cmdlet, values)
    }
}

fn required(view: &View<'_>, cmdlet: &'static Cmdlet, side: Side) -> Object {
    let at = view.estate.coverage(&side, cmdlet.noun).map(Coverage::at);
    let captured = known(Value::Bool(at.is_some()), at.unwrap_or_default().to_vec());
    let values =
        [("captured", captured), ("cmdlet", text(cmdlet.name, Vec::new())), ("command", text(cmdlet.collect, Vec::new()))];
    Object { side, ..Object::derived(REQUIRED.name, cmdlet.name, values) }
}

fn is_of_exchange_online(object: &Object) -> bool {
    // What rules need of Exchange Online was captured there on purpose, unless the audit cannot do without the one on premises.
    let is_misplaced =
        |cmdlet: &catalog::schema::Cmdlet| cmdlet.shell != Some(Shell::Tenant) && (cmdlet.online.is_none() || cmdlet.is_required);
    object.side != Side::OnPremises && catalog::of_noun(object.noun).is_some_and(is_misplaced)
}

/// Whether somebody ran a cmdlet in Exchange Online that was meant for the organisation on premises.
fn is_mistaken(view: &View<'_>, object: &Object) -> bool {
    // Whoever captures the tenant captures what else is there as well.
    let is_of_tenant_alone = |noun: &str| {
        let cmdlet = catalog::of_noun(noun);
        cmdlet.is_some_and(|cmdlet| cmdlet.shell == Some(Shell::Tenant) || cmdlet.online.is_some() && !cmdlet.is_required)
    };
    let is_captured = || view.estate.coverage.keys().any(|(side, noun)| *side == object.side && is_of_tenant_alone(noun));
    is_of_exchange_online(object) && view.estate.coverage(&Side::OnPremises, object.noun).is_none() && !is_captured()
}

fn holds(object: &Object, holds: bool) -> Known<Value> {
    known(Value::Bool(holds), object.spans())
}

/// Properties whose list PowerShell cut, or a filter shortened.
fn cut_lists(object: &Object) -> Known<Value> {
    let cut = properties(object, |value| match value {
        Ok(Seen { value: Value::List(List { complete, .. }), .. }) => !complete,
        other => matches!(other.why(), Some(UnknownReason::Truncated { .. })),
    });
    let elsewhere: Vec<Item> =
        object.values.cuts().map(|(name, place)| Item { text: name.to_owned(), at: Some(place) }).collect();
    match cut {
        Ok(Seen { value: Value::List(mut cut), mut at }) if !elsewhere.is_empty() => {
            if cut.items.is_empty() {
                at.clear();
            }
            at.extend(elsewhere.iter().filter_map(|item| item.at));
            cut.items.extend(elsewhere);
            list(cut.items, at)
        }
        other => other,
    }
}

/// Names of the properties that a condition holds for, each at its first place.
fn properties(object: &Object, holds: impl Fn(&Known<Value>) -> bool) -> Known<Value> {
    let found = || object.values.iter().filter(|(_, value)| holds(value));
    let items: Vec<Item> = found().map(|(name, value)| Item { text: name.to_owned(), at: value.at().first().copied() }).collect();
    let at: Vec<_> = found().flat_map(|(_, value)| value.at().iter().copied()).take(MOST_PLACES).collect();
    list(items, if at.is_empty() { object.spans() } else { at })
}
