//! The captures that an audit cannot do without (CAP-005).

use super::{DerivedNoun, Rows, View};
use crate::capture::Shell;
use crate::estate::schema::Cmdlet;
use crate::estate::{Coverage, Known, Object, Realm, Value, Values, cmdlets};
use std::borrow::Cow;

/// The nine; the last once for each tenant.
const REQUIRED: &[&str] = &[
    "mapi-virtual-directory",
    "web-services-virtual-directory",
    "oab-virtual-directory",
    "autodiscover-virtual-directory",
    "active-sync-virtual-directory",
    "client-access-service",
    "auth-server",
    "organization-config",
    "service-principal",
];

/// One row for each capture that is needed, service principals once a tenant.
pub const NOUN: DerivedNoun = DerivedNoun {
    name: "required-capture",
    doc: "a capture that an audit cannot do without",
    properties: &[
        ("cmdlet", "the cmdlet to run"),
        ("captured", "whether it is there"),
        ("command", "the exact command that captures it"),
    ],
    rows,
};

fn rows<'e>(view: &View<'e>) -> Rows<'e> {
    let mut rows = Rows::default();
    for cmdlet in REQUIRED.iter().filter_map(|noun| cmdlets::of_noun(noun)) {
        for realm in realms(view, cmdlet) {
            rows.objects.push(Cow::Owned(row(view, cmdlet, realm)));
        }
    }
    rows
}

fn realms(view: &View<'_>, cmdlet: &Cmdlet) -> Vec<Realm> {
    if cmdlet.shell != Some(Shell::Tenant) {
        return vec![Realm::OnPremises];
    }
    let of = |name: &str| Realm::Tenant(name.to_owned());
    match view.tenant {
        Some(tenant) => vec![of(&tenant.name)],
        None if view.estate.tenants.is_empty() => vec![of("tenant")],
        None => view.estate.tenants.iter().map(|tenant| of(&tenant.name)).collect(),
    }
}

fn row(view: &View<'_>, cmdlet: &'static Cmdlet, realm: Realm) -> Object {
    let at = match view.estate.coverage(&realm, cmdlet.noun) {
        Some(Coverage::Whole(at) | Coverage::Shown(at) | Coverage::Part(at)) => Some(at.clone()),
        None => None,
    };
    let captured = Known::known(Value::Bool(at.is_some()), at.unwrap_or_default());
    let text = |text: &str| Known::known(Value::Text(text.to_owned()), Vec::new());
    let values = [("captured", captured), ("cmdlet", text(cmdlet.name)), ("command", text(cmdlet.collect))];
    Object {
        noun: NOUN.name,
        realm,
        server: None,
        subject: cmdlet.name.to_owned(),
        values: Values::from(values),
        sightings: Vec::new(),
    }
}
