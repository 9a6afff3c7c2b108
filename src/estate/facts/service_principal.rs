//! What the names of a service principal are good for.

use super::derive::flag;
use super::{DerivedNoun, Fact, Gap, On, Rows, View, captured, list_of};
use crate::estate::spn::{self, Class};
use crate::estate::{Item, Known, List, Object, Realm, Value, Values, Why, cmdlets};
use std::borrow::Cow;

/// Origins that Entra issues tokens for.
pub const REGISTERED_ORIGINS: Fact = Fact {
    name: "registered-origins",
    doc: "origins that the service principal names cover; complete only if the list of names is",
    on: On::Nouns(&["service-principal"]),
    read: |_, object| origins(object, |class| class == Class::Covers),
};

/// Origins of names that Entra does not match.
pub const INEFFECTIVE_ORIGINS: Fact = Fact {
    name: "ineffective-origins",
    doc: "origins of names in a form that Entra does not match (path, http, server-to-server, bare host, look-alike)",
    on: On::Nouns(&["service-principal"]),
    read: |_, object| origins(object, Class::is_ineffective),
};

/// Whether Microsoft's own names are still there.
pub const HAS_MICROSOFT_DEFAULTS: Fact = Fact {
    name: "has-microsoft-defaults",
    doc: "the application id or an https://outlook.office365.com name is among the names",
    on: On::Nouns(&["service-principal"]),
    read: has_microsoft_defaults,
};

/// Whether it is the one service principal that hybrid modern authentication uses.
pub const IS_EXCHANGE_ONLINE: Fact = Fact {
    name: "is-exchange-online",
    doc: "it is the first-party service principal \"Office 365 Exchange Online\"",
    on: On::Nouns(&["service-principal"]),
    read: |_, object| {
        object.map_or_else(
            || Known::unknown(Why::NotPrinted, Vec::new()),
            |object| match object.get("AppId") {
                Known::Known { value: Value::Guid(id), at } => Known::known(Value::Bool(id == spn::EXCHANGE_ONLINE), at),
                Known::Known { at, .. } => Known::unknown(Why::NotPrinted, at),
                Known::Unknown { why, at } => Known::unknown(why, at),
            },
        )
    },
};

/// Whether its captures are nothing but a list of names.
pub const SHOWS_NAMES_ONLY: Fact = Fact {
    name: "shows-names-only",
    doc: "nothing but names was captured of it (`select -ExpandProperty ServicePrincipalNames`)",
    on: On::Nouns(&["service-principal"]),
    read: |_, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let is_name = |name: &str| matches!(name, "AppId" | "ServicePrincipalNames");
        flag(
            object.values.contains_key("ServicePrincipalNames") && object.values.iter().all(|(name, _)| is_name(name)),
            object.spans(),
        )
    },
};

/// One row for each name of the Exchange Online service principal.
pub const REGISTERED_NAME: DerivedNoun = DerivedNoun {
    name: "registered-name",
    doc: "a service principal name of Exchange Online in a tenant",
    properties: &[
        ("name", "the name as registered"),
        ("class", "covers, path, http, legacy-s2s, legacy-wildcard, appid, bare, look-alike or other"),
        ("key", "origin that it covers or resembles; blank for application ids"),
        ("origin", "the same as key"),
    ],
    rows: registered_names,
};

/// The service principals that were captured, as they are: another one beside them is no matter of theirs.
pub const CAPTURED: DerivedNoun = DerivedNoun {
    name: "captured-principal",
    doc: "service principals that were captured; none is missed as long as there is one",
    properties: &[("AppId", "application id")],
    rows: |view| {
        let mut rows = principals(view);
        if !rows.objects.is_empty() {
            rows.gaps.clear();
        }
        rows
    },
};

/// The names of a service principal, or why they are not known.
fn names(object: &Object) -> Known<List> {
    match object.get("ServicePrincipalNames") {
        Known::Known { value: Value::List(list), at } => Known::known(list, at),
        Known::Known { at, .. } => Known::unknown(Why::NotPrinted, at),
        Known::Unknown { why, at } => Known::unknown(why, at),
    }
}

fn principals<'e>(view: &View<'e>) -> Rows<'e> {
    cmdlets::of_noun("service-principal").map_or_else(Rows::default, |cmdlet| captured::rows(view, cmdlet))
}

/// The names of the Exchange Online service principal in the view's tenant.
pub fn exchange_names(view: &View<'_>) -> Known<List> {
    let rows = principals(view);
    let mut unsure = Vec::new();
    let mut doubt = None;
    for object in &rows.objects {
        match object.get("AppId") {
            Known::Known { value: Value::Guid(id), .. } if id == spn::EXCHANGE_ONLINE => return names(object),
            Known::Known { value: Value::Guid(_), .. } => {}
            Known::Unknown { why: why @ Why::Doubtful(_), .. } => {
                unsure.extend(object.spans());
                doubt.get_or_insert(why);
            }
            _ => unsure.extend(object.spans()),
        }
    }
    if let Some(why) = doubt {
        return Known::unknown(why, unsure);
    }
    if let Some(gap) = rows.gaps.iter().find(|gap| matches!(gap.why, Why::Doubtful(_))) {
        return Known::unknown(gap.why.clone(), gap.at.clone());
    }
    let why = if unsure.is_empty() { Why::NotCaptured { noun: "service-principal" } } else { Why::NotPrinted };
    Known::unknown(why, unsure)
}

