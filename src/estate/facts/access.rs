//! What Conditional Access demands of those who sign in, and whether they can.

use super::derive::{flag, plain};
use super::json::{self, Nested};
use super::methods::{Mode, data};
use super::sign_in::{self, POLICY, all, any};
use super::{Fact, FactTarget, Read, View, captured, people, rows_of};
use crate::estate::{Known, Object, Seen, Side, Unknown, UnknownReason, Value, unknown};
use crate::source::Span;

const NOUN: &str = "conditional-access-policy";
const STRENGTH: &str = "authentication-strength";
/// The action of registering or changing one's methods.
const REGISTRATION: &str = "urn:user:registersecurityinfo";

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "is-enforced",
        doc: "whether the policy is on, and not only reported",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|_, policy| is_enforced(policy)),
    },
    Fact {
        name: "demands-strength",
        doc: "whether nobody gets past the policy without meeting an authentication strength",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|view, policy| {
            let strength = demanded(view, policy)?;
            flag(strength.is_some(), policy.places("GrantControls"))
        }),
    },
    Fact {
        name: "strength-name",
        doc: "the authentication strength that the policy demands; blank where it demands none",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|view, policy| {
            let name = demanded(view, policy)?.map(|strength| Value::Text(strength.name));
            Ok(Seen { value: name.unwrap_or(Value::Null), at: policy.places("GrantControls") })
        }),
    },
    Fact {
        name: "can-be-met",
        doc: "whether the tenant allows a combination of methods that the demanded strength accepts",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|view, policy| of_combinations(view, policy, |_| true, true)),
    },
    Fact {
        name: "takes-access-pass",
        doc: "whether the demanded strength accepts a Temporary Access Pass, and the tenant allows one",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|view, policy| of_combinations(view, policy, |modes| modes.iter().all(|mode| mode.begins), true)),
    },
    Fact {
        name: "resists-phishing",
        doc: "whether the policy demands a strength that accepts phishing-resistant methods only",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|view, policy| {
            let Seen { value, at } = of_combinations(view, policy, |modes| !modes.iter().any(|mode| mode.resistant), false)?;
            flag(value == Value::Bool(false), at)
        }),
    },
    Fact {
        name: "guards-registration",
        doc: "whether the policy is about registering and changing methods",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|_, policy| {
            let conditions = json::of(policy, "Conditions")?;
            let named = conditions.member("applications")?.texts("includeUserActions")?;
            flag(named.iter().any(|action| action.eq_ignore_ascii_case(REGISTRATION)), conditions.at())
        }),
    },
    Fact {
        name: "covers-admins",
        doc: "whether the policy is about administrators wherever they sign in: it names everybody or the Global Administrators, and no condition narrows it",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|_, policy| {
            let conditions = json::of(policy, "Conditions")?;
            let parts =
                [names_admins(&conditions), is_for_every_application(&conditions), narrows(&conditions).map(|narrows| !narrows)];
            flag(all(parts.into_iter())?, conditions.at())
        }),
    },
];

fn has(list: &[String], wanted: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(wanted))
}

/// Whether a policy is for administrators. Whoever is left out may be kept for emergencies, or be an administrator: who they are is not told.
fn names_admins(conditions: &Nested) -> Result<bool, Unknown> {
    let people = conditions.member("users")?;
    let names = |name: &str, wanted: &str| people.texts(name).map(|list| has(&list, wanted));
    let included = any([names("includeUsers", "All"), names("includeRoles", &data().highest_role)].into_iter());
    let leaves_out_roles = people.texts("excludeRoles").map(|roles| roles.is_empty());
    let few_left_out = people.texts("excludeUsers").and_then(|who| match who.len() {
        number if number <= data().emergency_accounts => Ok(true),
        _ => Err(people.unreadable(&who.join(", "))),
    });
    let no_groups_left_out = people.texts("excludeGroups").and_then(|groups| match groups.as_slice() {
        [] => Ok(true),
        groups => Err(people.unreadable(&groups.join(", "))),
    });
    all([included, leaves_out_roles, few_left_out, no_groups_left_out].into_iter())
}

fn is_for_every_application(conditions: &Nested) -> Result<bool, Unknown> {
    let applications = conditions.member("applications")?;
    let included = applications.texts("includeApplications").map(|list| has(&list, "All"));
    let none_left_out = applications.texts("excludeApplications").map(|list| list.is_empty());
    let is_filtered = match applications.optional("applicationFilter") {
        Ok(Some(filter)) => filter.optional_text("rule").map(|rule| rule.is_some()),
        Ok(None) => Ok(false),
        Err(reason) => Err(reason),
    };
    all([included, none_left_out, is_filtered.map(|filtered| !filtered)].into_iter())
}

