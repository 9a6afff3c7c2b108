//! What Conditional Access demands of those who sign in, and whether they can.

use super::derive::{flag, plain};
use super::json;
use super::methods::{Mode, data};
use super::sign_in::{self, POLICY, all, any};
use super::{Fact, FactTarget, Read, View, people, rows_of};
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
        doc: "whether the policy is about administrators: it names roles, or everybody",
        on: FactTarget::Nouns(&[NOUN]),
        read: Read::Row(|_, policy| {
            let conditions = json::of(policy, "Conditions")?;
            let people = conditions.member("users")?;
            let has_roles = !people.texts("includeRoles")?.is_empty();
            let is_for_all = || Ok(people.texts("includeUsers")?.iter().any(|who| who.eq_ignore_ascii_case("All")));
            flag(has_roles || is_for_all()?, conditions.at())
        }),
    },
];

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
    at: Vec<Span>,
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
    let name = strength.optional_text("displayName")?.unwrap_or_else(|| id.clone());
    let own = strength.texts("allowedCombinations")?;
    if !own.is_empty() {
        return Ok(Some(Strength { name, combinations: own, at: controls.at() }));
    }
    // Some answers only say which strength it is.
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
    let combinations = inner.split(", ").map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
    Ok(Some(Strength { name: super::derive::text_of(found, "DisplayName").unwrap_or(name), combinations, at }))
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
        if met { all(modes.into_iter().map(|mode| tenant.allows(mode))) } else { Ok(true) }
    }))?;
    flag(found, strength.at)
}

/// A tenant and what it allows.
struct Tenant<'v> {
    view: &'v View<'v>,
    side: &'v Side,
}

impl Tenant<'_> {
    fn allows(&self, mode: &Mode) -> Result<bool, Unknown> {
        if let Some(method) = &mode.method {
            let Some(policy) = self.view.estate.of(POLICY, self.side).next() else { return Err(missing(POLICY)) };
            return sign_in::allows(policy, method, &mode.name);
        }
        if let Some(method) = &mode.registered {
            return people::somebody_has(self.view, self.side, method);
        }
        if mode.federated {
            return self.is_federated();
        }
        Ok(true)
    }

    fn is_federated(&self) -> Result<bool, Unknown> {
        const DOMAIN: &str = "entra-domain";
        let is_federated = |domain: &Object| {
            let Seen { value, at } = domain.get("AuthenticationType")?;
            match plain(&value).as_str() {
                "Federated" => Ok(true),
                "Managed" => Ok(false),
                other => Err(Unknown { why: UnknownReason::Unreadable { raw: other.to_owned() }, at }),
            }
        };
        let of_tenant = self.view.estate.of(DOMAIN, self.side);
        if any(of_tenant.map(is_federated))? {
            return Ok(true);
        }
        let rows = rows_of(self.view, DOMAIN);
        rows.whole().map(|()| false)
    }
}

fn missing(noun: &'static str) -> Unknown {
    Unknown { why: UnknownReason::NotCaptured { noun }, at: Vec::new() }
}
