//! Facts about authentication policies.

use super::derive::{any, flag, flag_of, not_captured, not_printed, plain, text_of};
use super::{DerivedNoun, Fact, Gap, On, Read, Rows, View};
use crate::estate::{Known, Object, Realm, Seen, Unknown, Value, Why, known};

const LEGACY: &[&str] = &[
    "BlockLegacyAuthActiveSync",
    "BlockLegacyAuthAutodiscover",
    "BlockLegacyAuthMapi",
    "BlockLegacyAuthOfflineAddressBook",
    "BlockLegacyAuthRpc",
    "BlockLegacyAuthWebServices",
];

/// Authentication policies that are in force for somebody. Without a default policy, single users may still have one, so that a capture which is
/// missing is missed all the same.
pub(super) const EFFECTIVE: DerivedNoun = DerivedNoun {
    name: "effective-authentication-policy",
    doc: "authentication policies, the default one included, whether it was captured or not",
    properties: &[
        ("BlockModernAuthMapi", "whether modern authentication is refused for MAPI"),
        ("BlockModernAuthWebServices", "whether modern authentication is refused for EWS"),
        ("BlockModernAuthAutodiscover", "whether modern authentication is refused for Autodiscover"),
        ("BlockModernAuthOfflineAddressBook", "whether modern authentication is refused for the address book"),
        ("BlockModernAuthActiveSync", "whether modern authentication is refused for ActiveSync"),
    ],
    rows: |view| with_default(view, super::rows_of(view, "authentication-policy")),
};

/// A default policy that no capture shows may block everything.
fn with_default<'e>(view: &View<'e>, mut policies: Rows<'e>) -> Rows<'e> {
    if let Ok(Seen { value, at }) = default_policy(view)
        && value != Value::Null
        && policies.gaps.is_empty()
        && !policies.objects.iter().any(|policy| names(&plain(&value), policy))
    {
        policies.gaps.extend(Gap::of_noun("authentication-policy", Unknown { why: Why::NotPrinted, at }));
    }
    policies
}

fn default_policy(view: &View<'_>) -> Known<Value> {
    let mut configs = view.estate.of("organization-config", &Realm::OnPremises);
    configs.next().map_or_else(|| not_captured("organization-config"), |config| config.get("DefaultAuthenticationPolicy"))
}

const POLICY: On = On::Nouns(&["authentication-policy", "effective-authentication-policy"]);

/// Facts about authentication policies.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "blocks-legacy",
        doc: "whether BlockLegacyAuth* is True for Outlook, ActiveSync, web services or Autodiscover",
        on: POLICY,
        read: Read::Row(|_, policy| blocks_legacy(policy).map(Into::into)),
    },
    Fact {
        name: "is-default-policy",
        doc: "whether DefaultAuthenticationPolicy of the organisation names this policy",
        on: POLICY,
        read: Read::Row(|view, policy| {
            let Seen { value, at } = default_policy(view)?;
            flag(value != Value::Null && names(&plain(&value), policy), at)
        }),
    },
    Fact {
        name: "default-policy-set",
        doc: "whether DefaultAuthenticationPolicy of the organisation names any policy",
        on: On::Organization,
        read: Read::Whole(|view| {
            let Seen { value, at } = default_policy(view)?;
            flag(value != Value::Null, at)
        }),
    },
    Fact {
        name: "legacy-authentication-blocked",
        doc: "whether any authentication policy blocks legacy authentication",
        on: On::AnyObject,
        read: Read::Whole(|view| any(&super::rows_of(view, "authentication-policy"), blocks_legacy).map(Into::into)),
    },
];

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
fn blocks_legacy(policy: &Object) -> Known<bool> {
    let printed: Vec<&str> = LEGACY.iter().copied().filter(|name| flag_of(policy, name).is_some()).collect();
    let blocking: Vec<&str> = printed.iter().copied().filter(|name| flag_of(policy, name) == Some(true)).collect();
    let places = |names: &[&str]| names.iter().flat_map(|name| policy.places(name)).collect();
    if !blocking.is_empty() {
        known(true, places(&blocking))
    } else if printed.len() < LEGACY.len() {
        // One that was not printed may be the one that blocks.
        not_printed(policy.spans())
    } else {
        known(false, places(&printed))
    }
}