/// Whether a policy holds under conditions only: at some places, on some devices, at some risk.
fn narrows(conditions: &Nested) -> Result<bool, Unknown> {
    const CLIENTS: [&str; 4] = ["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"];
    let clients = conditions.texts("clientAppTypes").map(|list| !has(&list, "all") && !CLIENTS.iter().all(|one| has(&list, one)));
    let risks = ["userRiskLevels", "signInRiskLevels"].map(|name| conditions.texts(name).map(|levels| !levels.is_empty()));
    let insiders = conditions.optional_text("insiderRiskLevels").map(|levels| levels.is_some());
    let places = [("platforms", "includePlatforms", "excludePlatforms"), ("locations", "includeLocations", "excludeLocations")];
    let places = places.map(|(name, included, excluded)| {
        let Some(places) = conditions.optional(name)? else { return Ok(false) };
        // The Graph module writes an object without values where there is no condition.
        let some = places.texts(included).map(|list| !list.is_empty() && !has(&list, "all"));
        any([some, places.texts(excluded).map(|list| !list.is_empty())].into_iter())
    });
    let devices = || {
        let Some(devices) = conditions.optional("devices")? else { return Ok(false) };
        let Some(filter) = devices.optional("deviceFilter")? else { return Ok(false) };
        Ok(filter.optional_text("rule")?.is_some())
    };
    let flows = || {
        let Some(flows) = conditions.optional("authenticationFlows")? else { return Ok(false) };
        Ok(flows.optional_text("transferMethods")?.is_some_and(|methods| !methods.eq_ignore_ascii_case("none")))
    };
    any([clients, insiders, devices(), flows()].into_iter().chain(risks).chain(places))
}

fn is_enforced(policy: &Object) -> Known<Value> {
    let Seen { value, at } = policy.get("State")?;
    match plain(&value).as_str() {
        "enabled" => flag(true, at),
        "disabled" | "enabledForReportingButNotEnforced" => flag(false, at),
        other => unknown(UnknownReason::Unreadable { raw: other.to_owned() }, at),
    }
}

/// A strength that a policy demands.
struct Strength {
    name: String,
    combinations: Vec<String>,
    /// What is more closely demanded of some combinations.
    closer: Vec<Nested>,
    at: Vec<Span>,
}

impl Strength {
    /// The keys (AAGUIDs) that it demands for a mode; `None` where any will do.
    fn keys(&self, mode: &Mode) -> Result<Option<Vec<String>>, Unknown> {
        let mut keys = None;
        for closer in &self.closer {
            if !has(&closer.texts("appliesToCombinations")?, &mode.name) {
                continue;
            }
            // Only of keys is known what the tenant allows.
            keys = Some(closer.texts("allowedAAGUIDs")?).filter(|keys| mode.name == "fido2" && !keys.is_empty());
            if keys.is_none() {
                return Err(closer.unreadable("combinationConfigurations"));
            }
        }
        Ok(keys)
    }
}

