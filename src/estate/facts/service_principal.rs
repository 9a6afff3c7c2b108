//! What the names of a service principal are good for.

use super::derive::{as_list, derived, flag, is_text, list, not_printed, plain, text, typed};
use super::{DerivedNoun, Fact, FactTarget, Gap, Read, Rows, View, memo};
use crate::estate::spn::{self, Class};
use crate::estate::{Item, Known, List, Object, Seen, Side, Unknown, UnknownReason, Value, known, unknown};
use crate::microsoft::{self, EXCHANGE_ONLINE};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

const PRINCIPAL: FactTarget = FactTarget::Nouns(&["service-principal"]);
const NAME: FactTarget = FactTarget::Nouns(&["registered-name"]);

/// Facts about service principals and their names.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "has-microsoft-defaults",
        doc: "the application id or an https://outlook.office365.com name is among the names",
        on: PRINCIPAL,
        read: Read::Row(|_, principal| has_microsoft_defaults(principal)),
    },
    Fact {
        name: "ineffective-origins",
        doc: "origins of names in a form that Entra does not match (path, http, server-to-server, bare host, look-alike)",
        on: PRINCIPAL,
        read: Read::Row(|_, principal| origins(principal, Class::is_ineffective)),
    },
    Fact {
        name: "is-exchange-online",
        doc: "it is the first-party service principal \"Office 365 Exchange Online\"",
        on: PRINCIPAL,
        read: Read::Row(|_, principal| {
            typed(
                principal.get("AppId"),
                |id| if let Value::Guid(id) = id { Some(Value::Bool(id == EXCHANGE_ONLINE)) } else { None },
            )
        }),
    },
    Fact {
        name: "registered-origins",
        doc: "origins that the service principal names cover; complete only if the list of names is",
        on: PRINCIPAL,
        read: Read::Row(|_, principal| registered(principal)),
    },
    Fact {
        name: "shows-names-only",
        doc: "nothing but names was captured of it (`select -ExpandProperty ServicePrincipalNames`)",
        on: PRINCIPAL,
        read: Read::Row(|_, principal| {
            let is_name = |name: &str| matches!(name, "AppId" | "ServicePrincipalNames");
            let only_names = principal.values.iter().all(|(name, _)| is_name(name));
            flag(principal.values.contains_key("ServicePrincipalNames") && only_names, principal.spans())
        }),
    },
    Fact {
        name: "stands-alone",
        doc: "whether the tenant's captures hold no other service principal that is Exchange Online's",
        on: FactTarget::Nouns(&["service-principal", "captured-principal"]),
        read: Read::Row(stands_alone),
    },
    Fact {
        name: "custom",
        doc: "whether the name is the customer's own, not one of Microsoft's",
        on: NAME,
        read: Read::Row(|_, name| flag(is_custom(&name.subject), name.spans())),
    },
    Fact {
        name: "hygiene-problems",
        doc: "what is untidy about the name: upper case, a default port, a domain that is not a public one",
        on: NAME,
        read: Read::Row(|_, name| {
            list(untidy(&name.subject).map(|text| derived(text.to_owned())).collect(), name.places("name"))
        }),
    },
    Fact {
        name: "used-on-premises",
        doc: "whether a virtual directory, an SCP, or autodiscover.<domain> of a mail domain uses the name's origin",
        on: NAME,
        read: Read::Row(|view, name| {
            let origin = plain(&name.get("origin")?.value);
            let judge = |used: &UsedUrls| match &used.gap {
                _ if used.uses(&origin) => flag(true, name.places("name")),
                Some(reason) => Err(reason.clone()),
                None => flag(false, name.places("name")),
            };
            memo::kept(view, |memo| &memo.used, UsedUrls::of, judge)
        }),
    },
];

