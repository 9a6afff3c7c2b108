//! The Autodiscover host of every mail domain, which Outlook asks outside the network (domain.md 1.6).

use super::{DerivedNoun, Gap, Rows, View, captured};
use crate::estate::{Known, Object, Realm, Value, Why, cmdlets, host, spn};
use std::borrow::Cow;

/// One row for each authoritative accepted domain. Wildcard domains have no host; domains of Microsoft's are served by Exchange Online.
pub const NOUN: DerivedNoun = DerivedNoun {
    name: "accepted-autodiscover",
    doc: "https://autodiscover.<domain> of an authoritative accepted domain",
    properties: &[("origin", "https://autodiscover.<domain>"), ("domain", "the accepted domain")],
    rows,
};

fn rows<'e>(view: &View<'e>) -> Rows<'e> {
    let Some(cmdlet) = cmdlets::of_noun("accepted-domain") else { return Rows::default() };
    let found = captured::rows(view, cmdlet);
    let mut rows = Rows { objects: Vec::new(), gaps: found.gaps };
    for object in &found.objects {
        let gap = |why: &Why, at: &[crate::source::Span]| Gap {
            subject: object.subject.clone(),
            server: None,
            tenant: None,
            why: why.clone(),
            at: at.to_vec(),
            command: cmdlet.collect.to_owned(),
        };
        match object.get("DomainType") {
            Known::Known { value: Value::Text(kind), .. } if kind.eq_ignore_ascii_case("Authoritative") => {}
            Known::Known { value: Value::Text(_), .. } => continue,
            Known::Known { at, .. } => {
                rows.gaps.push(gap(&Why::NotPrinted, &at));
                continue;
            }
            Known::Unknown { why, at } => {
                rows.gaps.push(gap(&why, &at));
                continue;
            }
        }
        match object.get("DomainName") {
            Known::Known { value: Value::Text(domain), at } => {
                let is_microsoft = domain.to_ascii_lowercase().ends_with(".onmicrosoft.com");
                if is_microsoft || domain.starts_with('*') {
                    continue;
                }
                // What is not a domain has no Autodiscover host: a URL or an address there would make up a name that nobody has.
                let host = host::domain(&domain).map(|domain| format!("https://autodiscover.{domain}"));
                match host.as_deref().and_then(spn::service_url).as_ref().and_then(spn::origin) {
                    Some(origin) => rows.objects.push(Cow::Owned(row(object, origin, domain, at))),
                    None => rows.gaps.push(gap(&Why::Unreadable { raw: domain }, &at)),
                }
            }
            Known::Known { at, .. } => rows.gaps.push(gap(&Why::NotPrinted, &at)),
            Known::Unknown { why, at } => rows.gaps.push(gap(&why, &at)),
        }
    }
    rows
}

fn row(object: &Object, origin: String, domain: String, at: Vec<crate::source::Span>) -> Object {
    let values =
        [("origin", Known::known(Value::Text(origin.clone()), at.clone())), ("domain", Known::known(Value::Text(domain), at))];
    Object {
        noun: NOUN.name,
        realm: Realm::OnPremises,
        server: None,
        subject: origin,
        values: values.into_iter().collect(),
        sightings: object.sightings.clone(),
    }
}
