//! Facts about authentication policies.

use super::derive::{flag, flag_of, map, plain, text_of};
use super::{DerivedNoun, Fact, Gap, On, Rows, View};
use crate::estate::{Known, Object, Realm, Value, Why, cmdlets};
use crate::source::Span;

const LEGACY: &[&str] = &[
    "BlockLegacyAuthActiveSync",
    "BlockLegacyAuthAutodiscover",
    "BlockLegacyAuthMapi",
    "BlockLegacyAuthOfflineAddressBook",
    "BlockLegacyAuthRpc",
    "BlockLegacyAuthWebServices",
];

/// Authentication policies that are in force for somebody. When the organisation has no default policy and no policy was captured, there is
/// nothing to judge and nothing missing.
pub const EFFECTIVE: DerivedNoun = DerivedNoun {
    name: "effective-authentication-policy",
    doc: "authentication policies; none, and none missing, where no default policy is set and none was captured",
    properties: &[
        ("BlockModernAuthMapi", "whether modern authentication is refused for MAPI"),
        ("BlockModernAuthWebServices", "whether modern authentication is refused for EWS"),
        ("BlockModernAuthAutodiscover", "whether modern authentication is refused for Autodiscover"),
        ("BlockModernAuthOfflineAddressBook", "whether modern authentication is refused for the address book"),
        ("BlockModernAuthActiveSync", "whether modern authentication is refused for ActiveSync"),
    ],
    rows: |view| {
        let policies = super::rows(view, "authentication-policy").unwrap_or_default();
        let none_is_set = matches!(default_policy(view), Known::Known { value: Value::Null, .. });
        if policies.objects.is_empty() && none_is_set {
            return Rows::default();
        }
        with_default(view, policies)
    },
};

/// A default policy that no capture shows may block everything.
fn with_default<'e>(view: &View<'e>, mut policies: Rows<'e>) -> Rows<'e> {
    if let Known::Known { value, at } = default_policy(view)
        && value != Value::Null
        && policies.gaps.is_empty()
        && !policies.objects.iter().any(|policy| names(&plain(&value), policy))
    {
        let command = cmdlets::of_noun("authentication-policy").map_or("", |cmdlet| cmdlet.collect).to_owned();
        let subject = "Get-AuthenticationPolicy".to_owned();
        policies.gaps.push(Gap { subject, server: None, tenant: None, why: Why::NotPrinted, at, command });
    }
    policies
}

fn default_policy(view: &View<'_>) -> Known<Value> {
    let mut configs = view.estate.of("organization-config", &Realm::OnPremises);
    match configs.next() {
        Some(config) => config.get("DefaultAuthenticationPolicy"),
        None => Known::unknown(Why::NotCaptured { noun: "organization-config" }, Vec::new()),
    }
}

/// Whether a policy is the default of the organisation.
pub const IS_DEFAULT: Fact = Fact {
    name: "is-default-policy",
    doc: "whether DefaultAuthenticationPolicy of the organisation names this policy",
    on: On::Nouns(&["authentication-policy", "effective-authentication-policy"]),
    read: |view, object| {
        let Some(policy) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        map(default_policy(view), |value| match value {
            Value::Null => Some(Value::Bool(false)),
            value => Some(Value::Bool(names(&plain(value), policy))),
        })
    },
};

/// `DefaultAuthenticationPolicy` prints as a name, a canonical path (`contoso.com/…/Policy`) or a distinguished name.
fn names(written: &str, policy: &Object) -> bool {
    let leaf = written.rsplit('/').next().unwrap_or(written);
    let leaf = leaf.strip_prefix("CN=").map_or(leaf, |rest| rest.split(",CN=").next().unwrap_or(rest));
    [Some(policy.subject.clone()), text_of(policy, "Name"), text_of(policy, "Identity")]
        .into_iter()
        .flatten()
        .any(|own| own.eq_ignore_ascii_case(written) || own.eq_ignore_ascii_case(leaf))
}

/// Whether a policy blocks legacy authentication for any of the protocols of Outlook and mobile clients.
pub const BLOCKS_LEGACY: Fact = Fact {
    name: "blocks-legacy",
    doc: "whether BlockLegacyAuth* is True for Outlook, ActiveSync, web services or Autodiscover",
    on: On::Nouns(&["authentication-policy", "effective-authentication-policy"]),
    read: |_, object| object.map_or_else(|| Known::unknown(Why::NotPrinted, Vec::new()), blocks_legacy),
};

fn blocks_legacy(policy: &Object) -> Known<Value> {
    let printed: Vec<&str> = LEGACY.iter().copied().filter(|name| flag_of(policy, name).is_some()).collect();
    let places = |names: &[&str]| -> Vec<Span> { names.iter().flat_map(|name| policy.get(name).at().to_vec()).collect() };
    let blocking: Vec<&str> = printed.iter().copied().filter(|name| flag_of(policy, name) == Some(true)).collect();
    if !blocking.is_empty() {
        flag(true, places(&blocking))
    } else if printed.len() < LEGACY.len() {
        // One that was not printed may be the one that blocks.
        Known::unknown(Why::NotPrinted, policy.spans())
    } else {
        flag(false, places(&printed))
    }
}

/// Whether any policy blocks legacy authentication.
pub const LEGACY_BLOCKED: Fact = Fact {
    name: "legacy-authentication-blocked",
    doc: "whether any authentication policy blocks legacy authentication",
    on: On::AnyObject,
    read: |view, _| {
        let policies = super::rows(view, "authentication-policy").unwrap_or_default();
        let mut at = Vec::new();
        let mut unknown = policies.gaps.into_iter().next().map(|gap| Known::unknown(gap.why, gap.at));
        for policy in &policies.objects {
            match blocks_legacy(policy) {
                Known::Known { value: Value::Bool(true), at } => return flag(true, at),
                Known::Known { at: places, .. } => at.extend(places),
                other @ Known::Unknown { .. } => unknown = unknown.or(Some(other)),
            }
        }
        unknown.unwrap_or_else(|| flag(false, at))
    },
};

/// Whether every other core rule passes. Judged in a second round, see [`View::core_rules_green`].
pub const CORE_GREEN: Fact = Fact {
    name: "core-rules-green",
    doc: "whether every other rule of severity error passes (judged after all of them)",
    on: On::Organization,
    read: |view, _| match view.core_rules_green {
        Some(green) => flag(green, Vec::new()),
        None => Known::unknown(Why::NotPrinted, Vec::new()),
    },
};