/// One row for each name of the Exchange Online service principal.
pub(super) const REGISTERED_NAME: DerivedNoun = DerivedNoun {
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
pub(super) const CAPTURED: DerivedNoun = DerivedNoun {
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
fn names(principal: &Object) -> Known<List> {
    typed(principal.get("ServicePrincipalNames"), as_list)
}

fn principals<'e>(view: &View<'e>) -> Rows<'e> {
    super::rows_of(view, "service-principal")
}

/// The names of the Exchange Online service principal in the view's tenant.
pub fn exchange_names(view: &View<'_>) -> Known<List> {
    let rows = principals(view);
    let mut unsure = Vec::new();
    let mut doubt = None;
    for object in &rows.objects {
        match object.get("AppId") {
            Ok(Seen { value: Value::Guid(id), .. }) if id == EXCHANGE_ONLINE => return names(object),
            Ok(Seen { value: Value::Guid(_), .. }) => {}
            Err(Unknown { why: why @ UnknownReason::Doubtful(_), .. }) => {
                unsure.extend(object.spans());
                doubt.get_or_insert(why);
            }
            _ => unsure.extend(object.spans()),
        }
    }
    if let Some(why) = doubt {
        return unknown(why, unsure);
    }
    if let Some(gap) = rows.gaps.iter().find(|gap| matches!(gap.why, UnknownReason::Doubtful(_))) {
        return unknown(gap.why.clone(), gap.at.clone());
    }
    let why =
        if unsure.is_empty() { UnknownReason::NotCaptured { noun: "service-principal" } } else { UnknownReason::NotPrinted };
    unknown(why, unsure)
}

/// The origins that the names of a service principal cover.
///
/// # Errors
/// Where its names are not known.
pub(super) fn registered(principal: &Object) -> Known<Value> {
    origins(principal, |class| class == Class::Covers)
}

fn origins(principal: &Object, wanted: fn(Class) -> bool) -> Known<Value> {
    let Seen { value: list, at } = names(principal)?;
    let origin = |item: &Item| {
        let name = spn::classify(&item.text);
        Some(Item { text: name.origin.filter(|_| wanted(name.class))?, at: item.at })
    };
    known(Value::List(List { items: list.items.iter().filter_map(origin).collect(), complete: list.complete }), at)
}

fn has_microsoft_defaults(principal: &Object) -> Known<Value> {
    let Seen { value: list, at } = names(principal)?;
    let is_default = |item: &&Item| {
        let name = spn::classify(&item.text);
        let of_microsoft = || {
            let rest = name.origin.as_deref().and_then(|origin| origin.strip_prefix("https://outlook.office365.com"));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        };
        name.class == Class::AppId && item.text.eq_ignore_ascii_case(EXCHANGE_ONLINE)
            || matches!(name.class, Class::Covers | Class::Path) && item.text.is_ascii() && of_microsoft()
    };
    match list.items.iter().find(is_default) {
        Some(item) => flag(true, item.at.map_or(at, |at| vec![at])),
        None if list.complete => flag(false, at),
        None => unknown(UnknownReason::Truncated { shown: list.items.len() }, at),
    }
}

/// Whether no service principal of Exchange Online was captured beside it.
fn stands_alone(view: &View<'_>, principal: &Object) -> Known<Value> {
    let judge = |principals: &Principals| {
        let others = |subjects: &[String]| subjects.iter().any(|other| *other != principal.subject);
        match principals.of_realm.get(&principal.side) {
            Some((exchange, _)) if others(exchange) => flag(false, principal.spans()),
            Some((_, open)) if others(open) => not_printed(principal.spans()),
            _ => flag(true, principal.spans()),
        }
    };
    memo::kept(view, |memo| &memo.principals, Principals::of, judge)
}

/// Service principals by tenant: those of Exchange, and those of which no capture tells. At most two of each: enough to find another one.
#[derive(Debug, Default)]
pub(super) struct Principals {
    of_realm: HashMap<Side, (Vec<String>, Vec<String>)>,
}

