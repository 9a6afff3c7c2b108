//! Objects and estates made by hand.

use crate::estate::value::{Item, List};
use crate::estate::{Coverage, Estate, Known, Object, Occurrence, Side, Tenant, Value};
use crate::source::{SourceId, Span};
use std::cell::Cell;

thread_local! { static NEXT: Cell<usize> = const { Cell::new(0) }; }

/// A place of its own for everything that is made.
pub fn place() -> Span {
    let start = NEXT.with(|next| next.replace(next.get() + 10));
    Span::new(SourceId(0), start, start + 5)
}

pub fn known(value: Value) -> Known<Value> {
    crate::estate::known(value, vec![place()])
}

pub fn text(text: &str) -> Known<Value> {
    known(Value::Text(text.into()))
}

pub fn flag(flag: bool) -> Known<Value> {
    known(Value::Bool(flag))
}

pub fn list(items: &[&str], complete: bool) -> Known<Value> {
    let items = items.iter().map(|item| Item { text: (*item).into(), at: Some(place()) }).collect();
    known(Value::List(List { items, complete }))
}

pub fn row(noun: &'static str, server: Option<&str>, subject: &str, values: &[(&'static str, Known<Value>)]) -> Object {
    let cmdlet = crate::catalog::of_noun(noun).unwrap();
    let mut object = Object {
        noun,
        side: Side::OnPremises,
        server: server.map(Into::into),
        subject: subject.into(),
        values: values.iter().map(|(name, value)| (*name, value.clone())).collect(),
        occurrences: vec![Occurrence { at: place(), cmdlet: cmdlet.name, ad_properties_only: false }],
    };
    object.values.insert("Identity", text(subject));
    object
}

pub fn mapi(server: &str, methods: Known<Value>) -> Object {
    row(
        "mapi-virtual-directory",
        Some(server),
        &format!("{server}\\mapi (Default Web Site)"),
        &[("IISAuthenticationMethods", methods)],
    )
}

pub fn auth_server(name: &str, values: &[(&'static str, Known<Value>)]) -> Object {
    row("auth-server", None, name, values)
}

pub fn principal(tenant: &str, values: &[(&'static str, Known<Value>)]) -> Object {
    Object { side: Side::Tenant(tenant.into()), ..row("service-principal", None, "Office 365 Exchange Online", values) }
}

/// An estate of these objects, each of their nouns captured whole.
pub fn estate(objects: Vec<Object>, also_captured: &[(&str, &'static str)]) -> Estate {
    let mut estate = Estate::default();
    for (side, noun) in also_captured {
        let side = if side.is_empty() { Side::OnPremises } else { Side::Tenant((*side).into()) };
        estate.coverage.insert((side, noun), Coverage::Whole(vec![place()]));
    }
    for object in objects {
        estate.coverage.entry((object.side.clone(), object.noun)).or_insert_with(|| Coverage::Whole(vec![place()]));
        estate.objects.entry(object.noun).or_default().push(object);
    }
    let mut tenants: Vec<String> = estate
        .coverage
        .keys()
        .filter_map(|(side, _)| match side {
            Side::Tenant(name) => Some(name.clone()),
            Side::OnPremises => None,
        })
        .collect();
    tenants.dedup();
    estate.tenants = tenants.into_iter().map(|name| Tenant { name, id: None, domains: Vec::new() }).collect();
    estate
}
