//! Captures that count as evidence for nothing (CAP-009).

use super::{DerivedNoun, Rows, View};
use crate::estate::{Doubtful, Known, Object, Realm, Sighting, Value, Values, cmdlets};
use std::borrow::Cow;

/// One row for each cmdlet whose captures count for nothing, in each tenant and for each reason.
pub const NOUN: DerivedNoun = DerivedNoun {
    name: "doubtful-capture",
    doc: "captures that count as evidence for nothing: of another tenant than their place, of nobody knows which, printed behind a connection to somewhere else, changed after they were collected",
    properties: &[("cmdlet", "the cmdlet"), ("why", "why they count for nothing")],
    rows,
};

fn rows<'e>(view: &View<'e>) -> Rows<'e> {
    let is_asked = |one: &&Doubtful| match (view.tenant, &one.realm) {
        (Some(tenant), Some(Realm::Tenant(name))) => tenant.name == *name,
        _ => true,
    };
    let objects = view.estate.doubts.iter().filter(is_asked).map(|one| Cow::Owned(row(one))).collect();
    Rows { objects, gaps: Vec::new() }
}

fn row(one: &Doubtful) -> Object {
    let cmdlet = cmdlets::of_noun(one.noun).map_or(one.noun, |cmdlet| cmdlet.name);
    let text = |text: String| Known::known(Value::Text(text), one.at.clone());
    Object {
        noun: NOUN.name,
        realm: one.realm.clone().unwrap_or(Realm::OnPremises),
        server: None,
        subject: cmdlet.to_owned(),
        values: Values::from([("cmdlet", text(cmdlet.to_owned())), ("why", text(one.doubt.to_string()))]),
        sightings: one.at.iter().map(|&at| Sighting { at, cmdlet, ad_properties_only: false }).collect(),
    }
}