impl Principals {
    fn of(view: &View<'_>) -> Self {
        let mut principals = Self::default();
        for object in view.estate.all("service-principal") {
            let (exchange, open) = principals.of_realm.entry(object.side.clone()).or_default();
            match is_text(object, "AppId", EXCHANGE_ONLINE) {
                Some(true) if exchange.len() < 2 => exchange.push(object.subject.clone()),
                None if open.len() < 2 => open.push(object.subject.clone()),
                _ => {}
            }
        }
        principals
    }
}

fn registered_names<'e>(view: &View<'e>) -> Rows<'e> {
    let found = principals(view);
    let mut rows = Rows { objects: Vec::new(), gaps: found.gaps };
    for principal in &found.objects {
        if matches!(principal.get("AppId"), Ok(Seen { value: Value::Guid(id), .. }) if id != EXCHANGE_ONLINE) {
            continue;
        }
        match names(principal) {
            Ok(Seen { value: list, at }) => {
                if !list.complete {
                    let reason = Unknown { why: UnknownReason::Truncated { shown: list.items.len() }, at };
                    rows.gaps.extend(Gap::of_object(principal, reason));
                }
                rows.objects.extend(list.items.iter().map(|item| Cow::Owned(row(principal, item))));
            }
            Err(reason) => rows.gaps.extend(Gap::of_object(principal, reason)),
        }
    }
    rows
}

fn row(principal: &Object, item: &Item) -> Object {
    let at: Vec<_> = item.at.into_iter().collect();
    let name = spn::classify(&item.text);
    let key = known(name.origin.map_or(Value::Null, Value::Text), at.clone());
    let values = [
        ("name", text(item.text.clone(), at.clone())),
        ("class", text(name.class.name(), at)),
        ("key", key.clone()),
        ("origin", key),
    ];
    principal.derive(REGISTERED_NAME.name, item.text.clone(), values)
}

/// Whether a name is the customer's own, not one of Microsoft's.
fn is_custom(name: &str) -> bool {
    let text = name.trim().to_ascii_lowercase();
    let host = text.rsplit_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = host.strip_prefix(EXCHANGE_ONLINE).map_or(host, |rest| rest.trim_start_matches('/'));
    let host = host.split(['/', ':']).next().unwrap_or(host).trim_start_matches("*.");
    host.contains('.') && !microsoft::owns(host)
}

/// What is untidy about a name.
fn untidy(name: &str) -> impl Iterator<Item = &'static str> {
    const PRIVATE: [&str; 6] = [".local", ".lan", ".internal", ".intern", ".corp", ".home"];
    let host = name.trim().trim_end_matches('/').rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let problems = [
        (name.chars().any(char::is_uppercase), "upper case"),
        (name.trim_end_matches('/').ends_with(":443"), "default port"),
        (PRIVATE.iter().any(|ending| host.ends_with(ending)), "a domain that is not public"),
    ];
    problems.into_iter().filter(|(is_so, _)| *is_so).map(|(_, problem)| problem)
}

/// Origins and URLs that the organisation uses.
#[derive(Debug, Default)]
pub(super) struct UsedUrls {
    all: BTreeSet<String>,
    gap: Option<Unknown>,
}

impl UsedUrls {
    fn of(view: &View<'_>) -> Self {
        let mut used = Self::default();
        for noun in ["service-url", "accepted-autodiscover", "owa-url"] {
            let rows = super::rows_of(view, noun);
            used.all.extend(rows.objects.iter().map(|row| row.subject.clone()));
            used.gap = used.gap.or_else(|| rows.whole().err());
        }
        used
    }

    /// Whether an origin, or a URL below it, is used.
    fn uses(&self, origin: &str) -> bool {
        let below = format!("{origin}/");
        self.all.contains(origin) || self.all.range(below.clone()..).next().is_some_and(|url| url.starts_with(&below))
    }
}