fn origins(object: Option<&Object>, wanted: fn(Class) -> bool) -> Known<Value> {
    let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
    match names(object) {
        Known::Known { value: list, at } => {
            let mut items: Vec<Item> = Vec::new();
            for item in &list.items {
                let name = spn::classify(&item.text);
                if let Some(origin) = name.origin.filter(|_| wanted(name.class)) {
                    items.push(Item { text: origin, at: item.at });
                }
            }
            Known::known(Value::List(List { items, complete: list.complete }), at)
        }
        Known::Unknown { why, at } => Known::unknown(why, at),
    }
}

fn has_microsoft_defaults(_: &View<'_>, object: Option<&Object>) -> Known<Value> {
    let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
    match names(object) {
        Known::Known { value: list, at } => {
            let is_default = |item: &&Item| {
                let name = spn::classify(&item.text);
                let of_microsoft = || {
                    let rest = name.origin.as_deref().and_then(|origin| origin.strip_prefix("https://outlook.office365.com"));
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
                };
                name.class == Class::AppId && item.text.eq_ignore_ascii_case(spn::EXCHANGE_ONLINE)
                    || matches!(name.class, Class::Covers | Class::Path) && item.text.is_ascii() && of_microsoft()
            };
            match list.items.iter().find(is_default) {
                Some(item) => Known::known(Value::Bool(true), item.at.map_or(at, |at| vec![at])),
                None if list.complete => Known::known(Value::Bool(false), at),
                None => Known::unknown(Why::Truncated { shown: list.items.len() }, at),
            }
        }
        Known::Unknown { why, at } => Known::unknown(why, at),
    }
}

fn registered_names<'e>(view: &View<'e>) -> Rows<'e> {
    let found = principals(view);
    let mut rows = Rows { objects: Vec::new(), gaps: found.gaps };
    for object in &found.objects {
        if matches!(object.get("AppId"), Known::Known { value: Value::Guid(id), .. } if id != spn::EXCHANGE_ONLINE) {
            continue;
        }
        let gap = |why, at| Gap {
            subject: object.subject.clone(),
            server: None,
            tenant: match &object.realm {
                Realm::Tenant(name) => Some(name.clone()),
                Realm::OnPremises => None,
            },
            why,
            at,
            command: cmdlets::of_noun("service-principal").map(|cmdlet| cmdlet.collect.to_owned()).unwrap_or_default(),
        };
        match names(object) {
            Known::Known { value: list, at } => {
                if !list.complete {
                    rows.gaps.push(gap(Why::Truncated { shown: list.items.len() }, at));
                }
                rows.objects.extend(list.items.iter().map(|item| Cow::Owned(row(object, item))));
            }
            Known::Unknown { why, at } => rows.gaps.push(gap(why, at)),
        }
    }
    rows
}

fn row(object: &Object, item: &Item) -> Object {
    let at: Vec<_> = item.at.into_iter().collect();
    let name = spn::classify(&item.text);
    let known = |value| Known::known(value, at.clone());
    let key = known(name.origin.map_or(Value::Null, Value::Text));
    let values = [
        ("name", known(Value::Text(item.text.clone()))),
        ("class", known(Value::Text(name.class.name().to_owned()))),
        ("key", key.clone()),
        ("origin", key),
    ];
    Object {
        noun: REGISTERED_NAME.name,
        realm: object.realm.clone(),
        server: None,
        subject: item.text.clone(),
        values: Values::from(values),
        sightings: object.sightings.clone(),
    }
}

/// Where browsers may be sent back to, without a trailing slash.
pub const REPLY_URL_LIST: Fact = Fact {
    name: "reply-url-list",
    doc: "reply URLs, lower-case host, without a trailing slash",
    on: On::Nouns(&["service-principal"]),
    read: |_, object| {
        object.map_or_else(
            || Known::unknown(Why::NotPrinted, Vec::new()),
            |object| match object.get("ReplyUrls") {
                Known::Known { value: Value::List(list), at } => {
                    let plain = |item: &Item| {
                        let text = spn::service_url(&item.text).map_or_else(|| item.text.clone(), |url| url.to_string());
                        Item { text: text.trim_end_matches('/').to_owned(), at: item.at }
                    };
                    let items: Vec<Item> = list.items.iter().map(plain).collect();
                    if list.complete {
                        list_of(items, at)
                    } else {
                        Known::known(Value::List(List { items, complete: false }), at)
                    }
                }
                other => other,
            },
        )
    },
};
