//! The tenants of the organisation.

use super::derive::{as_list, not_captured, text, text_of, typed};
use super::{DerivedNoun, Fact, FactTarget, Read, Rows, View, service_principal};
use crate::estate::{Known, List, Object, Seen, Side, UnknownReason, Value, known, unknown};
use crate::microsoft::EXCHANGE_ONLINE;
use std::collections::HashSet;

/// Tenants of the organisation: captured, configured, or named by an AuthServer.
pub(super) const TENANT: DerivedNoun = DerivedNoun {
    name: "tenant",
    doc: "tenants of the organisation: captured, configured, or only named by an AuthServer's Realm",
    properties: &[("name", "name in reports")],
    rows: |view| {
        let tenants = view.tenant.map_or(view.estate.tenants.as_slice(), std::slice::from_ref);
        Rows::from_iter(tenants.iter().map(|tenant| {
            let side = Side::Tenant(tenant.name.clone());
            let occurrences = view.estate.of("service-principal", &side).flat_map(|object| object.occurrences.clone()).collect();
            let values = [("name", text(tenant.name.clone(), Vec::new()))];
            Object { side, occurrences, ..Object::derived("tenant", tenant.name.clone(), values) }
        }))
    },
};

/// Facts about tenants.
pub(super) const FACTS: &[Fact] = &[Fact {
    name: "registered-service-urls",
    doc: "origins of service URLs that are service principal names in the tenant; complete only if its list is",
    on: FactTarget::Nouns(&["tenant"]),
    read: Read::Row(registered_urls),
}];

/// The service URLs that a tenant knows.
fn registered_urls(view: &View<'_>, tenant: &Object) -> Known<Value> {
    let needed = super::rows_of(view, "service-url");
    if needed.objects.is_empty() {
        return unknown(needed.gaps.first().map_or(UnknownReason::NotPrinted, |gap| gap.why.clone()), Vec::new());
    }
    let subjects: HashSet<&str> = needed.objects.iter().map(|url| url.subject.as_str()).collect();
    let is_exchange = |object: &&Object| text_of(object, "AppId").is_none_or(|id| id.eq_ignore_ascii_case(EXCHANGE_ONLINE));
    let mut principals = view.estate.of("service-principal", &tenant.side).filter(is_exchange).peekable();
    if principals.peek().is_none() {
        let nameless = view.estate.doubts.iter().find(|one| one.noun == "service-principal" && one.side.is_none());
        return match nameless {
            Some(one) => unknown(UnknownReason::Doubtful(one.doubt.clone()), one.at.clone()),
            None => not_captured("service-principal"),
        };
    }
    let mut found = List { items: Vec::new(), complete: true };
    let mut at = Vec::new();
    for principal in principals {
        let Seen { value: names, at: places } = typed(service_principal::registered(principal), as_list)?;
        found.complete &= names.complete;
        found.items.extend(names.items.into_iter().filter(|name| subjects.contains(name.text.as_str())));
        at.extend(places);
    }
    match needed.gaps.first() {
        // A URL that no capture shows may be the one that is registered.
        Some(gap) if found.items.is_empty() && found.complete => unknown(gap.why.clone(), at),
        _ => known(Value::List(found), at),
    }
}