/// The strength without which nobody gets past a policy.
fn demanded(view: &View<'_>, policy: &Object) -> Result<Option<Strength>, Unknown> {
    if policy.get("GrantControls")?.value == Value::Null {
        return Ok(None);
    }
    let controls = json::of(policy, "GrantControls")?;
    let Some(strength) = controls.optional("authenticationStrength")? else { return Ok(None) };
    // The Graph module writes an object without values where there is none.
    let Some(id) = strength.optional_text("id")? else { return Ok(None) };
    let is_one_of_several = match controls.optional_text("operator")?.as_deref() {
        Some("OR") | None => true,
        Some("AND") => false,
        Some(other) => return Err(controls.unreadable(other)),
    };
    if is_one_of_several {
        for others in ["builtInControls", "customAuthenticationFactors", "termsOfUse"] {
            if !controls.texts(others)?.is_empty() {
                return Ok(None);
            }
        }
    }
    // Some answers only say which strength it is.
    let name = strength.optional_text("displayName").ok().flatten().unwrap_or_else(|| id.clone());
    let mut closer = strength.objects("combinationConfigurations")?.unwrap_or_default();
    match strength.texts("allowedCombinations") {
        Ok(own) if own.is_empty() => {}
        Err(Unknown { why: UnknownReason::NotPrinted, .. }) => {}
        Ok(combinations) => return Ok(Some(Strength { name, combinations, closer, at: controls.at() })),
        Err(reason) => return Err(reason),
    }
    let mut known = view.estate.of(STRENGTH, &policy.side);
    let is_it = |object: &&Object| super::derive::is_text(object, "Id", &id) == Some(true);
    let Some(found) = known.find(is_it) else {
        let why = if view.estate.of(STRENGTH, &policy.side).next().is_none() {
            UnknownReason::NotCaptured { noun: STRENGTH }
        } else {
            UnknownReason::NotCovered { noun: STRENGTH }
        };
        return Err(Unknown { why, at: controls.at() });
    };
    let Seen { value, at } = found.get("AllowedCombinations")?;
    let text = plain(&value);
    let inner = text.trim().trim_start_matches('{').trim_end_matches('}').trim();
    if inner.ends_with("...") || inner.ends_with('…') {
        return Err(Unknown { why: UnknownReason::Truncated { shown: inner.matches(", ").count() }, at });
    }
    let combinations: Vec<String> = inner.split(", ").map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
    closer.extend(closer_of(found)?);
    // There is no strength that accepts nothing: the form has lost them.
    if combinations.is_empty() {
        return Err(Unknown { why: UnknownReason::NotPrinted, at });
    }
    Ok(Some(Strength { name: super::derive::text_of(found, "DisplayName").unwrap_or(name), combinations, closer, at }))
}

/// What a strength demands more closely of some combinations; nothing where its answer has no such property.
fn closer_of(strength: &Object) -> Result<Vec<Nested>, Unknown> {
    let (list, at) = match strength.get("CombinationConfigurations") {
        Ok(Seen { value: Value::List(list), at }) => (list, at),
        Ok(_) | Err(Unknown { why: UnknownReason::NotPrinted, .. }) => return Ok(Vec::new()),
        Err(reason) => return Err(reason),
    };
    if !list.complete {
        return Err(Unknown { why: UnknownReason::Truncated { shown: list.items.len() }, at });
    }
    list.items.iter().map(|item| json::read(&item.text, at.clone())).collect()
}

/// Whether the demanded strength accepts a combination of this kind, and, where `met`, one that the tenant allows. Blank where no strength is demanded.
fn of_combinations(view: &View<'_>, policy: &Object, is_it: impl Fn(&[&Mode]) -> bool, met: bool) -> Known<Value> {
    let Some(strength) = demanded(view, policy)? else {
        return Ok(Seen { value: Value::Null, at: policy.places("GrantControls") });
    };
    let tenant = Tenant { view, side: &policy.side };
    let found = any(strength.combinations.iter().map(|combination| {
        let modes = combination.split(',').map(|name| data().mode(name).ok_or_else(|| name.trim().to_owned()));
        let modes = modes
            .collect::<Result<Vec<_>, String>>()
            .map_err(|raw| Unknown { why: UnknownReason::Unreadable { raw }, at: strength.at.clone() })?;
        if !is_it(&modes) {
            return Ok(false);
        }
        if met { all(modes.into_iter().map(|mode| tenant.allows(mode, strength.keys(mode)?.as_deref()))) } else { Ok(true) }
    }))?;
    flag(found, strength.at)
}

/// A tenant and what it allows.
struct Tenant<'v> {
    view: &'v View<'v>,
    side: &'v Side,
}

impl Tenant<'_> {
    /// Whether it allows a mode, and with one of these keys if some are named.
    fn allows(&self, mode: &Mode, keys: Option<&[String]>) -> Result<bool, Unknown> {
        if let Some(method) = &mode.method {
            let Some(policy) = self.view.estate.of(POLICY, self.side).next() else { return Err(missing(POLICY)) };
            return sign_in::allows(policy, method, &mode.name, keys);
        }
        if !mode.registered.is_empty() {
            return people::somebody_has(self.view, self.side, &mode.registered);
        }
        if mode.federated {
            return self.is_federated();
        }
        Ok(true)
    }

    fn is_federated(&self) -> Result<bool, Unknown> {
        const DOMAIN: &str = "entra-domain";
        if any(self.view.estate.of(DOMAIN, self.side).map(sign_in::is_federated))? {
            return Ok(true);
        }
        captured::absence(self.view, DOMAIN)?;
        let rows = rows_of(self.view, DOMAIN);
        rows.whole().map(|()| false)
    }
}

fn missing(noun: &'static str) -> Unknown {
    Unknown { why: UnknownReason::NotCaptured { noun }, at: Vec::new() }
}
