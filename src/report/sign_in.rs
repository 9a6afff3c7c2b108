//! The methods by which people sign in, in each tenant: what the policy allows, and how many have registered it.

use super::words::people;
use crate::estate::facts::{self, View, derive::text_of};
use crate::estate::{Known, Object, Seen, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The pack that shows them.
pub const PACK: &str = "passwordless";

/// A method in a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignInMethod {
    /// Its name in the policy (`Fido2`), or in the report of registrations where the policy has none of it.
    pub method: String,
    /// The tenant.
    pub tenant: String,
    /// What the policy says of it.
    pub state: MethodState,
    /// Whom it is allowed to: `all`, or so many targets.
    pub for_whom: Option<String>,
    /// How many people have registered it; `null` when the captures do not tell.
    pub registered: Option<usize>,
}

/// People or devices of a tenant of whom a rule says something, all by name: whoever is to call them needs the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignInGroup {
    /// What is said of them, `weak-admins`: the name of the fact that the rule reads.
    pub group: String,
    /// The same in words.
    pub what: String,
    /// The tenant.
    pub tenant: String,
    /// Their names, sorted.
    pub names: Vec<String>,
}

/// The derived nouns that tell of people and devices together, and the facts that are lists of names.
const GROUPS: &[(&str, &[&str])] = &[
    ("registration-report", &["weak-admins", "barred", "phone-only", "without-passwordless", "elsewhere"]),
    ("device-report", &["too-old"]),
];

/// The groups of every tenant that somebody is in.
#[must_use]
pub fn groups(view: &View<'_>) -> Vec<SignInGroup> {
    let mut all = Vec::new();
    for (noun, facts) in GROUPS {
        let described = facts::noun(noun).map(|noun| noun.properties).unwrap_or_default();
        let rows = facts::rows(view, noun).unwrap_or_default().objects;
        for fact in *facts {
            let what = described.iter().find(|(name, _)| name == fact).map_or(*fact, |(_, what)| *what);
            for row in &rows {
                let Some(Ok(Seen { value: Value::List(list), .. })) = row.values.get(fact) else { continue };
                if let (Some(tenant), false) = (row.side.tenant(), list.items.is_empty()) {
                    all.push(SignInGroup {
                        group: (*fact).to_owned(),
                        what: what.to_owned(),
                        tenant: tenant.to_owned(),
                        names: list.items.iter().map(|item| item.text.clone()).collect(),
                    });
                }
            }
        }
    }
    all
}

/// What a policy says of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MethodState {
    /// Somebody may use it.
    Allowed,
    /// Nobody may.
    Disabled,
    /// The captures do not tell.
    Unknown,
    /// It is not a method of the policy.
    Elsewhere,
}

impl MethodState {
    /// A sign and a word.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Allowed => ("✓", "allowed"),
            Self::Disabled => ("–", "disabled"),
            Self::Unknown => ("?", "unknown"),
            Self::Elsewhere => ("·", "no method of the policy"),
        }
    }
}

impl SignInMethod {
    /// What stands in its cell, behind the sign.
    #[must_use]
    pub fn words(&self) -> String {
        let whom = self.for_whom.as_ref().filter(|_| self.state == MethodState::Allowed);
        let whom = whom.map_or_else(String::new, |whom| format!(" to {whom}"));
        let registered = match self.registered {
            Some(number) => people(number),
            None => "? people".to_owned(),
        };
        format!("{}{whom}, {registered}", self.state.words().1)
    }
}

/// The methods of every tenant of which the policy or the registrations were captured, by method and tenant.
#[must_use]
pub fn build(view: &View<'_>) -> Vec<SignInMethod> {
    let rows = |noun| facts::rows(view, noun).unwrap_or_default();
    let (methods, registered) = (rows("authentication-method"), rows("registration-report").objects);
    // A policy that was cut may have others.
    let is_cut = |tenant: &str| methods.gaps.iter().any(|gap| gap.tenant.as_deref() == Some(tenant));
    let counts: BTreeMap<&str, BTreeMap<&str, Option<usize>>> =
        registered.iter().filter_map(|row| Some((row.side.tenant()?, registrations(row)))).collect();
    let known: BTreeMap<(String, &str), &Object> =
        methods.objects.iter().filter_map(|row| Some(((text_of(row, "method")?, row.side.tenant()?), &**row))).collect();
    let of_people = counts.iter().flat_map(|(tenant, methods)| methods.keys().map(move |method| ((*method).to_owned(), *tenant)));
    let all: BTreeSet<(String, &str)> = known.keys().cloned().chain(of_people).collect();
    let with_policy: BTreeSet<&str> = known.keys().map(|(_, tenant)| *tenant).collect();
    let row = |(method, tenant): (String, &str)| {
        let found = known.get(&(method.clone(), tenant));
        let state = match found.map(|row| text_of(row, "state")) {
            Some(Some(state)) if state == "enabled" => MethodState::Allowed,
            Some(Some(_)) => MethodState::Disabled,
            None if facts::methods::is_beta_only(&method) || is_cut(tenant) => MethodState::Unknown,
            None if with_policy.contains(tenant) => MethodState::Elsewhere,
            Some(None) | None => MethodState::Unknown,
        };
        let of_tenant = counts.get(tenant);
        SignInMethod {
            state,
            for_whom: found.and_then(|row| text_of(row, "for-whom")),
            registered: of_tenant.and_then(|methods| methods.get(method.as_str()).copied().unwrap_or(Some(0))),
            tenant: tenant.to_owned(),
            method,
        }
    };
    all.into_iter().map(row).collect()
}

/// How many people of a tenant have registered each method; `None` where there may be more.
fn registrations(row: &Object) -> BTreeMap<&str, Option<usize>> {
    let Some(Ok(Seen { value: Value::List(list), .. })): Option<&Known<Value>> = row.values.get("registered") else {
        return BTreeMap::new();
    };
    let mut counts: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for item in &list.items {
        let number = counts.entry(item.text.as_str()).or_insert(list.complete.then_some(0));
        *number = number.map(|number| number + 1);
    }
    counts
}

/// The tenants in the rows, sorted.
#[must_use]
pub fn tenants(methods: &[SignInMethod]) -> Vec<&str> {
    methods.iter().map(|row| row.tenant.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The rows of each method, in the order of [`tenants`]; `None` where a tenant has nothing of it.
#[must_use]
pub fn by_method(methods: &[SignInMethod]) -> Vec<(&str, Vec<Option<&SignInMethod>>)> {
    let tenants = tenants(methods);
    let mut rows: Vec<(&str, Vec<Option<&SignInMethod>>)> = Vec::new();
    for one in methods {
        if rows.last().is_none_or(|(method, _)| *method != one.method) {
            rows.push((&one.method, vec![None; tenants.len()]));
        }
        let column = tenants.binary_search(&one.tenant.as_str());
        if let (Some((_, cells)), Ok(column)) = (rows.last_mut(), column) {
            cells[column] = Some(one);
        }
    }
    rows
}
